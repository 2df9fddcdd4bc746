"""Ledgers as people keep them: titles above the headings, formulas, coordinates the wrong way round."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from geo import words
from geo.i18n import LANGUAGES
from geo.intake import read_features
from geo.intake.sandbox import Sandbox
from geo.model.reading import FeatureReading


def workbook(rows: list[list[Any]], merge: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def told(reading: FeatureReading, lang: str = "zh") -> str:
    return "\n".join(
        f"{words.issue_message(issue, lang)}\n{words.issue_action(issue, lang)}" for issue in reading.issues
    )


TITLED = [
    ["示范区建筑台账（2026 年）", None, None, None],
    ["填报单位：示例公司", None, None, "单位：万平方米"],
    [],
    ["编号", "名称", None, "建筑面积"],
    [1, "甲楼", None, 0.6],
    [2, "乙楼", "旁注", 0.2],
]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_headings_below_titles_are_found(sandbox: Sandbox, form: str) -> None:
    data = workbook(TITLED, "A1:D1")
    if form == "csv":
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in TITLED]
        data = "\n".join(lines).encode("gbk")
    found = read_features(data, name=f"a.{form}", sandbox=sandbox)
    assert found.columns == ("编号", "名称", "建筑面积")  # the column without a heading gets no made-up name
    assert (found.heading_row, found.above[-1]) == (4, "单位：万平方米")
    assert [(f.row, f.attributes["名称"], f.attributes["建筑面积"]) for f in found.features] == [
        (5, "甲楼", 0.6),
        (6, "乙楼", 0.2),
    ]


def test_headings_in_two_rows(sandbox: Sandbox) -> None:
    rows = [
        ["台账"],
        ["名称", "建筑面积", "坐标", None],
        [None, None, "经度", "纬度"],
        ["甲", 5, 118.7, 32.0],
    ]
    found = read_features(workbook(rows, "C2:D2"), name="a.xlsx", sandbox=sandbox)
    assert found.columns == ("名称", "建筑面积", "经度", "纬度")
    assert [f.geometry.wkt for f in found.features if f.geometry is not None] == ["POINT (118.7 32)"]


def test_a_plain_table_keeps_its_first_row_as_headings(sandbox: Sandbox) -> None:
    found = read_features("楼,平米\n名称楼,经度\n乙,4\n".encode(), name="a.csv", sandbox=sandbox)
    assert (found.columns, len(found.features)) == (("楼", "平米"), 2)
    titled = read_features("台账,单位：平方米\n楼,平米\n乙,4\n".encode(), name="a.csv", sandbox=sandbox)
    assert (titled.columns, titled.heading_row) == (("楼", "平米"), 2)


def test_a_formula_without_a_stored_result_is_told_as_one(sandbox: Sandbox) -> None:
    rows = [["名称", "建筑面积"], ["甲", "=100*2"], ["乙", 300], ["丙", "=A1"]]
    found = read_features(workbook(rows), name="a.xlsx", sandbox=sandbox)
    assert [f.attributes["建筑面积"] for f in found.features] == [None, 300, None]
    assert [(i.code, i.params["rows"]) for i in found.issues] == [("table.formula", [2, 4])]
    for lang in LANGUAGES:
        assert "\ufffc" not in told(found, lang)
    assert "重新保存" in told(found)


@pytest.mark.parametrize("names", ["经度,纬度", "东经,北纬"])
def test_some_rows_with_longitude_and_latitude_exchanged(sandbox: Sandbox, names: str) -> None:
    text = f"名称,{names}\n甲,118.7,32.0\n乙,32.1,118.8\n丙,118.9,32.2\n"
    found = read_features(text.encode(), name="a.csv", sandbox=sandbox)
    assert [(f.geometry.x, f.geometry.y) for f in found.features] == [
        (118.7, 32.0),
        (118.8, 32.1),
        (118.9, 32.2),
    ]
    assert [(i.code, i.where.row, i.params["count"]) for i in found.issues] == [("table.swapped", 3, 1)]
    assert "像是填反了" in told(found)


def _docx() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (_docx(), "说明.docx"),
        (b"%PDF-1.7\n1 0 obj\n", "a.pdf"),
        (b"\x89PNG" + b"\0" * 90, "a.png"),
        (bytes(range(7)), "a"),
    ],
)
def test_a_refused_ledger_is_told_how_ledgers_are_sent(sandbox: Sandbox, data: bytes, name: str) -> None:
    found = read_features(data, name=name, sandbox=sandbox)
    for lang in LANGUAGES:
        advice = "\n".join(words.issue_action(issue, lang, command=True) for issue in found.issues)
        assert "XLSX" in advice
        assert "sizhi template buildings" in advice
        assert "界址点" not in told(found, lang)
        assert "surveyor" not in told(found, lang)


def test_nobody_misses_the_place_of_a_total(sandbox: Sandbox) -> None:
    text = "编号,名称,经度,纬度\n1,甲,118.7,32.0\n2,乙,,\n合 计,,,\n"
    found = read_features(text.encode(), name="a.csv", sandbox=sandbox)
    assert [(i.code, i.params["rows"]) for i in found.issues] == [("table.no_point_in_row", [3])]
