// The map beside a page: the page says what to show, again and again, and only what is new is fetched.
var ORDER = { choropleth: 0, rings: 1, parks: 2, footprint: 3, trials: 4 }, now = {}, offered = {}, on = {}, turn = 0, first = true, saved = SIZHI.saved;

function fetched(url) {
  if (saved) { return Promise.resolve(saved[url]); }
  return fetch(url).then(function (answer) {
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return answer.json();
  });
}
function mask(packed, count) {
  if (packed === null || packed === undefined) { return null; }
  var bytes = atob(packed), made = new Uint8Array(count);
  for (var i = 0; i < count; i += 1) { made[i] = bytes.charCodeAt(i >> 3) >> (7 - (i & 7)) & 1; }
  return made;
}
function wanted(layer) { return on[layer.key] === undefined ? layer.shown : on[layer.key]; }

function takeAway(key) {
  if (groups[key]) { groups[key].remove(); delete groups[key]; }
  if (crowds[key]) { delete crowds[key]; }
  tags = tags.filter(function (one) { return one.kind !== key; });
  if (key === "footprint") { data.parts = []; parts = {}; }
  delete now[key];
}
function put(layer, content) {
  takeAway(layer.key);
  now[layer.key] = { url: layer.url, content: content };
  if (content.x) {
    crowds[layer.key] = new Crowd(layer.key, content, { pane: pane("layer-" + layer.key, 400 + 10 * ORDER[layer.key]), padding: 0.3 });
    if (saved && content.outlines) { crowds[layer.key].take(content.outlines, 99); }
    groups[layer.key] = L.layerGroup([crowds[layer.key]]);
    if (wanted(layer)) { groups[layer.key].addTo(map); }
    return;
  }
  draw({ key: layer.key, features: content.features, shown: wanted(layer), near: false }, ORDER[layer.key]);
}
function choose_kept(layer) {
  var held = now[layer.key], content = held.content;
  if (crowds[layer.key]) { crowds[layer.key].keep(mask(layer.kept, crowds[layer.key].count)); return; }
  var all = members[layer.key] || [], keeps = mask(layer.kept, all.length);
  all.forEach(function (one, i) {
    var stays = !keeps || keeps[i] === 1;
    [[one.shape, one.among], [one.tag, groups[layer.key]]].forEach(function (pair) {
      if (!pair[0]) { return; }
      if (stays) { pair[1].addLayer(pair[0]); } else { pair[1].removeLayer(pair[0]); }
    });
  });
  if (content.rows) {
    data.parts = content.rows.filter(function (_, i) { return !keeps || keeps[i] === 1; });
    data.parts.forEach(function (row) { row.full = row.full || row.radius; });
    spacious();
  }
}
function layerShown(layer, mine) {
  offered[layer.key] = layer;
  if (layer.lazy && !wanted(layer)) { takeAway(layer.key); return Promise.resolve(); }
  if (now[layer.key] && now[layer.key].url === layer.url) { choose_kept(layer); return Promise.resolve(); }
  busy(layer.key, true);
  return fetched(layer.url).then(function (content) {
    if (mine !== turn) { return; }
    put(layer, content);
    choose_kept(layer);
  }, function () {
    if (mine === turn) { said(data.texts.stale, "failed"); }
  }).then(function () { busy(layer.key, false); });
}
function busy(key, is) {
  var entry = box.querySelector('[data-layer="' + key + '"]');
  if (entry) { entry.closest("label").classList.toggle("sz-busy", is); }
}

function values(shown) {
  if (groups.choropleth) { groups.choropleth.remove(); delete groups.choropleth; }
  if (!shown) { return; }
  var codes = data.codes[shown.level], name = pane("layer-choropleth", 400), index = 0;
  groups.choropleth = L.geoJSON(data.ground[shown.level], {
    pane: name,
    style: function () { return {}; },
    onEachFeature: function (_, shape) {
      var code = codes[index];
      index += 1;
      Object.assign(shape.options, look(shown.style[code]));
      shape.bindTooltip(plain(shown.tips[code]), { sticky: true });
    }
  });
  if (on.choropleth !== false) { groups.choropleth.addTo(map); }
}
function cities(rows) {
  tags = tags.filter(function (one) { if (one.kind === "city") { one.marker.remove(); } return one.kind !== "city"; });
  rows.forEach(function (row) { tag("city", [row[0], row[1]], row[2], ranked(row[2]), 6, 9.9).addTo(map); });
}

