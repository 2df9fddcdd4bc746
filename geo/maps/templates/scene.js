// The map: ground, layers in panes of their own, so that switching one off and on keeps the order.
var map = SIZHI.map, data = SIZHI.data, styles = data.styles, groups = {}, tags = [], parts = {}, members = {};
var box = map.getContainer();
box.setAttribute("aria-label", data.title);
box.setAttribute("role", "region");
box.classList.toggle("sz-embedded", Boolean(data.embedded && !SIZHI.saved));
map.attributionControl.setPrefix(false);
map.attributionControl.addAttribution(plain(data.notice).innerHTML);

function plain(value) { var node = document.createElement("span"); node.textContent = value; return node; }

function pane(name, level, near) {
  var made = map.getPane(name) || map.createPane(name);
  made.style.zIndex = level;
  if (near) { made.classList.add("leaflet-near-pane"); }
  return name;
}

function look(key) {
  var s = styles[key];
  return {
    color: s.color, weight: s.weight, fill: s.shape !== "line" && (s.fill_opacity > 0 || s.hatch !== null),
    fillColor: s.fill || s.color, fillOpacity: s.fill_opacity, dashArray: s.dash, lineCap: "round",
    className: "sz-shape sz-" + key + (s.shape === "area" && ["core", "centre", "base", "none"].indexOf(key) >= 0 ? " sz-part" : "")
  };
}

["province", "city", "county"].forEach(function (level, index) {
  pane("ground-" + level, 210 + index);
  L.geoJSON(data.ground[level], {
    pane: "ground-" + level, interactive: false,
    style: function () { return Object.assign(look(level), { className: "sz-ground" }); }
  }).addTo(map);
});

// A written name: kept in one list, so that none is written over another.
function tag(kind, at, value, rank, from, to) {
  var node = document.createElement("span");
  node.className = "sz-tag " + kind + (value.length > 1 ? " wide" : "");
  node.textContent = value;
  // Seen when it is known which names have room: till then a hundred would lie on one another.
  node.style.display = "none";
  var marker = L.marker(at, { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "sz-label", html: node, iconSize: [0, 0] }) });
  tags.push({ marker: marker, node: node, rank: rank, from: from, to: to, kind: kind });
  return marker;
}
pane("names", 620);
map.getPane("names").style.pointerEvents = "none";
// A city with a value below its name comes before one without.
function ranked(said) { return said.indexOf("\n") > 0 ? 1.5 : 1; }
data.places.city.forEach(function (row) { tag("city", [row[0], row[1]], row[2], ranked(row[2]), 6, 9.9).addTo(map); });
data.places.county.forEach(function (row) { tag("county", [row[0], row[1]], row[2], 1, 10, 20).addTo(map); });

var RANKS = { footprint: 9, sides: 8, claims: 7, alternatives: 7, parks: 5, zones: 4, buildings: 3, institutions: 6 };
var NEAREST = { footprint: 10, sides: 15, claims: 16, alternatives: 8, parks: 13, zones: 12, buildings: 17, institutions: 15 };

function draw(layer, index) {
  var name = pane("layer-" + layer.key, 400 + 10 * index, layer.near);
  var group = L.layerGroup(), all = members[layer.key] = [];
  var shapes = L.geoJSON(layer.features, {
    pane: name,
    style: function (feature) { return look(feature.properties.style); },
    pointToLayer: function (feature, at) {
      var many = layer.key === "institutions" && feature.properties.label;
      return L.circleMarker(at, Object.assign(look(feature.properties.style), { pane: name, radius: many ? 9 : layer.key === "buildings" ? 11 : 5.5 }));
    },
    onEachFeature: function (feature, shape) {
      var said = feature.properties, member = { shape: shape, tag: null, among: null };
      all.push(member);
      shape.bindTooltip(plain(said.tip), { sticky: true });
      if (said.part) { parts[said.part] = shape; reachable(shape, said); }
      if (styles[said.style].shape === "line" && layer.key === "lines" && shape.setStyle) { asStreet(shape, said, group, name); }
      else if (said.label && said.at) {
        member.tag = tag(layer.key, said.at, said.label, RANKS[layer.key] || 2, NEAREST[layer.key] || 12, 20).addTo(group);
      }
    }
  });
  all.forEach(function (member) { member.among = shapes; });
  group.addLayer(shapes);
  groups[layer.key] = group;
  if (layer.shown) { group.addTo(map); }
}

// Parts can be reached with the keyboard and opened with Enter.
function reachable(shape, said) {
  shape.on("click", function (event) { L.DomEvent.stop(event); choose(said.part); });
  shape.on("add", function () {
    var path = shape.getElement();
    if (!path) { return; }
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", said.tip);
    path.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(said.part); }
    });
  });
}

// Roads with a casing, rivers as a band, both with their name along them.
var streets = [], lineIds = 0;
pane("lettering", 590);
map.getPane("lettering").style.pointerEvents = "none";
var letters = L.svg({ pane: "lettering" }).addTo(map);
function asStreet(shape, said, group, paneName) {
  var inner = null;
  if (styles[said.style].casing) {
    inner = L.polyline(shape.getLatLngs(), { pane: paneName, interactive: false, color: styles[said.style].casing, weight: 4 });
    shape.on("add", function () { setTimeout(function () { if (map.hasLayer(group)) { inner.addTo(map); } }, 0); });
    shape.on("remove", function () { inner.remove(); });
  }
  shape.on("add", function () { setTimeout(function () { letter(shape, said); }, 0); });
  shape.on("remove", function () { if (shape.lettering) { shape.lettering.remove(); shape.lettering = null; } });
  streets.push({ shape: shape, inner: inner, weight: styles[said.style].weight });
}

function letter(shape, said) {
  var path = shape.getElement();
  if (!path || !path.parentNode || shape.lettering) { return; }
  path.id = path.id || "sz-line-" + SIZHI.data.id + (lineIds += 1);
  var ns = "http://www.w3.org/2000/svg", node = document.createElementNS(ns, "text"), along = document.createElementNS(ns, "textPath");
  node.setAttribute("class", "sz-line-name " + said.style);
  node.setAttribute("dy", "4");
  node.setAttribute("text-anchor", "middle");
  if (said.upright !== undefined) { node.setAttribute("rotate", said.upright); }
  along.setAttribute("href", "#" + path.id);
  along.setAttribute("startOffset", "50%");
  along.textContent = said.label;
  node.appendChild(along);
  letters._rootGroup.appendChild(node);
  shape.lettering = node;
}

function restyle() {
  var zoom = map.getZoom(), thin = zoom < 14 ? 0.3 : zoom < 15 ? 0.55 : zoom < 16 ? 0.8 : zoom < 18 ? 1.2 : 1.9;
  box.classList.toggle("sz-far", zoom < 14.5);
  streets.forEach(function (street) {
    street.shape.setStyle({ weight: Math.max(1.5, street.weight * thin) });
    if (street.inner) { street.inner.setStyle({ weight: Math.max(0, street.weight * thin - 2.4), opacity: zoom < 14.5 ? 0 : 1 }); }
  });
}
data.layers.forEach(draw);
