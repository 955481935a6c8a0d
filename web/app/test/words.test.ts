// What is said about a turn: agreement, savings, dissent, times, in English and by Arabic's rules.
import { beforeEach, expect, test, vi } from 'vitest';
import { seconds } from '../src/i18n/figures';
import { ar } from '../src/i18n/ar';
import { en } from '../src/i18n/en';
import { setLanguage, t } from '../src/i18n/language';
import { answerWords, outlook, roomWords } from '../src/lanes/words';
import { huesOf } from '../src/turn/hues';
import type { Report } from '../src/turn/events';
import { EMPTY_TURN, type Branch, type TurnState } from '../src/turn/reduce';
import { agentState, dissent, statusOfFinish, winningTally } from '../src/turn/votes';

vi.stubGlobal('document', { documentElement: {} });
beforeEach(() => setLanguage('en'));

const tally = (answer: string, agents: number[], weight: number) =>
  ({ answer, normalised: answer, agents, weight });
const report: Report = {
  mode: 'contemplating', agents_started: 8, agents_used: 8, agents_stopped_early: 0,
  agreement: 0.75, tallies: [tally('42', [1, 2, 3, 4, 5, 6], 0.8), tally('41', [7, 8], 0.2)],
  winner: 3, tokens_spent: 590, tokens_saved: 410, prompt_tokens_saved: 0, wall_ms: 3200,
  first_token_ms: 100, single_pass_ms: 1684,
};
const state: TurnState = { ...EMPTY_TURN, mode: 'contemplating', finish: 'stop', report };

test('the line under a contemplated answer', () => {
  expect(answerWords(state, t)).toEqual(
    ['6 of 8 agree', '41\u00a0% of tokens saved', '1.9 \u00d7 the time of one']);
});

test('nothing saved and no vote are said as they are', () => {
  const none = { ...report, agents_used: 0, tallies: [], winner: 0, tokens_saved: 0, single_pass_ms: 0 };
  expect(answerWords({ ...state, report: none }, t)).toEqual(['8 agents, no vote']);
  const drafts = { ...none, agents_used: 3, winner: 2 };
  expect(answerWords({ ...state, report: drafts }, t)).toEqual(['best of 3 drafts']);
});

test('a context without room for all agents is said in one sentence', async () => {
  const crowded = (fit: number): TurnState =>
    ({ ...state, report: { ...report, agents_fit: fit, agents_wanted: 8 } });
  expect(roomWords(state, t)).toBe(null);
  expect(roomWords({ ...state, report: null }, t)).toBe(null);
  expect(roomWords(crowded(3), t)).toBe('The context had room for 3 agents at once instead of 8.');
  expect(roomWords(crowded(1), t)).toBe('The context had room for 1 agent at once instead of 8.');
  await setLanguage('ar');
  expect(roomWords(crowded(3), t)).toContain('3 وكلاء');
  expect(new Set([1, 2, 3, 11].map((n) => roomWords(crowded(n), t))).size).toBe(4);
});

test('an open vote says when it is expected to close', async () => {
  const open: TurnState = { ...EMPTY_TURN, forecast: { expected_ms: 12_001, latest_ms: 60_000 } };
  expect(outlook(open, t)).toBe('about 13 s in all');
  expect(outlook(EMPTY_TURN, t)).toBe(null);
  expect(outlook({ ...open, forecast: { latest_ms: 60_000 } }, t)).toBe(null);
  expect(outlook({ ...open, decided: true }, t)).toBe(null);
  expect(outlook({ ...open, finish: 'stop' }, t)).toBe(null);
  await setLanguage('ar');
  expect(outlook(open, t)).toContain('13');
});

test('the winner is the tally of the agent that is shown, the rest dissents', () => {
  expect(winningTally(state)?.answer).toBe('42');
  expect(dissent(state).map((x) => x.answer)).toEqual(['41']);
  const upset = { ...state, report: { ...report, winner: 7 } };
  expect(winningTally(upset)?.answer).toBe('41');
  expect(dissent(upset).map((x) => x.answer)).toEqual(['42']);
});

test('the states of an agent', () => {
  const of = (finish: Branch['finish'], answer = '', over = false) =>
    agentState({ finish, answer } as Branch, over).label;
  expect(of(null)).toBe('thinking');
  expect(of(null, '42')).toBe('answered');
  expect(of(null, '', true)).toBe('interrupted');
  expect(of('stop', '42')).toBe('answered');
  expect(of('stop')).toBe('silent');
  expect(of('stopped_early', '42')).toBe('answered');
  expect(of('stopped_early')).toBe('early');
  expect(of('length')).toBe('length');
  expect(of('repetition')).toBe('repeats');
});

test('endings', () => {
  expect(statusOfFinish('stop')).toBe('finished');
  expect(statusOfFinish('budget')).toBe('finished');
  expect(statusOfFinish('repetition')).toBe('finished');
  expect(statusOfFinish('stopped_by_user')).toBe('stopped');
  expect(statusOfFinish('interrupted')).toBe('interrupted');
  expect(statusOfFinish(null)).toBe('running');
});

test('an answer keeps its hue while votes move', () => {
  const known = new Map<string, number>();
  const first = huesOf({ ...EMPTY_TURN, tallies: [tally('42', [1], 1)] }, known)('42');
  const moved = huesOf({ ...EMPTY_TURN, tallies: [tally('41', [1, 2], 1), tally('42', [3], 1)] }, known);
  expect(moved('42')).toBe(first);
  expect(moved('41')).not.toBe(first);
  expect(moved('')).toBe(undefined);
});

test('times', () => {
  expect([42, 3210, 9960, 61_000].map(seconds)).toEqual(['42 ms', '3.2 s', '10 s', '1 min 1 s']);
});

test('plural forms follow the language', async () => {
  expect(t('agents', { count: 1 })).toBe('1 agent');
  expect(t('agents', { count: 1234 })).toBe('1,234 agents');
  await setLanguage('ar');
  const forms = [1, 2, 3, 11].map((count) => t('agents', { count }));
  expect(new Set(forms).size).toBe(4);
});

test('Arabic says everything, with the same blanks', () => {
  const blanks = (text: unknown) =>
    [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].filter((b) => b !== '{count}').sort();
  expect(Object.keys(ar).sort()).toEqual(Object.keys(en).sort());
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect(blanks(ar[key]), key).toEqual(blanks(en[key]));
  }
});
