// The province: points on top, names that give way to them, a list that can be searched.
map.getPane("overlayPane").style.zIndex = 480;
// From far off a name moved aside would lie in the next city: there it stays, or is left out.
var ASIDE = [[0, 0], [0, 26], [0, -26], [44, 0], [-44, 0], [44, 26], [-44, 26], [44, -26], [-44, -26], [0, 48], [0, -48]];
data.parts.forEach(function (row) { row.full = row.radius; });
function spacious() {
  var zoom = map.getZoom(), values = map.getPane("layer-choropleth");
  TRIES.city = zoom < 7.75 ? [[0, 0], [0, 13], [0, -13], [0, 22], [0, -22]] : ASIDE;
  box.classList.toggle("sz-wide", zoom < 9.5);
  box.classList.toggle("sz-tiny", zoom < 7.75);
  // The more there are the smaller, so that the ground is seen between them.
  var size = map.getSize(), most = zoom < 9 ? Math.max(2, Math.sqrt(0.08 * size.x * size.y / (Math.PI * (data.parts.length || 1)))) : 12;
  // A few are marks to be found, not specks.
  var least = data.parts.length <= 60 ? 5 : 2.5;
  data.parts.forEach(function (row) { row.radius = Math.min(most, Math.max(least, zoom < 7.25 ? row.full * 0.55 : row.full)); });
  if (values) { values.style.opacity = zoom < 10 ? 1 : zoom < 12 ? 0.6 : 0.3; }
}
map.on("zoomend", spacious);

box.addEventListener("input", function (event) {
  if (!event.target.classList.contains("sz-find")) { return; }
  var wanted = event.target.value.trim().toLowerCase(), found = 0;
  box.querySelectorAll(".sz-zones [data-words]").forEach(function (row) {
    var fits = row.dataset.words.toLowerCase().indexOf(wanted) >= 0;
    row.hidden = !fits;
    found += fits ? 1 : 0;
  });
  box.querySelector(".sz-none").hidden = found > 0;
});
