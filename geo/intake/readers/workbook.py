"""Workbooks (XLSX) as rows of text: one pass over each sheet, nothing computed, no link followed.

A general library makes an object of every cell and needs a second pass to tell a formula without a stored
value from an empty cell; both cost more than everything else that is done with a table of corners.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np

from geo.intake.readers.workbook_dates import as_day, makes_date, makes_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

FORMULA = "\ufffc"
"""Stands for a formula whose value was never stored: a cell that is not empty and not a number."""
MOST_COLUMNS = 64
_CHUNK = 1 << 16
_OFFICE = "officeDocument"
_WORKSHEET = "worksheet"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of a workbook: where it stands in the archive, and whether it is shown."""

    name: str
    path: str
    visible: bool


@dataclass(slots=True)
class _Dates:
    """Formats by cell style that make a date, or a length of time, of a number."""

    dates: set[str] = field(default_factory=set)
    lengths: set[str] = field(default_factory=set)
    since_1904: bool = False


class Workbook:
    """An open workbook.

    Raises
    ------
    zipfile.BadZipFile, KeyError, ValueError, expat.ExpatError
        It is none, or it is damaged; reading a sheet may raise them too.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Some programs write [content_types].xml and call it [Content_Types].xml elsewhere.
        self._names = {name.replace("\\", "/").lstrip("/").casefold(): name for name in archive.namelist()}
        root = self._related("", _OFFICE)
        book = next(iter(root.values()), "xl/workbook.xml")
        self._dates = _Dates()
        self._shared: list[str] = []
        self.sheets = self._sheets(book)
        for path in self._related(book, "sharedStrings").values():
            with self._open(path) as stream:
                self._shared = _shared_strings(stream)
        for path in self._related(book, "styles").values():
            self._styles(path)

    def rows(self, sheet: SheetPart) -> Iterator[tuple[int, list[str]]]:
        """Rows of a sheet with their number as the person sees it, every cell text, blank when empty."""
        with self._open(sheet.path) as stream:
            yield from _Rows(self._shared, self._dates).of(stream)

    def _open(self, path: str) -> IO[bytes]:
        return self._archive.open(self._names[path.casefold()])

    def _related(self, path: str, kind: str) -> dict[str, str]:
        """Parts of a kind that a part names, by id; parts outside the archive are not looked at."""
        folder, name = posixpath.split(path)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, str] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if _local(tag) != "Relationship" or given.get("TargetMode") == "External":
                return
            if given.get("Type", "").rpartition("/")[2] == kind:
                target = given.get("Target", "").replace("\\", "/")
                whole = posixpath.normpath(
                    target if target.startswith("/") else posixpath.join(folder, target)
                )
                found[given.get("Id", "")] = whole.lstrip("/")

        if listing.casefold() in self._names:
            with self._open(listing) as stream:
                _parse(stream, start)
        return found

    def _sheets(self, book: str) -> tuple[SheetPart, ...]:
        places = self._related(book, _WORKSHEET)
        found: list[SheetPart] = []

        def start(tag: str, given: dict[str, str]) -> None:
            tag = _local(tag)
            if tag == "workbookPr":
                self._dates.since_1904 = given.get("date1904", "").lower() in {"1", "true"}
            elif tag == "sheet":
                path = next((places[v] for k, v in given.items() if k.endswith("id") and v in places), None)
                if path is not None and path.casefold() in self._names:
                    shown = given.get("state", "visible") == "visible"
                    found.append(SheetPart(given.get("name", ""), path, shown))

        with self._open(book) as stream:
            _parse(stream, start)
        return tuple(found)

    def _styles(self, path: str) -> None:
        codes: dict[str, str] = {}
        used: list[str] = []
        inside: list[str] = []

        def start(tag: str, given: dict[str, str]) -> None:
            tag = _local(tag)
            inside.append(tag)
            if tag == "numFmt" and len(inside) > 1 and inside[-2] == "numFmts":
                codes[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif tag == "xf" and len(inside) > 1 and inside[-2] == "cellXfs":
                used.append(given.get("numFmtId", "0"))

        with self._open(path) as stream:
            _parse(stream, start, lambda _tag: inside.pop())
        for style, number in enumerate(used):
            place = int(number) if number.isdecimal() else 0
            if makes_date(place, codes.get(number)):
                self._dates.dates.add(str(style))
            if makes_length(place, codes.get(number)):
                self._dates.lengths.add(str(style))


class _Rows:
    """Collects the cells of one sheet, row by row, from its stream of XML."""

    def __init__(self, shared: list[str], dates: _Dates) -> None:
        self.shared, self.dates = shared, dates
        self.ready: list[tuple[int, list[str]]] = []
        self.row, self.column = 0, 0
        self.cells: dict[int, str] | None = None
        self.kind, self.style = "n", "0"
        self.value: str | None = None
        self.formula = False
        self.text: list[str] | None = None
        self.silent = 0
        """How deep the parser stands in the pronunciation of a word, which is no part of it."""

    def of(self, stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
        parser = _parser(self.start, self.end, self.characters)
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from self.ready
            self.ready.clear()
        parser.Parse(b"", True)
        yield from self.ready

    def start(self, tag: str, given: dict[str, str]) -> None:
        if ":" in tag:
            tag = _local(tag)
        if tag == "c" and self.cells is not None:
            self.column = _column(given.get("r", "").rstrip("0123456789")) or self.column + 1
            self.kind, self.style = given.get("t", "n"), given.get("s", "0")
            self.value, self.formula, self.text = None, False, None
        elif tag == "row":
            stated = given.get("r", "")
            self.row = int(stated) if stated.isdecimal() and len(stated) <= 7 else self.row + 1
            self.cells, self.column = {}, 0
        elif tag == "v" or (tag == "t" and self.kind == "inlineStr" and not self.silent):
            self.text = []
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.silent += 1

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = _local(tag)
        if tag in {"v", "t"} and self.text is not None:
            self.value = (self.value or "") + "".join(self.text)
            self.text = None
        elif tag == "c" and self.cells is not None:
            if self.column <= MOST_COLUMNS and (cell := self.cell()):
                self.cells[self.column] = cell
        elif tag == "row" and self.cells is not None:
            if self.cells:
                width = max(self.cells)
                self.ready.append((self.row, [self.cells.get(at, "") for at in range(1, width + 1)]))
            self.cells = None
        elif tag == "rPh":
            self.silent -= 1

    def characters(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def cell(self) -> str:
        """The cell that just ended, as text."""
        value = self.value
        if not value:
            # A text formula may come to nothing; any other that has no value was never computed.
            return FORMULA if self.formula and not (self.kind == "str" and value is not None) else ""
        match self.kind:
            case "n":
                return self.number(value)
            case "s":
                place = int(value)
                return self.shared[place].strip() if 0 <= place < len(self.shared) else ""
            case "b":
                return str(value.strip() not in {"0", "false"})
            case _:
                return value.strip()

    def number(self, value: str) -> str:
        """A number as short as it can be written, or the day or the length of time it stands for."""
        try:
            if self.style in self.dates.dates:
                length = self.style in self.dates.lengths
                return as_day(float(value), since_1904=self.dates.since_1904, length=length)
            plain = value.strip()
            if plain.removeprefix("-").isdecimal() and plain.isascii():
                return str(int(plain))
            number = float(plain)
        except (ValueError, OverflowError):
            return value.strip()
        if not np.isfinite(number):
            return ""
        short = repr(number)
        return np.format_float_positional(number, trim="-") if "e" in short else short.removesuffix(".0")


def _shared_strings(stream: IO[bytes]) -> list[str]:
    """The texts cells refer to by place: those of all runs of an entry, without pronunciation."""
    found: list[str] = []
    pieces: list[str] = []
    state = {"silent": 0, "open": 0}

    def start(tag: str, _given: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            state["silent"] += 1
        elif tag == "t" and not state["silent"]:
            state["open"] = 1

    def end(tag: str) -> None:
        tag = _local(tag)
        if tag == "si":
            found.append("".join(pieces))
        elif tag == "rPh":
            state["silent"] -= 1
        elif tag == "t":
            state["open"] = 0

    _parse(stream, start, end, lambda data: pieces.append(data) if state["open"] else None)
    return found


@cache
def _column(letters: str) -> int:
    """Place of a column; 0 for what names none."""
    if not 1 <= len(letters) <= 3 or not (letters.isascii() and letters.isalpha()):
        return 0
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place


def _parse(
    stream: IO[bytes],
    start: Callable[[str, dict[str, str]], Any],
    end: Callable[[str], Any] | None = None,
    characters: Callable[[str], Any] | None = None,
) -> None:
    parser = _parser(start, end, characters)
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _parser(
    start: Callable[[str, dict[str, str]], Any],
    end: Callable[[str], Any] | None,
    characters: Callable[[str], Any] | None,
) -> expat.XMLParserType:
    """A parser that stops at a document type: no workbook has one. Tags come with their prefix (`_local`)."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if characters is not None:
        parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _local(tag: str) -> str:
    """A tag without its prefix: what other programs call x:row is a row."""
    return tag.rpartition(":")[2]


def _refuse(*_declared: object) -> None:
    msg = "a document type in a workbook"
    raise ValueError(msg)
