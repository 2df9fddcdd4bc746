// The first sight of the province: shown till the page is drawn, in a tree of its own that nobody mistakes for it.
(function () {
  var asked = new URLSearchParams(location.search), lang = asked.get("lang") || "", host = null, look = null, wanted = null, began = performance.now();
  asked.delete("lang");
  if (new URL(window.__streamlit.BACKEND_BASE_URL).pathname !== location.pathname || String(asked)) { return; }
  var LONGEST_MS = 20000, AFTER_FIGURES_MS = 4000, figures = 0;
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
  function show(made) {
    if (!document.body || page(".sz-key .sz-figure")) { return; }
    host = document.createElement("div");
    host.id = "sz-sight";
    host.classList.toggle("sz-dark", matchMedia("(prefers-color-scheme: dark)").matches);
    var tree = host.attachShadow({ mode: "closed" });
    tree.innerHTML = "<style>" + document.getElementById("sz-style").textContent + document.getElementById("sz-sight-style").content.textContent + "</style>" + made;
    document.body.appendChild(host);
    document.getElementById("root").inert = true;
    var still = tree.querySelector(".sz-still");
    fit(still);
    window.addEventListener("resize", again);
    function again() { if (host) { fit(still); } else { window.removeEventListener("resize", again); } }
    // What was asked of the map is done when it is there.
    tree.addEventListener("click", function (event) {
      var link = event.target.closest("[data-show]");
      if (link) { wanted = link.dataset.show; link.setAttribute("aria-pressed", "true"); }
    });
    // Seen, and not only asked for: the second of two frames begins when the first has been painted.
    requestAnimationFrame(function () { requestAnimationFrame(function () { performance.mark("sight"); }); });
    look = setInterval(away, 50);
  }
  function away() {
    var now = performance.now(), map = page(".st-key-map iframe"), inside = map && map.contentDocument;
    figures = figures || (page(".sz-key .sz-figure") ? now : 0);
    var drawn = inside && inside.documentElement && inside.documentElement.dataset.drawn && page(".sz-list li");
    var still = figures && now - figures > AFTER_FIGURES_MS || now - began > LONGEST_MS;
    // The page says something else than was expected: that the register cannot be read, for one.
    var other = !figures && page("[data-testid=stAlert], .sz-notice");
    if (!drawn && !still && !other) { return; }
    clearInterval(look);
    document.getElementById("root").inert = false;
    var main = page("[data-testid=stMain]");
    if (main) { main.scrollTop = host.scrollTop; }
    host.remove();
    host = null;
    if (wanted && map) { map.contentWindow.postMessage({ sizhi: "show", what: wanted }, "*"); }
  }
  fetch("./assets/sight" + (lang ? "?lang=" + encodeURIComponent(lang) : "")).then(function (answer) { return answer.status === 200 ? answer.text() : ""; }).then(function (made) { if (made) { show(made); } }, function () {});
})();
