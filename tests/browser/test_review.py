"""The review in a real Chromium without a network: from the queue to the approval, and two at once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import axe
import pytest
from driving import DEMO, MAP, Watch, app, settled
from playwright.sync_api import Browser, BrowserContext, Page, expect

from geo.assess import assess, demo_application
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.registry import Action, Person, Role, open_register, reading
from geo.registry.decisions import decide
from geo.registry.people import met
from geo.registry.submissions import submit

pytestmark = pytest.mark.browser

ANNA = Person(id="https://idp|anna", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="https://idp|rui", roles=frozenset({Role.REVIEWER}))
WAITING = 23
"""Applications just handed in: more than fit on one page of the queue."""
Visit = Callable[..., Page]


def bare(*, missing_base: bool) -> tuple[Application, Case]:
    """The demonstration's boundary alone, quick to judge; without its second base if asked."""
    data = json.loads((DEMO / "zone.geojson").read_text(encoding="utf-8"))
    if missing_base:
        data["features"] = data["features"][:-1]
    boundary = Upload(name="zone.geojson", data=json.dumps(data, ensure_ascii=False).encode())
    demo = demo_application()
    zone = replace(demo.zone, name="往返集聚区")
    application = replace(demo, zone=zone, boundary=boundary, layers={})
    case = assess(application)
    assert isinstance(case, Case)
    return application, case


