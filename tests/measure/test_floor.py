"""The buildings ledger: what it reads, what it doubts, and what it comes to inside a zone.

Buildings are drawn as shares of a degree, so that the share inside is known without measuring; areas
of outlines are stated, or worked out from the length of a degree at 32° N (94,493 m by 110,887 m).
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
from shapely import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo import words
from geo.i18n import LANGUAGES
from geo.measure.columns import match_columns, number_of, storeys_of
from geo.measure.floor import floor_account, floor_measurements, part_floor_measurements
from geo.measure.ledger import FIELDS, Ledger, State, ledger_from_features
from geo.model.footprint import make_footprint
from geo.model.reading import FeatureReading, RawFeature, Source
from geo.model.zone import Role

CORE = box(118.700, 32.000, 118.702, 32.002)
CENTRE = box(118.702, 32.000, 118.710, 32.002)
BASE = box(118.720, 32.000, 118.724, 32.002)


def zone() -> gpd.GeoDataFrame:
    return make_footprint(
        [("1", Role.CORE, "甲区", CORE), ("2", Role.CENTRE, "乙区", CENTRE), ("3", Role.BASE, "丙区", BASE)]
    )


def ledger(*rows: dict[str, Any]) -> Ledger:
    features = []
    for number, cells in enumerate(rows, start=2):
        given = dict(cells)
        features.append(RawFeature(row=number, geometry=given.pop("at", None), attributes=given))
    return ledger_from_features(features)


def codes(*rows: dict[str, Any]) -> list[str]:
    account = floor_account(ledger(*rows), zone())
    for issue in account.issues:
        for lang in LANGUAGES:
            assert "—" not in words.issue_message(issue, lang).replace("——", "")
            assert words.issue_action(issue, lang)
    return [issue.code.removeprefix("ledger.") for issue in account.issues]


def limits(name: str, *rows: dict[str, Any]) -> tuple[float | None, float | None, float | None]:
    found = floor_measurements(ledger(*rows), zone())[name]
    return found.low, found.value, found.high


def tower(**cells: Any) -> dict[str, Any]:
    return {"名称": "示范楼", "建筑面积": 3000, "产权证号": "示范1", "所在部分": "甲区", **cells}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234.5", 1234.5),
        ("１２３４", 1234.0),
        ("约5200平方米", 5200.0),
        ("1.2万㎡", 12000.0),
        (0, 0.0),
        (True, None),
        (float("nan"), None),
        ("", None),
        (None, None),
        ("-3", -3.0),
    ],
)
def test_numbers_as_people_write_them(cell: object, number: float | None) -> None:
    assert number_of(cell) == number


@pytest.mark.parametrize(
    ("cell", "storeys"), [("地上12层/地下2层", 14), (6, 6), ("6F", 6), ("5+1", 6), ("多层", None)]
)
def test_storeys_as_people_write_them(cell: object, storeys: float | None) -> None:
    assert storeys_of(cell) == storeys


@pytest.mark.parametrize(
    ("columns", "field", "column"),
    [
        (["建筑 面积（平方米）"], "floor_area", "建筑 面积（平方米）"),
        (["Floor Area (m2)"], "floor_area", "Floor Area (m2)"),
        (["floor_area"], "floor_area", "floor_area"),
        (["占地面积", "建筑面积"], "footprint_area", "占地面积"),
        (["产权证号*"], "certificate", "产权证号*"),
        (["证书类型/测绘标准"], "standard", "证书类型/测绘标准"),
        (["状态/依据"], "state", "状态/依据"),
        (["Longitude"], "lon", "Longitude"),
    ],
)
def test_headings_in_both_languages(columns: list[str], field: str, column: str) -> None:
    assert match_columns(columns, FIELDS)[field] == column


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"产权证号": "苏(示范)第1号"}, State.EVIDENCED),
        ({"产权证号": "无"}, State.DECLARED),
        ({}, State.DECLARED),
        ({"产权证号": "1", "状态": "在建"}, State.UNDETERMINED),
        ({"状态": "待定"}, State.UNDETERMINED),
        ({"状态": "有证"}, State.DECLARED),
        ({"状态": "规划"}, State.UNDETERMINED),
        ({"依据": "建设工程规划许可证"}, State.DECLARED),
    ],
)
def test_a_state_rests_on_the_certificate(cells: dict[str, Any], state: State) -> None:
    row = {"名称": "示范楼", "建筑面积": 1, **cells}
    assert ledger(row).entries[0].state is state


def test_the_three_states_are_kept_apart() -> None:
    rows = (
        tower(名称="甲楼"),
        tower(名称="乙楼", 产权证号="", 建筑面积=2000),
        tower(名称="丙楼", 产权证号="示范3", 建筑面积=500, 状态="待定"),
    )
    assert limits("total_floor_area_m2", *rows) == (3000.0, 5000.0, 5500.0)
    sums = floor_account(ledger(*rows), zone()).sums["zone"]
    assert (sums.evidenced, sums.declared, sums.undetermined) == (3000.0, 2000.0, 500.0)


def test_core_and_centre_count_what_stands_in_them() -> None:
    rows = (
        tower(名称="甲楼"),
        tower(名称="乙楼", 产权证号="2", 所在部分="2", 建筑面积=1000),
        tower(名称="丙楼", 产权证号="3", 所在部分="基地", 建筑面积=400),
    )
    assert limits("core_floor_area_m2", *rows) == (3000.0, 3000.0, 3000.0)
    assert limits("centre_floor_area_m2", *rows) == (1000.0, 1000.0, 1000.0)
    assert limits("total_floor_area_m2", *rows) == (4400.0, 4400.0, 4400.0)
    assert limits("core_floor_share", *rows)[1] == pytest.approx(3000 / 4400)
    parts = part_floor_measurements(floor_account(ledger(*rows), zone()), zone())
    assert {part: m.value for part, m in parts.items()} == {"1": 3000.0, "2": 1000.0, "3": 400.0}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        # 3,000 m² in the core for certain; beside it 1,000 certain and 600 declared: 3000/4600 to 3000/4000.
        (
            [tower(), tower(名称="乙楼", 建筑面积=1000, 产权证号="示范2", 所在部分="乙区"),
             tower(名称="丙楼", 建筑面积=600, 产权证号="", 所在部分="乙区")],
            (3000 / 4600, 3000 / 4600, 3000 / 4000),
        ),
        # Beside it a building of which nothing is known: it may be of any size.
        ([tower(), tower(名称="乙楼", 建筑面积="", 产权证号="", 所在部分="乙区")], (0.0, 1.0, 1.0)),
        # Only one, and nobody knows where.
        ([tower(所在部分="")], (0.0, None, 1.0)),
        # All of it is in the core, proved or not.
        ([tower(产权证号="")], (None, 1.0, None)),
    ],
)  # fmt: skip
def test_the_share_of_the_core_has_the_limits_of_what_is_not_proved(
    rows: list[dict[str, Any]], told: tuple[float | None, ...]
) -> None:
    assert limits("core_floor_share", *rows) == pytest.approx(told)


def test_without_a_core_the_core_is_not_measured() -> None:
    plain = make_footprint([("1", None, "甲区", CORE)])
    found = floor_measurements(ledger(tower()), plain)
    assert found["core_floor_area_m2"].value is None
    assert found["centre_floor_area_m2"].value is None
    assert found["total_floor_area_m2"].value == 3000.0


def test_an_empty_ledger_measures_nothing() -> None:
    assert {m.value for m in floor_measurements(ledger(), zone()).values()} == {None}


def test_a_point_is_in_or_out() -> None:
    inside, outside = Point(118.701, 32.001), Point(118.715, 32.001)
    assert limits("total_floor_area_m2", tower(at=inside)) == (3000.0, 3000.0, 3000.0)
    assert limits("total_floor_area_m2", tower(at=outside)) == (0.0, 0.0, 0.0)
    assert codes(tower(at=outside)) == ["outside"]


@pytest.mark.parametrize("metres", [-10, 10])
def test_a_point_at_the_boundary_is_undetermined(metres: float) -> None:
    at = Point(118.700 + metres / 94_493, 32.001)
    assert limits("total_floor_area_m2", tower(at=at)) == (0.0, 0.0, 3000.0)
    assert codes(tower(at=at)) == ["near_boundary"]


def test_a_point_twenty_metres_away_is_settled() -> None:
    assert codes(tower(at=Point(118.700 + 20 / 94_493, 32.001))) == []


def test_coordinates_stand_in_columns_too() -> None:
    row = tower(经度="118.701", 纬度=32.001)
    assert limits("core_floor_area_m2", row)[1] == 3000.0
    assert codes(tower(经度="东边", 纬度="", 所在部分="甲区")) == ["bad_lonlat"]


def cut(share: float, **cells: Any) -> dict[str, Any]:
    """A building of which this share lies within the zone, across its west side."""
    west, east = 118.700 - 0.0002 * (1 - share), 118.700 + 0.0002 * share
    return tower(at=box(west, 32.0005, east, 32.0007), **cells)


def test_a_cut_building_counts_by_its_outline() -> None:
    assert limits("total_floor_area_m2", cut(0.25)) == (0.0, pytest.approx(750.0, rel=1e-6), 3000.0)
    assert codes(cut(0.25)) == ["partly_inside"]


def test_a_cut_building_with_storeys_has_narrower_limits() -> None:
    # Outline 18.8986 m by 22.1774 m = 419.12 m²; 8 storeys hold 3353.0 m², a tenth more 3688.3 m².
    low, value, high = limits("total_floor_area_m2", cut(0.25, 层数=8))
    assert value == pytest.approx(750.0, rel=1e-6)
    assert low == pytest.approx(3000 - 0.75 * 3688.3, abs=1.0)
    assert high == pytest.approx(0.25 * 3688.3, abs=1.0)


def test_a_sliver_outside_is_survey_noise() -> None:
    assert codes(cut(0.9995)) == []
    assert limits("total_floor_area_m2", cut(0.9995)) == (3000.0, 3000.0, 3000.0)


def test_a_building_over_two_parts_of_the_zone_is_counted_once() -> None:
    across = box(118.7015, 32.0005, 118.7025, 32.0007)
    assert limits("total_floor_area_m2", tower(at=across)) == (3000.0, 3000.0, 3000.0)
    assert limits("core_floor_area_m2", tower(at=across))[1] == pytest.approx(1500.0, rel=1e-6)


def test_without_a_place_a_building_is_undetermined() -> None:
    row = tower(所在部分="", 地址="示范路1号")
    assert limits("total_floor_area_m2", row) == (0.0, 0.0, 3000.0)
    assert codes(row) == ["no_place"]
    assert codes(tower(所在部分="丁区")) == ["unknown_part"]


def test_coordinates_win_over_the_stated_part() -> None:
    row = tower(at=Point(118.705, 32.001), 所在部分="甲区")
    assert codes(row) == ["other_part"]
    assert limits("core_floor_area_m2", row)[1] == 0.0


@pytest.mark.parametrize(
    ("cells", "found", "low", "high"),
    [
        ({"占地面积": 600, "层数": 5}, [], 3000.0, 3000.0),
        ({"占地面积": 550, "层数": 5}, [], 3000.0, 3000.0),  # 2750 m² and a tenth is 3025
        ({"占地面积": 500, "层数": 5}, ["above_capacity"], 2750.0, 3000.0),
        ({"占地面积": 1000, "层数": 5, "层高": 2.19}, ["low_storeys"], 2750.0, 3000.0),
        ({"占地面积": 1000, "层数": 5, "层高": 2.20}, [], 3000.0, 3000.0),
        ({"占地面积": 500}, [], 3000.0, 3000.0),
    ],
)
def test_more_floor_than_the_storeys_hold(
    cells: dict[str, Any], found: list[str], low: float, high: float
) -> None:
    assert codes(tower(**cells)) == found
    reached = limits("total_floor_area_m2", tower(**cells))
    assert reached == (pytest.approx(low), pytest.approx(low), pytest.approx(high))


def test_a_drawn_outline_wins_over_the_stated_one() -> None:
    # 0.0002° by 0.0002° at 32° N is 18.8986 m by 22.1774 m, 419.12 m².
    shape = box(118.7005, 32.0005, 118.7007, 32.0007)
    row = tower(at=shape, 占地面积=900, 层数=8)
    assert codes(row) == ["outline_differs"]
    assert ledger(row).entries[0].outline_m2 == pytest.approx(419.12, abs=0.05)


def test_area_not_stated_is_at_most_what_the_storeys_hold() -> None:
    row = tower(建筑面积="", 占地面积=500, 层数=4)
    assert codes(row) == ["estimated"]
    assert limits("total_floor_area_m2", row) == (0.0, 0.0, 2000.0)


@pytest.mark.parametrize("area", ["", None, "不详", 0])
def test_area_unknown_leaves_no_upper_limit(area: object) -> None:
    row = tower(建筑面积=area)
    assert limits("total_floor_area_m2", row, tower(名称="乙", 产权证号="2")) == (3000.0, 3000.0, None)
    assert codes(row)[-1] == "no_area"


def test_a_negative_area_is_refused() -> None:
    assert codes(tower(建筑面积=-5)) == ["bad_number", "no_area"]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"产权证号": "示范2"}, "duplicate_name"),
        ({"名称": "另一楼"}, "duplicate_certificate"),
        (
            {"名称": "另一楼", "产权证号": "2", "at": box(118.7005, 32.0005, 118.7007, 32.00068)},
            "duplicate_outline",
        ),
    ],
)
def test_a_repeated_building_is_undetermined(second: dict[str, Any], code: str) -> None:
    rows = (tower(at=box(118.7005, 32.0005, 118.7007, 32.0007)), tower(**second))
    assert codes(*rows) == [code]
    assert limits("total_floor_area_m2", *rows) == (3000.0, 3000.0, 6000.0)


def test_blocks_of_one_name_and_one_certificate_over_several_buildings_are_not_repetitions() -> None:
    assert codes(tower(楼栋="1幢"), tower(楼栋="2幢", 产权证号="示范2")) == []
    assert codes(tower(名称="甲"), tower(名称="乙", 建筑面积=1000)) == []


def test_vacancy_with_what_is_not_said() -> None:
    rows = (
        tower(名称="甲", 空置面积=600),
        tower(名称="乙", 产权证号="2", 建筑面积=1000, 已使用面积=900),
        tower(名称="丙", 产权证号="3", 建筑面积=1000),
    )
    # 600 + 100 vacant of 4000 told, of 5000 in all; the 1000 that do not say are none or all vacant.
    low, value, high = limits("vacant_floor_share", *rows)
    assert (low, value, high) == (pytest.approx(0.14), pytest.approx(0.175), pytest.approx(0.34))
    assert limits("vacant_floor_share", tower())[1] is None
    assert codes(tower(空置面积=2000, 已使用面积=1500)) == ["use_above_area"]


def test_land_without_buildings() -> None:
    alone = make_footprint([("1", None, "甲区", CORE)])
    half = box(118.700, 32.000, 118.701, 32.002)
    assert floor_measurements(ledger(tower(at=half)), alone)["unbuilt_land_share"].value == pytest.approx(0.5)
    twice = ledger(tower(at=half), tower(名称="乙", 产权证号="2", at=half))
    assert floor_measurements(twice, alone)["unbuilt_land_share"].value == pytest.approx(0.5)
    assert floor_measurements(ledger(tower()), alone)["unbuilt_land_share"].value is None
    beyond = floor_measurements(ledger(tower(at=half), tower(名称="乙", 产权证号="2")), alone)
    assert beyond["unbuilt_land_share"].low == 0.0


def test_a_ledger_without_its_column_says_which_it_found() -> None:
    source = Source(name="台账.xlsx", sha256="0", size=1, format="xlsx")
    features = (RawFeature(row=2, attributes={"名称": "甲", "面积数": 3}),)
    read = ledger_from_features(FeatureReading(source=source, columns=("名称", "面积数"), features=features))
    assert [issue.code for issue in read.issues] == ["ledger.no_area_column"]
    assert "名称、面积数" in words.issue_message(read.issues[0])
    assert read.issues[0].where.file == "台账.xlsx"


def test_blank_rows_are_no_buildings() -> None:
    assert ledger({"名称": "", "建筑面积": None}, tower()).entries[0].row == 3


@pytest.mark.parametrize(
    "shape",
    [
        Polygon([(118.7005, 32.0005), (118.7007, 32.0007), (118.7007, 32.0005), (118.7005, 32.0007)]),
        Point(),
        Polygon(),
    ],
)
def test_a_broken_outline_does_not_stop_the_ledger(shape: BaseGeometry) -> None:
    assert limits("total_floor_area_m2", tower(at=shape))[1] == 3000.0
