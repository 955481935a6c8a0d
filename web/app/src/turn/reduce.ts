// Folds a turn's events into what can be shown; the same function as src/chat/reduce.cpp, and both
// pass tests/fixtures/turns. Pure: a state is never changed, and what an event does not touch is
// shared with the state before it, so that a view can compare by reference.
import type { Event, Finish, Forecast, Mode, PartKind, Report, Tally, TurnError, Usage } from './events';
import type { Hazard, RepairState } from './repair';

export interface Part {
  part: number;
  kind: PartKind;
  text: string;
  tool_call_id: string;
  tool_name: string;
  tool_result: string;
  finished: boolean;
}

export interface Branch {
  branch: number;
  role: string;
  parts: Part[];
  answer: string;
  normalised: string;
  confidence: number;
  finish: Finish | null;
  usage: Usage;
}

export interface TurnState {
  turn: string;
  model: string;
  mode: Mode;
  branches: Branch[]; // Front: branch 0, the turn itself. Not empty after turn_started.
  tallies: Tally[];
  decided: boolean;
  forecast?: Forecast; // The last one.
  safety?: Hazard[]; // The last notice.
  repair?: RepairState; // The last one.
  finish: Finish | null; // Null while it runs.
  error: TurnError | null;
  usage: Usage;
  report: Report | null;
}

const NO_USAGE: Usage = Object.freeze({
  tokens_prompt: 0, tokens_cached: 0, tokens_new: 0, tokens_reasoning: 0,
});

export const EMPTY_TURN: TurnState = Object.freeze({
  turn: '', model: '', mode: 'instant', branches: [], tallies: [], decided: false, finish: null,
  error: null, usage: NO_USAGE, report: null,
});

function newBranch(branch: number, role: string): Branch {
  return {
    branch, role, parts: [], answer: '', normalised: '', confidence: 0, finish: null,
    usage: NO_USAGE,
  };
}

function withBranch(state: TurnState, id: number, change: (b: Branch) => Partial<Branch>): TurnState {
  const at = state.branches.findIndex((b) => b.branch === id);
  const branch = state.branches[at];
  if (!branch) return state;
  const branches = state.branches.slice();
  branches[at] = { ...branch, ...change(branch) };
  return { ...state, branches };
}

// As withBranch, for branches that have not finished.
function withOpenBranch(
  state: TurnState, id: number, change: (b: Branch) => Partial<Branch>,
): TurnState {
  const branch = state.branches.find((b) => b.branch === id);
  return branch && branch.finish === null ? withBranch(state, id, change) : state;
}

const ownerOf = (state: TurnState, part: number): Branch | undefined =>
  state.branches.find((b) => b.parts.some((p) => p.part === part));

function withPart(state: TurnState, id: number, change: (p: Part) => Partial<Part>): TurnState {
  const owner = ownerOf(state, id);
  if (!owner) return state;
  return withBranch(state, owner.branch, (b) => ({
    parts: b.parts.map((p) => (p.part === id ? { ...p, ...change(p) } : p)),
  }));
}

function startPart(state: TurnState, e: Extract<Event, { type: 'part_started' }>): TurnState {
  if (ownerOf(state, e.part)) return state;
  const part: Part = {
    part: e.part, kind: e.kind, text: '', tool_call_id: e.tool_call_id ?? '',
    tool_name: e.tool_name ?? '', tool_result: '', finished: false,
  };
  return withOpenBranch(state, e.branch, (b) => ({ parts: [...b.parts, part] }));
}

function apply(s: TurnState, e: Event): TurnState {
  switch (e.type) {
    case 'turn_started':
      return s.branches.length
        ? s
        : { ...s, turn: e.turn, model: e.model, mode: e.mode, branches: [newBranch(0, '')] };
    case 'branch_started':
      return s.branches.some((b) => b.branch === e.branch)
        ? s
        : { ...s, branches: [...s.branches, newBranch(e.branch, e.role ?? '')] };
    case 'part_started':
      return startPart(s, e);
    case 'text_delta':
      return withPart(s, e.part, (p) => (p.finished ? {} : { text: p.text + e.text }));
    case 'part_finished':
      return withPart(s, e.part, () => ({ finished: true }));
    case 'tool_finished':
      return withPart(s, e.part, () => ({ tool_result: e.result }));
    case 'answer_found':
      return withOpenBranch(s, e.branch, () => ({
        answer: e.answer, normalised: e.normalised, confidence: e.confidence,
      }));
    case 'vote_changed':
      return { ...s, tallies: e.tallies, decided: e.decided };
    case 'forecast':
      return { ...s, forecast: { expected_ms: e.expected_ms, latest_ms: e.latest_ms } };
    case 'safety_notice':
      return { ...s, safety: e.hazards };
    case 'repair_state': {
      const { type: _, ...repair } = e;
      return { ...s, repair };
    }
    case 'branch_finished':
      return e.branch === 0
        ? s
        : withOpenBranch(s, e.branch, () => ({ finish: e.reason, usage: e.usage ?? NO_USAGE }));
    case 'turn_finished':
      return { ...s, finish: e.reason, usage: e.usage ?? NO_USAGE, report: e.report ?? null };
    case 'turn_failed':
      return {
        ...s,
        finish: e.error?.code === 'cancelled' ? 'stopped_by_user' : 'failed',
        error: e.error ?? null,
      };
    default:
      return s;
  }
}

// What speaks of a turn, branch or part that has not begun or is over, what begins one a second
// time, and a type that is not known here change nothing.
export function reduce(state: TurnState, event: Event): TurnState {
  if (state.finish !== null) return state;
  if (state.branches.length === 0 && event.type !== 'turn_started') return state;
  return apply(state, event);
}

export function textOf(branch: Branch | undefined, kind: PartKind): string {
  if (!branch) return '';
  return branch.parts.filter((p) => p.kind === kind).map((p) => p.text).join('');
}

export const answerText = (state: TurnState): string => textOf(state.branches[0], 'text');
export const reasoningText = (state: TurnState): string => textOf(state.branches[0], 'reasoning');

// The turn's reasoning; of a contemplating one, that of the agent whose answer is shown.
export function shownReasoning(state: TurnState): string {
  const winner = state.report?.winner ?? 0;
  const branch = winner ? state.branches.find((b) => b.branch === winner) : undefined;
  return reasoningText(state) || textOf(branch, 'reasoning');
}
