// Numbered problems; those too near to tell apart share one mark until one comes nearer.
var pinGroup = L.layerGroup().addTo(map), dotGroup = L.layerGroup().addTo(map);

function popup(pins) {
  var said = document.createElement("div");
  said.className = "sz-popup";
  pins.forEach(function (pin) {
    var section = document.createElement("section");
    [["b", pin.number + ". " + pin.message], ["div", pin.action], ["div", pin.place]].forEach(function (line, index) {
      var node = document.createElement(line[0]);
      node.textContent = line[1];
      if (index === 2) { node.className = "sz-place"; }
      section.appendChild(node);
    });
    said.appendChild(section);
  });
  return said;
}

function together() {
  var found = [];
  data.pins.forEach(function (pin) {
    var at = map.latLngToLayerPoint(pin.at);
    var near = found.filter(function (group) { return group.at.distanceTo(at) < 30; })[0];
    if (near) { near.pins.push(pin); } else { found.push({ at: at, pins: [pin] }); }
  });
  return found;
}

function called(pins) {
  var numbers = pins.map(function (pin) { return pin.number; });
  var row = numbers.every(function (n, i) { return i === 0 || n === numbers[i - 1] + 1; });
  return numbers.length === 1 ? String(numbers[0]) : row ? numbers[0] + "–" + numbers[numbers.length - 1]
    : numbers.length < 4 ? numbers.join("·") : numbers[0] + "…" + numbers[numbers.length - 1];
}

function drawPins() {
  pinGroup.clearLayers();
  together().forEach(function (group) {
    var weight = ["error", "warning", "settled"].filter(function (one) { return group.pins.some(function (pin) { return pin.severity === one; }); })[0];
    var node = document.createElement("div");
    node.className = "sz-pin sz-" + weight;
    node.textContent = called(group.pins);
    var spread = L.latLngBounds(group.pins.map(function (pin) { return pin.at; }));
    var marker = L.marker(spread.getCenter(), { icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }), alt: group.pins[0].message, title: group.pins[0].message, zIndexOffset: 1000 });
    marker.on("click", function () {
      if (group.pins.length > 1 && map.getZoom() < 18) { frame(spread, 18); } else { open(group.pins, marker.getLatLng()); }
    });
    marker.addTo(pinGroup);
  });
}

function open(pins, at) {
  L.popup({ maxWidth: 300, autoPanPadding: [20, 20] }).setLatLng(at).setContent(popup(pins)).openOn(map);
  tell("pin:" + pins[0].number);
}
map.on("popupopen", function (event) {
  var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
  if (close) { close.setAttribute("aria-label", data.texts.close); close.title = data.texts.close; }
});

// A part too small to see becomes a point sized by its area.
function drawDots() {
  dotGroup.clearLayers();
  data.parts.forEach(function (row) {
    var b = row.piece || row.box, size = map.latLngToLayerPoint([b[1], b[0]]).distanceTo(map.latLngToLayerPoint([b[3], b[2]]));
    var of = groups[data.dotted || "footprint"];
    if (size > 20 || !of || !map.hasLayer(of) || row.style === "core") { return; }
    L.circleMarker(row.at, { radius: row.radius || Math.min(12, 4 + Math.sqrt(row.area_m2) / 60), weight: row.radius < 4 ? 1 : 2, color: "#fff", fillColor: styles[row.style].color, fillOpacity: 0.95, className: "sz-point" })
      .bindTooltip(plain(row.role + " " + row.name + " · " + row.area)).on("click", function (event) { L.DomEvent.stop(event); choose(row.id); }).addTo(dotGroup);
  });
}

