"""The register as a workbook: one sheet a table; what no cell can hold stands in pieces on its own sheet."""

from __future__ import annotations

import base64
import re
import zipfile
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.registry.exchange import CONTENTS, LATER, TABLES, Dump, columns_of
from geo.registry.problems import system_problem
from geo.registry.schema import key_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PIECES = "pieces"
PIECE = 32_000
"""Characters of a piece: a cell holds 32,767."""
_MARK = "→ pieces"
_HEADER = ("table", "key", "column", "kind", "position", "text")
# What a cell would change or show as a formula: empty, control characters, escapes, a leading = + - @
_DELICATE = re.compile(
    r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|\A[=+\-@→]|\A\s|\s\Z|\A\Z"
)


def write(dump: Dump, target: Path) -> None:
    """Write the workbook anew, whole or not at all."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    pieces: list[tuple[Any, ...]] = []
    for name, rows in dump.items():
        sheet = book.create_sheet(name)
        columns = _columns(name)
        sheet.append(columns)
        key = "sha256" if name == CONTENTS else key_column(TABLES[name])
        for row in rows:
            sheet.append([_cell(row[column], (name, row[key], column), pieces) for column in columns])
    sheet = book.create_sheet(PIECES)
    sheet.append(_HEADER)
    for piece in pieces:
        sheet.append(piece)
    beside = target.with_name(f".{target.name}.part")
    try:
        book.save(beside)
        beside.replace(target)
    except OSError as problem:
        raise system_problem(problem, target) from problem
    finally:
        beside.unlink(missing_ok=True)


def read(source: Path) -> Dump:
    """The rows again, as they were.

    Raises
    ------
    UsageError
        Not a workbook `write` made.
    """
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    dump: Dump = {}
    try:
        book = load_workbook(source, read_only=True, data_only=True)
        try:
            pieces = _joined(book[PIECES].iter_rows(min_row=2, values_only=True))
            for name in (*TABLES, CONTENTS):
                if name in LATER and name not in book.sheetnames:
                    continue
                key = "sha256" if name == CONTENTS else key_column(TABLES[name])
                lines = book[name].iter_rows(values_only=True)
                columns = [str(column) for column in next(lines)]
                dump[name] = [
                    _filled(name, key, _row(columns, line), pieces)
                    for line in lines
                    if any(value is not None for value in line)
                ]
        finally:
            book.close()
    except (KeyError, StopIteration, InvalidFileException, zipfile.BadZipFile, ValueError) as problem:
        raise UsageError("registry.no_export", name=source.name, found=str(problem)[:200]) from problem
    return dump


def _row(columns: list[str], line: Sequence[Any]) -> dict[str, Any]:
    """Cells by column; a line ends with its last cell that is not empty."""
    return {column: line[at] if at < len(line) else None for at, column in enumerate(columns)}


def _columns(name: str) -> list[str]:
    return ["sha256", "data"] if name == CONTENTS else columns_of(TABLES[name])


def _cell(value: Any, where: tuple[str, str, str], pieces: list[tuple[Any, ...]]) -> Any:
    if isinstance(value, str) and len(value) <= PIECE and not _DELICATE.search(value):
        return value
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        # The workbook writes sixteen digits; the seventeenth stands with the pieces.
        pieces.append((*where, "number", 1, repr(value)))
        return value
    if value is None or isinstance(value, bool | int | float):
        return value
    kind = "text" if isinstance(value, str) else "bytes"
    data = value.encode() if isinstance(value, str) else bytes(value)
    text = base64.b64encode(data).decode()
    blocks = [text[i : i + PIECE] for i in range(0, len(text), PIECE)] or [""]
    pieces += [(*where, kind, position, f"b:{block}") for position, block in enumerate(blocks, 1)]
    return _MARK


def _joined(lines: Iterator[tuple[Any, ...]]) -> dict[tuple[str, str, str], Any]:
    texts: dict[tuple[str, str, str], list[str]] = {}
    kinds: dict[tuple[str, str, str], str] = {}
    for table, key, column, kind, _position, block in (line[:6] for line in lines):
        where = (str(table), str(key), str(column))
        texts.setdefault(where, []).append(str(block).removeprefix("b:"))
        kinds[where] = str(kind)
    return {where: _value(kinds[where], "".join(blocks)) for where, blocks in texts.items()}


def _value(kind: str, text: str) -> Any:
    if kind == "number":
        return float(text)
    data = base64.b64decode(text)
    return data.decode() if kind == "text" else data


def _filled(
    name: str, key: str, row: dict[str, Any], pieces: dict[tuple[str, str, str], Any]
) -> dict[str, Any]:
    return {column: pieces.get((name, str(row[key]), column), value) for column, value in row.items()}
