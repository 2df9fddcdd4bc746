"""Very many zones: one canvas to search and to click, and filters that move no geometry."""

import re
from collections.abc import Iterator
from pathlib import Path

import crowd
import driving
import pytest
from driving import MAP, Watch, settled
from playwright.sync_api import Browser, FrameLocator, Page, expect

pytestmark = pytest.mark.browser

ALL = crowd.SIDE * crowd.SIDE


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("crowd")
    crowd.fill(folder)
    with driving.app(SIZHI_DATA=str(folder)) as address:
        yield address


@pytest.fixture(scope="module")
def page(chromium: Browser, crowded: str) -> Iterator[Page]:
    opened = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    watch = Watch(opened)
    opened.goto(crowded)
    opened.wait_for_selector(".sz-list li")
    settled(opened)
    yield opened
    opened.context.close()
    assert watch.foreign == []
    assert watch.errors == []


def the_map(page: Page) -> FrameLocator:
    found = page.frame_locator(MAP)
    expect(found.locator("html[data-drawn]")).to_be_attached(timeout=30_000)
    return found


def figure(page: Page) -> str:
    return page.locator(".sz-key .sz-figure b").first.inner_text()


def test_very_many_are_one_canvas_and_fifty_rows(page: Page) -> None:
    found = the_map(page)
    expect(found.locator("canvas")).to_have_count(1)
    assert found.locator("path[class*=sz-zone_]").count() == 0
    assert page.locator(".sz-list li").count() == 50
    assert figure(page) == f"{ALL:,}"


def test_a_filter_drives_figures_list_map_and_plots_and_moves_no_geometry(page: Page) -> None:
    found = the_map(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.frame.url} {request.url}"))
    turn = found.locator("html").get_attribute("data-drawn")
    page.locator(".st-key-province_type input").click()
    page.get_by_role("option", name="一中心多基地").click()
    page.keyboard.press("Escape")
    settled(page)
    # only the southernmost row has bases: forty zones of national level, approved in 2016
    assert figure(page) == str(crowd.NATIONAL)
    expect(page.locator(".sz-list h3, .sz h3", has_text=f"集聚区（{crowd.NATIONAL}）")).to_have_count(1)
    assert "type=bases" in page.url
    expect(found.locator("html")).not_to_have_attribute("data-drawn", str(turn))
    assert found.locator(".sz-entries").inner_text().count("市级") == 0
    assert [row.inner_text().split() for row in page.locator(".sz-cols").first.locator("li").all()] == [
        ["40", "2016"]
    ]
    # the map has asked for nothing: its own address is the first word
    assert not [line for line in asked if "/map/" in line.split()[0]]
    page.get_by_role("button", name="清除筛选").click()
    settled(page)
    assert figure(page) == f"{ALL:,}"


def test_a_zone_is_found_on_the_map_its_outline_fetched_and_a_click_opens_it(page: Page) -> None:
    found = the_map(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found.get_by_label("按名称、城市或级别查找").fill(crowd.zone_id(20, 20))
    found.get_by_role("button", name=re.compile(crowd.zone_id(20, 20))).click()
    expect(found.locator(".leaflet-popup")).to_contain_text(f"示例 {crowd.zone_id(20, 20)}")
    page.wait_for_timeout(1200)
    blocks = [re.search(r"/map/\w+/(\d+)/(\d+)/(\d+)$", url) for url in asked]
    steps = {int(match[1]) for match in blocks if match}
    assert steps
    assert steps <= {9, 11, 13, 15}
    # The zone that was found stands in the middle of the map: a click there is a click on it.
    found.locator(".leaflet-popup-close-button").click()
    expect(found.locator(".leaflet-popup")).to_have_count(0)
    box = page.locator(MAP).bounding_box()
    assert box is not None
    page.locator(MAP).click(position={"x": box["width"] / 2 - 60, "y": box["height"] / 2})
    popup = found.locator(".leaflet-popup")
    expect(popup).to_contain_text(crowd.zone_id(20, 20))
    popup.get_by_role("link").click()
    page.wait_for_url(f"**/zone?zone={crowd.zone_id(20, 20)}")
