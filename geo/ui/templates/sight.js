// The first sight of the province: shown till the page is drawn, in a tree of its own that nobody mistakes for it.
(function () {
  var LONGEST_MS = 20000, AFTER_FIGURES_MS = 4000, figures = 0, wanted = null, began = performance.now();
  var host = document.createElement("div"), tree = host.attachShadow({ mode: "closed" }), sheet = document.createElement("style");
  function page(what) { return document.querySelector("#root " + what); }

  // The part of the world the moving map will open on: its margins, its steps of zoom (panel.js).
  function fit(still) {
    var edge = still.dataset.box.split(" ").map(Number), size = still.getBoundingClientRect(), broad = size.width > 720;
    var left = 30, top = 14, right = broad ? 200 : 40, bottom = 28;
    var scale = Math.min((size.width - left - right) / (edge[2] - edge[0]), (size.height - top - bottom) / (edge[3] - edge[1]));
    var k = Math.pow(2, Math.floor(Math.log2(scale) * 4 + 0.001) / 4);
    var x = (edge[0] + edge[2]) / 2 + (right - left) / 2 / k, y = (edge[1] + edge[3]) / 2 + (bottom - top) / 2 / k;
    still.setAttribute("viewBox", [x - size.width / 2 / k, y - size.height / 2 / k, size.width / k, size.height / k].join(" "));
    still.style.setProperty("--k", k);
  }
  function again() { if (host) { fit(still); } else { window.removeEventListener("resize", again); } }
  function away() {
    var now = performance.now(), map = page(".st-key-map iframe"), inside = map && map.contentDocument;
    figures = figures || (page(".sz-key .sz-figure") ? now : 0);
    var drawn = inside && inside.documentElement && inside.documentElement.dataset.drawn && page(".sz-list li");
    var late = figures && now - figures > AFTER_FIGURES_MS || now - began > LONGEST_MS;
    // The page says something else than was expected: that the register cannot be read, for one.
    var other = !figures && page("[data-testid=stAlert], .sz-notice");
    if (!drawn && !late && !other) { return; }
    clearInterval(look);
    document.getElementById("root").inert = false;
    var main = page("[data-testid=stMain]");
    if (main) { main.scrollTop = host.scrollTop; }
    host.remove();
    host = null;
    if (wanted && map) { map.contentWindow.postMessage({ sizhi: "show", what: wanted }, "*"); }
  }

  host.id = "sz-sight";
  host.classList.toggle("sz-dark", matchMedia("(prefers-color-scheme: dark)").matches);
  sheet.textContent = document.getElementById("sz-style").textContent + document.getElementById("sz-sight-style").content.textContent;
  tree.appendChild(sheet);
  tree.appendChild(document.getElementById("sz-sight-made").content);
  document.body.appendChild(host);
  document.getElementById("root").inert = true;
  var still = tree.querySelector(".sz-still");
  fit(still);
  window.addEventListener("resize", again);
  // What was asked of the map is done when it is there.
  tree.addEventListener("click", function (event) {
    var link = event.target.closest("[data-show]");
    if (link) { wanted = link.dataset.show; link.setAttribute("aria-pressed", "true"); }
  });
  // Seen, and not only asked for: the second of two frames begins when the first has been painted.
  requestAnimationFrame(function () { requestAnimationFrame(function () { performance.mark("sight"); }); });
  var look = setInterval(away, 50);
})();
