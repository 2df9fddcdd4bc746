// Draw a boundary, or correct one: corners set by clicks, dragged, taken away; every step can be undone.
// Coordinates nobody touched go back exactly as they came.
(function () {
var edit = data.edit, words = edit.texts, pieces = [], chosen = -1, corner = null, drawing = null, past = [], future = [];
// How a corner was set, by its place: the ground a pixel covered, or the last digit typed. None: as it came.
var set = {}, made = 0, memory = "sizhi:drawn:" + edit.memory;
pane("edit", 560);
pane("handles", 640);
var areas = L.layerGroup().addTo(map), handles = L.layerGroup().addTo(map), pencil = L.layerGroup().addTo(map);
var MOST_HANDLES = 400, NEAR = 10;
// Tooltips and clicks of what lies beneath would be in the way of a corner.
box.classList.add("sz-editing");

function copied(value) { return JSON.parse(JSON.stringify(value)); }
function began() { return copied(edit.pieces); }
// What was drawn before and not taken: as this browser has it, or as the page kept it, whichever is later.
function left() {
  var here = null;
  try { here = JSON.parse(sessionStorage.getItem(memory)); } catch (error) { /* nothing was kept here */ }
  return edit.begun && !(here && here.at >= edit.begun.at) ? edit.begun : here;
}
function state() {
  var rings = drawing ? [drawing.ring] : [], how = {};
  pieces.forEach(function (piece) { rings = rings.concat(piece.rings); });
  rings.forEach(function (ring) { ring.forEach(function (p) { if (set[p]) { how[p] = set[p]; } }); });
  return { pieces: pieces, drawing: drawing, set: how, made: made, chosen: chosen };
}
function cornerCount() { return pieces.reduce(function (sum, piece) { return piece.rings.reduce(function (all, ring) { return all + ring.length; }, sum); }, 0); }
function keep() {
  var drawn = past.length || drawing, now = state(), plainly = drawn ? JSON.stringify(now) : "", at = Date.now();
  try {
    if (drawn) { sessionStorage.setItem(memory, JSON.stringify(Object.assign(now, { at: at, past: past.slice(cornerCount() > 2000 ? -1 : -40) }))); }
    else { sessionStorage.removeItem(memory); }
  } catch (error) { /* a browser that keeps nothing draws all the same */ }
  // The page keeps it with the draft, once the hand rests.
  clearTimeout(edit.waiting);
  if (plainly === edit.told) { return; }
  edit.waiting = setTimeout(function () {
    edit.told = plainly;
    post({ sizhi: "told", told: { kind: "sketch", state: plainly && JSON.stringify(Object.assign(JSON.parse(plainly), { at: at })) } });
  }, 2000);
}
function step() { past.push(copied({ pieces: pieces, drawing: drawing, chosen: chosen })); if (past.length > 200) { past.shift(); } future = []; }
function travel(from, to) {
  if (!from.length) { return; }
  to.push(copied({ pieces: pieces, drawing: drawing, chosen: chosen }));
  var there = from.pop();
  pieces = there.pieces; drawing = there.drawing; chosen = there.chosen; corner = null;
  refresh();
}
function pixel() { var at = map.getCenter(); return 156543.03 * Math.cos(at.lat * Math.PI / 180) / Math.pow(2, map.getZoom()); }
function clicked(p) { set[p] = { metres: pixel() }; return p; }
function round(at) { var true_ = at.wrap(); return [Math.round(true_.lng * 1e9) / 1e9, Math.round(true_.lat * 1e9) / 1e9]; }
function latlngs(ring) { return ring.map(function (p) { return [p[1], p[0]]; }); }

// A corner set near one of another part is that corner, so that neighbours share their edge.
function snapped(at, except) {
  var here = map.latLngToLayerPoint(at), best = null, nearest = NEAR;
  pieces.forEach(function (piece, k) {
    if (k === except) { return; }
    piece.rings.forEach(function (ring) { ring.forEach(function (p) {
      var far = map.latLngToLayerPoint([p[1], p[0]]).distanceTo(here);
      if (far < nearest) { nearest = far; best = p; }
    }); });
  });
  return best ? [best[0], best[1]] : clicked(round(at));
}

// The area that will be computed of it: on the ellipsoid, edges straight in longitude and latitude (Simpson).
var ground = edit.ground, RADIAN = Math.PI / 180;
function strip(lat, from) {
  var half = (lat - from) * RADIAN / 2, d = 2 * Math.cos(from * RADIAN + half) * Math.sin(half), s0 = Math.sin(from * RADIAN), s = s0 + d, e2 = ground.e * ground.e, both = e2 * s * s0;
  return ground.b * ground.b / 2 * (d * (1 + both) / ((1 - e2 * s * s) * (1 - e2 * s0 * s0)) + Math.atanh(ground.e * d / (1 - both)) / ground.e);
}
function area(rings) {
  return rings.reduce(function (sum, ring, k) {
    var total = 0, from = ring[0][1];
    ring.forEach(function (p, i) {
      var q = ring[(i + 1) % ring.length];
      var cuts = 1 + Math.floor(Math.abs(q[1] - p[1]) / 0.05), heights = 0;
      for (var n = 0; n <= 2 * cuts; n += 1) {
        heights += (n === 0 || n === 2 * cuts ? 1 : n % 2 ? 4 : 2) * strip(p[1] + (q[1] - p[1]) * n / (2 * cuts), from);
      }
      total += (q[0] - p[0]) * RADIAN * heights / (6 * cuts);
    });
    return sum + (k ? -1 : 1) * Math.abs(total);
  }, 0);
}
// Whether two sides of a ring cross: then the formula above weighs loops against each other, and there is no area.
function crosses(rings) {
  function side(a, b, p) { return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]); }
  return rings.some(function (ring) {
    return ring.length <= 1000 && ring.some(function (a, i) {
      var b = ring[(i + 1) % ring.length];
      return ring.some(function (c, j) {
        var d = ring[(j + 1) % ring.length];
        return j > i + 1 && side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
      });
    });
  });
}
function hands(metres) { return Math.max(ground.screen, ground.pixels * metres); }
// What the corners rest on, and how well the worst of them is known; `counts`: clicked, typed, left as they came.
function rests() {
  var told = { counts: [0, 0, 0], metres: 0, unit: 0, accuracy: 0 }, rings = drawing ? [drawing.ring] : [];
  pieces.forEach(function (piece) { rings = rings.concat(piece.rings); });
  rings.forEach(function (ring) { ring.forEach(function (p) {
    var how = set[p], clickedOne = how && how.metres, typedOne = how && how.unit;
    told.counts[clickedOne ? 0 : typedOne ? 1 : 2] += 1;
    if (clickedOne) { told.metres = Math.max(told.metres, how.metres); }
    if (typedOne) { told.unit = Math.max(told.unit, how.unit); }
    told.accuracy = Math.max(told.accuracy, clickedOne ? hands(how.metres) : typedOne ? Math.hypot(ground.typed, how.unit * ground.degree / Math.sqrt(12)) : ground.before);
  }); });
  return told;
}
// Twice the standard deviation of the area: each corner moves the line between its neighbours.
function band(rings, accuracy) {
  var squares = rings.reduce(function (sum, ring) {
    return ring.reduce(function (all, p, i) {
      var a = ring[(i + ring.length - 1) % ring.length], b = ring[(i + 1) % ring.length];
      return all + Math.pow(map.distance([a[1], a[0]], [b[1], b[0]]), 2);
    }, sum);
  }, 0);
  return accuracy * Math.sqrt(squares);
}
function rough(value) { return value >= 10 ? grouped(value) : String(Number(value.toPrecision(2))); }
function filled(template, values) { return template.replace(/\{(\w+)\}/g, function (_, key) { return values[key]; }); }
function grouped(value) { return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ","); }
function exact(value) { var tenths = Math.round(value * 10), whole = Math.floor(tenths / 10); return grouped(whole) + "." + (tenths - 10 * whole); }