def named(application: Application, name: str) -> Application:
    return replace(application, zone=replace(application.zone, name=name))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over a register with one application handed in twice, and a queue."""
    folder = tmp_path_factory.mktemp("office")
    register = open_register(folder, create=True)
    for person, name in ((ANNA, "安之远"), (RUI, "芮评审")):
        met(register, person.id, name)
    (whole, case), (smaller, less) = bare(missing_base=False), bare(missing_base=True)
    key = submit(register, ANNA, smaller, less).seen.id

    def step(action: Action, **said: object) -> None:
        seen = reading.entry(register, RUI, key).seen
        decide(register, RUI, seen, action, reason="缺少二号基地", **said)  # type: ignore[arg-type]

    step(Action.TAKE_UP)
    step(Action.RETURN, changes=("补充示例二号基地的边界。",))
    again = reading.entry(register, ANNA, key).seen
    submit(register, ANNA, whole, case, seen=again)
    step(Action.TAKE_UP)
    for number in range(WAITING):
        submit(register, ANNA, named(whole, f"排队集聚区{number:02d}"), case)
    register.close()
    with app(SIZHI_DATA=str(folder)) as found:
        yield found


@pytest.fixture
def come(profile: BrowserContext, office: str) -> Iterator[Visit]:
    """Open the review as somebody new; afterwards nobody else was asked and nothing was complained of."""
    watched: list[tuple[Watch, Page]] = []

    def open_page(asked: str = "", width: int = 1440) -> Page:
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{office}/review?{asked}")
        page.wait_for_selector(".sz-heading")
        settled(page)
        # The framework looks for itself below an address of two steps first: not counted as errors here.
        watched.append((Watch(page), page))
        return page

    yield open_page
    for watch, page in watched:
        page.close()
        assert watch.foreign == []
        assert watch.errors == []


def opened(page: Page, name: str) -> None:
    """Open an application by a click beside its name: the whole row leads to it."""
    page.get_by_label("名称或编号").fill(name)
    page.keyboard.press("Enter")
    settled(page)
    page.locator(".sz-queue tbody tr").first.click()
    page.wait_for_selector(".sz-stages")
    page.wait_for_selector(MAP)
    settled(page)


def take(page: Page, step: str, reason: str) -> None:
    form = page.locator(".st-key-review_act")
    form.get_by_text(step, exact=True).click()
    settled(page)
    form.get_by_role("textbox").first.fill(reason)
    form.get_by_role("textbox").first.press("Tab")
    settled(page)
    form.get_by_role("button", name="核对并办理").click()
    settled(page)


def confirm(page: Page) -> None:
    page.locator(".st-key-review_act").get_by_role("button", name="确认办理").click()
    settled(page)


def test_from_the_queue_to_the_approval(come: Visit) -> None:
    page = come()
    opened(page, "往返集聚区")
    assert "application=" in page.url
    expect(page.locator(".sz-againline")).to_contain_text("结果一致")
    expect(page.frame_locator(MAP).locator("path.sz-part")).to_have_count(4)
    # A clause leads to its place, and a part of the list to its own.
    before = page.frame_locator(MAP).locator(".leaflet-control-scale-line").inner_text()
    page.locator("button[data-show^='part:']").first.click()
    expect(page.frame_locator(MAP).locator(".leaflet-control-scale-line")).not_to_have_text(before)
    # What the return asked for stands at hand.
    page.locator(".sz-asked summary").click()
    expect(page.locator(".sz-asked")).to_contain_text("补充示例二号基地的边界。")
    take(page, "评审通过", "补充的基地边界已核对，同意公示。")
    expect(page.locator(".st-key-review_act .sz-notice")).to_contain_text("同意公示")
    confirm(page)
    expect(page.locator(".sz-stages li.now")).to_contain_text("公示")
    take(page, "批复", "同意认定。")
    confirm(page)
    expect(page.locator(".sz-stages li.now")).to_contain_text("批复")
    page.get_by_text("办理经过", exact=True).click()
    settled(page)
    expect(page.locator(".sz-history > li").first).to_contain_text("同意认定。")
    # Back in the queue, its filter is still there, and what is approved waits for nobody.
    page.locator(".sz-heading a", has_text="返回").click()
    page.wait_for_selector(".sz-counts")
    settled(page)
    expect(page.locator(".sz-waits")).to_have_count(0)
    assert page.get_by_label("名称或编号").input_value() == "往返集聚区"


def test_the_divider_is_drawn_across_with_pointer_and_keys(come: Visit) -> None:
    page = come("show=all")
    opened(page, "往返集聚区")
    page.get_by_text("版本比较", exact=True).click()
    settled(page)
    frame = page.frame_locator(MAP)
    grip = frame.get_by_role("slider")
    expect(grip).to_have_attribute("aria-valuenow", "50")
    after = frame.locator(".leaflet-layer-after-pane")
    shown = after.evaluate("pane => pane.style.clip")
    box = grip.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 200, box["y"], steps=4)
    page.mouse.up()
    assert int(grip.get_attribute("aria-valuenow") or "50") < 35
    assert after.evaluate("pane => pane.style.clip") != shown
    grip.press("End")
    expect(grip).to_have_attribute("aria-valuenow", "100")
    # The base that came is named, measured and led to.
    row = page.locator("tr", has_text="示例二号基地").first
    expect(row).to_contain_text("新增")
    expect(row).to_contain_text("8,945.9")
    row.locator("button").click()
    expect(frame.locator("path.sz-gained").first).to_be_visible()


def test_the_dossier_and_the_files_are_taken_away(come: Visit, chromium: Browser, tmp_path: Path) -> None:
    page = come("show=all")
    opened(page, "往返集聚区")
    page.get_by_text("材料与档案", exact=True).click()
    settled(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="下载核验档案").click()
    file = tmp_path / "dossier.html"
    started.value.save_as(file)
    alone = chromium.new_context(offline=True, viewport={"width": 1000, "height": 1200}).new_page()
    watch = Watch(alone)
    alone.goto(file.as_uri())
    expect(alone.locator("h1")).to_have_text("往返集聚区")
    assert alone.locator("svg").count() > 3
    expect(alone.get_by_text("补充示例二号基地的边界。").first).to_be_visible()
    assert watch.foreign == []
    assert watch.errors == []
    alone.context.close()
    with page.expect_download() as started:
        page.locator(".st-key-review_files").get_by_role("button", name="下载").first.click()
    assert json.loads(started.value.path().read_text(encoding="utf-8"))["features"]


def test_whoever_comes_second_keeps_every_word(come: Visit) -> None:
    first, second = come("words=排队集聚区01"), come("words=排队集聚区01")
    for page in (first, second):
        page.locator(".sz-queue a.sz-row").first.click()
        page.wait_for_selector(".sz-stages")
        settled(page)
    take(second, "退回修改", "我写了很久的理由")
    take(first, "受理", "")
    confirm(first)
    expect(first.locator(".sz-stages li.now")).to_contain_text("评审")
    confirm(second)
    expect(second.locator(".sz-notice").first).to_contain_text("刚刚有了变化")
    assert second.get_by_label("理由（必填）").input_value() == "我写了很久的理由"
    assert "Traceback" not in second.inner_text("body")


def test_pages_orders_and_stages_live_in_the_address(come: Visit) -> None:
    page = come("show=declared&sort=name")
    rows = page.locator(".sz-queue tbody tr")
    expect(rows).to_have_count(20)
    first = rows.first.locator("a").inner_text()
    page.get_by_text("下一页", exact=True).click()
    settled(page)
    assert "page=2" in page.url
    expect(rows.first.locator("a")).not_to_have_text(first)
    page.locator(".sz-queue th", has_text="集聚区").locator("a").click()
    settled(page)
    assert "sort=-name" in page.url
    assert page.locator(".sz-queue th", has_text="集聚区").get_attribute("aria-sort") == "descending"
    page.go_back()
    settled(page)
    expect(rows.first.locator("a")).not_to_have_text(first)


def test_at_390_pixels_nothing_is_cut(come: Visit) -> None:
    wide = "document.querySelector('[data-testid=stMain]').scrollWidth"
    page = come("show=all", width=390)
    assert page.evaluate(wide) <= 390
    opened(page, "往返集聚区")
    for tab in ("坐标与敏感性", "版本比较", "材料与档案", "复算"):
        page.get_by_text(tab, exact=True).last.click()
        settled(page)
        assert page.evaluate(wide) <= 390, tab


def test_no_serious_finding_of_accessibility(come: Visit) -> None:
    axe.script()
    page = come("show=all")
    assert axe.grave(page) == []
    opened(page, "排队集聚区05")
    page.locator(".st-key-review_act").get_by_text("退回修改", exact=True).click()
    settled(page)
    page.wait_for_timeout(800)
    assert axe.grave(page) == []
    page = come("show=all")
    opened(page, "往返集聚区")
    page.get_by_text("版本比较", exact=True).click()
    settled(page)
    page.wait_for_timeout(800)
    assert axe.grave(page) == []
