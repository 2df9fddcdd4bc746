"""The province map: nothing from outside, nothing smuggled in, classes and zones as counted by hand."""

import itertools
import json
import re

import geopandas as gpd
import pytest
from shapely import Point, box

from geo import places
from geo.maps.classes import GREENS, classify
from geo.maps.listed import unbounded_rows, zone_rows
from geo.maps.notice import Notice
from geo.maps.province_layers import Choropleth, ProvinceContent, scene
from geo.maps.province_map import province_map
from geo.maps.theme import LAND as GROUND_OF_LAND
from geo.measure.coverage import rings

HOSTILE = "</script><img src=x onerror=alert(1)>"
LAND = box(120.56, 31.30, 120.57, 31.31)


@pytest.fixture
def zones() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "id": ["1", "2", "3"],
            "name": ["演示集聚区", HOSTILE, "无界集聚区"],
            "level": ["national", None, "municipal"],
            "city": ["苏州市", None, "南京市"],
            "area_m2": [1_055_000.0, 10_000.0, None],
        },
        geometry=[LAND, Point(118.8, 32.0).buffer(0.0005), None],
        crs="EPSG:4490",
    )


@pytest.fixture
def content(zones: gpd.GeoDataFrame) -> ProvinceContent:
    parks = gpd.GeoDataFrame(
        {"name": ["演示园", None]}, geometry=[box(120.5, 31.2, 120.6, 31.3), None], crs="EPSG:4490"
    )
    return ProvinceContent(
        title=f"演示省图{HOSTILE}",
        zones=zones,
        parks=parks,
        rings=rings(zones, [1000, 5000]),
        choropleth=Choropleth(
            level="city", values={"320500": 3.0, "320100": 1.0, "320200": 0.0}, title="集聚区数"
        ),
        demo=True,
    )


def data_of(page: str) -> dict:
    found = re.search(r"data: (\{.*\}) \};", page)
    assert found
    return json.loads(found.group(1))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_names_no_other_host(content: ProvinceContent, lang: str) -> None:
    page = province_map(content, lang)
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert loaded
    assert all(address.startswith("data:") for address in loaded)


def test_names_from_a_register_cannot_become_markup(content: ProvinceContent) -> None:
    page = province_map(content)
    assert "<img src=x" not in page
    assert page.count("</script>") == page.count("<script")


def test_a_zone_without_boundary_is_told_and_not_drawn(content: ProvinceContent) -> None:
    page = province_map(content)
    data = data_of(page)
    assert [row["name"] for row in data["unbounded"]] == ["无界集聚区"]
    assert [row["id"] for row in data["parts"]] == ["1", "2"]
    footprint = next(layer for layer in data["layers"] if layer["key"] == "footprint")
    assert len(footprint["features"]["features"]) == 2
    assert "边界未公布" in page


def test_demonstration_data_and_the_notice_are_on_the_map(content: ProvinceContent) -> None:
    page = province_map(content, notice=Notice(source="某单位", map_number="苏S(2026)1号"))
    assert "示例数据" in page
    assert "苏S(2026)1号" in data_of(page)["notice"]


def test_areas_are_coloured_by_class_and_the_legend_says_which(content: ProvinceContent) -> None:
    layer = scene(content, "zh").layers[0]
    drawn = {
        f["properties"]["tip"].split("：")[0]: f["properties"]["style"] for f in layer.features["features"]
    }
    assert (drawn["苏州市"], drawn["南京市"], drawn["无锡市"], drawn["徐州市"]) == (
        "class_1",
        "class_0",
        "class_zero",
        "class_missing",
    )
    assert dict(layer.styles) == {
        "class_1": "3",
        "class_0": "1",
        "class_zero": "0",
        "class_missing": "无数据",
    }


