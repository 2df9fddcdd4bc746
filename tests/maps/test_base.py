"""Online base maps: only where they are set up, never in a page that is taken away, and no key told."""

import json
import re

import geopandas as gpd
import pytest
import shapely

from geo.maps.base import OWN, base_maps, policy
from geo.maps.layer_map import MOST, largest, layer_map
from geo.maps.notice import Notice, from_settings
from geo.maps.province_layers import ProvinceContent
from geo.maps.province_map import province_map
from geo.model.settings import Settings

KEY = "0f3c9a7b55d1e8426c0b9d7f3a1e5c88"
ALL = Settings(tianditu_key=KEY, gaode=True, base_map="tianditu_img")
PARKS = gpd.GeoDataFrame(
    {"name": ["演示园</script>", None]}, geometry=[shapely.box(120, 31, 120.01, 31.01), None], crs="EPSG:4490"
)


def test_nothing_is_offered_unless_it_is_set_up() -> None:
    assert base_maps(Settings(), {}) == OWN
    assert base_maps(Settings(base_map="gaode"), {}).opened == "ground"
    assert [base.key for base in base_maps(Settings(gaode=True), {}).offered] == ["gaode"]
    assert base_maps(ALL, {}).opened == "tianditu_img"


def test_the_addresses_are_those_of_the_services() -> None:
    vec, img, gaode = base_maps(ALL, {}).offered
    assert [re.findall(r"LAYER=(\w+)", url)[0] for url in (*vec.urls, *img.urls)] == [
        "vec",
        "cva",
        "img",
        "cia",
    ]
    assert all(f"tk={KEY}" in url and "TILEMATRIXSET=w" in url for url in vec.urls)
    assert vec.origins == tuple(f"https://t{n}.tianditu.gov.cn" for n in range(8))
    assert vec.shift is None
    assert gaode.shift == "gcj02"
    # another source of the same tiles, inside the house
    own = base_maps(ALL, {"SIZHI_TIANDITU_URL": "http://tiles.local/{layer}/{z}/{x}/{y}"}).offered[0]
    assert own.urls == ("http://tiles.local/vec/{z}/{x}/{y}", "http://tiles.local/cva/{z}/{x}/{y}")
    assert own.origins == ("http://tiles.local",)


def test_a_page_may_load_its_own_and_the_tiles_it_offers() -> None:
    assert policy(OWN, served=True) == "default-src 'self' 'unsafe-inline' data: blob:"
    line = policy(base_maps(Settings(gaode=True), {}), served=True)
    assert line.partition("; ")[2] == "img-src 'self' data: blob: " + " ".join(
        f"https://webrd0{n}.is.autonavi.com" for n in range(1, 5)
    )


def test_the_key_is_in_no_word_about_the_base_maps() -> None:
    assert KEY not in repr(base_maps(ALL, {}))
    assert KEY not in repr(ALL)


@pytest.mark.parametrize("served", [True, False])
def test_a_page_that_is_taken_away_asks_nobody(served: bool) -> None:
    zones = gpd.GeoDataFrame(
        {"id": [], "name": [], "level": [], "city": [], "area_m2": []}, geometry=[], crs="EPSG:4490"
    )
    content = ProvinceContent(title="全省", zones=zones)
    url = "/assets/leaflet" if served else None
    for page in (
        province_map(content, bases=base_maps(ALL, {}), assets_url=url),
        layer_map("parks", PARKS, bases=base_maps(ALL, {}), assets_url=url),
    ):
        assert (KEY in page) is served
        assert ("tianditu.gov.cn" in page) is served
        assert ("data-base" in page.partition("<script>")[0] or 'data-base="ground"' in page) is served


def test_the_notice_is_in_the_language_of_the_map() -> None:
    settings = Settings(
        map_number="苏S(2026)1号", map_source="某局", map_source_en="Some office", disclaimer="仅供参考"
    )
    notice = from_settings(settings)
    assert notice.sentence("zh") == "某局；审图号：苏S(2026)1号；仅供参考"
    # what is said in one language only is better than nothing
    assert "Some office" in notice.sentence("en")
    assert "仅供参考" in notice.sentence("en")
    assert from_settings(Settings()) == Notice()


def test_a_layer_is_drawn_by_itself() -> None:
    page = layer_map("parks", PARKS)
    found = json.loads(re.search(r"data: (\{.*\}) \};\n", page)[1])  # type: ignore[index]
    [layer] = found["layers"]
    assert (layer["key"], len(layer["features"]["features"])) == ("parks", 1)
    assert found["bounds"] == [120, 31, 120.01, 31.01]
    assert "演示园</script>" not in page


def test_of_very_many_the_largest_are_drawn() -> None:
    boxes = [shapely.box(119, 31, 119 + size, 31 + size) for size in [0.001] * MOST + [0.5]]
    frame = gpd.GeoDataFrame({"name": [str(n) for n in range(MOST + 1)]}, geometry=boxes, crs="EPSG:4490")
    shown = largest(frame)
    assert len(shown) == MOST
    assert str(MOST) in shown["name"].tolist()