// Names by rank: one that would be written over a stronger one moves a little, or is left out at this zoom.
var TRIES = {
  footprint: [[0, 0], [0, 18], [0, -18], [0, 34], [0, -34]], buildings: [[0, 18], [0, -18]], parks: [[0, 0], [0, -60], [0, 60], [0, -130], [0, 130]],
  claims: [[0, 0], [0, 20], [0, -20], [38, 0], [-38, 0], [38, 20], [-38, -20], [0, 38], [0, -38], [70, 0], [-70, 0]], alternatives: [[0, 30], [0, -30], [0, 70], [0, -70]]
};
function declutter() {
  var zoom = map.getZoom(), taken = [];
  function free(r) { return !taken.some(function (t) { return r.left < t.right + 3 && r.right > t.left - 3 && r.top < t.bottom && r.bottom > t.top; }); }
  function written(one, words) {
    if (one.node.textContent !== words) { one.node.textContent = words; }
    return (TRIES[one.kind] || [[0, 0]]).some(function (by) {
      one.node.style.margin = by[1] + "px 0 0 " + by[0] + "px";
      var r = one.node.getBoundingClientRect();
      if (free(r)) { taken.push(r); return true; }
      return false;
    });
  }
  // A name gives way to a few points, and is written over very many.
  box.querySelectorAll(data.parts.length > 60 ? ".sz-pin" : ".sz-pin, .sz-point, .sz-institution").forEach(function (node) { taken.push(node.getBoundingClientRect()); });
  streets.forEach(function (street) {
    var node = street.shape.lettering, path = street.shape.getElement();
    if (!node || !path) { return; }
    var fits = path.getTotalLength() >= node.getComputedTextLength() + 16;
    node.style.visibility = fits ? "" : "hidden";
    if (fits) { taken.push(node.getBoundingClientRect()); }
  });
  tags.slice().sort(function (a, b) { return b.rank - a.rank; }).forEach(function (one) {
    var on = map.hasLayer(one.marker) && zoom >= one.from && zoom < one.to;
    one.node.style.display = on ? "" : "none";
    if (!on || one.kind === "institutions") { return; }
    // Where a name with its value does not fit, the name alone may.
    one.said = one.said || one.node.textContent;
    var fits = one.said.split("\n").length > 1 ? written(one, one.said) || written(one, one.said.split("\n")[0]) : written(one, one.said);
    one.node.style.visibility = fits ? "" : "hidden";
  });
}

// The graticule: round degrees, with their values at the edge.
var grid = L.layerGroup().addTo(map);
pane("grid", 230);
function graticule() {
  grid.clearLayers();
  var b = map.getBounds(), span = b.getEast() - b.getWest();
  var step = [5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002].filter(function (s) { return span / s >= 3; })[0] || 0.0001;
  var digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)), at, line = { pane: "grid", interactive: false, color: "#90a0ae", weight: 0.6, opacity: 0.45 };
  function mark(kind, lat, lon, value) {
    var node = document.createElement("span");
    node.className = "sz-grid " + kind;
    node.textContent = value;
    L.marker([lat, lon], { pane: "grid", interactive: false, keyboard: false, icon: L.divIcon({ className: "", html: node, iconSize: [0, 0] }) }).addTo(grid);
  }
  for (at = Math.ceil(b.getWest() / step) * step; at < b.getEast(); at += step) {
    L.polyline([[b.getSouth() - span, at], [b.getNorth() + span, at]], line).addTo(grid);
    mark("lon", b.getSouth() + (b.getNorth() - b.getSouth()) * 0.045, at, at.toFixed(digits) + "°E");
  }
  for (at = Math.ceil(b.getSouth() / step) * step; at < b.getNorth(); at += step) {
    L.polyline([[at, b.getWest() - span], [at, b.getEast() + span]], line).addTo(grid);
    mark("lat", at, b.getEast(), at.toFixed(digits) + "°N");
  }
  // A value half under a button or over the edge says less than none.
  var whole = box.getBoundingClientRect(), over = Array.from(box.querySelectorAll(".leaflet-control")).map(function (node) { return node.getBoundingClientRect(); });
  box.querySelectorAll(".sz-grid").forEach(function (node) {
    var r = node.getBoundingClientRect();
    var cut = r.top < whole.top || r.right > whole.right || over.some(function (c) { return r.left < c.right && r.right > c.left && r.top < c.bottom && r.bottom > c.top; });
    node.style.visibility = cut ? "hidden" : "";
  });
}
