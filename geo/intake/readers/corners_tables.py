"""Supporting layers as tables: buildings, institutions, with or without coordinates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import shapely

from geo.intake.readers.corners_angles import coordinate
from geo.intake.readers.corners_columns import find, northward
from geo.intake.readers.corners_grid import FORMULA, csv_grid, xlsx_grid
from geo.intake.request import Table
from geo.intake.tell import error, note, warning
from geo.intake.text import capped, number
from geo.model.issue import Where
from geo.model.reading import Layer, RawFeature

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.intake.readers.corners_columns import Columns
    from geo.intake.readers.corners_grid import Grid, Sheet
    from geo.intake.request import Request
    from geo.model.issue import Issue

_HEAD = 30


def read_csv_table(path: Path, request: Request) -> Table:
    """Read a CSV or TSV with one feature a row; longitude and latitude, or X and Y, make a point."""
    return _read(csv_grid(path), request)


def read_xlsx_table(path: Path, request: Request) -> Table:
    """Read one sheet of a workbook with one feature a row: the chosen one, else the one with most rows."""
    return _read(xlsx_grid(path), request)


def _read(grid: Grid, request: Request) -> Table:
    tables = {sheet.name or "": _table(sheet) for sheet in grid.sheets}
    layers = tuple(
        Layer(name=name, features=len(table.features), kind="point" if _located(table) else "none")
        for name, table in tables.items()
        if name
    )
    issues = list(grid.issues)
    if not tables:
        return Table(encoding=grid.encoding, issues=tuple(issues))
    name = max(tables, key=lambda n: len(tables[n].features))
    if request.layer is not None:
        if request.layer not in tables:
            names = "、".join(tables)
            told = error("corners.sheet_unknown", sheet=request.layer, names=names)
            return Table(encoding=grid.encoding, layers=layers, issues=(*issues, told))
        name = request.layer
    elif sum(bool(table.features) for table in tables.values()) > 1:
        issues.append(note("corners.sheet_largest", Where(layer=name), names="、".join(tables)))
    table = tables[name]
    return Table(
        columns=table.columns,
        features=table.features,
        layers=layers,
        encoding=grid.encoding,
        layer=name or None,
        issues=capped([*issues, *table.issues]),
    )


def _located(table: Table) -> bool:
    return any(feature.geometry is not None for feature in table.features)


def _table(sheet: Sheet) -> Table:
    at = _heading(sheet.rows)
    if at is None:
        return Table(issues=(*sheet.issues, error("corners.no_rows", Where(layer=sheet.name))))
    columns = _unique(sheet.rows[at][1])
    body = [(row, cells) for row, cells in sheet.rows[at + 1 :] if any(cells)]
    sets = find(sheet.rows[at][1])
    places = sets[0] if sets and sets[0].coordinates is not None else None
    points, issues = _points(body, places, sheet.name)
    features = tuple(
        RawFeature(
            row=row,
            attributes={name: _value(cells[i]) if i < len(cells) else None for i, name in columns.items()},
            geometry=points.get(row),
        )
        for row, cells in body
    )
    return Table(columns=tuple(columns.values()), features=features, issues=(*sheet.issues, *issues))


def _heading(rows: Sequence[tuple[int, list[str]]]) -> int | None:
    """The first of the leading rows with the most names in it."""
    counts = [sum(bool(c) and number(c) is None for c in cells) for _, cells in rows[:_HEAD]]
    filled = [sum(map(bool, cells)) for _, cells in rows[:_HEAD]]
    wide = max(filled, default=0)
    return next((i for i, c in enumerate(counts) if c and filled[i] * 2 > wide), None)


def _unique(cells: Sequence[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for i, cell in enumerate(cells):
        if cell:
            name = re.sub(r"\s+", " ", cell)
            again = sum(other == name or other.startswith(f"{name}_") for other in names.values())
            names[i] = f"{name}_{again + 1}" if again else name
    return names


def _value(cell: str) -> Any:
    """A number when it is one; codes with leading zeros and long ones stay text."""
    if not cell or cell == FORMULA:
        return None
    value = number(cell)
    if value is None or re.match(r"[+-]?0\d", cell) or len(cell) > 15:
        return cell
    return int(value) if re.fullmatch(r"[+-]?\d+", cell) else value


def _points(
    body: Sequence[tuple[int, list[str]]], columns: Columns | None, layer: str | None
) -> tuple[dict[int, shapely.Point], list[Issue]]:
    if columns is None or columns.coordinates is None:
        return {}, []
    north, east = columns.coordinates
    found: dict[int, tuple[float, float]] = {}
    issues: list[Issue] = []
    for row, cells in body:
        written = [cells[i] if i < len(cells) else "" for i in (north, east)]
        a, b = (coordinate(cell) for cell in written)
        if a is not None and b is not None and max(abs(a), abs(b)) < 1e9:
            found[row] = (a, b)
        elif any(written):
            text = "，".join(written)[:60]
            issues.append(warning("corners.row_unplaced", Where(layer=layer, row=row), text=text))
    by_size = northward([a for a, _ in found.values()], [b for _, b in found.values()])
    north_first = columns.explicit or (columns.chinese if by_size is None else by_size)
    points = {
        row: shapely.Point(b, a) if north_first else shapely.Point(a, b) for row, (a, b) in found.items()
    }
    return points, issues
