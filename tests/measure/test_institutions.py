"""Institutions: which are market-oriented, which are the same, which lie inside."""

from __future__ import annotations

import io
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
from shapely import Point, box

from geo import words
from geo.errors import UsageError
from geo.i18n import LANGUAGES
from geo.intake import read_features
from geo.measure import ledger as ledger_module
from geo.measure import roster as roster_module
from geo.measure.categories import CATEGORIES, PUBLIC, category_of
from geo.measure.columns import match_columns
from geo.measure.institutions import (
    InstitutionAccount,
    institution_account,
    institution_categories,
    institution_measurements,
)
from geo.measure.ledger import Ledger, ledger_from_features
from geo.measure.roster import bare_name, institutions_from_features
from geo.measure.templates import KINDS, template
from geo.model.footprint import make_footprint
from geo.model.reading import RawFeature
from geo.model.zone import Role

CORE = box(118.700, 32.000, 118.702, 32.002)
BASE = box(118.702, 32.000, 118.710, 32.002)
INSIDE, OUTSIDE, EDGE = Point(118.705, 32.001), Point(118.715, 32.001), Point(118.71005, 32.001)


def zone() -> gpd.GeoDataFrame:
    return make_footprint([("1", Role.CORE, "甲区", CORE), ("2", Role.BASE, "乙区", BASE)])


def buildings() -> Ledger:
    rows = [
        ({"名称": "示范大厦", "建筑面积": 100}, Point(118.701, 32.001)),
        ({"名称": "远方大厦", "建筑面积": 100}, OUTSIDE),
        ({"名称": "跨界大厦", "建筑面积": 100}, box(118.7098, 32.0005, 118.7102, 32.0007)),
    ]
    return ledger_from_features(
        [RawFeature(row=n, attributes=cells, geometry=at) for n, (cells, at) in enumerate(rows, start=2)]
    )


def account(*rows: dict[str, Any]) -> InstitutionAccount:
    features = []
    for number, cells in enumerate(rows, start=2):
        given = dict(cells)
        features.append(RawFeature(row=number, geometry=given.pop("at", None), attributes=given))
    found = institution_account(institutions_from_features(features), zone(), buildings())
    for issue in found.issues:
        for lang in LANGUAGES:
            assert words.issue_message(issue, lang)
            assert words.issue_action(issue, lang)
    return found


def counted(*rows: dict[str, Any]) -> tuple[float | None, float | None]:
    found = institution_measurements(account(*rows), zone())["market_institutions"]
    assert found.value == found.low
    return found.low, found.high


def codes(*rows: dict[str, Any]) -> list[str]:
    return [issue.code.removeprefix("institution.") for issue in account(*rows).issues]


def firm(name: str = "示范律师事务所", **cells: Any) -> dict[str, Any]:
    return {"名称": name, "类别": "", "at": INSIDE, **cells}


@pytest.mark.parametrize(
    ("stated", "name", "category"),
    [
        ("", "示范市知识产权保护中心", "protection_centre"),
        ("", "示范市（家居）快速维权中心", "rapid_centre"),
        ("", "国家知识产权局专利局示范代办处", "service_window"),
        ("", "示范市商标业务受理窗口", "service_window"),
        ("知识产权保护中心", "示范中心", "protection_centre"),
        ("公共服务", "示范服务站", "public_platform"),
        ("法律服务", "示范市知识产权保护中心", "protection_centre"),
        ("专利代理", "示范专利商标事务所", "patent_agency"),
        ("", "示范专利代理事务所（普通合伙）", "patent_agency"),
        ("商标代理", "示范品牌有限公司", "trademark_agency"),
        ("", "北京示范（南京）律师事务所", "legal"),
        ("", "示范知识产权运营有限公司", "operation"),
        ("", "示范资产评估有限公司", "valuation"),
        ("信息服务", "示范科技有限公司", "information"),
        ("", "示范知识产权咨询有限公司", "consulting"),
        ("其他", "示范科技有限公司", "other_market"),
        ("", "示范科技有限公司", None),
        ("特殊", "示范科技有限公司", None),
        ("patent_agency", "Sample", "patent_agency"),
        ("Legal services", "Sample", "legal"),
    ],
)
def test_categories_by_word_and_by_name(stated: str, name: str, category: str | None) -> None:
    assert category_of(stated, name)[0] == category


def test_every_category_is_found_by_its_own_words() -> None:
    for key, category in CATEGORIES.items():
        assert category_of(category.zh, "示范")[0] == key
        assert category_of(category.en, "示范")[0] == key


def test_the_three_platforms_of_the_draft_are_public() -> None:
    assert {"protection_centre", "rapid_centre", "service_window"} < set(PUBLIC)


def test_platforms_are_counted_apart() -> None:
    found = account(firm(), firm("示范市知识产权保护中心"), firm("示范市快速维权中心"))
    measured = institution_measurements(found, zone())
    assert measured["market_institutions"].value == 1.0
    assert measured["public_platforms"].value == 2.0
    assert institution_categories(found)["rapid_centre"].value == 1.0


