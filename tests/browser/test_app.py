"""The app in a real Chromium without a network: what a person does, from upload to download."""

import json
from collections.abc import Callable

import pytest
from driving import DEMO, MAP, begin, demo, settled, step, to_apply
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
PARTS_OF_THE_DEMO = 4
"""One core, one centre, two bases: data/boundaries/demo/README.md."""


def test_the_page_opens_in_chinese_and_switches_to_english(visit: Visit) -> None:
    page = visit()
    expect(page.locator("h1").first).to_have_text("Sizhi 四至")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_text("English", exact=True).click()
    expect(page.locator(".st-key-menu").get_by_text("Province", exact=True)).to_be_visible()
    settled(page)
    assert "lang=en" in page.url
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_chinese_page_shows_none_of_the_frameworks_own_words(visit: Visit) -> None:
    page = visit(at="apply")
    begin(page, "zone.geojson")
    shown = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter(e => e.children.length === 0 && e.checkVisibility())
          .filter(e => parseFloat(getComputedStyle(e).fontSize) > 0)
          .map(e => e.textContent).join('\\n')"""
    )
    for word in ("Upload", "per file", "Browse", "Drag", "Press", "Deploy", "Running", "Choose an option"):
        assert word not in shown


def test_an_uploaded_file_is_judged_and_drawn(visit: Visit) -> None:
    page = visit(at="apply")
    begin(page, "zone.geojson")
    step(page, "verdict")
    expect(page.locator(".sz-banner")).to_be_visible()
    assert page.locator(".sz-clause").count() >= 3
    shapes = page.frame_locator(MAP).locator("path.sz-part")
    expect(shapes).to_have_count(PARTS_OF_THE_DEMO)
    labels = shapes.evaluate_all("found => found.map(path => path.getAttribute('aria-label'))")
    assert any("演示核心区" in label and "1,410.2 m²" in label for label in labels)


def test_a_problem_leads_to_its_pin_and_the_pin_back_to_the_problem(visit: Visit) -> None:
    page = visit(at="apply")
    demo(page)
    step(page, "problems")
    row = page.locator(".sz-issue[data-at='pin:2']")
    row.locator(".sz-link").click()
    popup = page.frame_locator(MAP).locator(".sz-popup")
    expect(popup).to_be_visible()
    assert row.locator("p").first.inner_text() in popup.inner_text()
    expect(page.locator(".sz-issue.now")).to_have_count(1)
    assert page.locator(".sz-issue.now").get_attribute("data-at") == "pin:2"


def test_the_map_is_worked_with_the_keyboard(visit: Visit) -> None:
    page = visit(at="apply")
    demo(page)
    scale = page.frame_locator(MAP).locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    page.frame_locator(MAP).locator("path.sz-part").last.press("Enter")
    expect(scale).not_to_have_text(before)
    box = page.frame_locator(MAP).locator("summary").first
    box.press("Enter")
    parks = page.frame_locator(MAP).locator("input[data-layer=parks]")
    parks.press(" ")
    expect(page.frame_locator(MAP).locator("path.sz-park")).to_have_count(0)


def test_a_refused_file_says_why_without_a_word_of_code(visit: Visit) -> None:
    page = visit(at="apply")
    begin(page, DEMO / "bad" / "swapped_xy.txt", DEMO / "zone.toml")
    expect(page.get_by_text("认不出这是什么文件").first).to_be_visible()
    page.get_by_role("combobox", name="「zone.toml」的用途").click()
    page.get_by_role("option", name="边界", exact=True).click()
    settled(page)
    step(page, "problems")
    assert page.locator(".sz-issue.tone-error").count() >= 1
    assert "Traceback" not in page.inner_text("body")


def test_a_reading_is_chosen_by_one_click(visit: Visit) -> None:
    page = visit(at="apply")
    begin(page, DEMO / "bad" / "gcj02.geojson")
    step(page, "reading")
    expect(page.frame_locator(MAP).locator(".sz-tag.alternatives").first).to_be_visible()
    page.get_by_role("button", name="采用此解释").first.click()
    expect(page.get_by_role("button", name="采用此解释")).to_have_count(0)
    settled(page)
    expect(page.frame_locator(MAP).locator(".sz-tag.alternatives")).to_have_count(0)


def test_a_repair_is_drawn_before_and_after(visit: Visit) -> None:
    page = visit(at="apply")
    begin(page, DEMO / "bad" / "bow_tie.geojson")
    step(page, "problems")
    expect(page.locator(".sz-summary li").first).to_be_visible()
    expect(page.frame_locator(MAP).locator("path.sz-received")).to_have_count(PARTS_OF_THE_DEMO)
    assert page.locator(".sz-change").count() >= 1


def test_two_people_at_once_see_their_own_file(visit: Visit) -> None:
    first, second = visit(at="apply"), visit("en", at="apply")
    for page, name in ((first, "zone.geojson"), (second, "zone.dxf")):
        to_apply(page)
        page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files(DEMO / name)
    for page in (first, second):
        page.wait_for_selector(".sz-steps", timeout=60_000)
        settled(page)
        step(page, "verdict")
    assert "演示核心区" in first.inner_text("body")
    assert "演示核心区" not in second.inner_text("body")


def test_at_390_pixels_nothing_is_cut(visit: Visit) -> None:
    page = visit(width=390, at="apply")
    demo(page)
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
    box = page.locator(MAP).bounding_box()
    assert box is not None
    assert 0.55 * 900 <= box["height"] <= 0.65 * 900
    figures = page.locator(".sz-figures").bounding_box()
    assert figures is not None
    assert figures["y"] >= box["y"] + box["height"]


def test_the_downloads_are_the_map_and_the_result(visit: Visit) -> None:
    page = visit(at="apply")
    demo(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="下载评定结果").click()
    content = json.loads(started.value.path().read_text(encoding="utf-8"))
    assert len(content["parts"]) == PARTS_OF_THE_DEMO
    with page.expect_download() as started:
        page.get_by_role("button", name="下载地图").click()
    assert started.value.path().read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
