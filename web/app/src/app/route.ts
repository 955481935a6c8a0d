// Where the reader is: the address after #. A conversation's id with or without a turn's, the
// gallery, the start of a repair, or a new chat.
import { useSyncExternalStore } from 'react';

export type Route =
  | { name: 'chat'; conversation: string | null; turn: string | null }
  | { name: 'gallery' }
  | { name: 'repair' };

export function parseRoute(hash: string): Route {
  const path = /^#\/(.+)$/.exec(hash)?.[1];
  if (!path) return { name: 'chat', conversation: null, turn: null };
  if (path === 'gallery' || path === 'repair') return { name: path };
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // Not an address of ours: nothing has that name.
  }
  const [conversation = '', turn = null] = decoded.split('/');
  return { name: 'chat', conversation, turn };
}

let shown = { hash: '', route: parseRoute('') };

export function route(): Route {
  const { hash } = location;
  if (hash !== shown.hash) shown = { hash, route: parseRoute(hash) };
  return shown.route;
}

const listeners = new Set<() => void>();
if (typeof window !== 'undefined') {
  addEventListener('hashchange', () => listeners.forEach((tell) => tell()));
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export const onRoute = subscribe;
export const useRoute = (): Route => useSyncExternalStore(subscribe, route);

export const hrefOf = (conversation: string, turn: string | null = null): string =>
  `#/${encodeURIComponent(conversation)}${turn === null ? '' : `/${encodeURIComponent(turn)}`}`;

export function go(hash: string, replace = false): void {
  if (replace) {
    history.replaceState(null, '', hash);
    listeners.forEach((tell) => tell());
  } else {
    location.hash = hash;
  }
}