def test_a_platform_labelled_as_a_firm_does_not_count() -> None:
    row = firm("示范市知识产权保护中心", 类别="咨询")
    assert codes(row) == ["platform_by_name"]
    assert counted(row) == (0.0, 0.0)


def test_an_unknown_category_is_doubtful() -> None:
    assert codes(firm("示范科技有限公司")) == ["unknown_category"]
    assert counted(firm("示范科技有限公司")) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("cells", "reached", "code"),
    [
        ({}, (1.0, 1.0), None),
        ({"at": OUTSIDE}, (0.0, 0.0), "outside"),
        ({"at": EDGE}, (0.0, 1.0), "near_boundary"),
        ({"at": None}, (0.0, 1.0), "no_place"),
        ({"at": None, "地址": "示范路1号"}, (0.0, 1.0), "no_place"),
        ({"at": None, "经度": "118.705", "纬度": "32.001"}, (1.0, 1.0), None),
        ({"at": None, "经度": "x", "纬度": "y"}, (0.0, 1.0), "bad_lonlat"),
        ({"at": None, "所在楼栋": "示范大厦"}, (1.0, 1.0), "by_building"),
        ({"at": None, "所在楼栋": "示范大厦 12层"}, (1.0, 1.0), "by_building"),
        ({"at": None, "地址": "示范路1号示范大厦1203室"}, (1.0, 1.0), "by_building"),
        ({"at": None, "所在楼栋": "远方大厦"}, (0.0, 0.0), "outside"),
        ({"at": None, "所在楼栋": "跨界大厦"}, (0.0, 1.0), "building_doubtful"),
        ({"at": None, "所在楼栋": "无名大厦"}, (0.0, 1.0), "no_place"),
        ({"at": None, "所在部分": "乙区"}, (1.0, 1.0), None),
        ({"at": EDGE, "所在楼栋": "示范大厦"}, (1.0, 1.0), None),
        ({"at": INSIDE, "所在楼栋": "远方大厦"}, (0.0, 1.0), "building_disagrees"),
        ({"at": OUTSIDE, "所在楼栋": "示范大厦"}, (0.0, 1.0), "building_disagrees"),
        ({"状态": "拟入驻"}, (0.0, 0.0), "not_resident"),
        ({"状态": "已签约"}, (0.0, 0.0), "not_resident"),
        ({"状态": "已签约入驻"}, (1.0, 1.0), None),
        ({"状态": "在驻"}, (1.0, 1.0), None),
    ],
)
def test_place_decides_what_counts(
    cells: dict[str, Any], reached: tuple[float, float], code: str | None
) -> None:
    row = firm(**cells)
    assert counted(row) == reached
    assert codes(row)[:1] == ([] if code is None else [code])


@pytest.mark.parametrize(
    ("second", "code", "reached"),
    [
        (firm("示范律师事务所（普通合伙）"), "duplicate", (1.0, 1.0)),
        (firm("示 范 律师事务所"), "duplicate", (1.0, 1.0)),
        (firm("示范律师事务所南京分所"), "branch", (1.0, 2.0)),
        (firm("另一家律师事务所"), None, (2.0, 2.0)),
        (firm("规范律师事务所"), "similar", (2.0, 2.0)),
        (firm("示范律师事务所", at=OUTSIDE), "duplicate", (1.0, 1.0)),
    ],
)
def test_repetitions(second: dict[str, Any], code: str | None, reached: tuple[float, float]) -> None:
    assert counted(firm(), second) == reached
    assert codes(firm(), second)[:1] == ([] if code is None else [code])


def test_of_a_repeated_institution_the_row_inside_counts() -> None:
    assert counted(firm(at=OUTSIDE), firm()) == (1.0, 1.0)


def test_three_rows_of_one_institution_count_once() -> None:
    assert counted(firm(), firm(), firm()) == (1.0, 1.0)


def test_one_credit_code_is_one_institution() -> None:
    rows = (
        firm(统一社会信用代码="91320100示范"),
        firm("改名律师事务所有限公司", 统一社会信用代码="91320100示范"),
    )
    assert counted(*rows) == (1.0, 1.0)
    assert codes(*rows) == ["duplicate_code"]


