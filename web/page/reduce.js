// Folds a turn's events into what can be shown; the same function as src/chat/reduce.cpp, and both
// pass tests/fixtures/turns. Pure: a state is never changed, and what an event does not touch is
// shared with the state before it, so that a view can compare by reference.

const NO_USAGE = Object.freeze({
  tokens_prompt: 0, tokens_cached: 0, tokens_new: 0, tokens_reasoning: 0,
});

export const EMPTY_TURN = Object.freeze({
  turn: '',
  model: '',
  mode: 'instant',
  branches: [], // Front: branch 0, the turn itself. Not empty after turn_started.
  tallies: [],
  decided: false,
  finish: null, // Null while it runs.
  error: null,
  usage: NO_USAGE,
  report: null,
});

function newBranch(branch, role) {
  return {
    branch, role, parts: [], answer: '', normalised: '', confidence: 0, finish: null,
    usage: NO_USAGE,
  };
}

function withBranch(state, id, change) {
  const at = state.branches.findIndex((b) => b.branch === id);
  if (at < 0) return state;
  const branches = state.branches.slice();
  branches[at] = { ...branches[at], ...change(branches[at]) };
  return { ...state, branches };
}

// As withBranch, for branches that have not finished.
function withOpenBranch(state, id, change) {
  const branch = state.branches.find((b) => b.branch === id);
  return branch && branch.finish === null ? withBranch(state, id, change) : state;
}

function ownerOf(state, partId) {
  return state.branches.find((b) => b.parts.some((p) => p.part === partId));
}

function withPart(state, id, change) {
  const owner = ownerOf(state, id);
  if (!owner) return state;
  return withBranch(state, owner.branch, (b) => ({
    parts: b.parts.map((p) => (p.part === id ? { ...p, ...change(p) } : p)),
  }));
}

const APPLY = {
  turn_started: (s, e) =>
    s.branches.length
      ? s
      : { ...s, turn: e.turn, model: e.model, mode: e.mode, branches: [newBranch(0, '')] },
  branch_started: (s, e) =>
    s.branches.some((b) => b.branch === e.branch)
      ? s
      : { ...s, branches: [...s.branches, newBranch(e.branch, e.role ?? '')] },
  part_started: (s, e) => {
    if (ownerOf(s, e.part)) return s;
    const part = {
      part: e.part, kind: e.kind, text: '', tool_call_id: e.tool_call_id ?? '',
      tool_name: e.tool_name ?? '', tool_result: '', finished: false,
    };
    return withOpenBranch(s, e.branch, (b) => ({ parts: [...b.parts, part] }));
  },
  text_delta: (s, e) =>
    withPart(s, e.part, (p) => (p.finished ? {} : { text: p.text + e.text })),
  part_finished: (s, e) => withPart(s, e.part, () => ({ finished: true })),
  tool_finished: (s, e) => withPart(s, e.part, () => ({ tool_result: e.result })),
  answer_found: (s, e) =>
    withOpenBranch(s, e.branch, () => ({
      answer: e.answer, normalised: e.normalised, confidence: e.confidence,
    })),
  vote_changed: (s, e) => ({ ...s, tallies: e.tallies, decided: e.decided }),
  branch_finished: (s, e) =>
    e.branch === 0
      ? s
      : withOpenBranch(s, e.branch, () => ({ finish: e.reason, usage: e.usage ?? NO_USAGE })),
  turn_finished: (s, e) => ({
    ...s, finish: e.reason, usage: e.usage ?? NO_USAGE, report: e.report ?? null,
  }),
  turn_failed: (s, e) => ({
    ...s,
    finish: e.error?.code === 'cancelled' ? 'stopped_by_user' : 'failed',
    error: e.error ?? null,
  }),
};

// What speaks of a turn, branch or part that has not begun or is over, what begins one a second time,
// and a type that is not known here change nothing.
export function reduce(state, event) {
  if (state.finish !== null) return state;
  if (state.branches.length === 0 && event.type !== 'turn_started') return state;
  const apply = Object.hasOwn(APPLY, event.type) ? APPLY[event.type] : null;
  return apply ? apply(state, event) : state;
}

export function textOf(branch, kind) {
  if (!branch) return '';
  return branch.parts.filter((p) => p.kind === kind).map((p) => p.text).join('');
}

export const answerText = (state) => textOf(state.branches[0], 'text');
export const reasoningText = (state) => textOf(state.branches[0], 'reasoning');

export function toolCalls(state) {
  return (state.branches[0]?.parts ?? [])
    .filter((p) => p.kind === 'tool_call')
    .map((p) => ({ id: p.tool_call_id, name: p.tool_name, arguments: p.text }));
}
