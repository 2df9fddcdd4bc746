"""The map beside a page: what the page tells it, and what lies under the addresses it is told."""

import base64
import json
import re

import numpy as np
import pytest
from shapely import box

from geo.i18n import text
from geo.maps import live
from geo.maps.listed import Listed
from geo.maps.notice import Notice
from geo.maps.province_layers import Choropleth
from geo.maps.theme import STYLES

HOSTILE = "</script><img src=x onerror=alert(1)>"
COUNT = 5


def zones(count: int = COUNT) -> Listed:
    land = np.array(
        [box(118 + i / 10, 32, 118.01 + i / 10, 32.01) for i in range(count)] + [None], dtype=object
    )
    return Listed(
        id=[f"z{i}" for i in range(count)] + ["none"],
        name=[HOSTILE, *(f"示例 {i}" for i in range(1, count)), "无界"],
        level=["national", *["provincial"] * (count - 1), None],
        city=["苏州市", *["南京市"] * (count - 1), None],
        area_m2=[1_055_000.0, *[10_000.0] * (count - 1), None],
        geometry=land,
    )


def content(*, kept: list[bool] | None = None) -> live.LiveContent:
    return live.LiveContent(
        layers=(
            live.LiveLayer(
                key="footprint",
                url="/map/a",
                styles=live.zone_names({"national", "provincial"}, "en"),
                kept=kept,
            ),
        ),
        choropleth=Choropleth(
            level="city", values={"320500": 3.0, "320100": None, "320200": 0.0}, title="集聚区数"
        ),
    )


def test_which_are_kept_travels_as_bits() -> None:
    told = live.scene(content(kept=[True] * 9 + [False, True]), "zh")["layers"][0]
    assert np.unpackbits(np.frombuffer(base64.b64decode(told["kept"]), np.uint8))[:11].tolist() == [1] * 9 + [
        0,
        1,
    ]
    assert live.scene(content(), "zh")["layers"][0]["kept"] is None


def test_a_city_is_written_with_a_value_only_where_there_is_something() -> None:
    said = {row[2] for row in live.scene(content(), "zh")["cities"]}
    assert "苏州市\n3" in said
    assert {"南京市", "无锡市", "徐州市"} <= said


def test_values_are_told_by_code_with_their_sentence_and_class() -> None:
    told = live.scene(content(), "zh")["values"]
    assert told["tips"]["320500"] == "苏州市：集聚区数 3"
    assert (told["style"]["320500"], told["style"]["320100"], told["style"]["320200"]) == (
        "class_0",
        "class_missing",
        "class_zero",
    )


def test_every_style_a_scene_names_is_known() -> None:
    told = live.scene(content(), "en")
    known = {*STYLES, *told["styles"]}
    assert set(told["values"]["style"].values()) <= known
    assert 'data-layer="footprint" checked' in told["legend"]
    assert text("level.national", "en") in told["legend"]


def test_few_zones_are_paths_and_many_are_lines() -> None:
    few = live.zones_content(zones(), "zh")
    assert [feature["properties"]["part"] for feature in few["features"]["features"]] == [
        "z0",
        "z1",
        "z2",
        "z3",
        "z4",
    ]
    many = live.zones_content(zones(), "zh", "/map/b")
    # the row of each column is the same zone; the one without a boundary is in none
    assert {
        len(many[key])
        for key in ("x", "y", "size", "box", "names", "ids", "area", "radius", "style", "place")
    } == {COUNT}
    assert [many["places"][i] for i in many["place"]] == ["苏州市", *["南京市"] * 4]
    assert [many["styles"][i] for i in many["style"]] == ["zone_national", *["zone_provincial"] * 4]
    assert many["area"][0] == 1055  # a tenth of a hectare


def test_parks_know_their_names_only() -> None:
    many = live.parks_content(zones(), "en", "/map/c")
    assert (len(many["names"]), "ids" in many, many["styles"]) == (COUNT, False, ["park"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_asks_its_own_server_only(lang: str) -> None:
    around = live.Frame(
        title="甲", notice=Notice(source="某单位", map_number="苏S(2026)1号"), assets_url="/assets/leaflet"
    )
    page = live.document(around, lang)
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert loaded == ["/assets/leaflet/leaflet.css", "/assets/leaflet/leaflet.js"]
    assert json.dumps("苏S(2026)1号").strip('"') in page


def test_a_map_of_very_many_that_is_taken_away_asks_nobody_and_no_name_becomes_markup() -> None:
    scene, made = live.taken_away(content(kept=[True] * COUNT), zones(), zones(), "zh")
    assert [layer["url"] for layer in scene["layers"]] == ["footprint"]
    assert {owner for owner, *_ in made["footprint"]["outlines"]} == set(range(COUNT))
    page = live.document(live.Frame(title=HOSTILE, notice=Notice()), "zh", saved=(scene, made))
    assert all(place.startswith("data:") for place in re.findall(r"""(?:src|href)=["']([^"']+)""", page))
    assert "<img src=x" not in page
    assert page.count("</script>") == page.count("<script")


def test_content_is_plain_json() -> None:
    assert json.loads(live.written(live.zones_content(zones(), "en")))["rows"][0]["name"] == HOSTILE
