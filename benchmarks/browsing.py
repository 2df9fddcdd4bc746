"""The app and a Chromium that measures: when a page is drawn, what was sent, how smoothly a map moves."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from driving import ARGUMENTS, chromium, free_port  # noqa: E402 - found by the line above

SIZHI = "from geo.cli.main import main; main()"
"""What the command `sizhi` runs."""
WATCH = """
window.seen = {};
(function () {
  var wanted = {
    heading: ".sz-heading", figures: ".sz-key .sz-figure", list: ".sz-list li", indices: ".sz-wide tbody tr",
    outline: ".leaflet-container path"
  };
  function look() {
    Object.keys(wanted).forEach(function (name) {
      if (!window.seen[name] && document.querySelector(wanted[name])) {
        window.seen[name] = performance.timeOrigin + performance.now();
      }
    });
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  window.tasks = [];
  new PerformanceObserver(function (list) {
    list.getEntries().forEach(function (task) { window.tasks.push([task.startTime, task.duration]); });
  }).observe({ type: "longtask", buffered: true });
})();
"""
SIGHT = """() => { const mark = performance.getEntriesByName("sight")[0];
  return mark ? performance.timeOrigin + mark.startTime : null; }"""
MARK = """() => { const mark = performance.getEntriesByName("drawn")[0];
  return mark ? performance.timeOrigin + mark.startTime : null; }"""
FRAMES = """
() => { window.frameTimes = []; let last = performance.now(); window.counting = true;
  (function next() { const now = performance.now(); window.frameTimes.push(now - last); last = now;
    if (window.counting) { requestAnimationFrame(next); } })(); window.tasks.length = 0; }
"""


@dataclass
class Server:
    """The app as a process: its address, and the seconds from its start until it answered."""

    address: str
    process: subprocess.Popen[bytes]
    up_s: float

    def cpu_s(self) -> float:
        """Processor seconds of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float:
        """Resident memory of the process, megabytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


SIZE: ViewportSize = {"width": 1440, "height": 900}
BARE = """import streamlit as st
st.set_page_config(layout="wide")
st.html('<div class="sz-heading"><h1>A heading and nothing else</h1></div>')
"""


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """Start a page of the framework with one heading: what nothing of ours can be faster than."""
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    port = str(free_port())
    options = ("--server.headless", "true", "--browser.gatherUsageStats", "false")
    command = [sys.executable, "-m", "streamlit", "run", "bare.py", "--server.port", port, *options]
    with _running([*command, "--server.address", "127.0.0.1"], folder, dict(os.environ), port) as found:
        yield found


@contextmanager
def server(data: Path | None = None) -> Iterator[Server]:
    """Start the app on a free port, by its own command; with ``data``, on that register."""
    port = free_port()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("SIZHI_")}
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), environ.get("PYTHONPATH"))))
    if data is not None:
        environ["SIZHI_DATA"] = str(data)
    command = [sys.executable, "-c", SIZHI, "app", "--no-browser", "--port", str(port)]
    with _running(command, ROOT, environ, str(port)) as found:
        yield found


@contextmanager
def _running(command: list[str], folder: Path, environ: dict[str, str], port: str) -> Iterator[Server]:
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310
                    break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > 120:
                    raise RuntimeError("the app did not start") from None
                time.sleep(0.01)
        yield Server(address, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def browser() -> Iterator[Browser]:
    """Open a Chromium without a network."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield opened
        finally:
            opened.close()


@dataclass
class Visit:
    """A page opened by somebody new."""

    page: Page
    began_ms: float
    sent: dict[str, int] = field(default_factory=lambda: {"http": 0, "socket": 0, "requests": 0})

    def map(self) -> Frame | None:
        """The frame of the map."""
        return next((frame for frame in self.page.frames if "/map/" in frame.url), None)

    def seen(self) -> dict[str, float]:
        """Seconds from the start of the visit until each thing was drawn."""
        found = {name: (at - self.began_ms) / 1000 for name, at in self.page.evaluate("window.seen").items()}
        frame = self.map()
        marks = {"sight": self.page.evaluate(SIGHT), "map": None if frame is None else frame.evaluate(MARK)}
        at = {name: (mark - self.began_ms) / 1000 for name, mark in marks.items() if mark is not None}
        return {**found, **at}

    def wait(self, *names: str, timeout_s: float = 120.0) -> dict[str, float]:
        """Wait until all of these are drawn."""
        end = time.monotonic() + timeout_s
        while not set(names) <= (found := self.seen()).keys():
            if time.monotonic() > end:
                raise TimeoutError(f"{set(names) - found.keys()} not drawn after {timeout_s} s")
            self.page.wait_for_timeout(50)
        return found

    def idle(self) -> None:
        """Wait until the script behind the page has run to its end."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=120_000)
        self.page.wait_for_selector("#sz-sight", state="detached")


@contextmanager
def visit(opened: Browser | BrowserContext, url: str) -> Iterator[Visit]:
    """Open a page, counting what is sent: of a browser with an empty cache, of a context with its own."""
    new = isinstance(opened, Browser)
    context = opened.new_context(viewport=SIZE) if new else opened
    page = context.new_page()
    page.add_init_script(WATCH)
    found = Visit(page, 0.0)
    watch = context.new_cdp_session(page)
    watch.send("Network.enable")

    def loaded(event: dict[str, Any]) -> None:
        found.sent["http"] += int(event["encodedDataLength"])
        found.sent["requests"] += 1

    def framed(event: dict[str, Any]) -> None:
        found.sent["socket"] += len(event["response"]["payloadData"]) * 3 // 4

    watch.on("Network.loadingFinished", loaded)
    watch.on("Network.webSocketFrameReceived", framed)
    found.began_ms = time.time() * 1000
    page.goto(url, wait_until="commit")
    try:
        yield found
    finally:
        page.close()
        if new:
            context.close()


def smoothness(page: Page, frame: Frame | Page, box: dict[str, float]) -> dict[str, float]:
    """Drag a map about and zoom it with the wheel; frame times and the longest task, milliseconds."""
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    found: dict[str, float] = {}
    for name in ("pan", "zoom"):
        frame.evaluate(FRAMES)
        page.mouse.move(x, y)
        if name == "pan":
            for way in (1, -1, 1, -1):
                page.mouse.down()
                for step in range(1, 21):
                    page.mouse.move(x + way * step * 8, y + way * step * 4)
                    page.wait_for_timeout(16)
                page.mouse.up()
                page.wait_for_timeout(200)
        else:
            for turn in (-240, -240, -240, -240, 240, 240, 240, 240):
                page.mouse.wheel(0, turn)
                page.wait_for_timeout(500)
        page.wait_for_timeout(500)
        times = sorted(frame.evaluate("() => { window.counting = false; return window.frameTimes; }")[1:])
        tasks = [length for _, length in frame.evaluate("window.tasks")]
        found[f"{name} median"] = times[len(times) // 2]
        found[f"{name} 95th"] = times[int(len(times) * 0.95)]
        found[f"{name} longest task"] = max(tasks, default=0.0)
    return found
