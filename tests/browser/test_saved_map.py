"""The saved map, opened from a disk by a browser that is offline."""

from pathlib import Path

import pytest
from driving import DEMO, Watch
from playwright.sync_api import Browser, Page, expect

from geo.assess import assess, demo_application
from geo.maps import zone_map
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.model.zone import Zone

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def case() -> Case:
    found = assess(demo_application())
    assert isinstance(found, Case)
    return found


def offline(chromium: Browser, file: Path, place: str = "") -> tuple[Page, Watch]:
    page = chromium.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
    watch = Watch(page)
    page.goto(file.as_uri() + place)
    page.wait_for_selector(".leaflet-control-scale-line")
    page.wait_for_timeout(800)
    return page, watch


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_shows_every_part_and_asks_nobody(
    chromium: Browser, case: Case, tmp_path: Path, lang: str
) -> None:
    file = tmp_path / "map.html"
    file.write_text(zone_map(case, lang), encoding="utf-8")
    page, watch = offline(chromium, file)
    expect(page.locator("path.sz-part")).to_have_count(4)
    expect(page.locator(".sz-panel button[data-show^=part]")).to_have_count(4)
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if lang == "zh" else "en")
    assert watch.foreign == []
    assert watch.errors == []


def test_an_address_leads_to_a_place_and_names_are_written_along_roads(
    chromium: Browser, case: Case, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    file.write_text(zone_map(case), encoding="utf-8")
    page, watch = offline(chromium, file, "#part-2")
    written = page.locator(".sz-line-name").evaluate_all(
        "found => found.filter(n => n.style.visibility !== 'hidden').map(n => n.textContent)"
    )
    assert "示例紫藤路" in written
    assert "示例浒溪河" in written
    page.locator("input[data-layer=sides]").check()
    seen = page.locator(".sz-tag.sides").evaluate_all(
        "found => found.filter(n => n.checkVisibility({visibilityProperty: true})).map(n => n.textContent)"
    )
    assert set(seen) == {"东", "南", "西", "北"}
    assert watch.errors == []


def test_a_hostile_name_stays_a_name(chromium: Browser, tmp_path: Path) -> None:
    name = "</script><img src=x onerror=window.broken=1>"
    land = (DEMO / "zone.geojson").read_text(encoding="utf-8").replace("演示中心", name)
    found = assess(Application(zone=Zone(name=name), boundary=Upload(name="a.geojson", data=land.encode())))
    assert isinstance(found, Case)
    file = tmp_path / "map.html"
    file.write_text(zone_map(found), encoding="utf-8")
    page, watch = offline(chromium, file, "#part-2")
    assert page.evaluate("window.broken") is None
    expect(page.locator(".sz-panel")).to_contain_text(name)
    assert watch.errors == []
