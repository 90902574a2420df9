/* The few lines of script of Vezne's pages. Everything works without them but for what they add:
   htmx's CSRF header, no double submit, the side menu on phones, copy buttons, toasts that leave. */
"use strict";
(function () {
  var root = document.documentElement;
  function cookie(name) {
    var found = document.cookie.split("; ").find(function (c) { return c.indexOf(name + "=") === 0; });
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }
  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = cookie("vezne_csrf");
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "get" || form.hasAttribute("data-many")) { return; }
    form.dataset.sent = "1";
    window.setTimeout(function () {
      form.querySelectorAll("button[type=submit]").forEach(function (b) { b.classList.add("is-busy"); });
    }, 300);
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    document.querySelectorAll("form[data-sent]").forEach(function (f) {
      delete f.dataset.sent;
      f.querySelectorAll(".is-busy").forEach(function (b) { b.classList.remove("is-busy"); });
    });
  });
  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-menu]");
    var side = document.getElementById("menu");
    if (opener && side) {
      var open = side.classList.toggle("is-open");
      opener.setAttribute("aria-expanded", String(open));
      if (open) { var first = side.querySelector("a"); if (first) { first.focus(); } }
      return;
    }
    if (side && side.classList.contains("is-open") && !side.contains(event.target)) { closeMenu(side); }
    var copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(function () { toast(copy.dataset.copied); });
    }
  });
  function closeMenu(side) {
    side.classList.remove("is-open");
    document.querySelectorAll("[data-menu]").forEach(function (b) { b.setAttribute("aria-expanded", "false"); });
  }
  document.addEventListener("keydown", function (event) {
    var side = document.getElementById("menu");
    if (event.key === "Escape" && side && side.classList.contains("is-open")) {
      closeMenu(side);
      document.querySelector("[data-menu]").focus();
    }
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit]")) { event.target.form.requestSubmit(); }
  });
  function toast(text) {
    var region = document.getElementById("toasts");
    if (!region || !text) { return; }
    var box = document.createElement("div");
    box.className = "vz-toast";
    box.textContent = text;
    region.appendChild(box);
    window.setTimeout(function () { box.remove(); }, 5000);
  }
  document.addEventListener("DOMContentLoaded", function () {
    var summary = document.querySelector("[data-error-summary]");
    if (summary) { summary.focus(); }
    document.querySelectorAll("[data-toast]").forEach(function (box) {
      window.setTimeout(function () { box.remove(); }, 6000);
    });
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 402 || event.detail.xhr.status >= 500) { event.detail.shouldSwap = false; }
  });
  root.dataset.ready = "1";
})();
