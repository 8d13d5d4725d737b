"use strict";
// Keeps the page that says "no connection", and nothing else: private pages are never stored.
const urls = {{ urls | tojson }};
const prefix = `potrosnja ${self.registration.scope} `; // other applications on this host have caches too
const cacheName = prefix + urls.join(" ");

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(urls)));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith(prefix) && name !== cacheName;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return; // the browser itself offers to send a form again
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(urls[0])));
  } else if (urls.includes(new URL(event.request.url).pathname + new URL(event.request.url).search)) {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  }
});
