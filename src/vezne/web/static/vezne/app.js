/* The few lines of script of Vezne's pages. Everything works without them but for what they add:
   htmx's CSRF header, no double submit, the menu on phones, menus that close, copy buttons, toasts
   that leave, the focus on an error summary. Nothing is evaluated and no style is set. */
"use strict";
(function () {
  const root = document.documentElement;
  const SPINNER_AFTER = 300;
  const TOAST_STAYS = 6000;
  const ONWARD_AFTER = 3000;

  function cookie(name) {
    const found = document.cookie.split("; ").find((part) => part.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  /* -- htmx: token, no polling in a page that nobody sees, errors ----------------------------- */
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = cookie("vezne_csrf");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const isPolling = !event.detail.requestConfig.triggeringEvent;
    if (isPolling && document.hidden) { event.preventDefault(); }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) { release(form); }
  });
  document.addEventListener("htmx:afterSettle", focusSummary);

  /* -- a dialog opens when its inside has come; its own button, Escape and the ground close it -- */
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target;
    if (box instanceof HTMLDialogElement && !box.open) { box.showModal(); }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement) { event.target.close(); }
  });

  /* -- a form is sent once; its button turns when the answer takes long ------------------------ */
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "get" || form.hasAttribute("data-many")) { return; }
    form.dataset.sent = "1";
    const pressed = event.submitter;
    window.setTimeout(() => {
      if (!form.dataset.sent) { return; }
      const buttons = pressed ? [pressed] : form.querySelectorAll("button:not([type=button])");
      buttons.forEach((button) => button.classList.add("is-busy"));
    }, SPINNER_AFTER);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { document.querySelectorAll("form[data-sent]").forEach(release); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) { event.target.form.requestSubmit(); }
  });

  /* -- the side menu on phones ----------------------------------------------------------------- */
  const side = document.getElementById("menu");
  const opener = document.querySelector("[data-menu]");
  const main = document.querySelector(".vz-main");
  function showMenu(isOpen) {
    side.classList.toggle("is-open", isOpen);
    opener.setAttribute("aria-expanded", String(isOpen));
    main.inert = isOpen;
    if (isOpen) { side.querySelector("[data-menu-close]").focus(); } else { opener.focus(); }
  }
  function menuIsOpen() { return Boolean(side && opener && side.classList.contains("is-open")); }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (side && opener && target.closest("[data-menu]")) { showMenu(true); return; }
    if (menuIsOpen() && (target.closest("[data-menu-close]") || !side.contains(target))) {
      showMenu(false);
      return;
    }
    document.querySelectorAll("details.vz-drop[open]").forEach((drop) => {
      if (!drop.contains(target)) { drop.open = false; }
    });
    const copy = target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => toast(copy.dataset.copied));
    }
    if (target.closest("[data-print]")) { window.print(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (menuIsOpen()) { showMenu(false); }
      document.querySelectorAll("details.vz-drop[open]").forEach((drop) => {
        drop.open = false;
        drop.querySelector("summary").focus();
      });
    }
  });
  window.matchMedia("(min-width: 992px)").addEventListener("change", (wide) => {
    if (wide.matches && menuIsOpen()) { showMenu(false); }
  });

  /* -- search: Ctrl+K or the field of the top bar; arrows mark a line, Enter opens it ------------ */
  const finder = document.getElementById("finder");
  const field = finder && finder.querySelector("[data-finder-field]");
  const lines = () => [...finder.querySelectorAll("[role=option]")];
  function mark(line) {
    lines().forEach((one) => one.setAttribute("aria-selected", String(one === line)));
    if (line) { field.setAttribute("aria-activedescendant", line.id); line.scrollIntoView({ block: "nearest" }); } else { field.removeAttribute("aria-activedescendant"); }
  }
  function openFinder() {
    if (finder.open) { return; }
    finder.showModal();
    field.select();
    if (!lines().length) { htmx.trigger(field, "vz:find"); }
  }
  if (finder) {
    if (/Mac|iP(hone|ad)/.test(navigator.platform)) {
      document.querySelectorAll("[data-finder] kbd").forEach((key) => { key.textContent = "⌘ K"; });
    }
    document.addEventListener("click", (event) => {
      const opens = event.target.closest("[data-finder]");
      if (opens && !event.ctrlKey && !event.metaKey) { event.preventDefault(); openFinder(); }
      if (event.target.closest("[data-finder-close]")) { finder.close(); }
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (finder.open) { finder.close(); } else { openFinder(); }
      }
    });
    /* Until its answer has come, Enter sends the form: what stands there belongs to other words. */
    field.addEventListener("input", () => { field.dataset.waits = "1"; mark(null); });
    finder.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.requestConfig.parameters.ara !== field.value) { return; }  /* of fewer letters */
      delete field.dataset.waits;
      mark(field.value.trim() ? lines()[0] : null);
    });
    field.addEventListener("keydown", (event) => {
      const all = lines();
      const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (all.length) { mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]); }
      } else if (event.key === "Enter" && at >= 0 && !field.dataset.waits) {
        event.preventDefault();
        all[at].click();
      }
    });
  }

  /* -- toasts, error summary --------------------------------------------------------------------- */
  function leaveSoon(box) { window.setTimeout(() => box.remove(), TOAST_STAYS); }
  function toast(text) {
    const region = document.getElementById("toasts");
    if (!region || !text) { return; }
    const box = document.createElement("div");
    box.className = "vz-toast";
    box.textContent = text;
    region.appendChild(box);
    leaveSoon(box);
  }
  function focusSummary() {
    const summary = document.querySelector("[data-error-summary]:not([data-seen])");
    if (!summary) { return; }
    summary.dataset.seen = "1";
    const prefix = summary.dataset.titlePrefix;
    if (prefix && !document.title.startsWith(prefix)) { document.title = prefix + " " + document.title; }
    summary.focus();
  }
  /* -- a page that goes on by itself: paid → services, after a moment to read ------------------ */
  const onward = document.querySelector("[data-go]");
  if (onward) { window.setTimeout(() => window.location.assign(onward.dataset.go), ONWARD_AFTER); }

  focusSummary();
  document.querySelectorAll("[data-toast]").forEach(leaveSoon);
  root.dataset.ready = "1";
})();
