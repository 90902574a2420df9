/* The page as an app: its service worker, the bell when the page is seen again, and a new version
   of the product, which never costs anybody what he typed. */
"use strict";
(function () {
  const mine = document.documentElement.dataset.version;
  const bar = document.getElementById("update");
  const HEADER = "X-Vezne-Version";
  const A_MINUTE = 60000;

  if ("serviceWorker" in navigator && window.isSecureContext) {
    window.addEventListener("load", () => { navigator.serviceWorker.register("/sw.js").catch(() => {}); });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { return; }
    if (bar && !bar.hidden && isFree()) { window.location.reload(); return; }
    document.body.dispatchEvent(new CustomEvent("vz-seen"));
  });

  /* -- has anybody typed something that is not sent yet? --------------------------------------- */
  function differs(field) {
    if (field.disabled || field.type === "hidden" || field.type === "submit") { return false; }
    if (field.type === "checkbox" || field.type === "radio") { return field.checked !== field.defaultChecked; }
    if (field.type === "file") { return field.files.length > 0; }
    if (field instanceof HTMLSelectElement) {
      const given = Array.from(field.options).some((option) => option.defaultSelected);
      return Array.from(field.options).some((option, place) =>
        option.selected !== (given ? option.defaultSelected : place === 0 && !field.multiple));
    }
    return field.value !== field.defaultValue;
  }
  /* A page that answers a sent form would send it again when it reloads. */
  function isFree() {
    if (document.documentElement.hasAttribute("data-posted")) { return false; }
    const fields = document.querySelectorAll("form input, form textarea, form select");
    return !document.querySelector("dialog[open], form[data-sent]") && !Array.from(fields).some(differs);
  }

  /* -- a newer version answers ----------------------------------------------------------------- */
  function offer() {
    if (!bar) { return; }
    const free = isFree();
    bar.querySelector("[data-update-free]").hidden = !free;
    bar.querySelector("[data-update-busy]").hidden = free;
    bar.hidden = false;
  }
  function compare(theirs) {
    if (mine && theirs && theirs !== mine) { offer(); }
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    const request = event.detail.xhr;
    if (request) { compare(request.getResponseHeader(HEADER)); }
  });

  /* -- where no bell asks once a minute, the page asks by itself, and when it is seen again ------ */
  let asked = Date.now();
  function ask() {
    if (document.hidden || document.getElementById("bell") || Date.now() - asked < A_MINUTE) { return; }
    asked = Date.now();
    fetch(document.documentElement.dataset.ask, { credentials: "omit", cache: "no-store" })
      .then((answer) => compare(answer.headers.get(HEADER)), () => {});
  }
  if (mine && bar) { window.setInterval(ask, A_MINUTE); document.addEventListener("visibilitychange", ask); }
  document.addEventListener("input", () => { if (bar && !bar.hidden) { offer(); } });
  if (bar) {
    bar.querySelector("[data-update-now]").addEventListener("click", () => {
      if (isFree()) { window.location.reload(); } else { offer(); }
    });
  }
})();
