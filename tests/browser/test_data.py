"""The data page in a real Chromium: a layer brought in, the register checked, settings that show on maps."""

import math
import tempfile
from collections.abc import Callable, Iterator

import axe
import driving
import pytest
import tiles
from driving import DEMO, MAP, settled
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from geo.crs import gcj

pytestmark = pytest.mark.browser

KEY = "0f3c9a7b55d1e8426c0b9d7f3a1e5c88"
Visit = Callable[..., Page]
RADIUS_M = 6378137.0
"""Of the sphere of Web Mercator."""


@pytest.fixture(scope="module")
def tile_server() -> Iterator[tiles.Tiles]:
    with tiles.served() as found:
        yield found


@pytest.fixture(scope="module")
def service(tile_server: tiles.Tiles) -> Iterator[str]:
    """An app with a register of its own, and base maps that come from this machine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        driving.app(
            SIZHI_DATA=folder,
            SIZHI_TIANDITU_URL=tile_server.address + "/{layer}/{z}/{x}/{y}?tk={key}",
            SIZHI_GAODE_URL=tile_server.address + "/gaode/{z}/{x}/{y}",
        ) as found,
    ):
        yield found


@pytest.fixture
def at(profile: BrowserContext, service: str) -> Iterator[Visit]:
    """Open a page of the service; afterwards nobody else was asked."""
    opened: list[tuple[driving.Watch, Page]] = []

    def come(path: str, width: int = 1440) -> Page:
        page = profile.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        opened.append((driving.Watch(page), page))
        page.goto(f"{service}/{path}")
        page.wait_for_selector(".sz")
        settled(page)
        return page

    yield come
    for watch, page in opened:
        page.close()
        assert watch.foreign == []


def fill(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).fill(value)


def bring_in(page: Page, name: str) -> None:
    """Send the parks of the demonstration and keep them."""
    driving.upload(page, "parks.gpkg")
    expect(page.frame_locator(MAP).locator("path.sz-park").first).to_be_attached(timeout=20_000)
    fill(page, "图层名称", name)
    fill(page, "时点", "2018")
    fill(page, "来源", "演示数据")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("heading", name=f"已导入「{name} · 2018」")).to_be_visible(timeout=20_000)
    settled(page)


def test_a_layer_is_looked_at_named_and_kept(at: Visit) -> None:
    page = at("data?tab=add")
    driving.upload(page, "parks.gpkg")
    expect(page.get_by_text("CGCS2000 / 经纬度（EPSG:4490）").first).to_be_visible()
    page.get_by_role("button", name="导入", exact=True).click()
    # all that is missing at once
    alert = page.get_by_role("alert").filter(has_text="有 3 处须修改")
    expect(alert.locator("li")).to_have_count(3)
    bring_in(page, "演示园区")
    page.get_by_role("link", name="查看图层").click()
    expect(page.locator(".sz-layers tr.now")).to_have_count(1)
    expect(page.frame_locator(MAP).locator("path.sz-park").first).to_be_attached()
    settled(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="下载原始文件").click()
    assert started.value.path().read_bytes() == (DEMO / "parks.gpkg").read_bytes()


def test_the_register_is_checked_and_said_to_be_sound(at: Visit) -> None:
    page = at("data?tab=health")
    page.get_by_role("button", name="开始核验").click()
    expect(page.locator(".sz-notice.tone-pass h3")).to_contain_text("核验通过", timeout=30_000)
    assert axe.grave(page) == []


def save(page: Page) -> None:
    page.get_by_role("button", name="保存设置").click()
    expect(page.get_by_role("heading", name="已保存")).to_be_visible(timeout=20_000)
    settled(page)


def the_map(page: Page) -> FrameLocator:
    frame = page.frame_locator(MAP)
    expect(frame.locator(".leaflet-control-attribution")).to_be_visible(timeout=30_000)
    return frame


def choose(frame: FrameLocator, key: str) -> None:
    folded = frame.locator(".sz-legend details:not([open]) summary")
    if folded.count():
        folded.click()
    frame.locator(f"[data-base={key}]").click()


def ask(page: Page, script: str) -> object:
    """Ask the map itself; folium calls it by a name of its own."""
    frame = next(frame for frame in page.frames if frame.parent_frame is not None)
    return frame.evaluate(
        "(code) => { const name = Object.keys(window).find((key) => key.startsWith('map_'));"
        " return new Function('map', 'return ' + code)(window[name]); }",
        script,
    )


def test_settings_show_on_the_maps_and_only_what_is_chosen_is_asked_for(
    at: Visit, tile_server: tiles.Tiles
) -> None:
    page = at("data?tab=settings")
    fill(page, "审图号", "JS-2026-99")
    fill(page, "天地图密钥", KEY)
    page.get_by_text("高德底图").click()
    save(page)
    assert KEY not in page.content()
    assert "…5c88" in page.locator(".sz table").last.inner_text()

    page = at("zone?zone=DEMO-0001")
    frame = the_map(page)
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("JS-2026-99")
    expect(frame.locator("[data-base]")).to_have_count(4)
    assert tile_server.asked == []
    choose(frame, "tianditu_img")
    expect(frame.locator(".leaflet-online-pane img").first).to_be_attached()
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("天地图")
    page.wait_for_timeout(500)
    assert {path.split("/")[1] for path in tile_server.asked} == {"img", "cia"}
    assert all(path.endswith(f"tk={KEY}") for path in tile_server.asked)
    with page.expect_download() as started:
        page.get_by_role("button", name="下载地图").click()
    saved = started.value.path().read_text(encoding="utf-8")
    assert "JS-2026-99" in saved
    assert KEY not in saved
    assert tile_server.address not in saved

    # A service that is out of reach leaves our own ground, and says so.
    tile_server.well = False
    try:
        choose(frame, "tianditu_vec")
        expect(frame.locator(".sz-strip")).to_contain_text("已换回本系统底图", timeout=15_000)
        expect(frame.locator("[data-base=ground]")).to_be_checked()
        expect(frame.locator(".leaflet-online-pane img")).to_have_count(0)
    finally:
        tile_server.well = True


def test_under_displaced_tiles_everything_is_drawn_displaced_and_stays_true(
    at: Visit, tile_server: tiles.Tiles
) -> None:
    page = at("coverage?demo=1")
    frame = the_map(page)
    before = ask(page, "map.getCenter()")
    choose(frame, "gaode")
    expect(frame.locator(".sz-strip")).to_contain_text("高德底图带有偏移")
    page.wait_for_timeout(300)
    assert any(path.startswith("/gaode/") for path in tile_server.asked)
    assert ask(page, "map.getCenter()") == pytest.approx(before, abs=1e-9)
    # Where a true place is drawn: the Mercator metres of where the online map has it.
    for lon, lat in ((120.4619, 31.3554), (116.36, 35.1), (121.9, 30.76)):
        drawn = ask(page, f"map.options.crs.projection.project(L.latLng({lat}, {lon}))")
        assert isinstance(drawn, dict)
        assert (drawn["x"], drawn["y"]) == pytest.approx(mercator(lon, lat), abs=1e-6)
        back = ask(page, f"map.options.crs.projection.unproject(L.point({drawn['x']}, {drawn['y']}))")
        assert isinstance(back, dict)
        assert (back["lng"], back["lat"]) == pytest.approx((lon, lat), abs=1e-11)
    # A click tells the true place: from the middle of the map so many metres of the displaced plane on.
    view = ask(page, "({zoom: map.getZoom(), size: map.getSize(), middle: map.getCenter()})")
    assert isinstance(view, dict)
    metres = 2 * math.pi * RADIUS_M / (256 * 2 ** view["zoom"])
    x, y = mercator(view["middle"]["lng"], view["middle"]["lat"])
    x += (300 - view["size"]["x"] / 2) * metres
    y -= (350 - view["size"]["y"] / 2) * metres
    shown = math.degrees(x / RADIUS_M), math.degrees(2 * math.atan(math.exp(y / RADIUS_M)) - math.pi / 2)
    page.locator(MAP).click(position={"x": 301, "y": 351})  # one pixel of frame around the map
    expect(page.get_by_role("heading", name="增设 1 处基地")).to_be_visible(timeout=30_000)
    settled(page)
    told = tuple(float(value) for value in page.get_by_label("试设基地").input_value().split(","))
    true = tuple(float(value) for value in gcj.remove(*shown, "gcj02"))
    pixel = metres / 111_000
    assert told == pytest.approx(true, abs=1.5 * pixel)
    assert abs(told[0] - shown[0]) > 4 * pixel


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator metres of a true place as GCJ-02 displaces it."""
    east, north = (math.radians(float(value)) for value in gcj.apply(lon, lat, "gcj02"))
    return RADIUS_M * east, RADIUS_M * math.log(math.tan(math.pi / 4 + north / 2))


def test_every_tab_can_be_used_by_everybody_and_is_cut_nowhere(at: Visit) -> None:
    page = at("data", width=390)
    for name in ("图层", "导入图层", "运行状况", "操作记录", "备份与交换", "设置", "规则包", "人员"):
        page.get_by_role("radio", name=name, exact=True).click()
        settled(page)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390, name
        if axe.SCRIPT.exists():
            assert axe.grave(page) == [], name
    axe.script()