function refresh() {
  areas.clearLayers(); handles.clearLayers(); pencil.clearLayers();
  pieces.forEach(function (piece, k) {
    var shape = L.polygon(piece.rings.map(latlngs), Object.assign(look(piece.role || "none"), { pane: "edit", className: "sz-piece" + (k === chosen ? " chosen" : ""), fillOpacity: k === chosen ? 0.35 : 0.2 }));
    shape.on("click", function (event) { if (!drawing) { L.DomEvent.stop(event); choose(k); } });
    shape.addTo(areas);
    var path = shape.getElement();
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", filled(words.piece, { name: piece.name, area: crosses(piece.rings) ? words.no_area : filled(words.piece_area, { area: exact(area(piece.rings)) }) }));
    path.addEventListener("keydown", function (event) { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(k); } });
  });
  if (drawing) { sketch(); } else if (chosen >= 0) { corners(); }
  box.classList.toggle("sz-drawing", Boolean(drawing));
  tellState();
  keep();
}
// The tools must not lie on what is drawn.
function closer(b) { map.fitBounds(b, { paddingTopLeft: wide ? [280, 60] : [20, 150], paddingBottomRight: [wide ? 60 : 20, 50], maxZoom: 18, animate: false }); }
function choose(k) {
  var b = L.latLngBounds(latlngs(pieces[k].rings[0])), size = map.latLngToLayerPoint(b.getNorthWest()).distanceTo(map.latLngToLayerPoint(b.getSouthEast()));
  chosen = k; corner = null;
  if (size < 160) { closer(b); }
  refresh();
}

