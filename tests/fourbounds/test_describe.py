"""What bounds a zone, in words; the words, read back, verify; false ones do not."""

from pathlib import Path

import fourbounds_study as study
import geopandas as gpd
import pytest
from fourbounds_shapes import layer, lonlat, zone
from shapely import LineString, box

from geo.fourbounds import describe, parse, verify
from geo.model.assessment import canonical_json, plain
from geo.model.footprint import make_footprint
from geo.model.zone import Role

LAND = box(0, 0, 400, 400)
DEMO = Path(__file__).resolve().parents[2] / "data" / "boundaries" / "demo"


def test_several_features_are_told_in_order_with_their_shares() -> None:
    lines = {
        "北段路": LineString([(420, 300), (420, 700)]),
        "南段路": LineString([(420, -300), (420, 100)]),
        "中段河": LineString([(430, 100), (430, 300)]),
        "后排路": LineString([(445, -300), (445, 700)]),
    }
    east = describe(zone(LAND), layer(lines)).parts[0].sides[0]
    assert [feature.name for feature in east.features] == ["北段路", "中段河", "南段路"]
    # past a road's end, 20 m off, the river 30 m off is nearer only from sqrt(30² - 20²) = 22.4 m on
    shares = [(100 + 22.4) / 400, (200 - 44.8) / 400, (100 + 22.4) / 400]
    assert [feature.share for feature in east.features] == pytest.approx(shares, abs=0.01)
    assert east.features[1].median_m == pytest.approx(30, rel=2e-3)
    assert [f.order for f in east.features] == pytest.approx([61.2 / 400, 0.5, 1 - 61.2 / 400], abs=0.01)


def test_a_neighbouring_park_is_named_only_where_no_road_is() -> None:
    frame = layer({"东园路": LineString([(430, -300), (430, 700)])})
    park = layer({"示例东区": box(410, -300, 900, 700), "示例西区": box(-900, -300, -5, 700)}, kind="park")
    both = gpd.GeoDataFrame(gpd.pd.concat([frame, park], ignore_index=True), crs="EPSG:4490")
    east, _, west, _ = describe(zone(LAND), both).parts[0].sides
    assert [feature.name for feature in east.features] == ["东园路"]
    assert [feature.name for feature in west.features] == ["示例西区"]


def test_without_a_layer_the_farthest_points_are_told_and_verify() -> None:
    told = describe(zone(LAND), None)
    checked = verify(parse(told.sentence()), zone(LAND), None)
    assert checked.outcome == "confirmed"
    assert "118.80423" in told.sentence("en")  # 400 m / 94493.2 m a degree east of 118.8


def test_the_description_is_plain_data_and_the_same_every_time() -> None:
    lines = layer({"东园路": LineString([(430, -300), (430, 700)])})
    one, other = (canonical_json(plain(describe(zone(LAND), lines))) for _ in range(2))
    assert one == other


def _demo() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    roles = {"核心区": Role.CORE, "中心": Role.CENTRE, "基地": Role.BASE}
    frame = gpd.read_file(DEMO / "zone.geojson").to_crs("EPSG:4490")
    rows = zip(
        frame["编号"].astype(str),
        [roles[role] for role in frame["角色"]],
        frame["名称"],
        frame.geometry,
        strict=True,
    )
    return make_footprint(list(rows)), gpd.read_file(DEMO / "lines.gpkg").to_crs("EPSG:4490")


def test_the_demonstration_zone_as_generated_and_as_claimed() -> None:
    land, lines = _demo()
    told = describe(land, lines).sentence()
    generated = verify(parse(told), land, lines)
    assert generated.outcome == "confirmed"
    assert [block.part_ids for block in generated.blocks] == [("1",), ("2",), ("3",), ("4",)]
    claimed = verify(parse((DEMO / "claim.txt").read_text(encoding="utf-8")), land, lines)
    assert claimed.outcome == "confirmed"
    assert claimed.blocks[0].part_ids == ("2",)
    assert claimed.uncovered == ("3", "4")


def test_made_up_towns() -> None:
    figures = study.study(32, seed=7)
    assert figures["generated_verify"] == 1, figures["misses"]
    assert figures["caught"] >= 0.99, figures["misses"]
    assert figures["false_alarms"] <= 0.01, figures["misses"]


def test_a_part_without_a_name_is_told_by_its_role() -> None:
    rows = [("1", Role.CORE, None, lonlat(LAND)), ("2", Role.BASE, None, lonlat(box(2000, 0, 2400, 400)))]
    land = make_footprint(rows)
    text = describe(land, None).sentence()
    assert text.startswith("核心区1：东至")
    assert verify(parse(text), land, None).outcome == "confirmed"
