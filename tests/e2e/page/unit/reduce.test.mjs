// The page's reducer: the shared fixtures that the C++ reducer passes too, and its own promises.
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerText, EMPTY_TURN, reasoningText, reduce, toolCalls }
  from '../../../../web/page/reduce.js';

const started = { type: 'turn_started', turn: 't1', mode: 'contemplating', model: 'm' };
const fold = (events, state = EMPTY_TURN) => events.reduce(reduce, state);

function freezeDeep(value) {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freezeDeep);
  return Object.freeze(value);
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
  assert.equal(answerText(state), '42');
  assert.equal(reasoningText(state), 'so it is');
  assert.equal(state.branches[1].parts[0].text, 'agent');
});

test('never changes the state that it is given', () => {
  let state = freezeDeep(fold([started]));
  for (const event of [
    { type: 'branch_started', branch: 1, parent: 0, role: 'r' },
    { type: 'part_started', part: 1, branch: 1, kind: 'text' },
    { type: 'text_delta', part: 1, text: 'a' },
    { type: 'answer_found', branch: 1, answer: '42', normalised: '42', confidence: 0.5 },
    { type: 'vote_changed', tallies: [], decided: true },
    { type: 'part_finished', part: 1 },
    { type: 'branch_finished', branch: 1, reason: 'stop', usage: EMPTY_TURN.usage },
    { type: 'turn_finished', reason: 'stop', usage: EMPTY_TURN.usage, report: null },
  ]) state = freezeDeep(reduce(state, event));
  assert.equal(state.finish, 'stop');
  assert.equal(state.branches[1].answer, '42');
});

test('shares what an event does not touch', () => {
  const before = fold([
    started,
    { type: 'branch_started', branch: 1, parent: 0, role: 'a' },
    { type: 'branch_started', branch: 2, parent: 0, role: 'b' },
    { type: 'part_started', part: 1, branch: 1, kind: 'text' },
  ]);
  const after = reduce(before, { type: 'text_delta', part: 1, text: 'x' });
  assert.notEqual(after.branches[1], before.branches[1]);
  assert.equal(after.branches[2], before.branches[2]);
});

test('ignores what breaks the law', () => {
  assert.equal(reduce(EMPTY_TURN, { type: 'text_delta', part: 1, text: 'x' }), EMPTY_TURN);
  const state = fold([started, { type: 'part_started', part: 1, branch: 0, kind: 'text' }]);
  for (const event of [
    { type: 'text_delta', part: 9, text: 'x' },
    { type: 'part_started', part: 1, branch: 0, kind: 'reasoning' },
    { type: 'part_started', part: 2, branch: 7, kind: 'text' },
    { type: 'branch_started', branch: 0, parent: 0, role: 'again' },
    { type: 'answer_found', branch: 7, answer: '1', normalised: '1', confidence: 1 },
    { type: 'branch_finished', branch: 7, reason: 'stop', usage: EMPTY_TURN.usage },
    { type: 'tool_finished', part: 9, result: 'r', failed: false },
    { type: 'of_a_later_version' },
    { type: 'constructor' },
  ]) assert.deepEqual(reduce(state, event), state, event.type);
});

test('a finished part and a finished turn take nothing more', () => {
  const part = fold([
    started,
    { type: 'part_started', part: 1, branch: 0, kind: 'text' },
    { type: 'part_finished', part: 1 },
    { type: 'text_delta', part: 1, text: 'late' },
  ]);
  assert.equal(answerText(part), '');
  const over = reduce(part, { type: 'turn_failed', error: { code: 'backend', message: 'm' } });
  assert.equal(over.finish, 'failed');
  assert.equal(reduce(over, started), over);
});

test('a cancelled turn counts as stopped by the user', () => {
  const state = fold([started, { type: 'turn_failed', error: { code: 'cancelled', message: '' } }]);
  assert.equal(state.finish, 'stopped_by_user');
});

test('lists tool calls with their arguments', () => {
  const state = fold([
    started,
    { type: 'part_started', part: 1, branch: 0, kind: 'tool_call', tool_call_id: 'c1',
      tool_name: 'add' },
    { type: 'text_delta', part: 1, text: '{"a":1}' },
    { type: 'part_finished', part: 1 },
    { type: 'tool_finished', part: 1, result: '2', failed: false },
  ]);
  assert.deepEqual(toolCalls(state), [{ id: 'c1', name: 'add', arguments: '{"a":1}' }]);
  assert.equal(state.branches[0].parts[0].tool_result, '2');
});
