"""All ways to state an area, the ledgers row by row, other zones."""

import json
from collections.abc import Callable

import pytest
import shapely

from geo.model.application import Upload
from geo.model.case import Case
from geo.model.zone import Role, Zone
from tests.assess.conftest import buildings, lonlat

Judge = Callable[..., Case]
FIELD = shapely.box(0, 0, 100, 50.123)
"""5,012.3 m² in the plane; 44.05 km from 120° that is too much by (44.05 / 6,372)² = 47.8 ppm: 0.240 m²."""


def _area(case: Case, scope: str = "total") -> dict:
    return next(row for row in case.assessment.areas if row["scope"] == scope)


def test_the_three_areas_stand_side_by_side_and_the_offset_explains_the_plane(judge: Judge) -> None:
    row = _area(judge((None, FIELD)))
    assert row["areas_m2"]["plane"] == pytest.approx(5012.3, abs=1e-3)
    assert row["areas_m2"]["ellipsoidal"] == pytest.approx(5012.060, abs=2e-3)
    assert row["areas_m2"]["official"] == pytest.approx(row["areas_m2"]["ellipsoidal"], rel=1e-8)
    assert (row["zone"], row["central_meridian"]) == (40, 120.0)
    assert row["offset_m"] == pytest.approx(44_050, abs=1)
    assert row["unexplained_m2"] == pytest.approx(0, abs=1e-3)
    assert row["declared"] is None


@pytest.mark.parametrize(
    ("declared", "agrees_with", "within"),
    [(5010.0, "ellipsoidal", True), (5012.3, "plane", True), (4995.3, None, True), (4700.3, None, False)],
)
def test_a_declared_area_is_set_against_the_methods(
    judge: Judge, declared: float, agrees_with: str | None, within: bool
) -> None:
    # 5010 is rounded to tens, so it tells no method from another. σ_A = 0.1 · 111.9 m, 2σ = 22 m².
    zone = Zone(name="示例集聚区", city="苏州市", declared_area_m2=declared, demo=True)
    case = judge((None, FIELD), zone=zone, vertex_accuracy_m=0.1)
    stated = _area(case)["declared"]
    assert stated["agrees_with"] == agrees_with
    assert stated["within_band"] is within
    told = [issue for issue in case.assessment.issues if issue.code == "area.declared_total"]
    assert bool(told) is not within


def test_buildings_are_accounted_for_row_by_row(judge: Judge) -> None:
    ledger = buildings(("1", 3000, "演示证1"), ("1", 2500, None), ("别处", 400, "演示证3"))
    case = judge((Role.CORE, FIELD), layers={"buildings": ledger})
    record = case.assessment.ledgers["buildings"]
    rows = [(row["row"], row["state"], row["counted_m2"], row["why"]) for row in record["rows"]]
    assert rows == [
        (2, "evidenced", {"low": 3000.0, "value": 3000.0, "high": 3000.0}, None),
        (3, "declared", {"low": 0.0, "value": 2500.0, "high": 2500.0}, "declared"),
        (4, "evidenced", {"low": 0.0, "value": 0.0, "high": 400.0}, "no_place"),
    ]
    assert record["sums"]["zone"] == {"evidenced_m2": 3000.0, "declared_m2": 2500.0, "undetermined_m2": 400.0}
    frame = case.layers["building_ledger"]
    assert frame["value_m2"].tolist() == [3000.0, 2500.0, 0.0]


def test_institutions_are_listed_one_by_one_with_the_reason(judge: Judge) -> None:
    (lon, lat), (far_lon, far_lat) = lonlat(50, 25), lonlat(500, 25)
    text = (
        "名称,类别,经度,纬度\n"
        f"演示甲律师事务所,律师事务所,{lon},{lat}\n演示甲律师事务所,律师事务所,{lon},{lat}\n"
        f"演示乙律师事务所,律师事务所,{far_lon},{far_lat}\n"
    )
    case = judge((Role.CORE, FIELD), layers={"institutions": Upload(name="i.csv", data=text.encode())})
    rows = case.assessment.ledgers["institutions"]["rows"]
    assert [(row["row"], row["counted"], row["why"]) for row in rows] == [
        (2, {"low": 1, "high": 1}, None),
        (3, {"low": 0, "high": 0}, "duplicate"),
        (4, {"low": 0, "high": 0}, "outside"),
    ]
    assert case.layers["institution_ledger"].geometry.notna().all()


def _zones(*named: tuple[str, shapely.Geometry], **cells: str) -> Upload:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, **cells},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[list(lonlat(x, y)) for x, y in shape.exterior.coords]],
            },
        }
        for name, shape in named
    ]
    content = {"type": "FeatureCollection", "features": features}
    return Upload(name="zones.geojson", data=json.dumps(content).encode())


def test_other_zones_give_overlaps_and_a_percentile_and_the_zone_itself_is_left_out(judge: Judge) -> None:
    others = _zones(
        ("示例集聚区", FIELD),
        ("示例东区", shapely.box(80, 0, 180, 50.123)),
        ("示例西区", shapely.box(-100, 0, 0, 50.123)),
        ("示例远区", shapely.box(900, 0, 920, 200)),
    )
    case = judge((None, FIELD), layers={"zones": others}, vertex_accuracy_m=0.05)
    overlaps = {item["name"]: item for item in case.assessment.overlaps}
    assert set(overlaps) == {"示例东区", "示例西区"}
    east = overlaps["示例东区"]
    assert (east["layer"], east["touching"], east["within_noise"]) == ("zones", False, False)
    assert east["area_m2"] == pytest.approx(1002.46, rel=1e-4)
    assert (east["part_share"], east["feature_share"]) == pytest.approx((0.2, 0.2), rel=1e-4)
    # Drawn in the plane and written to a billionth of a degree: the shared side is noise at most.
    west = overlaps["示例西区"]
    assert west["touching"] or west["within_noise"]
    concentration = case.assessment.concentration
    assert concentration["compared_with"] == 3
    # The strip of 1 by 10 is less compact than the zone, so at least one of three lies below it.
    compact = concentration["percentiles"]["polsby_popper"]
    assert compact["among"] == 3
    assert compact["percentile"] >= 100 / 3


def test_without_other_zones_there_is_no_percentile(judge: Judge) -> None:
    concentration = judge((None, FIELD)).assessment.concentration
    assert (concentration["percentiles"], concentration["compared_with"]) == ({}, 0)


def test_an_overlap_says_what_day_its_layer_stands_for(judge: Judge) -> None:
    parks = _zones(("示例园区", shapely.box(50, 0, 180, 50)), 数据时间="2024-06")
    case = judge((None, FIELD), layers={"parks": parks})
    assert [item["vintage"] for item in case.assessment.overlaps] == ["2024-06"]
    undated = _zones(("示例园区", shapely.box(50, 0, 180, 50)))
    case = judge((None, FIELD), layers={"parks": undated})
    assert [item["vintage"] for item in case.assessment.overlaps] == [None]


def test_a_park_known_by_name_only_is_named(judge: Judge) -> None:
    parks = Upload(name="parks.csv", data="名称,级别\n示例科技园,省级\n".encode())
    zone = Zone(name="示例科技园知识产权集聚区", city="苏州市", demo=True)
    case = judge((None, FIELD), layers={"parks": parks}, zone=zone)
    assert [(o["name"], o["matched_by"], o["area_m2"]) for o in case.assessment.overlaps] == [
        ("示例科技园", "name", None)
    ]
