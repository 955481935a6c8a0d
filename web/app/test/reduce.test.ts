// The app's reducer: the shared fixtures that the C++ reducer passes too, and its own promises.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Event } from '../src/turn/events';
import { answerText, EMPTY_TURN, reasoningText, reduce, type TurnState } from '../src/turn/reduce';

const folder = new URL('../../../tests/fixtures/turns/', import.meta.url);
const started: Event = { type: 'turn_started', turn: 't1', mode: 'contemplating', model: 'm' };
const fold = (events: Event[], state: TurnState = EMPTY_TURN) => events.reduce(reduce, state);

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const { name, events, state } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  test(`${file}: ${name}`, () => expect(fold(events)).toEqual(state));
}

test('joins the text and the reasoning of branch 0 only', () => {
  const state = fold([
    started,
    { type: 'branch_started', branch: 1, parent: 0, role: 'first' },
    { type: 'part_started', part: 1, branch: 1, kind: 'text' },
    { type: 'text_delta', part: 1, text: 'agent' },
    { type: 'part_started', part: 2, branch: 0, kind: 'reasoning' },
    { type: 'text_delta', part: 2, text: 'so ' },
    { type: 'text_delta', part: 2, text: 'it is' },
    { type: 'part_started', part: 3, branch: 0, kind: 'text' },
    { type: 'text_delta', part: 3, text: '42' },
  ]);
  expect(answerText(state)).toBe('42');
  expect(reasoningText(state)).toBe('so it is');
  expect(state.branches[1]?.parts[0]?.text).toBe('agent');
});

test('shares what an event does not touch, and changes no state that it is given', () => {
  const before = fold([
    started,
    { type: 'branch_started', branch: 1, parent: 0, role: 'a' },
    { type: 'branch_started', branch: 2, parent: 0, role: 'b' },
    { type: 'part_started', part: 1, branch: 1, kind: 'text' },
  ]);
  const text = JSON.stringify(before);
  const after = reduce(before, { type: 'text_delta', part: 1, text: 'x' });
  expect(after.branches[1]).not.toBe(before.branches[1]);
  expect(after.branches[2]).toBe(before.branches[2]);
  expect(JSON.stringify(before)).toBe(text);
});

test('ignores what breaks the law', () => {
  expect(reduce(EMPTY_TURN, { type: 'text_delta', part: 1, text: 'x' })).toBe(EMPTY_TURN);
  const state = fold([started, { type: 'part_started', part: 1, branch: 0, kind: 'text' }]);
  const unlawful = [
    { type: 'text_delta', part: 9, text: 'x' },
    { type: 'part_started', part: 1, branch: 0, kind: 'reasoning' },
    { type: 'part_started', part: 2, branch: 7, kind: 'text' },
    { type: 'branch_started', branch: 0, parent: 0, role: 'again' },
    { type: 'answer_found', branch: 7, answer: '1', normalised: '1', confidence: 1 },
    { type: 'branch_finished', branch: 7, reason: 'stop' },
    { type: 'tool_finished', part: 9, result: 'r' },
    { type: 'of_a_later_version' },
    { type: 'constructor' },
  ] as unknown as Event[];
  for (const event of unlawful) expect(reduce(state, event), event.type).toEqual(state);
});

test('the last forecast is kept, and none after the end', () => {
  const first = fold([started, { type: 'forecast', latest_ms: 9000 }]);
  expect(first.forecast).toEqual({ latest_ms: 9000 });
  const second = reduce(first, { type: 'forecast', expected_ms: 4200, latest_ms: 8000 });
  expect(second.forecast).toEqual({ expected_ms: 4200, latest_ms: 8000 });
  const over = reduce(second, { type: 'turn_finished', reason: 'stop' });
  expect(reduce(over, { type: 'forecast', expected_ms: 1, latest_ms: 1 })).toBe(over);
});

test('a finished part and a finished turn take nothing more', () => {
  const part = fold([
    started,
    { type: 'part_started', part: 1, branch: 0, kind: 'text' },
    { type: 'part_finished', part: 1 },
    { type: 'text_delta', part: 1, text: 'late' },
  ]);
  expect(answerText(part)).toBe('');
  const over = reduce(part, { type: 'turn_failed', error: { code: 'backend', message: 'm' } });
  expect(over.finish).toBe('failed');
  expect(reduce(over, started)).toBe(over);
});