function dot(at, kind, label) {
  var node = document.createElement("span");
  node.className = "sz-handle " + kind;
  var marker = L.marker(at, { pane: "handles", draggable: kind !== "fixed", keyboard: false, icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }) }).addTo(handles);
  var icon = marker.getElement();
  icon.tabIndex = 0;
  icon.setAttribute("role", "button");
  icon.setAttribute("aria-label", label);
  return marker;
}
function corners() {
  var rings = pieces[chosen].rings, shown = map.getBounds().pad(0.1), seen = 0;
  rings.forEach(function (ring) { ring.forEach(function (p) { seen += shown.contains([p[1], p[0]]) ? 1 : 0; }); });
  if (seen > MOST_HANDLES) { edit.far = true; return; }
  edit.far = false;
  rings.forEach(function (ring, r) { ring.forEach(function (p, i) {
    var q = ring[(i + 1) % ring.length], middle = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
    if (shown.contains([p[1], p[0]])) { vertex(r, i, p); }
    if (shown.contains([middle[1], middle[0]])) { between(r, i, middle); }
  }); });
}
function vertex(r, i, p) {
  var on = corner && corner.r === r && corner.i === i;
  var marker = dot([p[1], p[0]], on ? "corner on" : "corner", filled(words.corner, { number: i + 1, lon: p[0].toFixed(6), lat: p[1].toFixed(6) }));
  marker.on("dragstart", function () { step(); corner = { r: r, i: i }; });
  marker.on("drag", function () { put(r, i, round(marker.getLatLng())); areas.eachLayer(redrawn); });
  marker.on("dragend", function () { put(r, i, snapped(marker.getLatLng(), chosen)); refresh(); });
  marker.on("click", function () { corner = { r: r, i: i }; refresh(); focus(); });
  var icon = marker.getElement();
  icon.addEventListener("focus", function () { corner = { r: r, i: i }; tellState(); });
  icon.addEventListener("keydown", function (event) {
    var moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (moves && !event.ctrlKey && !event.metaKey) {
      L.DomEvent.stop(event);
      step();
      var far = event.shiftKey ? 10 : 1, here = map.latLngToLayerPoint([p[1], p[0]]);
      put(r, i, clicked(round(map.layerPointToLatLng(here.add([moves[0] * far, moves[1] * far])))));
      corner = { r: r, i: i }; refresh(); focus();
    }
    if (event.key === "Delete" || event.key === "Backspace") { L.DomEvent.stop(event); corner = { r: r, i: i }; takeCorner(); }
  });
}
function focus() { var on = box.querySelector(".sz-handle.on"); if (on) { on.parentNode.focus(); } }
function redrawn(shape, k) { var index = areas.getLayers().indexOf(shape); if (pieces[index]) { shape.setLatLngs(pieces[index].rings.map(latlngs)); } }
function put(r, i, at) { pieces[chosen].rings[r][i] = at; }
function between(r, i, middle) {
  var marker = dot([middle[1], middle[0]], "between", words.between);
  function insert(at) { step(); pieces[chosen].rings[r].splice(i + 1, 0, at); corner = { r: r, i: i + 1 }; refresh(); focus(); }
  marker.on("dragend", function () { insert(snapped(marker.getLatLng(), chosen)); });
  marker.on("click", function () { insert(middle); });
  marker.getElement().addEventListener("keydown", function (event) { if (event.key === "Enter" || event.key === " ") { L.DomEvent.stop(event); insert(middle); } });
}
function takeCorner() {
  if (!corner || chosen < 0) { return; }
  var rings = pieces[chosen].rings, ring = rings[corner.r];
  if (ring.length <= 3) {
    if (corner.r) { step(); rings.splice(corner.r, 1); corner = null; refresh(); } else { say(words.three); }
    return;
  }
  step();
  ring.splice(corner.i, 1);
  corner = { r: corner.r, i: Math.min(corner.i, ring.length - 1) };
  refresh(); focus();
}

