// The ground beneath: our own, or tiles of others above it where the page offers them. Wherever a tile is
// missing our own ground shows through, and when none comes the map goes back to it and says so.
var online = null, remembered = null;
pane("online", 220);

// GCJ-02, as geo/crs/gcj.py: forward by the public formulas, back by six rounds.
var BEYOND = [70, 140, 0, 56];
function displaced(lon, lat) {
  if (!(lon > BEYOND[0] && lon < BEYOND[1] && lat > BEYOND[2] && lat < BEYOND[3])) { return [lon, lat]; }
  var x = lon - 105, y = lat - 35, root = Math.sqrt(Math.abs(x)), px = Math.PI * x, py = Math.PI * y;
  var shared = 20 * Math.sin(6 * px) + 20 * Math.sin(2 * px);
  var north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    + 2 / 3 * (shared + 20 * Math.sin(py) + 40 * Math.sin(py / 3) + 160 * Math.sin(py / 12) + 320 * Math.sin(py / 30));
  var east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    + 2 / 3 * (shared + 20 * Math.sin(px) + 40 * Math.sin(px / 3) + 150 * Math.sin(px / 12) + 300 * Math.sin(px / 30));
  var phi = lat * Math.PI / 180, e2 = 0.00669342162296594323, sine = Math.sin(phi), w2 = 1 - e2 * sine * sine;
  var normal = 6378245 / Math.sqrt(w2), meridian = normal * (1 - e2) / w2;
  return [lon + east / (normal * Math.cos(phi)) * 180 / Math.PI, lat + north / meridian * 180 / Math.PI];
}
function restored(lon, lat) {
  var trueLon = lon, trueLat = lat;
  for (var round = 0; round < 6; round += 1) {
    var there = displaced(trueLon, trueLat);
    trueLon += lon - there[0];
    trueLat += lat - there[1];
  }
  return [trueLon, trueLat];
}
var mercator = L.Projection.SphericalMercator;
var shifted = L.extend({}, L.CRS.EPSG3857, {
  projection: L.extend({}, mercator, {
    project: function (at) { var to = displaced(at.lng, at.lat); return mercator.project(L.latLng(to[1], to[0])); },
    unproject: function (point) { var at = mercator.unproject(point), to = restored(at.lng, at.lat); return L.latLng(to[1], to[0]); }
  })
});
function projected(crs) {
  if (map.options.crs === crs) { return; }
  var centre = map.getCenter(), zoom = map.getZoom();
  map.options.crs = crs;
  // Every path, mark and tile finds its place again on "viewreset".
  map._resetView(centre, zoom);
}

function said(words, kind) {
  var strip = box.querySelector(".sz-strip");
  if (strip) { strip.remove(); }
  if (!words) { return; }
  strip = document.createElement("div");
  strip.className = "sz-strip sz-strip-" + kind;
  strip.setAttribute("role", "status");
  strip.appendChild(plain(words));
  var close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", data.texts.close);
  close.addEventListener("click", function () { strip.remove(); });
  strip.appendChild(close);
  L.DomEvent.disableClickPropagation(strip);
  box.appendChild(strip);
}

function ground(key, failed) {
  var base = (data.bases || []).filter(function (one) { return one.key === key; })[0];
  if (online) { online.remove(); online = null; }
  projected(base && base.shift ? shifted : L.CRS.EPSG3857);
  box.classList.toggle("sz-online", Boolean(base));
  box.querySelectorAll("[data-base]").forEach(function (input) { input.checked = input.dataset.base === (base ? key : "ground"); });
  said(failed ? data.base_texts.failed : base && base.shift ? data.base_texts.shifted : "", failed ? "failed" : "told");
  if (!base) { settle(); return; }
  online = L.layerGroup(base.urls.map(function (url) {
    return L.tileLayer(url, { pane: "online", subdomains: base.subdomains, maxNativeZoom: base.nearest, maxZoom: 24, attribution: plain(base.credit).innerHTML });
  }));
  watch(online.getLayers()[0]);
  online.addTo(map);
  settle();
}

// None of the first tiles came: the service is out of reach, or the key is not accepted.
function watch(tiles) {
  var wrong = 0, came = false, waited = setTimeout(function () { given(); }, 10000);
  function given() {
    clearTimeout(waited);
    if (!came && online && online.hasLayer(tiles)) { ground("ground", true); }
  }
  tiles.on("tileload", function () { came = true; clearTimeout(waited); });
  tiles.on("tileerror", function () { wrong += 1; if (wrong >= 4) { given(); } });
}

function remember(key) {
  try { window.sessionStorage.setItem("sizhi-base", key); } catch (refused) { remembered = key; }
}
function recall() {
  try { return window.sessionStorage.getItem("sizhi-base"); } catch (refused) { return remembered; }
}
box.addEventListener("change", function (event) {
  var key = event.target.dataset && event.target.dataset.base;
  if (!key) { return; }
  remember(key);
  ground(key);
  // On a narrow screen the list lies on what was just chosen.
  if (!wide) { event.target.closest("details").open = false; }
});
