"""The app as a process of its own, and a Chromium that may talk to nobody else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "boundaries" / "demo"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every name but this machine's leads nowhere: there is no network to fall back on.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
START_SECONDS = 60
MAP = ".st-key-map iframe"


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        message = (
            "the browser tests need Chromium: run `sh tests/browser_needs.sh` (Debian, as root), "
            "or install your system's chromium package"
        )
        raise FileNotFoundError(message)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def app(*options: str, port: int | None = None, **env: str) -> Iterator[str]:
    """Start the app, on a free port unless told; its address while it runs."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true", *options],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONWARNINGS": "default", **env},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended at once with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the app did not answer")


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield opened
        finally:
            opened.close()


class Watch:
    """What a page asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.foreign: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("console", lambda line: line.type == "error" and self.errors.append(line.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _asked(self, url: str) -> None:
        own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:", "about:")
        if not url.startswith(own):
            self.foreign.append(url)


def to_apply(page: Page) -> None:
    """Go to the page of applications, if one is not there already."""
    if page.locator(".st-key-apply_start, .sz-steps").count() == 0:
        page.locator(".st-key-menu a[href*=apply]").click()
        page.wait_for_selector(".st-key-apply_start, .sz-steps")
        settled(page)


def upload(page: Page, *names: str | Path) -> None:
    """Send files, and wait for what comes of them."""
    paths = [name if isinstance(name, Path) else DEMO / name for name in names]
    page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files(paths)
    settled(page)


def begin(page: Page, *names: str | Path) -> None:
    """Begin an application with these files."""
    to_apply(page)
    upload(page, *names)
    page.wait_for_selector(".sz-steps", timeout=60_000)
    settled(page)


def step(page: Page, name: str) -> None:
    """Go to a step of an application, by its name in the address."""
    page.locator(f".sz-steps a[href*='step={name}']").click()
    page.wait_for_selector(f".sz-steps a[aria-current=step][href*='step={name}']")
    settled(page)


def demo(page: Page) -> None:
    to_apply(page)
    page.locator(".st-key-demo button:visible").click()
    page.wait_for_selector(".sz-banner")
    settled(page)


CALM = """since => {
  const state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState;
  const [asked, seen] = window.szCalm ?? [];
  const first = document.getElementById('sz-sight');
  window.szCalm = [since, state !== 'notRunning' || first ? 0 : asked === since ? seen + 1 : 1];
  return window.szCalm[1] > 5;
}"""


def settled(page: Page) -> None:
    """Wait until the script behind the page has run to its end, and at six looks in a row looked the same."""
    page.wait_for_function(CALM, arg=time.monotonic(), polling=60, timeout=60_000)
