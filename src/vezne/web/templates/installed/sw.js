{# No page of an account is ever kept: the offline page and files with a fingerprint in their name. #}
"use strict";
const KEPT = "vezne-{{ version }}";
const OFFLINE = "{{ offline|escapejs }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const STATIC = "{{ static_url|escapejs }}";
const FINGERPRINT = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

self.addEventListener("install", (event) => {
  const asked = [OFFLINE, ...FILES].map((url) => new Request(url, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

function isFile(url) {
  return url.origin === self.location.origin && url.pathname.startsWith(STATIC) && FINGERPRINT.test(url.pathname);
}

async function file(request) {
  const cache = await caches.open(KEPT);
  const found = await cache.match(request);
  if (found) { return found; }
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") { await cache.put(request, answer.clone()); }
  return answer;
}

async function page(request) {
  try { return await fetch(request); } catch (error) {
    const kept = await caches.match(OFFLINE);
    if (kept) { return kept; }
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") { return; }
  if (request.mode === "navigate") { event.respondWith(page(request)); return; }
  const url = new URL(request.url);
  if (isFile(url) || FILES.includes(url.pathname)) { event.respondWith(file(request)); }
});

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch (error) { told = {}; }
  event.waitUntil(self.registration.showNotification(told.brand || "Vezne", {
    body: told.title || "", tag: told.tag, data: { url: told.url || "/" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  if (url.origin !== self.location.origin) { return; }
  event.waitUntil(self.clients.openWindow(url.href));
});
