// Makes the app installable: a worker keeps its shell for when the server is away. Only the built
// app has one, and only where the browser allows it.

export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').catch(() => {}); // Works without, but not offline.
  });
}
