// A refused or cancelled passkey is the person's choice: say so on the page, not in the console.
document.addEventListener("allauth.error", function (event) {
  event.preventDefault();
  document.querySelectorAll("[data-passkey-error]").forEach(function (line) {
    line.hidden = false;
  });
});
