// Follows a turn's events to its end over any number of lost connections: each event is handed on
// exactly once and in order.
import * as realApi from './api.js';
import { frames } from './sse.js';

const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 8000];

const ENDS = new Set(['turn_finished', 'turn_failed']);

// Rejects as soon as `signal` aborts.
function sleep(ms, signal) {
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

// Calls `onEvent(event, seq)`; `onConnection(true | false)` as the connection comes and goes.
// Resolves with null at the turn's last event, or with the turn's resource where the server knows
// that the turn is over but its log has no end (the server died in the middle). Rejects when the
// turn is gone or `signal` aborts.
export async function follow(turnId, after, { onEvent, onConnection, signal, api = realApi }) {
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
        const event = JSON.parse(frame.data);
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
    await sleep(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)], signal);
    failures += 1;
  }
}
