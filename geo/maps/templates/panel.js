// Controls, the lists beside the map, and the words exchanged with the page around it.
function control(position, kind, build) {
  var made = L.control({ position: position });
  made.onAdd = function () {
    var node = L.DomUtil.create("div", kind);
    build(node);
    L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);
    return node;
  };
  return made.addTo(map);
}
function template(name) { return document.getElementById("sz-" + name + "-" + data.id).content.cloneNode(true); }

map.zoomControl.remove();
var zoomer = L.control.zoom({ zoomInTitle: data.texts.zoom_in, zoomOutTitle: data.texts.zoom_out }).addTo(map);
var home = L.DomUtil.create("a", "sz-home", zoomer.getContainer());
home.href = "#";
home.title = data.texts.whole;
home.setAttribute("role", "button");
home.setAttribute("aria-label", data.texts.whole);
home.innerHTML = '<svg width="15" height="15" viewBox="0 0 15 15" aria-hidden="true"><path d="M1 5V1h4M10 1h4v4M14 10v4h-4M5 14H1v-4" fill="none" stroke="#1f2933" stroke-width="1.8"/></svg>';
L.DomEvent.on(home, "click", function (event) { L.DomEvent.stop(event); show("whole"); });

var wide = window.innerWidth > 720, panel = null;
if (!data.embedded) {
  panel = control("topleft", "sz-card sz-panel", function (node) {
    node.appendChild(template("panel"));
    if (!wide) { node.querySelector("details").open = false; }
  });
}
control("topright", "sz-card sz-legend", function (node) {
  node.appendChild(template("legend"));
  if (!wide) { node.querySelector("details").open = false; }
});
control("bottomright", "sz-locator", function (node) { node.appendChild(template("locator")); });
control("bottomright", "sz-north", function (node) {
  node.innerHTML = '<svg width="14" height="20" viewBox="0 0 14 20" aria-hidden="true"><path d="M7 0 L13 19 L7 14.5 L1 19 Z" fill="#334e68"/></svg>';
  node.appendChild(plain(data.texts.north));
});
L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);

function margin() {
  var left = panel && wide && panel.getContainer().querySelector("details").open ? 310 : 30;
  var beside = data.embedded;
  return { paddingTopLeft: [left, beside ? 14 : 34], paddingBottomRight: [wide ? (beside ? 200 : 220) : 40, beside ? 28 : 40] };
}
function frame(bounds, nearest) { map.fitBounds(bounds, Object.assign({ maxZoom: nearest || 18, animate: !SIZHI.still }, margin())); }
function bounds(b) { return [[b[1], b[0]], [b[3], b[2]]]; }

// A map nobody has touched shows as much when its frame grows or shrinks: a turned telephone, a wider window.
var touched = false;
["pointerdown", "wheel", "keydown"].forEach(function (name) {
  box.addEventListener(name, function () { touched = true; }, { capture: true, passive: true });
});
map.on("resize", function () {
  if (!touched && data.bounds && !lastLook()) { frame(bounds(data.opens || data.bounds), 17); }
});

// One address for everything that can be shown: whole, part:2, pin:3, layer:overlaps.
function show(what) {
  touched = what !== "whole";
  var kind = what.split(":")[0], key = what.slice(kind.length + 1);
  if (kind === "whole") { frame(bounds(data.bounds)); }
  if (kind === "part") {
    var row = SIZHI.known ? SIZHI.known(key) : data.parts.filter(function (part) { return part.id === key; })[0];
    if (row) { toggle("footprint", true); frame(bounds(row.box)); tell(what); }
  }
  if (kind === "pin") {
    var pin = data.pins.filter(function (one) { return String(one.number) === key; })[0];
    if (pin) { map.setView(pin.at, Math.max(map.getZoom(), 18), { animate: !SIZHI.still }); open([pin], pin.at); }
  }
  if (kind === "layer" && groups[key]) {
    toggle(key, true);
    var spread = L.latLngBounds([]);
    groups[key].eachLayer(function (one) { if (one.getBounds) { spread.extend(one.getBounds()); } });
    if (spread.isValid()) { frame(spread, 17); }
  }
}
function toggle(key, on) {
  if (SIZHI.toggled) { SIZHI.toggled(key, on); }
  if (!groups[key]) { if (on && SIZHI.absent) { SIZHI.absent(key); } return; }
  if (on) { groups[key].addTo(map); } else { groups[key].remove(); }
  document.querySelectorAll('[data-layer="' + key + '"]').forEach(function (input) { input.checked = on; });
  settle();
  resting();
}
function post(message) { if (window.parent !== window) { window.parent.postMessage(message, "*"); } }
function tell(what) { post({ sizhi: "shown", what: what }); }
// Somebody pointed at a part, or at the point that stands for it.
function choose(id) {
  if (!SIZHI.heard) { show("part:" + id); }
  post({ sizhi: "told", told: { kind: "part", id: id } });
  if (SIZHI.card) { SIZHI.card(id); }
}
// What somebody pointed at, for a page that listens (geo/ui/map_events.py).
map.on("click", function (event) {
  var at = event.latlng.wrap(), hit = SIZHI.hit ? SIZHI.hit(event.latlng) : null;
  if (hit) { choose(hit); return; }
  post({ sizhi: "told", told: { kind: "place", lon: at.lng, lat: at.lat } });
});

function settle() { restyle(); drawDots(); drawPins(); declutter(); }
box.addEventListener("click", function (event) {
  var button = event.target.closest && event.target.closest("[data-show]");
  if (button) { show(button.dataset.show); }
});
box.addEventListener("change", function (event) {
  if (event.target.dataset && event.target.dataset.layer) { toggle(event.target.dataset.layer, event.target.checked); }
});
window.addEventListener("message", function (event) {
  if (event.source !== window.parent || !event.data) { return; }
  if (event.data.sizhi === "show") { show(String(event.data.what)); }
  // A page that listens to parts says itself what a click on one means.
  if (event.data.sizhi === "listening") { SIZHI.heard = event.data.kinds.indexOf("part") >= 0; }
});
window.addEventListener("hashchange", function () { show(decodeURIComponent(location.hash.slice(1)).replace("-", ":")); });

// On a page the same land is looked at where it was looked at last: an answer draws the map anew.
var spot = data.embedded && data.memory ? "sizhi:view:" + data.memory : null;
function lookedAt() {
  if (!spot) { return; }
  try { var at = map.getCenter(); sessionStorage.setItem(spot, JSON.stringify([at.lat, at.lng, map.getZoom()])); } catch (error) { spot = null; }
}
function lastLook() { try { return spot && JSON.parse(sessionStorage.getItem(spot)); } catch (error) { return null; } }

SIZHI.still = true;
if (data.bounds) { frame(bounds(data.opens || data.bounds), 17); }
if (lastLook()) { map.setView([lastLook()[0], lastLook()[1]], lastLook()[2], { animate: false }); }
map.on("zoomend", settle);
// Once more when everything has come to rest: a rectangle measured on the way is not where it ends.
var rest = null;
function resting() { clearTimeout(rest); rest = setTimeout(declutter, 150); }
map.on("moveend", function () { graticule(); declutter(); resting(); lookedAt(); });
if (data.bases) { ground(recall() || data.base); }
settle();
graticule();
resting();
SIZHI.still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
if (location.hash.length > 1) { show(decodeURIComponent(location.hash.slice(1)).replace("-", ":")); }
post({ sizhi: "loaded" });