def test_by_county_every_county_is_drawn(zones: gpd.GeoDataFrame) -> None:
    values = dict.fromkeys(places.load("county")["adcode"], 0.5)
    shown = Choropleth(level="county", values=values, title="share", unit="ratio")
    layer = scene(ProvinceContent(title="t", zones=zones, choropleth=shown), "en").layers[0]
    assert len(layer.features["features"]) == 95
    assert layer.styles == (("class_0", "50.0 %"),)
    assert layer.features["features"][0]["properties"]["tip"].startswith("Nanjing ")


def test_the_widest_ring_lies_lowest_and_the_legend_begins_with_the_nearest(content: ProvinceContent) -> None:
    layer = next(layer for layer in scene(content, "zh").layers if layer.key == "rings")
    assert [f["properties"]["style"] for f in layer.features["features"]] == ["ring_5000", "ring_1000"]
    assert [style for style, _ in layer.styles] == ["ring_1000", "ring_5000"]


def test_points_grow_with_the_area_of_their_zone(zones: gpd.GeoDataFrame) -> None:
    """5 px for a square kilometre, by the root of the area; small ones stay visible."""
    large, small = zone_rows(zones, "zh")
    assert large["radius"] == pytest.approx(5 * 1.055**0.5, abs=0.06)
    assert small["radius"] == 3.5
    assert large["area"] == "105.5 公顷"


def test_what_is_not_known_is_said_in_words(zones: gpd.GeoDataFrame) -> None:
    assert zone_rows(zones, "zh")[1]["role"] == "级别未填"
    assert unbounded_rows(zones, "en") == [
        {
            "id": "3",
            "name": "无界集聚区",
            "style": "zone_municipal",
            "role": "municipal",
            "place": "Nanjing",
            "area_m2": None,
        }
    ]


def test_an_empty_register_still_gives_a_map(zones: gpd.GeoDataFrame) -> None:
    data = data_of(province_map(ProvinceContent(title="空", zones=zones.iloc[:0])))
    assert data["layers"] == []
    assert data["bounds"] == list(places.bounds())


def test_natural_breaks_of_the_textbook_kind() -> None:
    """Three heaps far apart are three classes, whatever their sizes."""
    found = classify([1, 2, 3, 50, 51, 52, 53, 900], most=3)
    assert found.limits == ((1, 3), (50, 53), (900, 900))
    assert found.of == (0, 0, 0, 1, 1, 1, 1, 2)
    assert [found.colour(i) for i in range(3)] == [GREENS[0], GREENS[2], GREENS[4]]


def test_natural_breaks_are_the_best_of_all_cuts() -> None:
    values = [4, 5, 9, 10, 11, 20, 22, 23, 40]

    def spread(groups: list[list[int]]) -> float:
        return sum(sum((v - sum(g) / len(g)) ** 2 for v in g) for g in groups)

    best = min(
        ([values[:i], values[i:j], values[j:]] for i in range(1, 8) for j in range(i + 1, 9)), key=spread
    )
    assert classify(values, most=3).limits == tuple((g[0], g[-1]) for g in best)


def test_nothing_known_has_no_class() -> None:
    assert classify([None, 0]).limits == ()
    assert classify([]).of == ()


def lightness(colour: str, *, dark: bool) -> float:
    """L* (CIE 1976) of a class as it is filled, 0.78 over land; dark as `map.css` inverts it, by 0.88.

    The hue it then turns back keeps the luminance.
    """
    over, under = (
        [int(one[place : place + 2], 16) / 255 for place in (1, 3, 5)] for one in (colour, GROUND_OF_LAND)
    )
    seen = [0.78 * a + 0.22 * b for a, b in zip(over, under, strict=True)]
    seen = [0.88 - 0.76 * v for v in seen] if dark else seen
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in seen]
    y = sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


@pytest.mark.parametrize("dark", [False, True])
def test_a_little_is_clearly_not_nothing_and_every_class_not_the_next(dark: bool) -> None:
    steps = [lightness(colour, dark=dark) for colour in (GROUND_OF_LAND, *GREENS)]
    apart = [abs(one - other) for one, other in itertools.pairwise(steps)]
    assert apart[0] > 10
    assert min(apart[1:]) > 5
    assert steps == sorted(steps, reverse=not dark)
