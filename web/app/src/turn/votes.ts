// What can be said about a turn and its agents without words: states, agreement, dissent, shares.
import type { Tally } from './events';
import type { Branch, TurnState } from './reduce';

export type AgentKey = 'running' | 'finished' | 'early' | 'broken';
export type AgentLabel =
  | 'thinking' | 'answered' | 'interrupted' | 'early' | 'stopped' | 'time' | 'length' | 'failed'
  | 'silent' | 'repeats';

// What an agent is doing. `over`: the whole turn has ended.
export function agentState(branch: Branch, over: boolean): { key: AgentKey; label: AgentLabel } {
  const answered = branch.answer !== '';
  switch (branch.finish) {
    case null:
      if (over) return { key: 'broken', label: 'interrupted' };
      return answered ? { key: 'finished', label: 'answered' } : { key: 'running', label: 'thinking' };
    case 'stopped_early':
      return answered ? { key: 'finished', label: 'answered' } : { key: 'early', label: 'early' };
    case 'stopped_by_user':
      return { key: 'early', label: 'stopped' };
    case 'budget':
      return { key: 'early', label: 'time' };
    case 'length':
      return answered ? { key: 'finished', label: 'answered' } : { key: 'early', label: 'length' };
    case 'repetition':
      return { key: 'early', label: 'repeats' };
    case 'failed':
      return { key: 'broken', label: 'failed' };
    case 'interrupted':
      return { key: 'broken', label: 'interrupted' };
    default:
      return { key: 'finished', label: answered ? 'answered' : 'silent' };
  }
}

// What an answer is known by.
export const keyOf = (tally: Tally): string => tally.normalised || tally.answer;

// The last word on the votes: the report's, or what was counted so far.
export const talliesOf = (state: TurnState): Tally[] => state.report?.tallies ?? state.tallies;

// The tally of the answer that the turn gave, or null where nothing was voted for.
export function winningTally(state: TurnState): Tally | null {
  const tallies = talliesOf(state);
  const winner = state.report?.winner ?? 0;
  return tallies.find((t) => winner > 0 && t.agents.includes(winner)) ?? tallies[0] ?? null;
}

// Whether an agent came to another answer than `won`, the one that the turn gave, in its normal form.
export const dissents = (branch: Branch, won: string): boolean =>
  won !== '' && branch.normalised !== '' && branch.normalised !== won;

// The tallies that lost.
export function dissent(state: TurnState): Tally[] {
  const won = winningTally(state);
  return talliesOf(state).filter((t) => t !== won);
}

// Which share of what the agents would have written was not written, 0 to 1.
export function savedShare(state: TurnState): number {
  const { report } = state;
  if (!report) return 0;
  const all = report.tokens_spent + report.tokens_saved;
  return all > 0 ? report.tokens_saved / all : 0;
}

// For how many agents at once the context had room, of how many that were to run; null where it had for all.
export function roomOf(state: TurnState): { fit: number; wanted: number } | null {
  const { agents_fit: fit = 0, agents_wanted: wanted = 0 } = state.report ?? {};
  return wanted > 0 ? { fit, wanted } : null;
}

// How many times as long the turn took as one agent alone; null where that is not known.
export function timesOfOne(state: TurnState): number | null {
  const { report } = state;
  return report && report.single_pass_ms > 0 ? report.wall_ms / report.single_pass_ms : null;
}

export type TurnStatus = 'running' | 'finished' | 'stopped' | 'failed' | 'interrupted';

export function statusOfFinish(finish: TurnState['finish']): TurnStatus {
  if (finish === 'stopped_by_user') return 'stopped';
  if (finish === 'failed' || finish === 'interrupted') return finish;
  return finish === null ? 'running' : 'finished';
}
