// One turn as the app knows it: its resource, the state folded from its events, and how both are
// kept up to date. Knows nothing of the screen but when it draws.
import { createStore, type StoreApi } from 'zustand';
import * as api from '../api/client';
import { follow } from '../api/follow';
import type { TurnResource } from '../api/types';
import { onNextFrame } from './frame';
import { EMPTY_TURN, reduce, type TurnState } from './reduce';
import { statusOfFinish, type TurnStatus } from './votes';

export type HowToStop = 'stop' | 'answer_now';

export interface TurnView {
  resource: TurnResource;
  state: TurnState;
  connected: boolean;
  stopping: HowToStop | null; // Once asked for.
  problem: string | null; // Why its events cannot be read.
}

// A turn that is over, as far as its resource tells; its log adds the report.
function stateOf(resource: TurnResource): TurnState {
  let state = reduce(EMPTY_TURN, {
    type: 'turn_started', turn: resource.id, mode: resource.mode, model: resource.model,
  });
  const parts = [['reasoning', resource.reasoning], ['text', resource.answer]] as const;
  parts.forEach(([kind, text], i) => {
    if (!text) return;
    const part = i + 1;
    state = reduce(state, { type: 'part_started', part, branch: 0, kind });
    state = reduce(state, { type: 'text_delta', part, text });
    state = reduce(state, { type: 'part_finished', part });
  });
  return state;
}

export const statusOf = (view: TurnView): TurnStatus =>
  view.state.finish !== null ? statusOfFinish(view.state.finish) : view.resource.status;

// How many agents to ask for when it is tried again; 0: not known.
export const agentsOf = (view: TurnView): number =>
  view.state.report?.agents_started || Math.max(0, view.state.branches.length - 1);

export class Turn {
  readonly store: StoreApi<TurnView>;
  readonly startedMs: number;
  readonly fresh: boolean; // It ran when the app first saw it.
  readonly hues = new Map<string, number>();
  #abort = new AbortController();
  #logLoaded = false;
  #state: TurnState;
  #drawn = true;

  // `resource` as GET /api/turns/{id} gives it.
  constructor(resource: TurnResource) {
    this.fresh = resource.status === 'running';
    this.#state = this.fresh ? EMPTY_TURN : stateOf(resource);
    this.startedMs = resource.created_ms || Date.now();
    this.store = createStore<TurnView>(() => ({
      resource, state: this.#state, connected: true, stopping: null, problem: null,
    }));
  }

  get id(): string {
    return this.store.getState().resource.id;
  }
  get view(): TurnView {
    return this.store.getState();
  }
  get status(): TurnStatus {
    return statusOf(this.view);
  }
  get running(): boolean {
    return this.status === 'running';
  }

  #fold(event: Parameters<typeof reduce>[1]): void {
    this.#state = reduce(this.#state, event);
    if (!this.#drawn) return;
    this.#drawn = false;
    onNextFrame(() => this.#draw());
  }

  // Many events come in one frame: the screen hears of them at once.
  #draw(): void {
    this.#drawn = true;
    if (this.view.state !== this.#state) this.store.setState({ state: this.#state });
  }

  // Reads its events to the end. Resolves when it is over or `leave` was called.
  async follow(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const ended = await follow(this.id, 0, {
        signal,
        onEvent: (event) => this.#fold(event),
        onConnection: (connected) => this.store.setState({ connected }),
      });
      if (ended) this.store.setState({ resource: ended });
    } catch (error) {
      if (signal.aborted) return;
      this.store.setState({
        problem: error instanceof Error ? error.message : String(error),
        resource: { ...this.view.resource, status: 'failed' },
      });
    }
    this.#logLoaded = true;
    this.store.setState({ connected: true, state: this.#state });
  }

  // For a turn that is over: its report, and for a contemplating one all that its agents wrote.
  async loadLog(): Promise<void> {
    if (this.#logLoaded || this.running) return;
    this.#logLoaded = true;
    const { resource } = this.view;
    const whole = resource.mode === 'contemplating' || resource.settings?.assistant !== undefined;
    let state = whole ? EMPTY_TURN : this.#state;
    try {
      await follow(this.id, whole ? 0 : Math.max(0, resource.last_seq - 1), {
        signal: this.#abort.signal,
        onEvent: (event) => { state = reduce(state, event); },
        onConnection: () => {},
      });
    } catch {
      return; // The answer itself is there; only the figures are not.
    }
    if (state.branches.length > 0) this.#state = state;
    this.store.setState({ state: this.#state });
  }

  // Errors are the caller's to show.
  async stop(how: HowToStop): Promise<void> {
    this.store.setState({ stopping: how });
    try {
      await api.stopTurn(this.id, how === 'answer_now');
    } catch (error) {
      if (error instanceof api.ApiError && error.code === 'conflict') return; // It ended meanwhile.
      this.store.setState({ stopping: null });
      throw error;
    }
  }

  // The screen shows something else now.
  leave(): void {
    this.#abort.abort();
  }
}
