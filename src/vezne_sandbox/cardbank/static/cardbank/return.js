// Sends the page's one form; without script its button does the same.
document.getElementById("return-form").submit();
