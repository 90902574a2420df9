/* Follows the system's colours where the user chose neither; loaded in the head, so nothing flashes. */
"use strict";
(function () {
  var root = document.documentElement;
  if (root.dataset.theme !== "auto") { return; }
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() { root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light"); }
  apply();
  dark.addEventListener("change", apply);
})();
