// Calls back before the next frame is drawn; a page that nobody sees is not drawn, and hears it soon
// after instead.

const UNSEEN_MS = 200;

export function onNextFrame(act: () => void): void {
  if (typeof document === 'undefined' || document.hidden) setTimeout(act, UNSEEN_MS);
  else requestAnimationFrame(act);
}
