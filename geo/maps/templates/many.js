// Very many zones or parks on one canvas: points from afar, outlines near by, fetched block by block.
var STEPS = [9, 11, 13, 15], crowds = {}, OUTLINED = { parks: 13, footprint: 10 }, MOST_VERTICES = 2e6;

var Crowd = L.Renderer.extend({
  initialize: function (key, content, options) {
    L.Renderer.prototype.initialize.call(this, options);
    this.key = key;
    this.content = content;
    this.count = content.x.length;
    this.pieces = new Map();
    this.asked = {};
    this.vertices = 0;
    this.kept = null;
    this.dots = {};
  },
  _initContainer: function () {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this._ink = this._container.getContext("2d");
  },
  _destroyContainer: function () { L.DomUtil.remove(this._container); delete this._container; delete this._ink; },
  _updatePaths: function () {},
  _update: function () {
    if (this._map._animatingZoom && this._bounds) { return; }
    L.Renderer.prototype._update.call(this);
    var b = this._bounds, size = b.getSize(), fine = window.devicePixelRatio > 1 ? 2 : 1, on = this._container;
    L.DomUtil.setPosition(on, b.min);
    on.width = fine * size.x;
    on.height = fine * size.y;
    on.style.width = size.x + "px";
    on.style.height = size.y + "px";
    this._ink.setTransform(fine, 0, 0, fine, -fine * b.min.x, -fine * b.min.y);
    this.paint();
  },
  // Where everything lies in the projection of the map, 0 to 1 across the world.
  place: function () {
    if (this.crs === this._map.options.crs) { return; }
    this.crs = this._map.options.crs;
    var c = this.content, n = this.count, self = this;
    this.u = new Float64Array(n);
    this.v = new Float64Array(n);
    this.wide = new Float64Array(n);
    this.boxes = new Float64Array(4 * n);
    for (var i = 0; i < n; i += 1) {
      var lat = c.y[i] / 1e5, p = this.point(c.x[i] / 1e5, lat), b = c.box[i];
      var low = this.point(b[0] / 1e5, b[1] / 1e5), high = this.point(b[2] / 1e5, b[3] / 1e5);
      this.u[i] = p.x;
      this.v[i] = p.y;
      this.wide[i] = c.size[i] / (40075016.7 * Math.cos(lat * Math.PI / 180));
      this.boxes.set([low.x, high.y, high.x, low.y], 4 * i);
    }
    this.pieces.forEach(function (piece) { self.set(piece); });
  },
  point: function (lon, lat) { return this.crs.latLngToPoint(L.latLng(lat, lon), 0).divideBy(256); },
  set: function (piece) {
    var box = [1, 1, 0, 0], self = this;
    piece.rings = piece.degrees.map(function (ring) {
      var at = new Float64Array(ring.length);
      for (var k = 0; k < ring.length; k += 2) {
        var p = self.point(ring[k], ring[k + 1]);
        at[k] = p.x;
        at[k + 1] = p.y;
        box = [Math.min(box[0], p.x), Math.min(box[1], p.y), Math.max(box[2], p.x), Math.max(box[3], p.y)];
      }
      return at;
    });
    piece.box = box;
  },
  take: function (block, step) {
    var self = this;
    block.forEach(function (row) {
      var known = self.pieces.get(row[1]);
      if (known && known.step >= step) { return; }
      var piece = { owner: row[0], step: step, degrees: row.slice(2).map(unpacked) };
      piece.degrees.forEach(function (ring) { self.vertices += ring.length / 2; });
      if (self.crs) { self.set(piece); }
      self.pieces.set(row[1], piece);
    });
  },
  ask: function (view, zoom) {
    if (!this.content.blocks) { return; }
    var step = STEPS.filter(function (s) { return s <= zoom; }).pop() || STEPS[0], n = Math.pow(2, step), self = this;
    // Tiles are counted in true places, whatever the map is drawn on.
    var b = this._map.getBounds().pad(0.1), low = L.CRS.EPSG3857.latLngToPoint(b.getNorthWest(), step).divideBy(256)._floor();
    var high = L.CRS.EPSG3857.latLngToPoint(b.getSouthEast(), step).divideBy(256)._floor();
    for (var x = Math.max(0, low.x); x <= Math.min(n - 1, high.x); x += 1) {
      for (var y = Math.max(0, low.y); y <= Math.min(n - 1, high.y); y += 1) {
        var name = step + "/" + x + "/" + y;
        if (!this.asked[name]) { this.asked[name] = true; fetchBlock(this, name, step); }
      }
    }
  },
  forget: function (view) {
    if (this.vertices < MOST_VERTICES) { return; }
    var self = this;
    this.asked = {};
    this.vertices = 0;
    this.pieces.forEach(function (piece, key) {
      if (!meets(piece.box, view)) { self.pieces.delete(key); return; }
      piece.rings.forEach(function (ring) { self.vertices += ring.length / 2; });
    });
  },
  soon: function () {
    var self = this;
    if (!this.waits) { this.waits = requestAnimationFrame(function () { self.waits = 0; if (self._map && self._ink) { self._update(); } }); }
  },
  view: function () {
    var scale = 256 * Math.pow(2, this._map.getZoom()), origin = this._map.getPixelOrigin(), b = this._bounds;
    return { scale: scale, x: origin.x, y: origin.y, box: [(b.min.x + origin.x) / scale, (b.min.y + origin.y) / scale, (b.max.x + origin.x) / scale, (b.max.y + origin.y) / scale] };
  },
  paint: function () {
    this.place();
    var at = this.view(), ink = this._ink, self = this, zoom = this._map.getZoom(), near = OUTLINED[this.key] / at.scale;
    var outlined = new Uint8Array(this.count), wanted = false, many = [], names = [];
    this.shape = { at: at, pieces: [], points: many };
    for (var i = 0; i < this.count; i += 1) {
      if (this.kept && !this.kept[i]) { continue; }
      if (!inside(this.boxes, 4 * i, at.box)) { continue; }
      if (this.wide[i] > near) { wanted = true; outlined[i] = 1; } else { many.push(i); }
    }
    if (wanted) { this.ask(at.box, zoom); this.forget(at.box); }
    var byStyle = {};
    this.pieces.forEach(function (piece) {
      if (!outlined[piece.owner] || !meets(piece.box, at.box)) { return; }
      if (outlined[piece.owner] === 1) { outlined[piece.owner] = 2; names.push(piece.owner); }
      self.shape.pieces.push(piece);
      var key = self.style(piece.owner);
      (byStyle[key] = byStyle[key] || []).push(piece);
    });
    Object.keys(byStyle).forEach(function (key) { fillShapes(ink, byStyle[key], styles[key], at); });
    // What is waited for stands as a point until it comes.
    outlined.forEach(function (state, i) { if (state === 1) { many.push(i); } });
    // The more there are in view the smaller, so that the ground is seen between them.
    var size = this._map.getSize();
    this.most = Math.max(1.2, Math.sqrt(0.1 * size.x * size.y / (Math.PI * (many.length || 1))));
    for (var j = many.length - 1; j >= 0; j -= 1) { this.dot(many[j], at); }
    if (this.key === "footprint" && zoom >= 11.5) { this.name(names, at); }
  },
  style: function (i) { return this.content.styles[this.content.style[i] || 0]; },
  radius: function (i) {
    var full = (this.content.radius ? this.content.radius[i] / 10 : 2.2), zoom = this._map.getZoom();
    return Math.min(this.most, Math.max(1.6, full * (zoom < 7.25 ? 0.4 : zoom < 8.5 ? 0.55 : zoom < 10 ? 0.75 : 1)));
  },
  dot: function (i, at) {
    var r = Math.round(this.radius(i) * 2) / 2, key = this.style(i) + r, made = this.dots[key] || (this.dots[key] = sprite(styles[this.style(i)], r));
    this._ink.drawImage(made, this.u[i] * at.scale - at.x - made.width / 4, this.v[i] * at.scale - at.y - made.height / 4, made.width / 2, made.height / 2);
  },
  name: function (owners, at) {
    var ink = this._ink, taken = [], self = this;
    ink.font = '700 13px "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.lineJoin = "round";
    owners.sort(function (a, b) { return a - b; }).slice(0, 300).forEach(function (i) {
      var said = self.content.names[i], x = self.u[i] * at.scale - at.x, y = self.v[i] * at.scale - at.y, half = ink.measureText(said).width / 2 + 4;
      if (taken.some(function (t) { return Math.abs(t[0] - x) < t[2] + half && Math.abs(t[1] - y) < 20; })) { return; }
      taken.push([x, y, half]);
      ink.strokeStyle = "rgba(255, 255, 255, .9)";
      ink.lineWidth = 4;
      ink.strokeText(said, x, y);
      ink.fillStyle = "#08306b";
      ink.fillText(said, x, y);
    });
  },
  // Which one lies at a place: an outline before a point, the smaller before the larger.
  at: function (latlng) {
    if (!this.shape || !this._map || !this._ink) { return -1; }
    var at = this.shape.at, p = this.crs.latLngToPoint(latlng, 0).divideBy(256), found = -1, nearest = Infinity, self = this;
    this.shape.points.forEach(function (i) {
      var reach = (self.radius(i) + 3) / at.scale, away = Math.hypot(self.u[i] - p.x, self.v[i] - p.y);
      if (away < reach && away < nearest) { nearest = away; found = i; }
    });
    if (found >= 0) { return found; }
    this.shape.pieces.forEach(function (piece) {
      if (piece.owner > found && meets(piece.box, [p.x, p.y, p.x, p.y]) && holds(piece.rings, p.x, p.y)) { found = piece.owner; }
    });
    return found;
  },
  bounds: function (i) { var b = this.content.box[i]; return [b[0] / 1e5, b[1] / 1e5, b[2] / 1e5, b[3] / 1e5]; },
  keep: function (mask) { this.kept = mask; if (this._map && this._ink) { this.soon(); } }
});

