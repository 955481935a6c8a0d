// Keeps the app's shell for when the server is away: pages come from the server while it answers,
// files with a hash in their name from here once they were fetched. Nothing of the API is kept.
// vite.config.ts puts in which files the first load needs.
const SHELL = self.SHELL_FILES;
const NAME = self.SHELL_NAME;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('ponder-') && name !== NAME;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

async function shell(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match('/');
    if (kept) return kept;
    throw error;
  }
}

async function hashed(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(NAME);
    cache.put(request, response.clone()).catch(() => {}); // A full disk only costs the next load.
  }
  return response;
}

async function fresh(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(shell(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(hashed(request));
  else if (SHELL.includes(pathname) && pathname !== '/') event.respondWith(fresh(request));
});
