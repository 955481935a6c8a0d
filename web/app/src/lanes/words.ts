// The line under a contemplated answer, and how long the vote may take.
import { percent, times } from '../i18n/figures';
import type { Translate } from '../i18n/language';
import type { TurnState } from '../turn/reduce';
import { roomOf, savedShare, timesOfOne, winningTally } from '../turn/votes';

// When the vote is expected to close, as src/cli/lanes.cpp says it; null: decided, over, or not known.
export function outlook({ decided, finish, forecast }: TurnState, t: Translate): string | null {
  if (decided || finish !== null || !forecast?.expected_ms) return null;
  return t('votes.outlook', { n: Math.ceil(forecast.expected_ms / 1000) });
}

// "6 of 8 agree", "41 % of tokens saved", "1.9 x the time of one".
export function answerWords(state: TurnState, t: Translate): string[] {
  const { report } = state;
  const agents = state.branches.length - 1;
  if (!report) return [t('agents', { count: agents })];
  const words: string[] = [];
  const won = winningTally(state);
  if (report.agents_used === 0) words.push(t('answer.none', { count: report.agents_started }));
  else if (won === null) words.push(t('answer.drafts', { count: report.agents_used }));
  else words.push(t('answer.agree', { count: won.agents.length, all: report.agents_used }));
  const saved = savedShare(state);
  if (saved >= 0.005) words.push(t('answer.saved', { share: percent(saved) }));
  const factor = timesOfOne(state);
  if (factor !== null) words.push(t('answer.times', { n: times(factor) }));
  return words;
}

// What the context had no room for, as a sentence; null where it had room for all agents.
export function roomWords(state: TurnState, t: Translate): string | null {
  const room = roomOf(state);
  return room && t('answer.room', { count: room.fit, all: room.wanted });
}
