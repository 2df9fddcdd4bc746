"""Tables as rows of cells: CSV in any encoding and separator, and the sheets of a workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from geo.intake.readers.workbook import MOST_COLUMNS, Workbook
from geo.intake.tell import error, warning
from geo.intake.text import decode
from geo.model.issue import Where

if TYPE_CHECKING:
    from pathlib import Path

    from geo.intake.readers.workbook import SheetPart
    from geo.model.issue import Issue

MOST_ROWS = 200_000
MOST_SHEETS = 200
_SEPARATORS = (",", "\t", ";", "，", "；", "|")
_LONGEST_CELL = 1 << 26
"""WKT of a boundary with many thousand vertices stands in one cell; the library stops at 128 kB."""
_QUOTED = re.compile(r'"[^"]*"?')
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
    expat.ExpatError,
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
        with zipfile.ZipFile(path) as archive:
            book = Workbook(archive)
            if len(book.sheets) > MOST_SHEETS:
                told = error("corners.many_sheets", count=len(book.sheets), limit=MOST_SHEETS)
                return Grid(issues=(told,))
            sheets = tuple(_sheet(book, part) for part in book.sheets)
    except _BROKEN:
        sheets = ()
    return Grid(sheets=sheets, issues=() if sheets else (error("corners.broken_workbook"),))


def _sheet(book: Workbook, part: SheetPart) -> Sheet:
    rows: list[tuple[int, list[str]]] = []
    issues: list[Issue] = []
    for row, cells in book.rows(part):
        if row > MOST_ROWS or len(rows) == MOST_ROWS:
            issues.append(error("corners.too_long", Where(layer=part.name, row=row), rows=MOST_ROWS))
            break
        rows.append((row, cells))
    if rows and not part.visible:
        issues.append(warning("corners.hidden_sheet", Where(layer=part.name)))
    return Sheet(name=part.name, rows=rows, issues=tuple(issues), binary=True)
