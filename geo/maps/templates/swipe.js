// The divider: what is left of it shows the older version, what is right of it the newer.
var share = 0.5, divider = document.createElement("div"), grip = document.createElement("div"), sayings = {};
divider.className = "sz-divider";
grip.className = "sz-grip";
grip.tabIndex = 0;
grip.setAttribute("role", "slider");
grip.setAttribute("aria-label", data.texts.divider);
grip.setAttribute("aria-orientation", "horizontal");
grip.setAttribute("aria-valuemin", "0");
grip.setAttribute("aria-valuemax", "100");
grip.innerHTML = '<svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true"><path d="M7 2 L1 8 L7 14 M15 2 L21 8 L15 14" fill="none" stroke="#08519c" stroke-width="2.4"/></svg>';
divider.appendChild(grip);
box.appendChild(divider);
["before", "after"].forEach(function (side) {
  sayings[side] = document.createElement("div");
  sayings[side].className = "sz-version " + side;
  sayings[side].textContent = data.texts[side];
  box.appendChild(sayings[side]);
});
// A drag of the divider is none of the map.
L.DomEvent.disableClickPropagation(divider);

function divide() {
  var size = map.getSize(), at = Math.round(share * size.x), corner = map.containerPointToLayerPoint([0, 0]), end = map.containerPointToLayerPoint(size), middle = corner.x + at;
  divider.style.left = at + "px";
  sayings.before.style.right = size.x - at + 12 + "px";
  sayings.before.style.visibility = at > 60 ? "" : "hidden";
  sayings.after.style.left = at + 12 + "px";
  sayings.after.style.visibility = size.x - at > 60 ? "" : "hidden";
  function cut(name, from, to) {
    var node = map.getPane("layer-" + name);
    if (node) { node.style.clip = "rect(" + corner.y + "px," + to + "px," + end.y + "px," + from + "px)"; }
  }
  cut("before", corner.x, middle);
  cut("after", middle, end.x);
  tags.forEach(function (one) {
    if (one.kind !== "before" && one.kind !== "after") { return; }
    var left = map.latLngToContainerPoint(one.marker.getLatLng()).x < at;
    one.off = one.kind === "before" ? !left : left;
  });
  grip.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  grip.setAttribute("aria-valuetext", data.texts.value.replace("{share}", String(Math.round(100 * share))));
  resting();
}
function slide(to) { share = Math.min(1, Math.max(0, to)); divide(); }

divider.addEventListener("pointerdown", function (event) {
  event.preventDefault();
  grip.focus({ preventScroll: true });
  divider.setPointerCapture(event.pointerId);
});
divider.addEventListener("pointermove", function (event) {
  if (!divider.hasPointerCapture(event.pointerId)) { return; }
  var edge = box.getBoundingClientRect();
  slide((event.clientX - edge.left) / edge.width);
});
grip.addEventListener("keydown", function (event) {
  var by = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1 }[event.key];
  var to = event.key === "Home" ? 0 : event.key === "End" ? 1 : by === undefined ? null : share + by;
  if (to === null) { return; }
  event.preventDefault();
  event.stopPropagation();
  slide(to);
});
map.on("move zoom zoomend resize viewreset", divide);
divide();