// A new part, or a hole in the chosen one: click by click, closed on the first corner, by Enter or the button.
function begin(hole) { if (drawing) { return; } step(); drawing = { ring: [], hole: hole }; if (!hole) { chosen = -1; } corner = null; refresh(); map.getContainer().focus(); }
function add(at) { step(); drawing.ring.push(at); refresh(); }
// Corners written on the page, each with one of its last digit in degrees: known to that, whatever the map shows.
// The map goes where they are. The page may say the same again, and a map drawn anew is told it once more.
function typed(told) {
  try { if (sessionStorage.getItem(memory + ":said") === told.id) { return; } sessionStorage.setItem(memory + ":said", told.id); }
  catch (error) { if (edit.said === told.id) { return; } }
  edit.said = told.id;
  if (!drawing) { begin(false); }
  told.corners.forEach(function (corner) { set[[corner[0], corner[1]]] = { unit: corner[2] }; add([corner[0], corner[1]]); });
  var b = L.latLngBounds(latlngs(drawing.ring)), size = map.latLngToLayerPoint(b.getNorthWest()).distanceTo(map.latLngToLayerPoint(b.getSouthEast()));
  if (size < 160 || !map.getBounds().contains(b)) { closer(b); }
  if (told.closed && drawing.ring.length > 2) { finish(); }
}
window.addEventListener("message", function (event) {
  if (event.source === window.parent && event.data && event.data.sizhi === "corners") { typed(event.data); }
});
function fresh() { return filled(words.fresh, { number: made }); }
function finish() {
  if (!drawing) { return; }
  if (drawing.ring.length < 3) { say(words.three); return; }
  step();
  if (drawing.hole) { pieces[chosen].rings.push(drawing.ring); }
  else { made += 1; while (pieces.some(function (piece) { return piece.name === fresh(); })) { made += 1; } pieces.push({ key: "n" + made, name: fresh(), role: null, rings: [drawing.ring] }); chosen = pieces.length - 1; }
  drawing = null;
  refresh();
}
function sketch() {
  var ring = drawing.ring, line = { pane: "edit", color: "#b42318", weight: 2.2, dashArray: "6 4", interactive: false };
  L.polyline(latlngs(ring), line).addTo(pencil);
  ring.forEach(function (p, i) {
    var marker = dot([p[1], p[0]], i ? "fixed" : "fixed first", i ? filled(words.corner, { number: i + 1, lon: p[0].toFixed(6), lat: p[1].toFixed(6) }) : words.close);
    if (!i) { marker.on("click", finish); }
  });
}
map.on("click", function (event) { if (drawing) { add(snapped(event.latlng, -1)); } });
map.on("mousemove", function (event) {
  if (!drawing || !drawing.ring.length) { return; }
  if (edit.band) { edit.band.remove(); }
  var last = drawing.ring[drawing.ring.length - 1];
  edit.band = L.polyline([[last[1], last[0]], event.latlng], { pane: "edit", color: "#b42318", weight: 1.4, dashArray: "3 5", interactive: false }).addTo(pencil);
});
map.on("moveend", function () { if (!drawing && chosen >= 0) { refresh(); } else { tellAccuracy(); } });
map.doubleClickZoom.disable();
box.addEventListener("keydown", function (event) {
  var quick = event.ctrlKey || event.metaKey;
  if (quick && event.key.toLowerCase() === "z") { event.preventDefault(); if (event.shiftKey) { travel(future, past); } else { travel(past, future); } }
  else if (quick && event.key.toLowerCase() === "y") { event.preventDefault(); travel(future, past); }
  else if (drawing && event.key === "Enter" && event.target === box) { event.preventDefault(); finish(); }
  else if (drawing && event.key === "Escape") { step(); drawing = null; refresh(); }
  else if (drawing && event.key === "Backspace") { event.preventDefault(); step(); drawing.ring.pop(); refresh(); }
});

