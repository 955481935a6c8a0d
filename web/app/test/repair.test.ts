// What a model added to a repair is shown once: its checks among the steps, its words below.
import { expect, test } from 'vitest';
import { explanationIn } from '../src/repair/added';
import type { RepairStep } from '../src/turn/repair';

const step = (text: string, by_model: boolean): RepairStep => ({ id: text, text, by_model, result: 'open' });
const STEPS = [step('Pull the plug.', false), step('Look for glass.', true)];
const LEAD = '*In a model\u2019s words, not checked against a source*:';

test('checks that stand among the steps are left out of the words', () => {
  expect(explanationIn(`\n\n${LEAD} Food blocks the filter.\n\n- Look for glass.`, STEPS))
    .toBe(`${LEAD} Food blocks the filter.`);
  expect(explanationIn(`${LEAD} Food blocks it.\n\n- Look elsewhere.`, STEPS))
    .toBe(`${LEAD} Food blocks it.\n\n- Look elsewhere.`);
});

test('where there are checks alone nothing is left', () => {
  expect(explanationIn(`${LEAD} \n\n- Look for glass.`, STEPS)).toBe('');
  expect(explanationIn('', STEPS)).toBe('');
});
