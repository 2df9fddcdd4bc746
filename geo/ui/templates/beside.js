// What leads from the page to its map and back, and from page to page; here before the first page is drawn.
(function () {
  // What the map is to show: sent when it changes, and when the map says that it is there.
  function scenes() {
    document.querySelectorAll(".st-key-map [data-scene]").forEach(function (told) {
      var map = told.closest(".st-key-map").querySelector("iframe");
      if (!map || map.sizhiScene === told.dataset.scene) { return; }
      map.sizhiScene = told.dataset.scene;
      map.contentWindow.postMessage({ sizhi: "scene", scene: JSON.parse(told.dataset.scene) }, "*");
    });
  }
  // A place that fills itself with what is still being worked out.
  function places() {
    document.querySelectorAll("[data-place]").forEach(function (node) {
      var from = node.dataset.place;
      node.removeAttribute("data-place");
      fetch(from).then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.text();
      }).then(function (made) { node.removeAttribute("role"); node.innerHTML = made; }, function () {
        node.querySelector(".sz-coming").textContent = node.dataset.failed;
        node.querySelector(".sz-bones").remove();
      });
    });
  }
  function folds() {
    document.querySelectorAll("[data-fold]").forEach(function (one) {
      one.setAttribute("aria-expanded", String(document.body.classList.contains("sz-open-" + one.dataset.fold)));
    });
  }
  new MutationObserver(function () { scenes(); places(); folds(); }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-scene"] });
  // A link to another page keeps the session, and with it what was sent and chosen.
  document.addEventListener("click", function (event) {
    var to = event.target.closest && event.target.closest(".sz a[data-soft]");
    if (!to || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    event.preventDefault();
    follow(to.href);
  });
  function follow(address) {
    history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
  }
  // What takes half a telephone's screen is folded there, till somebody asks for it.
  document.addEventListener("click", function (event) {
    var fold = event.target.closest && event.target.closest(".sz [data-fold]");
    if (fold) { document.body.classList.toggle("sz-open-" + fold.dataset.fold); folds(); }
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".sz [data-show]");
    if (!link) { return; }
    var map = document.querySelector(".st-key-map iframe");
    if (!map) { return; }
    event.preventDefault();
    map.contentWindow.postMessage({ sizhi: "show", what: link.dataset.show }, "*");
    map.scrollIntoView({ behavior: "smooth", block: "nearest" });
  });
  window.addEventListener("message", function (event) {
    var map = document.querySelector(".st-key-map iframe");
    if (!map || event.source !== map.contentWindow || !event.data) { return; }
    if (event.data.sizhi === "ready") { map.sizhiScene = null; scenes(); }
    if (event.data.sizhi === "open" && /^\/[a-z]/.test(event.data.url)) { follow(event.data.url); }
    if (event.data.sizhi !== "shown") { return; }
    document.querySelectorAll(".sz [data-at].now").forEach(function (row) { row.classList.remove("now"); });
    document.querySelectorAll('.sz [data-at="' + CSS.escape(String(event.data.what)) + '"]').forEach(function (row) {
      row.classList.add("now");
      var list = row.closest(".sz-list");
      if (list) { list.scrollTop = row.offsetTop - list.offsetTop - 40; }
    });
  });
})();
