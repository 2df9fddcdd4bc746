"""The saved page: nothing from outside, nothing a file's names can smuggle in, the land where it is."""

import dataclasses
import json
import re
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import mapping

from geo.i18n import text
from geo.maps import zone_map
from geo.maps.features import LONG, Shape, collection, shorten
from geo.maps.ground import locator
from geo.maps.layers import zone_layers
from geo.maps.lettering import readable
from geo.maps.marks import numbered, pins
from geo.maps.notice import Notice
from geo.model.case import Alternative, Case
from geo.model.datum import Hypothesis
from geo.model.issue import Issue, Severity, Where


def changed(case: Case, **fields: object) -> Case:
    return dataclasses.replace(case, assessment=dataclasses.replace(case.assessment, **fields))


def tips(case: Case, key: str, lang: str = "zh") -> list[str]:
    layer = next(layer for layer in zone_layers(case, lang) if layer.key == key)
    return [feature["properties"]["tip"] for feature in layer.features["features"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_names_no_other_host(case: Case, lang: str) -> None:
    page = zone_map(case, lang)
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert loaded
    assert all(address.startswith("data:") for address in loaded)


def test_names_from_a_file_cannot_become_markup(case: Case) -> None:
    page = zone_map(case)
    assert "<img src=x" not in page
    assert page.count("</script>") == page.count("<script")


def test_names_from_a_file_are_never_a_template(case: Case) -> None:
    """Folium reads every text it is given as a template: a name in braces would be run on the server."""
    name = "{{ 6 * 7 }}{% if %}{{ cycler.__init__.__globals__ }}"
    parts = tuple(dataclasses.replace(part, name=name) for part in case.assessment.parts)
    zone = dataclasses.replace(case.assessment.zone, name=name)
    page = zone_map(changed(case, zone=zone, parts=parts))
    assert page.count(f"<h1>{name}</h1>") == 1
    assert page.count(name) > len(parts)


def test_parts_lie_where_the_footprint_lies(case: Case) -> None:
    page = zone_map(case)
    assert "120.566,31.304" in page.replace(" ", "")
    assert "演示产业园" in page.encode().decode("unicode_escape", "ignore") or "演示产业园" in page


def test_demonstration_data_is_marked_on_the_map(case: Case) -> None:
    marked, unmarked = (
        zone_map(changed(case, zone=dataclasses.replace(case.assessment.zone, demo=demo)))
        for demo in (True, False)
    )
    assert '<div class="sz-water"' in marked
    assert '<div class="sz-water"' not in unmarked


def test_the_notice_is_printed(case: Case) -> None:
    page = zone_map(case, notice=Notice(source="某单位", map_number="苏S(2026)1号"))
    assert "苏S(2026)1号" in page or json.dumps("苏S(2026)1号").strip('"') in page


def test_an_invalid_polygon_is_still_drawn() -> None:
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert shorten(bow_tie)["coordinates"][0][1] == [1.0, 1.0]


def test_shapes_without_geometry_have_no_place() -> None:
    shapes = [
        Shape(geometry=None, style="park", tip="a"),
        Shape(geometry=Point(), style="park", tip="a"),
        Shape(geometry=Point(1, 2), style="park", tip="<b>"),
    ]
    assert collection(shapes)["features"] == [
        {
            "type": "Feature",
            "properties": {"style": "park", "tip": "<b>"},
            "geometry": {"type": "Point", "coordinates": [1.0, 2.0]},
        }
    ]


@pytest.mark.parametrize(
    ("line", "name", "first", "turned"),
    [
        (LineString([(1, 0), (0, 0.1)]), "演示路", (0, 0.1), False),
        (LineString([(0, 0), (0.1, 1)]), "演示路", (0.1, 1), True),
        (LineString([(0, 1), (0.1, 0)]), "演示路", (0, 1), True),
        (LineString([(0, 0), (0.1, 1)]), "Demo Road", (0.1, 1), False),
    ],
)
def test_names_run_eastward_or_down(
    line: LineString, name: str, first: tuple[float, float], turned: bool
) -> None:
    ((written, turn),) = readable(line, name)
    assert written.coords[0] == first
    assert (turn is not None) is turned


def test_lines_in_pieces_are_written_on_once() -> None:
    pieces = MultiLineString([[(0, 0), (1, 0)], [(1, 0), (2, 0)]])
    assert [line.wkt for line, _ in readable(pieces, "演示路")] == ["LINESTRING (0 0, 1 0, 2 0)"]


def test_a_park_tells_what_is_known_of_it(case: Case) -> None:
    parks = case.layers["parks"].assign(级别="省级", 批准面积_公顷="75.51")
    overlap = {"layer": "parks", "feature": 0, "part_id": "1", "name": "演示产业园", "area_m2": 12.5}
    told = changed(dataclasses.replace(case, layers={"parks": parks}), overlaps=(overlap,))
    assert tips(told, "parks") == [
        "产业园区「演示产业园」，省级，批准面积 75.51 公顷，与「核心区」重叠 12.5 m²"
    ]
    assert tips(told, "parks", "en") == [
        "Industrial park “演示产业园”, 省级, approved area 75.51 ha, overlaps “核心区” by 12.5 m²"
    ]


def test_institutions_in_one_building_are_one_mark(case: Case) -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["甲所", "乙所", "丙所"], "类别": ["专利代理", None, "商标代理"]},
        geometry=[Point(120.56, 31.3), Point(120.56, 31.3), None],
        crs=4490,
    )
    told = dataclasses.replace(case, layers={"institutions": frame})
    assert tips(told, "institutions") == ["此处有 2 家机构：甲所（专利代理）、乙所"]


