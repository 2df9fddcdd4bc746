"""The two ledgers as a grid somebody edits, and back as a file that is judged like any other."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.assess.supporting import placed, read_layer
from geo.measure import ledger, roster
from geo.measure.columns import number_of, words_of
from geo.measure.table import filled_table
from geo.measure.units import area_of, unit_of

if TYPE_CHECKING:
    from geo.model.application import Upload
    from geo.model.issue import Issue
    from geo.model.reading import FeatureReading, RawFeature

FIELDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "buildings": ledger.FIELDS,
    "institutions": roster.FIELDS,
}
OWN = {"buildings": ledger.OWN, "institutions": roster.OWN}
"""Fields a row has of its own and a sum of rows has not."""
AREAS = ("floor_area", "footprint_area", "vacant", "used")
"""Fields in m²."""
NUMBERS = (*AREAS, "storey_height", "lon", "lat")
FIRST_ROW = 2
"""First row of a table below its heading."""
OUTLINE = "图形"
"""Column of the file in which an outline travels as WKT: a grid shows no shapes, and loses none."""
_DIGITS = 8
"""Decimals of a degree: a millimetre."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A ledger row by row.

    ``rows`` by field, and by heading for the columns of its own the file has (``extra``); ``row`` in each is
    its number in the file, ``outline`` the WKT of a shape. ``unread`` names cells that are no number (row,
    field, what stands there), ``totals`` rows left out because they sum others, ``issues`` what is wrong with
    the table.
    """

    rows: tuple[Row, ...] = ()
    extra: tuple[str, ...] = ()
    unread: tuple[tuple[int, str, str], ...] = ()
    totals: tuple[int, ...] = ()
    issues: tuple[Issue, ...] = ()


def grid_of(kind: str, upload: Upload, city: str | None = None) -> Grid:
    r"""Read a ledger as a grid.

    Parameters
    ----------
    kind
        ``buildings`` or ``institutions``.
    upload
        Its file, a table or a layer.
    city
        The zone's city, as of `geo.assess.supporting.read_layer`.

    Examples
    --------
    >>> from geo.model.application import Upload
    >>> table = "建筑名称,建筑面积（万平方米）\n甲楼,0.52\n合计,0.52\n".encode()
    >>> grid = grid_of("buildings", Upload(name="1.csv", data=table))
    >>> grid.rows[0]["floor_area"], grid.totals
    (5200.0, (3,))
    """
    found = read_layer(kind, upload, city)
    if found.frame is None:
        return Grid(issues=found.issues)
    reading = placed(found.reading, found.frame)
    table = filled_table(reading, FIELDS[kind])
    own = set(table.columns.values())
    extra = tuple(column for column in table.headings if column not in own and column != OUTLINE)
    rows: list[Row] = []
    unread: list[tuple[int, str, str]] = []
    totals: list[int] = []
    for entry in table.rows(OWN[kind]):
        if entry.total:
            totals.append(entry.feature.row)
            continue
        row, strange = _row(entry.feature, table.columns, reading)
        cells = entry.feature.attributes
        rows.append(row | {column: words_of(cells.get(column)) for column in extra})
        unread += strange
    judged = _judged(kind, reading)
    return Grid(
        rows=tuple(rows),
        extra=extra,
        unread=tuple(unread),
        totals=tuple(totals),
        issues=(*found.issues, *judged),
    )


def _judged(kind: str, reading: FeatureReading) -> tuple[Issue, ...]:
    if kind == "buildings":
        return ledger.ledger_from_features(reading).issues
    return roster.institutions_from_features(reading).issues


def _row(
    feature: RawFeature, columns: Mapping[str, str], reading: FeatureReading
) -> tuple[Row, list[tuple[int, str, str]]]:
    row: Row = {"row": feature.row, "outline": None}
    strange = []
    for field, column in columns.items():
        cell = feature.attributes.get(column)
        if field not in NUMBERS:
            row[field] = words_of(cell)
            continue
        row[field] = number_of(cell)
        if field in AREAS:
            unit = unit_of(column, reading.above)
            row[field] = None if unit.factor is None else area_of(cell, row[field], unit)
        said = words_of(cell)
        if row[field] is None and said is not None:
            strange.append((feature.row, field, said))
    shape = feature.geometry
    if shape is not None and shape.geom_type == "Point" and row.get("lon") is None:
        row |= {"lon": round(shape.x, _DIGITS), "lat": round(shape.y, _DIGITS)}
    elif shape is not None and shape.geom_type != "Point":
        row["outline"] = shape.wkt
    return row, strange


def file_of(kind: str, rows: Sequence[Row], extra: Sequence[str] = ()) -> bytes:
    """Write a grid as a workbook that is read like one somebody sent.

    Headings are those of the template, areas in m², places in CGCS2000 degrees; text is text, whatever it
    begins with. A row keeps its number in the file (``row``), so that a message means the same row as
    before; rows without any cell are left empty, those without a number follow at the end.

    Examples
    --------
    >>> from geo.model.application import Upload
    >>> data = file_of("institutions", [{"name": "=甲所", "category": "法律服务"}])
    >>> [row["name"] for row in grid_of("institutions", Upload(name="1.xlsx", data=data)).rows]
    ['=甲所']
    """
    from openpyxl import Workbook  # noqa: PLC0415 - only an edited grid comes here

    headings = {field: names[0] for field, names in FIELDS[kind].items()}
    headings |= {column: column for column in extra}
    if any(row.get("outline") for row in rows):
        headings["outline"] = OUTLINE
    book = Workbook()
    sheet = book.active
    told = filled(rows, extra)
    numbered = numbers_of(told)
    lines: dict[int, list[Any]] = {min(numbered, default=2) - 1: list(headings.values())}
    lines |= {at: [row.get(field) for field in headings] for at, row in zip(numbered, told, strict=True)}
    for at, values in lines.items():
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(at, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def numbers_of(rows: Sequence[Row]) -> list[int]:
    """The number of each row in the file a grid becomes: its own where it has one, and no heading has it.

    Examples
    --------
    >>> numbers_of([{"row": 5}, {"row": 7}, {}]), numbers_of([{"row": 1}, {"row": 2}])
    ([5, 7, 8], [2, 3])
    """
    known = [row["row"] for row in rows if row.get("row")]
    shift = 1 if known and min(known) < FIRST_ROW else 0
    free = itertools.count(max(known, default=FIRST_ROW - 1) + shift + 1)
    return [row["row"] + shift if row.get("row") else next(free) for row in rows]


def filled(rows: Sequence[Row], extra: Sequence[str] = ()) -> list[Row]:
    """The rows that say anything."""
    return [row for row in rows if any(_said(row.get(field)) for field in (*ALL, *extra))]


ALL = tuple(dict.fromkeys(field for fields in FIELDS.values() for field in fields))


def _said(value: Any) -> bool:
    return words_of(value) is not None
