// The service worker of a walk's page: the files of one version, whole, with or without a network. VERSION and KEPT are
// written before this by the office. The page is the same for every link; nothing of a walk is kept here.
const PAGE = '/marche/';
self.addEventListener('install', (event) => event.waitUntil(take()));
self.addEventListener('activate', (event) => event.waitUntil(leave()));
self.addEventListener('fetch', (event) => {
  const {request} = event, address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  const path = request.mode === 'navigate' && /^\/marche\/[^/]+$/.test(address.pathname) ? PAGE : address.pathname;
  if (KEPT.includes(path)) event.respondWith(answer(request, path));
});

async function take() {
  const cache = await caches.open(VERSION);
  await Promise.all(KEPT.map(async (path) => {
    const found = await fetch(path, {cache: 'reload', redirect: 'error', credentials: 'omit'});
    if (!found.ok) throw new Error(path + ' : ' + found.status);
    await cache.put(path, found);
  }));
  await self.skipWaiting();
}
async function leave() {
  for (const name of await caches.keys()) if (name.startsWith('marche-') && name !== VERSION) await caches.delete(name);
  await self.clients.claim();
}
async function answer(request, path) {
  const cache = await caches.open(VERSION);
  return await cache.match(path) || fetch(request);
}