function unpacked(steps) {
  var at = new Float64Array(steps.length), lon = 0, lat = 0;
  for (var k = 0; k < steps.length; k += 2) {
    lon += steps[k];
    lat += steps[k + 1];
    at[k] = lon / 1e6;
    at[k + 1] = lat / 1e6;
  }
  return at;
}
function meets(a, b) { return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]; }
function inside(boxes, k, b) { return boxes[k] <= b[2] && boxes[k + 2] >= b[0] && boxes[k + 1] <= b[3] && boxes[k + 3] >= b[1]; }
function holds(rings, x, y) {
  var odd = false;
  rings.forEach(function (ring) {
    for (var i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      if ((ring[i + 1] > y) !== (ring[j + 1] > y) && x < (ring[j] - ring[i]) * (y - ring[i + 1]) / (ring[j + 1] - ring[i + 1]) + ring[i]) { odd = !odd; }
    }
  });
  return odd;
}
function fillShapes(ink, pieces, style, at) {
  ink.beginPath();
  pieces.forEach(function (piece) {
    piece.rings.forEach(function (ring) {
      for (var k = 0; k < ring.length; k += 2) {
        var x = ring[k] * at.scale - at.x, y = ring[k + 1] * at.scale - at.y;
        if (k) { ink.lineTo(x, y); } else { ink.moveTo(x, y); }
      }
      ink.closePath();
    });
  });
  ink.globalAlpha = style.fill_opacity;
  ink.fillStyle = style.hatch ? hatch(ink, style) : style.fill || style.color;
  ink.fill();
  ink.globalAlpha = 1;
  ink.setLineDash((style.dash || "").split(" ").filter(Boolean).map(Number));
  ink.strokeStyle = style.color;
  ink.lineWidth = style.weight;
  ink.stroke();
  ink.setLineDash([]);
}
// The hatching of the parks (templates/swatches.html.j2), as a pattern of the canvas.
function hatch(ink, style) {
  if (!hatch.made) {
    var tile = document.createElement("canvas"), on = tile.getContext("2d");
    tile.width = tile.height = 12;
    on.fillStyle = "rgba(230, 159, 0, .10)";
    on.fillRect(0, 0, 12, 12);
    on.strokeStyle = "rgba(178, 107, 0, .45)";
    on.lineWidth = 1.6;
    on.beginPath();
    [-12, 0, 12].forEach(function (by) { on.moveTo(by - 1, 13); on.lineTo(by + 13, -1); });
    on.stroke();
    hatch.made = ink.createPattern(tile, "repeat");
  }
  return hatch.made;
}
// A point drawn once, twice as large as it is shown.
function sprite(style, r) {
  var made = document.createElement("canvas"), ink = made.getContext("2d"), small = style.hatch || r < 2, half = r + (small ? 0.5 : 1.5);
  made.width = made.height = Math.ceil(4 * half);
  ink.scale(2, 2);
  ink.translate(made.width / 4, made.height / 4);
  ink.beginPath();
  if (style.hatch) { ink.rect(-r, -r, 2 * r, 2 * r); } else { ink.arc(0, 0, r, 0, 7); }
  ink.fillStyle = style.color;
  ink.globalAlpha = style.hatch ? 0.45 : r < 2 ? 0.75 : 0.92;
  ink.fill();
  if (!small) { ink.lineWidth = r > 3 ? 1.5 : 0.8; ink.strokeStyle = "#fff"; ink.stroke(); }
  return made;
}
function fetchBlock(crowd, name, step) {
  fetched(crowd.content.blocks + "/" + name).then(function (block) { crowd.take(block, step); crowd.soon(); }, function () { delete crowd.asked[name]; });
}