def test_claimed_sides_are_drawn_by_their_verdict(case: Case) -> None:
    claims = gpd.GeoDataFrame(
        {
            "block": ["演示中心"] * 3,
            "side": ["east", "south", "west"],
            "what": ["side", "feature", "distance"],
            "feature": [None, "演示河", "演示路"],
            "verdict": ["confirmed", "too_far", "missing_side"],
            "distance_m": [None, None, 14.6],
        },
        geometry=[LineString([(120.56, 31.3), (120.56, 31.304)])] * 3,
        crs=4490,
    )
    layers = zone_layers(dataclasses.replace(case, layers={"claims": claims}), "zh")
    layer = next(layer for layer in layers if layer.key == "claims")
    styles = [feature["properties"]["style"] for feature in layer.features["features"]]
    assert styles == ["claim_confirmed", "claim_refuted", "claim_distance"]
    assert not layer.shown


def test_other_readings_are_named_in_full_at_their_place(case: Case) -> None:
    other = Hypothesis(crs="EPSG:4490", name="", score=1.0, fits=True, shift="gcj02")
    told = dataclasses.replace(case, alternatives=(Alternative(hypothesis=other, frame=case.footprint),))
    layer = next(layer for layer in zone_layers(told, "zh") if layer.key == "alternatives")
    labels = [feature["properties"].get("label") for feature in layer.features["features"]]
    assert [label for label in labels if label] == [
        "若按「CGCS2000 / 经纬度（EPSG:4490），扣除火星坐标（GCJ-02）偏移」解释，地块在此"
    ]


def test_pins_carry_the_numbers_of_the_list(case: Case) -> None:
    code = "ring.open"
    found = (
        Issue(code=code, severity=Severity.WARNING, where=Where(lon=120.56, lat=31.3)),
        Issue(code=code, severity=Severity.NOTE, where=Where(lon=120.56, lat=31.3)),
        Issue(code=code, severity=Severity.ERROR),
        Issue(code=code, severity=Severity.ERROR, where=Where(lon=120.57, lat=31.3)),
    )
    assert [issue.severity.value for issue in numbered(found)] == ["error", "error", "warning"]
    told = changed(case, issues=found)
    assert [(pin["number"], pin["at"][1]) for pin in pins(told, "zh")] == [(2, 120.57), (3, 120.56)]


def test_the_locator_grows_to_hold_a_place_outside() -> None:
    inside, outside = locator([], None), locator([(127.9, 30.9, "2")], None)
    assert outside["height"] < inside["height"]  # the same width now spans more degrees
    (x, y, mark), *_ = outside["points"]
    assert 0 < x < outside["width"]
    assert 0 < y < outside["height"]
    assert mark == "2"


def test_every_layer_is_named_in_both_languages(case: Case) -> None:
    zh, en = (zone_layers(case, lang) for lang in ("zh", "en"))
    assert [layer.key for layer in zh] == [layer.key for layer in en]
    assert not {layer.name for layer in zh} & {layer.name for layer in en}
    assert text("map.layer_parks", "zh") in {layer.name for layer in zh}


def test_many_vertices_are_rounded_as_few_are() -> None:
    """All at once, and to the digits of each by itself: rings with their holes, lines, several of either."""
    round_one = Point(118.7 + 1e-9, 32).buffer(0.01, quad_segs=LONG)
    holed = box(120, 33, 121, 34) - Point(120.5, 33.5).buffer(0.2, quad_segs=LONG)
    line = LineString(round_one.exterior.coords[:-1])
    for shape in (
        *(round_one, holed, MultiPolygon([round_one, holed])),
        *(line, MultiLineString([line, [(118, 32), (119, 32)]])),
    ):
        assert shorten(shape, 5) == rounded(mapping(shape))


def rounded(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: rounded(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [rounded(value) for value in item]
    return round(item, 5) if isinstance(item, float) else item
