// Follows a turn's events to its end over any number of lost connections: each event is handed on
// exactly once and in order.
import type { Event } from '../turn/events';
import * as realApi from './client';
import { frames } from './sse';
import type { TurnResource } from './types';

const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 8000];

const ENDS = new Set<string>(['turn_finished', 'turn_failed']);

// Rejects as soon as `signal` aborts.
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

export interface FollowApi {
  turnEvents(t: string, seq: number, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  turn(t: string): Promise<TurnResource>;
}

export interface FollowOptions {
  onEvent(event: Event, seq: number): void;
  onConnection(connected: boolean): void;
  signal?: AbortSignal;
  api?: FollowApi;
}

// Resolves with null at the turn's last event, or with the turn's resource where the server knows
// that the turn is over but its log has no end (the server died in the middle). Rejects when the
// turn is gone or `signal` aborts.
export async function follow(
  turnId: string, after: number,
  { onEvent, onConnection, signal, api = realApi }: FollowOptions,
): Promise<TurnResource | null> {
  let last = after;
  let failures = 0;
  for (;;) {
    try {
      const stream = await api.turnEvents(turnId, last, signal);
      onConnection(true);
      for await (const frame of frames(stream)) {
        const seq = Number(frame.id);
        if (!Number.isInteger(seq) || seq <= last) continue;
        if (seq !== last + 1) throw new Error(`event ${last + 1} is missing`);
        const event = JSON.parse(frame.data) as Event;
        last = seq;
        failures = 0;
        onEvent(event, seq);
        if (ENDS.has(event.type)) return null;
      }
      signal?.throwIfAborted();
      const resource = await api.turn(turnId);
      if (resource.status !== 'running' && resource.last_seq <= last) return resource;
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error instanceof realApi.ApiError && !error.passing) throw error;
    }
    onConnection(false);
    await sleep(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 8000, signal);
    failures += 1;
  }
}
