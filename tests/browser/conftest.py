import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import driving
from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with driving.browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with driving.app() as found:
        yield found


@pytest.fixture(scope="session")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """One profile for many visits: a tab is a session of its own, and the framework is fetched once."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def visit(profile: BrowserContext, address: str) -> Iterator[object]:
    """Open a page as somebody new; afterwards nobody else was asked and nothing was complained of."""
    watched: list[tuple[driving.Watch, Page]] = []

    def come(lang: str = "zh", width: int = 1440, *, at: str = "") -> Page:
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        watched.append((driving.Watch(page), page))
        page.goto(f"{address}/{at}?lang={lang}")
        page.wait_for_selector(".sz-heading, .sz-top")
        driving.settled(page)
        return page

    yield come
    for watch, page in watched:
        page.close()
        assert watch.foreign == []
        assert watch.errors == []