def test_numbered_demonstration_names_are_not_similar() -> None:
    assert codes(*(firm(f"示范第{n}律师事务所") for n in "一二三四")) == []


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("示范（南京）知识产权代理有限公司", "示范南京知识产权代理"),
        ("示范知识产权集团股份有限公司", "示范知识产权集团"),
        ("ＡＢＣ Co., Ltd.", "abc"),
    ],
)
def test_names_without_legal_form(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def test_shares_and_density() -> None:
    core, base = Point(118.701, 32.001), INSIDE
    found = institution_measurements(
        account(firm("甲律师事务所", at=core), firm("乙律师事务所", at=base), firm("丙律师事务所", at=base)),
        zone(),
    )
    assert found["core_institution_share"].value == pytest.approx(1 / 3)
    # 0.010° by 0.002° at 32.001° N: 944.92 m by 221.77 m = 20.956 ha.
    assert found["institutions_per_ha"].value == pytest.approx(3 / 20.956, rel=1e-3)


@pytest.mark.parametrize(
    ("rows", "least", "value", "most"),
    [
        # One in the base, one nobody knows where: none, or one of two.
        ([{}, {"at": None}], 0.0, 0.0, 1 / 2),
        # Only one, nobody knows where: in the core or not.
        ([{"at": None}], 0.0, None, 1.0),
        # Of doubtful kind, but in the core for certain: the share is one whether it counts or not.
        ([{"at": Point(118.701, 32.001)}, {"名称": "丁", "at": Point(118.701, 32.001)}], None, 1.0, None),
        ([{}, {"名称": "丁", "at": Point(118.701, 32.001)}], 0.0, 0.0, 1 / 2),
        ([{"at": None, "所在部分": "甲区"}, {"at": None, "所在部分": "乙区"}], None, 1 / 2, None),
        ([{"at": OUTSIDE}], None, None, None),
    ],
)
def test_doubtful_institutions_leave_the_share_of_the_core_between_two_ends(
    rows: list[dict[str, Any]], least: float | None, value: float | None, most: float | None
) -> None:
    firms = [firm(**{"名称": f"{name}律师事务所", **row}) for name, row in zip("甲乙", rows, strict=False)]
    share = institution_measurements(account(*firms), zone())["core_institution_share"]
    assert (share.low, share.value, share.high) == (least, value, most)


def test_a_share_that_may_be_anything_is_told_as_undetermined() -> None:
    # Both stand in the centre, of which the core is a part: in the core, or not.
    land = make_footprint([("1", Role.CORE, "甲区", CORE), ("2", Role.CENTRE, "中心", CORE.union(BASE))])
    rows = [RawFeature(row=n, attributes={"名称": f"{n}律师事务所", "所在部分": "中心"}) for n in (2, 3)]
    roster = institutions_from_features(rows)
    share = institution_measurements(institution_account(roster, land), land)["core_institution_share"]
    assert (share.low, share.value, share.high) == (0.0, 0.0, 1.0)
    assert words.measurement(share).startswith("无法判定：0 % 至 100 %（")
    assert words.measurement(share, "en").startswith("cannot be told: 0 % to 100 % (")


def test_a_list_that_could_not_be_read_measures_nothing() -> None:
    roster = institutions_from_features([RawFeature(row=2, attributes={"什么": "甲"})])
    assert [issue.code for issue in roster.issues] == ["institution.no_name_column"]
    found = institution_measurements(roster, zone())
    assert {m.value for m in found.values()} == {None}
    assert institution_categories(institution_account(roster, zone())) == {}


def test_a_row_without_a_name_is_told() -> None:
    assert codes(firm(""), firm()) == ["no_name"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_is_read_back_column_by_column(kind: str, lang: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(kind, lang)))
    headings = [cell.value for cell in book.worksheets[0][1]]
    fields = {"buildings": ledger_module.FIELDS, "institutions": roster_module.FIELDS}[kind]
    assert list(match_columns(headings, fields)) == list(fields)
    explained = book.worksheets[1]["A1"].value.splitlines()
    assert [
        line.split("：")[0].split(":")[0].removesuffix(" (required)").removesuffix("（必填）")
        for line in explained[2:]
    ] == headings
    assert book.worksheets[1].dimensions == "A1:A1" or book.worksheets[1].max_row == 1
    lists = book.worksheets[0].data_validations.dataValidation
    assert len(lists) == 2
    assert all(len(rule.formula1) <= 257 for rule in lists)  # Excel takes no longer list


def test_there_is_no_template_of_another_kind() -> None:
    with pytest.raises(UsageError, match=r"template\.unknown"):
        template("roads")


def test_a_filled_template_is_read_by_the_door() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("buildings")))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = {"名称": "示范楼", "建筑面积": 5200.5, "产权证号": "示范1", "所在部分": "甲区", "层数": "地上12层"}
    for heading, value in row.items():
        sheet.cell(row=2, column=columns[heading], value=value)
    buffer = io.BytesIO()
    book.save(buffer)
    ledger = ledger_from_features(read_features(buffer.getvalue(), name="台账.xlsx"))
    assert [(e.name, e.counted_m2, e.state.value, e.storeys) for e in ledger.entries] == [
        ("示范楼", 5200.5, "evidenced", 12.0)
    ]
    assert ledger.issues == ()


def test_what_the_template_offers_is_understood() -> None:
    for choice in KINDS["institutions"].lists["category"]:
        assert category_of(choice, "示范")[0] is not None
    resident = {
        choice: institutions_from_features(
            [RawFeature(row=2, attributes={"名称": "甲", "类别": "其他", "状态": choice})]
        )
        .entries[0]
        .resident
        for choice in KINDS["institutions"].lists["state"]
    }
    assert resident == {"在驻": True, "拟入驻": False, "已退出": False}
