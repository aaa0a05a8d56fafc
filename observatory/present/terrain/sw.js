// The service worker of the page: the files of one version, whole, with or without a network. VERSION and KEPT are
// written before this by the office. Nothing that an operation answers is kept here.
self.addEventListener('install', (event) => event.waitUntil(take()));
self.addEventListener('activate', (event) => event.waitUntil(leave()));
self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url);
  if (event.request.method === 'GET' && address.origin === self.location.origin && KEPT.includes(address.pathname))
    event.respondWith(answer(event.request, address.pathname));
});

// All files or none: an answer of the log-in page in place of one of them is refused.
async function take() {
  const cache = await caches.open(VERSION);
  await Promise.all(KEPT.map(async (path) => {
    const found = await fetch(path, {cache: 'reload', redirect: 'error', credentials: 'same-origin'});
    if (!found.ok) throw new Error(path + ' : ' + found.status);
    await cache.put(path, found);
  }));
  await self.skipWaiting();
}
async function leave() {
  for (const name of await caches.keys()) if (name.startsWith('terrain-') && name !== VERSION) await caches.delete(name);
  await self.clients.claim();
}
async function answer(request, path) {
  const cache = await caches.open(VERSION);
  return await cache.match(path) || fetch(request);
}
