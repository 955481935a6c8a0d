// The address of a shared conversation: a page that needs no key.

const SHARES = '/share/';

export const shareLink = (share: string): string =>
  `${location.origin}${SHARES}${encodeURIComponent(share)}`;

// The share that the address names; null: it is none.
export const shareOf = (path: string): string | null =>
  (path.startsWith(SHARES) && path.length > SHARES.length ? path.slice(SHARES.length) : null);
