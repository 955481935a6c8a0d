// Whether the server is there. While it is not, it is asked again with growing pauses, and whoever
// waits for it hears when it is back.
import { create } from 'zustand';
import { watchServer } from '../api/client';

export const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

interface ServerState {
  lost: boolean;
  signedOut: boolean;
  failures: number;
  retryAtMs: number;
}

export const useServer = create<ServerState>(() => ({
  lost: false, signedOut: false, failures: 0, retryAtMs: 0,
}));

const returned = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

// `act` is called each time the server is back.
export function onReturn(act: () => void): () => void {
  returned.add(act);
  return () => returned.delete(act);
}

function schedule(): void {
  clearTimeout(timer);
  const { failures } = useServer.getState();
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 30_000;
  useServer.setState({ lost: true, failures: failures + 1, retryAtMs: Date.now() + pause });
  timer = setTimeout(() => { void tryNow(); }, pause);
}

export async function tryNow(): Promise<void> {
  clearTimeout(timer);
  try {
    const response = await fetch('/health', { cache: 'no-store' });
    if (response.ok) back();
    else schedule();
  } catch {
    schedule();
  }
}

function back(): void {
  clearTimeout(timer);
  useServer.setState({ lost: false, failures: 0 });
  returned.forEach((act) => act());
}

export function startWatching(): void {
  watchServer((outcome) => {
    const { lost, signedOut } = useServer.getState();
    if (outcome === 'unreached') {
      if (!lost) schedule();
      return;
    }
    if (lost) back();
    if (signedOut !== (outcome === 'signed_out')) {
      useServer.setState({ signedOut: outcome === 'signed_out' });
    }
  });
}