var ACTS = {
  draw: function () { begin(false); },
  hole: function () { begin(true); },
  here: function () { add(snapped(map.getCenter(), -1)); },
  finish: finish,
  corner: takeCorner,
  piece: function () { step(); pieces.splice(chosen, 1); chosen = -1; corner = null; refresh(); },
  undo: function () { travel(past, future); },
  redo: function () { travel(future, past); },
  reset: function () { step(); pieces = began(); drawing = null; chosen = -1; corner = null; refresh(); },
  take: function () {
    var rings = [], of = [], how = rests();
    pieces.forEach(function (piece) { piece.rings.forEach(function (ring) { rings.push(ring); of.push(piece.key); }); });
    clearTimeout(edit.waiting);
    try { sessionStorage.removeItem(memory); } catch (error) { /* nothing was kept */ }
    post({ sizhi: "told", told: { kind: "drawn", rings: rings, of: of, metres: how.metres, unit: how.unit, counts: how.counts } });
    say(words.taken);
  }
};
var bar = control("topleft", "sz-card sz-tools", function (node) {
  node.appendChild(template("tools"));
  node.querySelector("details").open = wide;
  node.addEventListener("click", function (event) {
    var button = event.target.closest("[data-act]");
    if (!button || button.disabled) { return; }
    // Where there is little room the tools make way for the hand that draws.
    if (!wide && ["draw", "hole", "take"].indexOf(button.dataset.act) >= 0) { node.querySelector("details").open = false; }
    ACTS[button.dataset.act]();
  });
}).getContainer();
function say(told) { bar.querySelector(".sz-told-now").textContent = told; }
function able(act, on) { var button = bar.querySelector('[data-act="' + act + '"]'); if (button) { button.disabled = !on; } }
function tellState() {
  able("draw", !drawing); able("hole", !drawing && chosen >= 0); able("here", Boolean(drawing)); able("finish", drawing && drawing.ring.length > 2);
  able("corner", !drawing && chosen >= 0 && corner); able("piece", !drawing && chosen >= 0); able("undo", past.length); able("redo", future.length); able("reset", past.length);
  able("take", !drawing && pieces.length && (past.length || !edit.pieces.length));
  if (drawing) { say(filled(drawing.ring.length < 3 ? words.state_few : words.state_more, { count: drawing.ring.length })); }
  else if (chosen >= 0) {
    var piece = pieces[chosen], count = piece.rings.reduce(function (sum, ring) { return sum + ring.length; }, 0);
    say(filled(crosses(piece.rings) ? words.state_crossing : edit.far ? words.state_far : words.state_piece, { name: piece.name, count: count, area: exact(area(piece.rings)) }));
  } else { say(pieces.length ? words.state_choose : words.state_none); }
  tellAccuracy();
}
// How well the corners are known, before the boundary is taken: too coarse a map is told while it can be helped.
function tellAccuracy() {
  var how = rests(), told = [], rings = drawing && !drawing.hole ? [drawing.ring] : [], poor = false;
  if (drawing) { told.push(filled(words.how_click, { metres: rough(hands(pixel())) })); }
  pieces.forEach(function (piece) { rings = rings.concat(piece.rings); });
  if (how.accuracy) {
    var off = band(rings, how.accuracy), whole = pieces.reduce(function (sum, piece) { return sum + area(piece.rings); }, drawing && drawing.ring.length > 2 ? area([drawing.ring]) : 0);
    poor = how.accuracy > ground.rough || (whole > 0 && off > ground.share * whole);
    told.push(filled(words[whole > 0 ? "how_all" : "how_corners"], { accuracy: rough(how.accuracy), band: grouped(off) }));
    if (poor) { told.push(words.how_poor); }
  }
  var line = bar.querySelector(".sz-told-how");
  line.textContent = told.join(" ");
  line.classList.toggle("poor", poor);
}
pieces = began();
if (pieces.length) { closer(bounds(data.bounds)); }
var before = left();
if (before && before.pieces) {
  past = before.past || [{ pieces: began(), drawing: null, chosen: -1 }];
  pieces = before.pieces; drawing = before.drawing; set = before.set || {}; made = before.made || 0;
  if (drawing && drawing.hole) { if (pieces[before.chosen]) { chosen = before.chosen; } else { drawing = null; } }
  var there = pieces.reduce(function (all, piece) { return all.concat(piece.rings[0]); }, drawing ? drawing.ring : []);
  if (there.length > 1) { closer(L.latLngBounds(latlngs(there))); }
}
// What the page gave is known to it; what only this browser has is not.
edit.told = before && before === edit.begun ? JSON.stringify(state()) : "";
refresh();
}());
