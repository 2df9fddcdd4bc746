"""Ledgers as CSV or XLSX: institutions, buildings, parks; a point, or WKT, where a row has one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.intake.collect import Row, choose_filled
from geo.intake.readers.corners_angles import coordinate
from geo.intake.readers.table_head import headed
from geo.intake.readers.workbook import FORMULA
from geo.intake.request import Table
from geo.intake.tell import error, note, warning
from geo.intake.text import normalise
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import Layer, RawFeature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.intake.readers.corners_grid import Grid, Sheet
    from geo.intake.readers.table_head import Headed
    from geo.intake.request import Request

_LONGITUDE = ("经度", "东经", "lon", "lng", "long", "longitude", "wgs84_lon", "x_lon", "point_x")
_LATITUDE = ("纬度", "北纬", "lat", "latitude", "wgs84_lat", "y_lat", "point_y")
_X = ("x", "x坐标", "坐标x", "横坐标", "东坐标", "easting", "east")
_Y = ("y", "y坐标", "坐标y", "纵坐标", "北坐标", "northing", "north")
_WKT = ("wkt", "wkt_geom", "geometry", "geom", "shape", "图形", "几何", "the_geom")
_WKT_TEXT = re.compile(r"\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\b", re.IGNORECASE)
_TOTAL = re.compile(r"(?:[合总小共]\s*计|total|sum)\s*[:：]?", re.IGNORECASE)
"""A row that sums others has no place, and nobody misses it."""
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?")
_NORTHINGS = (3_300_000.0, 4_000_000.0)
"""Northings of Jiangsu and its surroundings, metres: no easting of any zone is among them."""


def read_grid(grid: Grid, request: Request) -> Table:
    """Rows of the one sheet that has any, or of the sheet chosen."""
    sheets = {sheet.name or request.stem: sheet for sheet in grid.sheets}
    tables = {name: headed(sheet) for name, sheet in sheets.items()}
    layers = tuple(Layer(name=name, features=len(head.rows), kind="table") for name, head in tables.items())
    issues = list(grid.issues)
    chosen, told = choose_filled(layers, request.layer)
    issues += told
    if len(chosen) != 1 or not tables[chosen[0]].rows:
        if not any(issue.severity is Severity.ERROR for issue in issues):
            issues.append(Issue(code="table.no_rows", severity=Severity.ERROR))
        return Table(layers=layers, encoding=grid.encoding, issues=tuple(issues))
    head = tables[chosen[0]]
    issues += sheets[chosen[0]].issues
    features, found = _features(head)
    return Table(
        columns=head.names,
        heading_row=head.row,
        above=head.above,
        features=features,
        layers=layers,
        layer=chosen[0],
        encoding=grid.encoding,
        issues=(*issues, *found),
    )


def _column(columns: Sequence[str], names: Sequence[str]) -> str | None:
    plain = {
        re.split(r"[\s(（\[]", normalise(column[:80]), maxsplit=1)[0].casefold(): column
        for column in reversed(columns)
    }
    return next((plain[name] for name in names if name in plain), None)


def _features(head: Headed) -> tuple[tuple[RawFeature, ...], list[Issue]]:
    table = [(number, head.cells(cells)) for number, cells in head.rows]
    uncomputed = _uncomputed(table)
    geometries, issues = _geometries(head.names, table)
    issues = uncomputed + issues
    features = tuple(
        RawFeature(row=number, attributes={k: _value(v) for k, v in cells.items()}, geometry=geometry)
        for (number, cells), geometry in zip(table, geometries, strict=True)
    )
    return features, issues


def _uncomputed(table: Sequence[tuple[int, dict[str, str]]]) -> list[Issue]:
    """Empty the formulas without a stored result, and say in which column and rows they stand."""
    found: dict[str, list[int]] = {}
    for number, cells in table:
        for name in [name for name, cell in cells.items() if cell == FORMULA]:
            cells[name] = ""
            found.setdefault(name, []).append(number)
    return [
        warning("table.formula", Where(row=rows[0]), column=name, count=len(rows), rows=rows[:10])
        for name, rows in found.items()
    ]


def _value(text: str) -> Any:
    """A cell as a number when it can be nothing else: no leading zero, no more than 15 digits."""
    if not text:
        return None
    plain = text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) else text
    if not _NUMBER.fullmatch(plain):
        return text
    return float(plain) if "." in plain else int(plain)


def _geometries(
    columns: Sequence[str], table: Sequence[tuple[int, dict[str, str]]]
) -> tuple[list[shapely.Geometry | None], list[Issue]]:
    """Geometry of each row, and what is to be said of those without."""
    wkt = _column(columns, _WKT)
    if wkt is not None and any(_WKT_TEXT.match(cells[wkt]) for _, cells in table):
        shapes = [_wkt(cells[wkt]) for _, cells in table]
        return shapes, _without(table, shapes)
    for first, second, plane in ((_LONGITUDE, _LATITUDE, False), (_X, _Y, True)):
        x, y = _column(columns, first), _column(columns, second)
        if x is None or y is None:
            continue
        pairs = np.array([[_number(cells[x]), _number(cells[y])] for _, cells in table])
        turned = _swapped(pairs)
        issues: list[Issue] = []
        if plane and turned.sum() * 2 > np.isfinite(pairs).all(axis=1).sum():
            pairs = pairs[:, ::-1]
            issues.append(note("table.north_first", first=x, second=y))
        elif not plane and turned.any():
            pairs[turned] = pairs[turned][:, ::-1]
            rows = [number for (number, _), one in zip(table, turned, strict=True) if one]
            place = Where(row=rows[0])
            issues.append(warning("table.swapped", place, first=x, second=y, count=len(rows), rows=rows[:10]))
        good = np.isfinite(pairs).all(axis=1)
        shapes = [shapely.points(pair) if ok else None for pair, ok in zip(pairs, good, strict=True)]
        return shapes, issues + _without(table, shapes)
    return [None] * len(table), []


def _number(text: str) -> float:
    value = coordinate(text) if text else None
    return float("nan") if value is None else value


def _swapped(pairs: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Rows whose first number is north: a northing beside an easting, or a latitude beside a longitude."""
    with np.errstate(invalid="ignore"):
        first, second = pairs[:, 0], pairs[:, 1]
        low, high = _NORTHINGS
        north = (first > low) & (first < high) & ~((second > low) & (second < high)) & (second > 1e5)
        latitude = (first > 20) & (first < 55) & (second > 70) & (second < 140)
    return np.asarray(north | latitude, dtype=bool)


