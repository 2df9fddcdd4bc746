"""The saved page: nothing from outside, nothing a file's names can smuggle in, the land where it is."""

import json
import re

import pytest
from shapely import Point, Polygon

from geo.maps import zone_map
from geo.maps.features import collection, shorten
from geo.maps.notice import Notice
from geo.model.case import Case


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


def test_parts_lie_where_the_footprint_lies(case: Case) -> None:
    page = zone_map(case)
    assert "120.566,31.304" in page.replace(" ", "")
    assert "演示产业园" in page.encode().decode("unicode_escape", "ignore") or "演示产业园" in page


def test_demonstration_data_is_marked_on_the_map(case: Case) -> None:
    assert "示例数据" in zone_map(case)


def test_the_notice_is_printed(case: Case) -> None:
    page = zone_map(case, notice=Notice(source="某单位", map_number="苏S(2026)1号"))
    assert "苏S(2026)1号" in page or json.dumps("苏S(2026)1号").strip('"') in page


def test_an_invalid_polygon_is_still_drawn() -> None:
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert shorten(bow_tie)["coordinates"][0][1] == [1.0, 1.0]


def test_features_without_geometry_have_no_place() -> None:
    assert collection([(Point(), "park", "a"), (Point(1, 2), "park", "<b>")])["features"] == [
        {
            "type": "Feature",
            "properties": {"style": "park", "tip": "&lt;b&gt;"},
            "geometry": {"type": "Point", "coordinates": [1.0, 2.0]},
        }
    ]
