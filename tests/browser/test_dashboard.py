"""The open pages in a real Chromium without a network: the province, a zone, the coverage."""

import io
from collections.abc import Callable

import axe
import pytest
from driving import MAP, ROOT, Watch, settled
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
KNOWN_ZONES = 3
"""Zones of the seed, none with a published boundary: data/register/zones.toml."""


def menu(page: Page, name: str) -> None:
    page.locator(".st-key-menu").get_by_text(name, exact=True).click()
    page.wait_for_selector(".sz-heading")
    settled(page)


def switch_on_the_demo(page: Page) -> None:
    page.get_by_text("含示例", exact=True).or_(page.get_by_text("With the demo", exact=True)).first.click()
    page.wait_for_selector(".sz-demo")
    settled(page)


def test_the_province_shows_the_known_zones_and_draws_none_of_them(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".sz-key .sz-figure")).to_have_count(5)
    expect(page.locator(".sz-list .sz-none")).to_have_count(KNOWN_ZONES)
    assert page.frame_locator(MAP).locator("path[class*=sz-zone_]").count() == 0
    expect(page.frame_locator(MAP).get_by_text("苏州市").first).to_be_visible()
    assert page.locator(".st-key-menu a[aria-current=page]").inner_text().endswith("全省概览")


def test_the_province_is_seen_and_leads_on_before_the_framework_has_arrived(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    watch = Watch(page)
    page.route("**/static/js/**", lambda route: route.abort())
    page.goto(f"{address}/")
    page.wait_for_selector("#sz-sight", state="attached")
    assert page.evaluate("document.elementFromPoint(300, 300).id") == "sz-sight"
    assert page.evaluate("document.getElementById('root').inert")
    # the second link of the page is the other language
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?lang=en")
    # an address that asks for something else than the whole province waits for its page
    page.goto(f"{address}/?level=national", wait_until="load")
    page.wait_for_timeout(300)
    assert page.locator("#sz-sight").count() == 0
    assert watch.foreign == []
    context.close()


def test_the_first_sight_gives_way_to_the_page_where_it_was_read(visit: Visit) -> None:
    page = visit()
    assert page.evaluate("performance.getEntriesByName('sight').length") == 1
    assert page.locator("#sz-sight").count() == 0
    assert not page.evaluate("document.getElementById('root').inert")
    expect(page.locator(".sz-key .sz-figure")).to_have_count(5)


def test_a_click_on_the_map_selects_in_the_list_and_the_list_leads_to_the_map(visit: Visit) -> None:
    page = visit()
    switch_on_the_demo(page)
    assert "demo=1" in page.url
    row = page.locator(".sz-list li", has=page.locator("button"))
    row.locator("button").click()
    expect(page.frame_locator(MAP).locator("path[class*=sz-zone_]").first).to_be_visible()
    expect(page.locator(".sz-list li.now")).to_have_count(1)
    expect(page.frame_locator(MAP).locator(".leaflet-control-scale-line")).not_to_have_text("100 km")


def test_a_table_is_sorted_with_the_keyboard(visit: Visit) -> None:
    page = visit("en")
    head = page.locator(".sz-sortable th", has_text="City")
    head.locator("button").press("Enter")
    head.locator("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert page.locator(".sz-sortable tbody tr td:nth-child(2)").first.inner_text() == "Changzhou"


def test_a_link_to_a_zone_keeps_the_session_and_the_way_back(visit: Visit) -> None:
    page = visit()
    page.evaluate("window.stillHere = true")
    page.locator(".sz-list a", has_text="南京江宁").click()
    expect(page.locator(".sz-notice h3")).to_have_text("边界未公布")
    assert "zone=nanjing-jiangning" in page.url
    assert page.evaluate("window.stillHere") is True
    settled(page)
    page.go_back()
    expect(page.locator(".sz-list .sz-none")).to_have_count(KNOWN_ZONES)


def test_the_coverage_draws_rings_and_tells_what_a_new_base_adds(visit: Visit) -> None:
    page = visit(at="coverage")
    expect(page.locator(".sz-notice h3")).to_have_text("没有可量算的边界")
    switch_on_the_demo(page)
    rings = page.frame_locator(MAP).locator("path[class*=sz-ring_]")
    expect(rings).to_have_count(4)
    page.get_by_label("试设基地").fill("118.7967, 32.0603")
    page.get_by_label("试设基地").press("Enter")
    expect(page.get_by_role("heading", name="增设 1 处基地")).to_be_visible(timeout=30_000)
    assert "add=118.7967" in page.url
    settled(page)


def test_a_click_on_the_map_sets_a_base_on_trial(visit: Visit) -> None:
    page = visit(at="coverage")
    switch_on_the_demo(page)
    page.locator(MAP).click(position={"x": 300, "y": 350})
    expect(page.get_by_role("heading", name="增设 1 处基地")).to_be_visible(timeout=30_000)
    settled(page)
    lon, lat = map(float, page.get_by_label("试设基地").input_value().split(","))
    assert 118 < lon < 122
    assert 31 < lat < 35
    page.locator(MAP).click(position={"x": 330, "y": 380})
    expect(page.get_by_role("heading", name="增设 2 处基地")).to_be_visible(timeout=30_000)


def test_the_downloads_are_what_the_page_shows(visit: Visit) -> None:
    page = visit()
    with page.expect_download() as started:
        page.get_by_role("button", name="下载表格（CSV）").click()
    lines = started.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + KNOWN_ZONES
    with page.expect_download() as started:
        page.get_by_role("button", name="下载表格（XLSX）").click()
    book = load_workbook(io.BytesIO(started.value.path().read_bytes()))
    assert [sheet.max_row for sheet in book.worksheets[:2]] == [1 + KNOWN_ZONES, 1 + 13]
    with page.expect_download() as started:
        page.get_by_role("button", name="下载地图").click()
    assert started.value.path().read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_link_sent_to_a_colleague_shows_the_same(chromium: Browser, address: str) -> None:
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    watch = Watch(page)
    page.goto(f"{address}/province?lang=en&level=national&demo=1")
    page.wait_for_selector(".sz-list")
    settled(page)
    expect(page.locator(".sz-list li")).to_have_count(2)
    assert "level=national" in page.url
    assert page.evaluate("document.documentElement.lang") == "en"
    page.context.close()
    # the framework's own document would look for the server below /province first, and tell of it
    assert watch.errors == []


def test_the_sign_of_the_tab_is_our_own_on_every_page(visit: Visit) -> None:
    page = visit()
    own = (ROOT / "geo" / "ui" / "templates" / "icon.png").read_bytes()
    for name in ("集聚区", "服务覆盖"):
        menu(page, name)
        shown = page.evaluate("document.querySelector('link[rel*=icon]').href")
        assert page.request.get(shown).body() == own, name


def test_on_a_telephone_the_figures_come_first_and_the_filters_when_asked_for(visit: Visit) -> None:
    page = visit(width=390)
    button = page.locator("[data-fold=filters]")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert page.locator(".sz-key").bounding_box()["y"] < 400
    assert not page.locator(".st-key-filters").is_visible()
    button.click()
    expect(page.locator(".st-key-filters")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert not button.is_visible()
    expect(page.locator(".st-key-filters")).to_be_visible()
    # the map nobody has touched shows the province as large as the wider frame allows
    scale = visit().frame_locator(MAP).locator(".leaflet-control-scale-line").inner_text()
    expect(page.frame_locator(MAP).locator(".leaflet-control-scale-line")).to_have_text(scale)


@pytest.mark.parametrize("name", ["", "zone", "coverage"])
def test_at_390_pixels_nothing_is_cut(visit: Visit, name: str) -> None:
    page = visit(width=390, at=name)
    last = page.locator(".st-key-menu a").last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 390
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    if name != "zone":
        if not name:
            page.locator("[data-fold=filters]").click()
        switch_on_the_demo(page)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.parametrize("name", ["", "zone", "coverage"])
def test_no_serious_finding_of_accessibility(visit: Visit, name: str) -> None:
    axe.script()
    page = visit(at=name)
    if name != "zone":
        switch_on_the_demo(page)
    page.wait_for_timeout(1000)
    assert axe.grave(page) == []
