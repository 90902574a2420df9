/* What htmx would do, in a few lines: a form sent as a fragment, a redirect of the whole page by
   HX-Redirect, and a page that waits until its door stands otherwise. All works without it. */
"use strict";
(function () {
  const EVERY = 1000;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-fragment]")) { return; }
    event.preventDefault();
    if (form.dataset.sent) { return; }
    form.dataset.sent = "1";
    send(form).catch(() => form.submit());
  });

  async function send(form) {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "HX-Request": "true" },
    });
    const onward = answer.headers.get("HX-Redirect");
    if (onward) { window.location.assign(onward); return; }
    if (!answer.ok && answer.status !== 422) { window.location.assign(form.action); return; }
    document.getElementById(form.dataset.fragment).innerHTML = await answer.text();
    const error = document.querySelector("[role=alert]");
    if (error) { document.getElementById("adet").focus(); }
  }

  const waiting = document.querySelector("[data-wait]");
  async function look() {
    if (!document.hidden) {
      try {
        const answer = await fetch(waiting.dataset.wait);
        const found = answer.ok ? (await answer.json()).state : waiting.dataset.state;
        if (found !== waiting.dataset.state) {
          window.location.replace(waiting.dataset.again || window.location.pathname);
          return;
        }
      } catch {
        // Nobody answers just now: ask again.
      }
    }
    window.setTimeout(look, EVERY);
  }
  if (waiting) { window.setTimeout(look, EVERY); }
})();
