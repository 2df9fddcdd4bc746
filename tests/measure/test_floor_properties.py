"""What holds for every ledger, whatever stands in it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo.measure.floor import floor_account, floor_measurements
from geo.measure.ledger import ledger_from_features
from geo.model.footprint import make_footprint
from geo.model.reading import RawFeature
from geo.model.zone import Role

ZONE = make_footprint(
    [
        ("1", Role.CORE, "甲区", box(118.700, 32.000, 118.702, 32.002)),
        ("2", Role.CENTRE, "乙区", box(118.701, 32.000, 118.706, 32.002)),  # overlaps the core
        ("3", Role.BASE, "丙区", box(118.720, 32.000, 118.724, 32.002)),
    ]
)
LON, LAT = st.floats(118.699, 118.726), st.floats(31.999, 32.003)
PLACES = st.one_of(
    st.none(),
    st.builds(Point, LON, LAT),
    st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), LON, LAT, *[st.floats(1e-5, 2e-3)] * 2),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "at": PLACES,
            "建筑面积": st.one_of(st.none(), st.floats(1, 50_000), st.just("不详")),
            "层数": st.one_of(st.none(), st.integers(1, 30)),
            "层高": st.sampled_from([None, 2.1, 3.0]),
            "占地面积": st.one_of(st.none(), st.floats(10, 5_000)),
            "所在部分": st.sampled_from([None, "甲区", "2", "基地", "别处"]),
            "状态": st.sampled_from([None, "待定"]),
            "证": st.booleans(),
            "空置面积": st.one_of(st.none(), st.floats(0, 1_000)),
        }
    ),
    min_size=1,
    max_size=6,
)


def features(rows: list[dict[str, Any]]) -> list[RawFeature]:
    made = []
    for number, row in enumerate(rows, start=2):
        cells = {**row, "名称": f"楼{number}", "产权证号": f"证{number}" if row["证"] else None}
        at = cells.pop("at")
        cells.pop("证")
        made.append(RawFeature(row=number, attributes=cells, geometry=at))
    return made


@given(rows=ROWS)
@settings(max_examples=50, deadline=None)
def test_limits_hold_the_value_and_the_core_is_within_the_zone(rows: list[dict[str, Any]]) -> None:
    found = floor_measurements(ledger_from_features(features(rows)), ZONE)
    for measured in found.values():
        if measured.value is None or measured.low is None:
            continue
        assert measured.low <= measured.value + 1e-6
        assert measured.high is None or measured.value <= measured.high + 1e-6
        if measured.unit == "ratio":
            assert 0 <= measured.value <= 1 + 1e-9
    total, core = found["total_floor_area_m2"], found["core_floor_area_m2"]
    assert core.value is not None
    assert total.value is not None
    assert core.value <= total.value + 1e-6


@given(rows=ROWS, data=st.data())
@settings(max_examples=30, deadline=None)
def test_one_more_building_never_lowers_the_certain_or_the_possible(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    shown = features(rows)
    fewer = floor_measurements(ledger_from_features(shown[:-1] or shown), ZONE)["total_floor_area_m2"]
    more = floor_measurements(ledger_from_features(shown), ZONE)["total_floor_area_m2"]
    assert (more.low or 0) >= (fewer.low or 0) - 1e-6
    assert more.high is None or (fewer.high is not None and more.high >= fewer.high - 1e-6)


@given(rows=ROWS)
@settings(max_examples=30, deadline=None)
def test_every_building_is_accounted_for(rows: list[dict[str, Any]]) -> None:
    shown = features(rows)
    account = floor_account(ledger_from_features(shown), ZONE)
    assert [building.entry.row for building in account.buildings] == [feature.row for feature in shown]
    for target, total in account.sums.items():
        lows = [b.inside_m2[target][0] for b in account.buildings if b.entry.state.value == "evidenced"]
        assert abs(total.evidenced - sum(lows)) < 1e-5
        assert min(total.evidenced, total.declared, total.undetermined) >= -1e-6