// One tooltip for all of them, and one click.
var hint = L.tooltip({ sticky: true, direction: "top", offset: [0, -8] }), pointing = 0;
function pointed(latlng) {
  var keys = ["footprint", "parks"], key, i;
  for (i = 0; i < keys.length; i += 1) {
    key = keys[i];
    if (crowds[key] && map.hasLayer(crowds[key])) {
      var found = crowds[key].at(latlng);
      if (found >= 0) { return { crowd: crowds[key], index: found }; }
    }
  }
  return null;
}
map.on("mousemove", function (event) {
  if (!crowds.footprint && !crowds.parks) { return; }
  cancelAnimationFrame(pointing);
  pointing = requestAnimationFrame(function () {
    var hit = event.originalEvent.target.closest(".leaflet-interactive:not(.leaflet-grab), .leaflet-control") ? null : pointed(event.latlng);
    box.classList.toggle("sz-pointing", Boolean(hit && hit.crowd.key === "footprint"));
    if (!hit) { hint.remove(); return; }
    hint.setLatLng(event.latlng).setContent(plain(told(hit.crowd, hit.index)));
    if (!map.hasLayer(hint)) { hint.addTo(map); }
  });
});
map.on("mouseout zoomstart movestart", function () { cancelAnimationFrame(pointing); hint.remove(); });
function told(crowd, i) {
  var c = crowd.content, said = { name: c.names[i] };
  if (crowd.key === "footprint") { said = about(crowd, i); }
  return c.tip.replace(/\{(\w+)\}/g, function (_, name) { return said[name] || ""; });
}
function about(crowd, i) {
  var c = crowd.content;
  return {
    id: c.ids[i], name: c.names[i], role: c.roles[c.style[i]], place: c.places[c.place[i]], box: crowd.bounds(i),
    area: c.area[i] === null ? "—" : c.hectares.replace("{value}", (c.area[i] / 10).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })),
    at: [c.y[i] / 1e5, c.x[i] / 1e5]
  };
}