function apply(scene) {
  var mine = turn += 1;
  Object.assign(styles, scene.styles);
  box.classList.toggle("sz-made-up", scene.demo);
  box.querySelector(".sz-entries").innerHTML = scene.legend;
  box.querySelectorAll("[data-layer]").forEach(function (input) {
    var key = input.dataset.layer;
    input.checked = on[key] === undefined ? input.hasAttribute("checked") : on[key];
  });
  values(scene.values);
  cities(scene.cities);
  declutter();
  Object.keys(offered).forEach(function (key) {
    if (!scene.layers.some(function (layer) { return layer.key === key; })) { takeAway(key); delete offered[key]; }
  });
  if (String(scene.bounds) !== String(data.bounds)) { data.bounds = scene.bounds; SIZHI.still = true; frame(bounds(data.bounds), 17); SIZHI.still = false; }
  return Promise.all(scene.layers.map(function (layer) { return layerShown(layer, mine); })).then(function () {
    if (mine !== turn) { return; }
    settle();
    resting();
    document.documentElement.dataset.drawn = String(mine);
    performance.mark("drawn");
    if (first && location.hash.length > 1) { show(decodeURIComponent(location.hash.slice(1)).replace("-", ":")); }
    first = false;
  });
}

// A layer that is computed only when somebody asks for it.
SIZHI.absent = function (key) {
  if (!offered[key]) { return; }
  layerShown(offered[key], turn).then(function () { settle(); resting(); });
};
SIZHI.toggled = function (key, is) { on[key] = is; };

// What is known of a zone, wherever it is drawn.
function known(id) {
  var row = data.parts.filter(function (one) { return one.id === id; })[0];
  if (row || !crowds.footprint) { return row; }
  var i = crowds.footprint.content.ids.indexOf(id);
  return i < 0 ? undefined : about(crowds.footprint, i);
}
SIZHI.known = known;
SIZHI.hit = function (latlng) {
  var found = pointed(latlng);
  return found && found.crowd.key === "footprint" ? found.crowd.content.ids[found.index] : null;
};
SIZHI.card = function (id) {
  var row = known(id), node = document.createElement("div");
  if (!row || !data.zone_url) { return; }
  node.className = "sz-popup";
  [["b", row.name], ["div", row.role + (row.place ? " · " + row.place : "")], ["div", row.area]].forEach(function (line) {
    var said = document.createElement(line[0]);
    said.textContent = line[1];
    node.appendChild(said);
  });
  var link = document.createElement("a");
  link.href = data.zone_url.replace("{id}", encodeURIComponent(id));
  link.target = "_top";
  link.textContent = data.texts.open;
  link.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button || window.parent === window) { return; }
    event.preventDefault();
    post({ sizhi: "open", url: link.getAttribute("href") });
  });
  node.appendChild(link);
  L.popup({ maxWidth: 280, autoPanPadding: [30, 40] }).setLatLng(row.at).setContent(node).openOn(map);
};

// Find a zone by its name.
function names() {
  var all = data.parts.map(function (row) { return { id: row.id, name: row.name, place: row.place }; }), crowd = crowds.footprint;
  if (crowd) {
    for (var i = 0; i < crowd.count; i += 1) {
      if (!crowd.kept || crowd.kept[i]) { all.push({ id: crowd.content.ids[i], name: crowd.content.names[i], place: crowd.content.places[crowd.content.place[i]] }); }
    }
  }
  return all;
}
var search = control("topright", "sz-search", function (node) {
  var field = document.createElement("input"), list = document.createElement("div");
  field.type = "search";
  field.className = "sz-seek";
  field.placeholder = data.texts.find;
  field.setAttribute("aria-label", data.texts.find);
  list.setAttribute("aria-live", "polite");
  node.appendChild(field);
  node.appendChild(list);
  field.addEventListener("input", function () {
    var asked = field.value.trim().toLowerCase();
    list.textContent = "";
    if (!asked) { return; }
    var found = names().filter(function (one) { return (one.name + " " + one.place).toLowerCase().indexOf(asked) >= 0; });
    found.slice(0, 8).forEach(function (one) {
      var row = document.createElement("button");
      row.type = "button";
      row.className = "sz-row";
      row.textContent = one.name + (one.place ? " · " + one.place : "");
      // The row is gone before the map would ask whether it was clicked itself.
      row.addEventListener("click", function (event) { L.DomEvent.stop(event); list.textContent = ""; field.value = one.name; choose(one.id); });
      list.appendChild(row);
    });
    var rest = document.createElement("p");
    rest.className = "sz-quiet";
    rest.textContent = found.length ? found.length > 8 ? data.texts.more.replace("{count}", (found.length - 8).toLocaleString("en-US")) : "" : data.texts.found_none;
    list.appendChild(rest);
  });
  field.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { field.value = ""; list.textContent = ""; }
    if (event.key === "Enter") { var one = list.querySelector("button"); if (one) { one.click(); } }
  });
});

// Over the sea, above the legend: a legend that is opened does not move it.
search.getContainer().parentNode.prepend(search.getContainer());

window.addEventListener("message", function (event) {
  if (event.source === window.parent && event.data && event.data.sizhi === "scene") { apply(event.data.scene); }
});
if (saved) { apply(SIZHI.scene); } else { post({ sizhi: "ready" }); }
