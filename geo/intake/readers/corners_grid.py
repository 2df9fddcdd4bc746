"""Tables as rows of cells: CSV in any encoding and separator, and the sheets of a workbook."""

from __future__ import annotations

import csv
import io
import mimetypes
import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.intake.tell import error, warning
from geo.intake.text import decode
from geo.model.issue import Where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.model.issue import Issue

MOST_ROWS = 200_000
MOST_COLUMNS = 64
_SEPARATORS = (",", "\t", ";", "，", "；", "|")
_LONGEST_CELL = 1 << 26
"""WKT of a boundary with many thousand vertices stands in one cell; the library stops at 128 kB."""
_QUOTED = re.compile(r'"[^"]*"?')
_FORMULA_TAG = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
FORMULA = "\ufffc"
"""Stands for a formula whose value was never stored: a cell that is not empty and not a number."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    SyntaxError,  # what xml.etree's ParseError is
    RuntimeError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: ``rows`` of ``(row number, cells)``, every cell text, blank when empty."""

    name: str | None
    rows: list[tuple[int, list[str]]]
    issues: tuple[Issue, ...] = ()
    binary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The tables of one file."""

    sheets: tuple[Sheet, ...] = ()
    encoding: str | None = None
    issues: tuple[Issue, ...] = field(default=())


def csv_grid(path: Path) -> Grid:
    """Read a CSV or TSV file; the separator is the one that cuts most rows into equally many cells."""
    decoded = decode(path.read_bytes())
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    mark = separator(text)
    issues = list(decoded.issues)
    if not mark:
        if text.count("\n") >= MOST_ROWS:
            issues.append(error("corners.too_long", Where(row=MOST_ROWS), rows=MOST_ROWS))
        spaced = [(row, line.split()[:MOST_COLUMNS]) for row, line in enumerate(text.split("\n"), 1)]
        return Grid(
            sheets=(Sheet(name=None, rows=spaced[:MOST_ROWS]),),
            encoding=decoded.encoding,
            issues=tuple(issues),
        )
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    rows: list[tuple[int, list[str]]] = []
    try:
        before = 0
        for cells in reader:
            if len(rows) >= MOST_ROWS:
                issues.append(error("corners.too_long", Where(row=before), rows=MOST_ROWS))
                break
            rows.append((before + 1, [cell.strip() for cell in cells[:MOST_COLUMNS]]))
            before = reader.line_num
    except csv.Error:
        issues.append(error("corners.broken_row", Where(row=reader.line_num)))
    return Grid(sheets=(Sheet(name=None, rows=rows),), encoding=decoded.encoding, issues=tuple(issues))


def separator(text: str) -> str:
    r"""The character between cells; empty when only blanks can be it.

    Examples
    --------
    >>> separator("1 3540000 40380000\n2 3540000 40380100")
    ''
    >>> separator("点号;X;Y\nJ1;3540000,1;40380000,2"), separator("a\tb\n1\t2"), separator("甲，乙\n1，2")
    (';', '\t', '，')
    """
    # What stands in quotes is one cell, whatever marks are in it: a name, or a shape as WKT.
    head = [_QUOTED.sub("", line) for line in text[:20_000].split("\n") if line.strip()][:50]

    def steadiness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in head]
        used = [count for count in counts if count]
        if not used:
            return 0, 0
        usual = max(set(used), key=used.count)
        return counts.count(usual), usual

    best = max(_SEPARATORS, key=lambda mark: (*steadiness(mark), -_SEPARATORS.index(mark)))
    # A comma in a title or a remark does not make a table of blank-separated rows a CSV file.
    rows = steadiness(best)[0]
    return best if rows >= 3 or rows * 3 > len(head) else ""


def xlsx_grid(path: Path) -> Grid:
    """Read every sheet of a workbook; values as stored, formulas never computed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that carry no values
            sheets = tuple(_sheets(path))
    except _BROKEN:
        sheets = ()
    return Grid(sheets=sheets, issues=() if sheets else (error("corners.broken_workbook"),))


def _sheets(path: Path) -> Iterator[Sheet]:
    _know_media_types()
    from openpyxl import load_workbook  # noqa: PLC0415 - only workbooks pay for it

    # Opened as streams: the server-made name has no .xlsx ending, which openpyxl would insist on.
    with path.open("rb") as stored, path.open("rb") as written:
        values = load_workbook(stored, read_only=True, data_only=True)
        # A second reading tells a formula whose value was never stored from an empty cell.
        formulas = load_workbook(written, read_only=True, data_only=False) if _computes(path) else values
        for sheet in values.worksheets:
            sheet.reset_dimensions()
            rows: list[tuple[int, list[str]]] = []
            issues: list[Issue] = []
            other = formulas[sheet.title]
            other.reset_dimensions()
            lines = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
            both = (
                ((line, line) for line in lines)
                if other is sheet
                else zip(lines, other.iter_rows(values_only=True, max_col=MOST_COLUMNS), strict=False)
            )
            for number, (shown, typed) in enumerate(both, 1):
                if number > MOST_ROWS:
                    issues.append(
                        error("corners.too_long", Where(layer=sheet.title, row=number), rows=MOST_ROWS)
                    )
                    break
                cells = [_cell(value, source) for value, source in zip(shown, typed, strict=False)]
                if any(cells):
                    rows.append((number, cells))
            if sheet.sheet_state != "visible" and rows:
                issues.append(warning("corners.hidden_sheet", Where(layer=sheet.title)))
            yield Sheet(name=sheet.title, rows=rows, issues=tuple(issues), binary=True)


def _computes(path: Path) -> bool:
    """Whether any sheet holds a formula: an element called f."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml") and "tyles" not in name]
        return any(_FORMULA_TAG.search(archive.read(name)) for name in names)


def _know_media_types() -> None:
    """Set up the standard library's table, which openpyxl needs, from its built-in entries alone.

    Left to itself it reads /etc/mime.types, and the fenced process may not open that.
    """
    if not mimetypes.inited:
        known, mimetypes.knownfiles = mimetypes.knownfiles, []
        try:
            mimetypes.init()
        finally:
            mimetypes.knownfiles = known


def _cell(value: Any, source: Any) -> str:
    if value is None:
        return FORMULA if isinstance(source, str) and source.startswith("=") else ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-") if np.isfinite(value) else ""
    return str(value).strip()
