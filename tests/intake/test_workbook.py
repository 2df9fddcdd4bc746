"""Workbooks read here against openpyxl, which reads them independently; and what it does not tell."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from geo.intake.readers.corners_grid import xlsx_grid
from geo.intake.readers.workbook import FORMULA

DAY = dt.datetime(2025, 6, 15, 8, 30, tzinfo=dt.UTC).replace(tzinfo=None)
VALUES: list[list[Any]] = [
    ["点号", "X", "Y", "备注"],
    ["J1", 3540000.125, 40380000.25, DAY],
    ["  J2 ", 3540000, -0.000012, DAY.date()],
    [None, None, "后面有空格 ", dt.time(8, 30)],
    [],
    [True, False, 1e-7, dt.timedelta(hours=30)],
    [1e22, 118.70000000000002, "#REF!", "a\nb"],
    ["=A2", "<&>\"'", "𠮷", 0],
]


def _text(value: Any) -> str:
    """A cell of openpyxl as the readers want it."""
    if value is None:
        return ""
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value).strip()


def _by_openpyxl(data: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    typed = openpyxl.load_workbook(io.BytesIO(data))
    found = {}
    for sheet in shown.worksheets:
        rows = []
        for cells in sheet.iter_rows():
            written = [typed[sheet.title][cell.coordinate].value for cell in cells]
            texts = [
                FORMULA if cell.value is None and source else _text(cell.value)
                for cell, source in zip(cells, written, strict=True)
            ]
            while texts and not texts[-1]:
                texts.pop()
            rows += [(cells[0].row, texts)] if texts else []
        found[sheet.title] = rows
    return found


def _read(tmp_path: Path, data: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return {sheet.name or "": sheet.rows for sheet in xlsx_grid(path).sheets}


def _saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("since_1904", [False, True])
def test_every_kind_of_cell_is_read_as_openpyxl_reads_it(tmp_path: Path, since_1904: bool) -> None:
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    sheet = book.active
    for row in VALUES:
        sheet.append(row)
    sheet["F2"] = CellRichText("核", TextBlock(InlineFont(b=True), "心区"))
    sheet.merge_cells("A9:B10")
    sheet["A9"] = "合并"
    sheet["BL11"], sheet["BM11"] = 64, 65
    hidden = book.create_sheet("隐藏")
    hidden.append(["甲", 0.1])
    hidden.sheet_state = "hidden"
    data = _saved(book)
    expected = _by_openpyxl(data)
    # The 65th column is beyond what is read.
    expected["Sheet"] = [(row, cells[:64]) for row, cells in expected["Sheet"]]
    assert _read(tmp_path, data) == expected
    told = {issue.code for sheet in xlsx_grid(tmp_path / "upload").sheets for issue in sheet.issues}
    assert told == {"corners.hidden_sheet"}


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(-(10**15), 10**15),
                st.floats(allow_nan=False, allow_infinity=False, width=32),
                st.text(st.characters(exclude_categories=["C"]), max_size=8).filter(
                    lambda text: not text.startswith("=")
                ),
            ),
            max_size=5,
        ),
        max_size=5,
    )
)
def test_any_values_are_read_as_openpyxl_reads_them(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]
) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    data = _saved(book)
    assert _read(tmp_path_factory.mktemp("book"), data) == _by_openpyxl(data)


KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _relations(**targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="{key}" Type="{KINDS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="r">{entries}</Relationships>'


def _by_hand(sheet: str, **parts: str) -> bytes:
    """A workbook as other programs write it: prefixes, absolute targets, names in another case."""
    outside = _relations(b=("worksheet", "http://127.0.0.1:9/s.xml")).replace(
        "/>", ' TargetMode="External"/>'
    )
    content = {
        "_rels/.rels": _relations(r1=("officeDocument", "/XL/workbook.xml")),
        "xl/workbook.xml": f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{KINDS}"><x:sheets>'
        '<x:sheet name="表" sheetId="1" r:id="a"/><x:sheet name="外部" sheetId="2" r:id="b"/>'
        "</x:sheets></x:workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            a=("worksheet", "worksheets\\Sheet1.xml"), c=("sharedStrings", "sharedstrings.xml")
        ).replace("</Relationships>", outside.partition(">")[2]),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>点号</t></si>'
        '<si><r><t xml:space="preserve">核 </t></r><r><t>心</t></r><rPh><t>hexin</t></rPh></si></sst>',
        "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
        + sheet.replace("<", "<x:").replace("<x:/", "</x:")
        + "</x:sheetData></x:worksheet>",
    } | parts
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_a_workbook_as_other_programs_write_it(tmp_path: Path) -> None:
    sheet = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>9</v></c></row>'
        '<row r="7"><c r="C7"><v>3.50</v></c><c><v>abc</v></c><c t="e"><v>#N/A</v></c></row>'
    )
    # A text that is not in the list is empty; a number that is none stands as it is, to be told with its row.
    assert _read(tmp_path, _by_hand(sheet)) == {
        "表": [(1, ["点号", "核 心"]), (7, ["", "", "3.5", "abc", "#N/A"])]
    }


def test_a_formula_without_a_stored_value_is_no_empty_cell(tmp_path: Path) -> None:
    sheet = (
        '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f t="array" ref="B1">C1</f><v/></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>1+1</f><v>2</v></c></row>'
    )
    assert _read(tmp_path, _by_hand(sheet)) == {"表": [(1, [FORMULA, FORMULA, "", "2"])]}


@pytest.mark.parametrize(
    "sheet",
    ["<row><c>", '<row r="1"><c t="s"><v>x</v></c></row>'],
    ids=["cut off", "no place in the list"],
)
def test_a_damaged_sheet_is_told(tmp_path: Path, sheet: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(_by_hand(sheet))
    assert [issue.code for issue in xlsx_grid(path).issues] == ["corners.broken_workbook"]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    assert _read(tmp_path, _by_hand("", **{"xl/sharedStrings.xml": bomb})) == {}


def test_a_workbook_of_thousands_of_sheets_is_refused(tmp_path: Path) -> None:
    """One sheet named twenty thousand times took the reader's half minute."""
    path = tmp_path / "upload"
    entry = '<sheet name="表{i}" sheetId="{i}" r:id="a"/>'
    sheets = "".join(entry.format(i=i) for i in range(201))
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets>{sheets}</sheets></workbook>'
    path.write_bytes(_by_hand("", **{"xl/workbook.xml": book}))
    assert [issue.code for issue in xlsx_grid(path).issues] == ["corners.many_sheets"]
