/* Pushes in this browser: asks for the permission after a click, subscribes, and sends what the
   browser gave with an ordinary form. */
"use strict";
(function () {
  const form = document.querySelector("[data-push]");
  if (!form) { return; }
  const say = (name) => form.querySelectorAll("[data-push-word]").forEach((word) => { word.hidden = word.dataset.pushWord !== name; });
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!can) { say("cannot"); return; }
  if (Notification.permission === "denied") { say("denied"); return; }
  const button = form.querySelector("button");
  button.hidden = false;

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }
  function words(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") { say("denied"); return; }
      const worker = await navigator.serviceWorker.ready;
      const found = await worker.pushManager.subscribe({
        userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push),
      });
      form.elements.endpoint.value = found.endpoint;
      form.elements.public_key.value = words(found.getKey("p256dh"));
      form.elements.secret.value = words(found.getKey("auth"));
      form.submit();
    } catch (error) { say("failed"); } finally { button.disabled = false; }
  });
})();
