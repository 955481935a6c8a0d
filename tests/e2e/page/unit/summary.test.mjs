// The words about a turn: agreement, savings, dissent, endings.
import assert from 'node:assert/strict';
import test from 'node:test';
import { dayGroup, seconds } from '../../../../web/page/format.js';
import { Hues } from '../../../../web/page/hues.js';
import { EMPTY_TURN } from '../../../../web/page/reduce.js';
import { agentState, dissent, endNote, statusOfFinish, summaryWords, winningTally }
  from '../../../../web/page/summary.js';

const tally = (answer, agents, weight) => ({ answer, normalised: answer, agents, weight });
const report = {
  mode: 'contemplating', agents_started: 8, agents_used: 8, agents_stopped_early: 0,
  agreement: 0.75, tallies: [tally('42', [1, 2, 3, 4, 5, 6], 0.8), tally('41', [7, 8], 0.2)],
  winner: 3, tokens_spent: 590, tokens_saved: 410, prompt_tokens_saved: 0, wall_ms: 3200,
  first_token_ms: 100, single_pass_ms: 0,
};
const state = { ...EMPTY_TURN, mode: 'contemplating', finish: 'stop', report };

test('the line under a contemplated answer', () => {
  assert.deepEqual(summaryWords(state), ['6 of 8 agree', '41 % of tokens saved', '3.2 s']);
});

test('nothing saved and no vote are said as they are', () => {
  const none = { ...report, agents_used: 0, tallies: [], winner: 0, tokens_saved: 0 };
  assert.deepEqual(summaryWords({ ...state, report: none }), ['8 agents, no vote', '3.2 s']);
  const drafts = { ...report, agents_used: 3, tallies: [], winner: 2, tokens_saved: 0 };
  assert.deepEqual(summaryWords({ ...state, report: drafts }), ['best of 3 drafts', '3.2 s']);
  assert.deepEqual(summaryWords({ ...state, report: null }), []);
});

test('the winner is the tally of the agent that is shown, the rest dissents', () => {
  assert.equal(winningTally(state).answer, '42');
  assert.deepEqual(dissent(state).map((t) => t.answer), ['41']);
  const upset = { ...state, report: { ...report, winner: 7 } };
  assert.equal(winningTally(upset).answer, '41');
  assert.deepEqual(dissent(upset).map((t) => t.answer), ['42']);
});

test('the states of an agent', () => {
  const of = (finish, answer = '', over = false) => agentState({ finish, answer }, over).label;
  assert.equal(of(null), 'Thinking');
  assert.equal(of(null, '42'), 'Answered');
  assert.equal(of(null, '', true), 'Interrupted');
  assert.equal(of('stop', '42'), 'Answered');
  assert.equal(of('stop'), 'No answer');
  assert.equal(of('stopped_early', '42'), 'Answered');
  assert.equal(of('stopped_early'), 'Stopped early');
  assert.equal(of('length'), 'Out of length');
});

test('endings', () => {
  assert.equal(statusOfFinish('stop'), 'finished');
  assert.equal(statusOfFinish('budget'), 'finished');
  assert.equal(statusOfFinish('stopped_by_user'), 'stopped');
  assert.equal(statusOfFinish('interrupted'), 'interrupted');
  assert.equal(endNote('finished', state), null);
  assert.match(endNote('finished', { ...state, finish: 'length' }), /length/);
  assert.match(endNote('failed', { ...state, error: { message: 'No room.' } }), /No room\./);
});

test('an answer keeps its hue while votes move', () => {
  const hues = new Hues();
  const first = hues.of('42');
  hues.of('41');
  assert.equal(hues.of('42'), first);
  assert.notEqual(hues.of('41'), first);
  assert.equal(hues.of(''), null);
});

test('times and days', () => {
  assert.deepEqual([42, 3210, 9960, 61_000].map(seconds), ['42 ms', '3.2 s', '10 s', '1 min 1 s']);
  const now = new Date(2026, 5, 10, 12).getTime();
  const at = (day, hour) => new Date(2026, 5, day, hour).getTime();
  assert.deepEqual([at(10, 0), at(9, 23), at(5, 1), at(1, 1)].map((ms) => dayGroup(ms, now)),
    ['Today', 'Yesterday', 'This week', 'Earlier']);
});