def wkt_rows(sheet: Sheet) -> list[Row]:
    """Rows of a table whose shapes stand in a column as WKT; none when there is no such column."""
    head = headed(sheet)
    column = _column(head.names, _WKT)
    table = [(number, head.cells(cells)) for number, cells in head.rows]
    if column is None or not any(_WKT_TEXT.match(cells[column]) for _, cells in table):
        return []
    found = []
    for number, cells in table:
        attributes = {name: _value(cell) for name, cell in cells.items() if name != column}
        text = cells[column]
        shape = _wkt(text)
        issues: tuple[Issue, ...] = ()
        if text and shape is None:
            issues = (error("table.wkt", Where(part=str(number), row=number), text=text[:40]),)
        found.append(Row(number, attributes, shape, issues))
    return found


def _wkt(text: str) -> shapely.Geometry | None:
    try:
        with np.errstate(invalid="ignore"):
            plain = re.sub(r"^\s*SRID=\d+;", "", text, flags=re.IGNORECASE)
            shape = shapely.from_wkt(plain) if text else None
    except shapely.errors.ShapelyError:
        return None
    if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    return shapely.force_2d(shape)


def _without(
    table: Sequence[tuple[int, dict[str, str]]], shapes: Sequence[shapely.Geometry | None]
) -> list[Issue]:
    rows = [
        number
        for (number, cells), shape in zip(table, shapes, strict=True)
        if shape is None and not any(_TOTAL.fullmatch(cell) for cell in cells.values())
    ]
    if not rows:
        return []
    params = {"count": len(rows), "rows": rows[:10]}
    code = "table.no_point_in_row" if len(rows) == 1 else "table.no_point"
    return [Issue(code=code, severity=Severity.WARNING, where=Where(row=rows[0]), params=params)]
