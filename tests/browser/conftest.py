import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import driving
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with driving.browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with driving.app() as found:
        yield found


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[object]:
    """Open the app as somebody new; afterwards nobody else was asked and nothing was complained of."""
    watched: list[tuple[driving.Watch, Page]] = []

    def come(lang: str = "zh", width: int = 1440) -> Page:
        page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
        watched.append((driving.Watch(page), page))
        page.goto(f"{address}/?lang={lang}")
        page.wait_for_selector(".sz-heading")
        driving.settled(page)
        return page

    yield come
    for watch, page in watched:
        page.context.close()
        assert watch.foreign == []
        assert watch.errors == []
