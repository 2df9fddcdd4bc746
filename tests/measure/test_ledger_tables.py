"""What stands in a ledger besides its rows: the unit of a column, and the rows that sum others."""

from __future__ import annotations

from typing import Any

import pytest

from geo import words
from geo.i18n import LANGUAGES
from geo.measure.floor import floor_measurements
from geo.measure.ledger import Ledger, State, ledger_from_features
from geo.measure.roster import institutions_from_features
from geo.model.issue import Issue, Severity
from geo.model.reading import FeatureReading, RawFeature, Source
from tests.measure.test_floor import zone


def table(rows: list[dict[str, Any]], *above: str) -> FeatureReading:
    features = tuple(RawFeature(row=row, attributes=cells) for row, cells in enumerate(rows, start=5))
    source = Source(name="a.xlsx", sha256="0", size=1, format="corners_xlsx")
    return FeatureReading(
        source=source, columns=tuple(rows[0]), features=features, heading_row=4, above=above
    )


def told(issues: tuple[Issue, ...]) -> list[tuple[str, str]]:
    for issue in issues:
        for lang in LANGUAGES:
            assert words.issue_message(issue, lang)
            assert words.issue_action(issue, lang)
    return [(issue.code.partition(".")[2], issue.severity.value) for issue in issues]


def one(heading: str, cell: Any, *above: str) -> Ledger:
    return ledger_from_features(table([{"名称": "甲", heading: cell, "产权证号": "示范1"}], *above))


@pytest.mark.parametrize(
    ("heading", "cell", "area"),
    [
        ("建筑面积（万平方米）", 0.6, 6000),
        ("建筑面积(万㎡)", "0.6", 6000),
        ("建筑面积（单位：万平米）", 0.6, 6000),
        ("建筑面积/万平方米", 0.6, 6000),
        ("建筑面积（亩）", 9, 6000),
        ("建筑面积（公顷）", 0.6, 6000),
        ("Floor area [ha]", 0.6, 6000),
        ("建筑面积㎡", 6000, 6000),
        ("建筑面积（㎡）", 6000, 6000),
        ("建筑面积（m²）", 6000, 6000),
        ("建筑面积（平方公里）", 0.006, 6000),
        ("建筑面积（万平方米）", "6000㎡", 6000),
        ("建筑面积（万平方米）", "0.6万", 6000),
        ("建筑面积（含地下，万平方米）", 0.6, 6000),
        ("建筑面积（证载）", 6000, 6000),
    ],
)
def test_the_unit_of_a_heading_is_applied_and_told(heading: str, cell: Any, area: float) -> None:
    found = one(heading, cell)
    assert found.entries[0].stated_m2 == pytest.approx(area)
    plain = heading in {"建筑面积㎡", "建筑面积（㎡）", "建筑面积（m²）", "建筑面积（证载）"}
    assert told(found.issues) == ([] if plain else [("unit_read", "note")])


def test_the_unit_stated_above_the_headings_holds_where_they_have_none() -> None:
    assert one("建筑面积", 0.6, "填报单位：示例公司", "单位：万平方米").entries[0].stated_m2 == 6000
    assert one("建筑面积（㎡）", 6000, "单位：万平方米").entries[0].stated_m2 == 6000
    assert one("建筑面积", 6000, "填报单位：示例公司", "单位：米、平方米").entries[0].stated_m2 == 6000


@pytest.mark.parametrize(
    "heading", ["建筑面积（平方英尺）", "建筑面积（坪）", "建筑面积（米）", "建筑面积（单位：间）"]
)
def test_an_unknown_unit_makes_the_figure_undetermined(heading: str) -> None:
    found = one(heading, 0.6)
    (entry,) = found.entries
    assert (entry.stated_m2, entry.ceiling_m2, entry.state) == (None, None, State.UNDETERMINED)
    assert told(found.issues) == [("unit_unknown", "warning")]
    assert found.issues[0].where.row == 4


@pytest.mark.parametrize("word", ["合计", "合 计", "总计：", "Total", "合计（2栋）", "核心区小计"])
def test_a_total_is_no_building(word: str) -> None:
    rows = [
        {"编号": 1, "名称": "甲", "建筑面积": 3000, "所在部分": "甲区"},
        {"编号": 2, "名称": "合计大厦", "建筑面积": 2000, "所在部分": "甲区"},
        {"编号": word, "名称": None, "建筑面积": 5000, "所在部分": None},
    ]
    by_first_cell = ledger_from_features(table(rows))
    by_name = ledger_from_features(table([*rows[:2], {**rows[2], "编号": None, "名称": word}]))
    for found in (by_first_cell, by_name):
        assert [entry.name for entry in found.entries] == ["甲", "合计大厦"]
        assert told(found.issues) == [("totals_left_out", "note")]
        assert floor_measurements(found, zone())["total_floor_area_m2"].value == 5000


def test_a_total_that_differs_from_its_rows_is_told() -> None:
    rows = [
        {"名称": "甲", "建筑面积": 3000},
        {"名称": "小计", "建筑面积": 3000},
        {"名称": "乙", "建筑面积": 2000},
        {"名称": "小计", "建筑面积": 2600},
        {"名称": "总计", "建筑面积": 5000},
    ]
    found = ledger_from_features(table(rows))
    assert told(found.issues) == [("totals_left_out", "note"), ("total_differs", "warning")]
    assert (found.issues[1].where.row, found.issues[1].params["found"]) == (8, 2000)


def test_a_total_is_no_institution() -> None:
    rows = [{"序号": 1, "名称": "示范律师事务所"}, {"序号": 2, "名称": "示范专利事务所"}]
    agreed = institutions_from_features(table([*rows, {"序号": "合计", "名称": "2家"}]))
    assert (len(agreed.entries), told(agreed.issues)) == (2, [("totals_left_out", "note")])
    wrong = institutions_from_features(table([*rows, {"序号": "合计", "名称": "16家"}]))
    assert told(wrong.issues) == [("totals_left_out", "note"), ("total_differs", "warning")]


def test_without_a_column_of_area_the_headings_found_are_named_with_their_row() -> None:
    found = ledger_from_features(table([{"名称": "甲", "层数": 3}]))
    (issue,) = [issue for issue in found.issues if issue.severity is Severity.ERROR]
    assert "第 4 行的表头是：名称、层数" in words.issue_message(issue, "zh")
    assert (len(found.entries), len(found.issues)) == (1, 1)
