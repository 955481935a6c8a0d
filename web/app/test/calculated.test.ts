// What is said about the equations of an answer.
import { beforeEach, expect, test, vi } from 'vitest';
import { found } from '../src/chat/calculated';
import { setLanguage, t } from '../src/i18n/language';

vi.stubGlobal('document', { documentElement: {} });
beforeEach(() => setLanguage('en'));

const wrong = [
  { left: '3 m * 4 m', right: '12 m', fault: 'units' as const },
  { left: '5 * 8', right: '45', fault: 'value' as const },
];

test('nothing where nothing was checked, also in logs that know of no calculation', () => {
  expect(found(undefined, t)).toBe(null);
  expect(found({ checked: 0, holding: 0, wrong: [] }, t)).toBe(null);
});

test('one quiet line where all hold', () => {
  expect(found({ checked: 3, holding: 3, wrong: [] }, t)).toEqual(
    { line: 'Calculator: 3 of 3 equations hold', wrong: [], more: '' });
  expect(found({ checked: 1, holding: 1, wrong: [] }, t)?.line).toBe('Calculator: 1 of 1 equation holds');
});

test('what does not hold is named with its reason, and what is not named is counted', () => {
  expect(found({ checked: 5, holding: 2, wrong }, t)).toEqual({
    line: 'Calculator: 2 of 5 equations hold',
    wrong: [
      { equation: '3 m * 4 m = 12 m', why: 'the units differ' },
      { equation: '5 * 8 = 45', why: 'the result differs' },
    ],
    more: 'and 1 more',
  });
});

test('in Arabic by its own plural forms', async () => {
  await setLanguage('ar');
  const lines = [1, 2, 3, 11].map((checked) => found({ checked, holding: 1, wrong: [] }, t)?.line);
  expect(new Set(lines).size).toBe(4);
  expect(found({ checked: 2, holding: 0, wrong }, t)?.wrong[0]?.why).toContain('\u0627\u0644\u0648\u062d\u062f\u0627\u062a');
});
