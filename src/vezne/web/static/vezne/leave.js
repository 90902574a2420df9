// Posts the page's one form to the bank; without script its button does the same.
// Who comes back from there by the browser's button is not sent away again.
(function () {
  var entries = performance.getEntriesByType("navigation");
  if (entries.length && entries[0].type === "back_forward") return;
  document.getElementById("leave-form").submit();
})();
