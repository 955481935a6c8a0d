// One turn as the page knows it: its resource, the state folded from its events, and how both are
// kept up to date. Knows nothing of the screen.
import * as api from './api.js';
import { follow } from './follow.js';
import { EMPTY_TURN, reduce } from './reduce.js';
import { statusOfFinish } from './summary.js';

// A turn that is over, as far as its resource tells; its log adds the report.
function stateOf(resource) {
  let state = reduce(EMPTY_TURN, {
    type: 'turn_started', turn: resource.id, mode: resource.mode, model: resource.model,
  });
  const parts = [['reasoning', resource.reasoning], ['text', resource.answer]];
  parts.forEach(([kind, text], i) => {
    if (!text) return;
    const part = i + 1;
    state = reduce(state, { type: 'part_started', part, branch: 0, kind });
    state = reduce(state, { type: 'text_delta', part, text });
    state = reduce(state, { type: 'part_finished', part });
  });
  return state;
}

export class Turn {
  connected = true;
  stopping = null; // 'stop' or 'answer_now' once asked for.
  problem = null; // Why its events cannot be read.
  #abort = new AbortController();
  #logLoaded = false;

  // `resource` as GET /api/turns/{id} gives it. `onChange` is called after each change.
  constructor(resource, onChange) {
    this.resource = resource;
    this.onChange = onChange;
    this.state = resource.status === 'running' ? EMPTY_TURN : stateOf(resource);
    this.startedMs = resource.created_ms || Date.now();
  }

  get status() {
    if (this.state.finish !== null) return statusOfFinish(this.state.finish);
    return this.resource.status;
  }
  get running() {
    return this.status === 'running';
  }
  get mode() {
    return this.resource.mode;
  }
  // How many agents to ask for when it is tried again; 0: not known.
  get agents() {
    return this.state.report?.agents_started || Math.max(0, this.state.branches.length - 1);
  }

  // Reads its events to the end. Resolves when it is over or `leave` was called.
  async follow() {
    const { signal } = this.#abort;
    try {
      const ended = await follow(this.resource.id, 0, {
        signal,
        onEvent: (event) => {
          this.state = reduce(this.state, event);
          this.onChange();
        },
        onConnection: (connected) => {
          this.connected = connected;
          this.onChange();
        },
      });
      if (ended) this.resource = ended;
    } catch (error) {
      if (signal.aborted) return;
      this.problem = error.message;
      this.resource = { ...this.resource, status: 'failed' };
    }
    this.#logLoaded = true;
    this.connected = true;
    this.onChange();
  }

  // For a turn that is over: its report, and for a contemplating one all that its agents wrote.
  async loadLog() {
    if (this.#logLoaded || this.running) return;
    this.#logLoaded = true;
    const whole = this.mode === 'contemplating';
    let state = whole ? EMPTY_TURN : this.state;
    const { signal } = this.#abort;
    try {
      const after = whole ? 0 : Math.max(0, this.resource.last_seq - 1);
      await follow(this.resource.id, after, {
        signal,
        onEvent: (event) => { state = reduce(state, event); },
        onConnection: () => {},
      });
    } catch {
      return; // The answer itself is there; only the figures are not.
    }
    if (state.branches.length > 0) this.state = state;
    this.onChange();
  }

  // 'stop' or 'answer_now'. Errors are the caller's to show.
  async stop(how) {
    this.stopping = how;
    this.onChange();
    try {
      await api.stopTurn(this.resource.id, how === 'answer_now');
    } catch (error) {
      if (error.code === 'conflict') return; // It ended by itself meanwhile.
      this.stopping = null;
      this.onChange();
      throw error;
    }
  }

  // The screen shows something else now.
  leave() {
    this.#abort.abort();
  }
}
