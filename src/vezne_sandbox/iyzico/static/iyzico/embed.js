// Draws the hosted form inside the shop's page, in the element that iyzico names.
(function () {
  var script = document.currentScript;
  var place = document.getElementById("iyzipay-checkout-form");
  if (!script || !place) return;
  var frame = document.createElement("iframe");
  frame.src = script.dataset.page + "&iframe=true";
  frame.title = "Ödeme formu";
  frame.width = "100%";
  frame.height = "640";
  place.appendChild(frame);
})();
