"""Corner tables (界址点坐标表) in CSV and workbooks: any column order, several parcels, holes, DMS."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

import shapely

from geo.intake.collect import choose, parts_of
from geo.intake.corner_rings import Vertex, assemble, far, split
from geo.intake.readers.corners_angles import coordinate, could_be_packed, last_digit, unpack
from geo.intake.readers.corners_columns import northward
from geo.intake.readers.corners_grid import csv_grid, xlsx_grid
from geo.intake.readers.corners_rows import walk, walk_bare
from geo.intake.readers.parcel_txt_header import facts
from geo.intake.readers.table import wkt_rows
from geo.intake.readers.workbook import FORMULA
from geo.intake.request import Content
from geo.intake.rings import decimals as shortest
from geo.intake.role_names import role_of_name
from geo.intake.roles import role_of_text
from geo.intake.tell import error, layer_not_here, note, warning
from geo.intake.text import capped, number
from geo.model.enclosed import enclosed_area
from geo.model.issue import Issue, Where
from geo.model.reading import Layer, RawPart

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.intake.readers.corners_grid import Grid, Sheet
    from geo.intake.readers.corners_rows import Line
    from geo.intake.request import Request

_FURTHEST = 1e9
_WRITTEN_MOST = 9
"""Decimals somebody wrote into a worksheet; more are the tail of a binary number."""


def read_corners_csv(path: Path, request: Request) -> Content:
    """Read a corner table in CSV or TSV; never raises, whatever is odd is an issue with its row."""
    return _read(csv_grid(path), request)


def read_corners_xlsx(path: Path, request: Request) -> Content:
    """Read a corner table in a workbook.

    Several sheets with corner tables are listed as layers; one must be chosen.
    """
    return _read(xlsx_grid(path), request)


def _read(grid: Grid, request: Request) -> Content:
    if not grid.sheets:
        return Content(encoding=grid.encoding, issues=grid.issues)
    contents = {sheet.name or "": read_sheet(sheet) for sheet in grid.sheets}
    if len(contents) == 1 and "" in contents:
        layers, told, chosen = [], layer_not_here(request), [""]
    elif len(contents) > 1 or request.layer is not None:
        tables = {name: c for name, c in contents.items() if c.parts} or contents
        layers = [_layer(name, content) for name, content in contents.items()]
        names, told = choose(layers, request.layer)
        chosen = [name for name in names if name in tables]
        if not chosen:
            return Content(encoding=grid.encoding, layers=tuple(layers), issues=(*grid.issues, *told))
    else:
        layers, told, chosen = [], (), list(contents)
    content = contents[chosen[0]]
    return replace(
        content,
        layers=tuple(layers),
        encoding=grid.encoding,
        layer=chosen[0] or None,
        issues=(*grid.issues, *told, *content.issues),
    )


def _layer(name: str, content: Content) -> Layer:
    areas = [enclosed_area(part.geometry) for part in content.parts]
    area = None if None in areas else sum(filter(None, areas))
    kind = "polygon" if content.parts else "none"
    return Layer(name=name, features=len(content.parts), kind=kind, area=area or None)


@dataclass(slots=True, kw_only=True)
class _Parcel:
    row: int
    name: str | None
    role: str
    vertices: list[Vertex] = field(default_factory=list)


def read_sheet(sheet: Sheet) -> Content:
    """Read one table.

    Examples
    --------
    >>> from geo.intake.readers.corners_grid import Sheet
    >>> cells = [["点号", "X", "Y"], ["1", "3540000", "40380000"], ["2", "3540000", "40380010"],
    ...     ["3", "3540010", "40380010"], ["1", "3540000", "40380000"]]
    >>> content = read_sheet(Sheet(name=None, rows=list(enumerate(cells, 1))))
    >>> content.parts[0].geometry.area, content.issues
    (50.0, ())
    """
    if rows := wkt_rows(sheet):
        parts, told = parts_of(rows)
        shapes = [shapely.get_coordinates(part.geometry) for part in parts]
        return Content(parts=parts, decimals=shortest(*shapes), issues=(*sheet.issues, *told))
    found = walk(sheet)
    issues: list[Issue] = list(sheet.issues)
    if found.incomplete is not None and not found.lines:
        row, columns = found.incomplete
        present = list(columns.headings.values())
        where = Where(layer=sheet.name, row=row)
        return Content(issues=(*issues, error("corners.one_coordinate", where, columns=present)))
    if not found.headed:
        bare = walk_bare(sheet)
        if not bare.lines:
            return Content(issues=(*issues, error("corners.none", Where(layer=sheet.name))))
        found.lines = bare.lines
        issues.append(warning("corners.no_header", Where(layer=sheet.name, row=bare.lines[0].row)))
    lines, said = _values(found.lines, sheet)
    issues += said
    parcels: dict[str, _Parcel] = {}
    for line, vertex in lines:
        parcel = parcels.setdefault(line.key, _Parcel(row=line.row, name=line.name, role=line.role))
        parcel.vertices.append(vertex)
    digits, unit = _written([line for line, _ in lines], binary=sheet.binary)
    made: list[RawPart] = []
    for key, parcel in parcels.items():
        part, more = _part(key, parcel, sheet.name)
        issues += more
        made += [part] if part is not None else []
    eastings = [max(abs(v.x), abs(v.y)) for _, v in lines]
    stated = facts(found.pairs, prefixed=not eastings or median(eastings) >= 1e7)
    if not made and not any(i.severity == "error" for i in issues):
        issues.append(error("corners.none", Where(layer=sheet.name)))
    return Content(
        parts=tuple(made),
        declared=stated.declared,
        decimals=digits,
        resolution=unit,
        vertex_accuracy_m=stated.accuracy_m,
        header=stated.header,
        issues=capped([*issues, *stated.issues]),
    )


def _part(key: str, parcel: _Parcel, layer: str | None) -> tuple[RawPart | None, list[Issue]]:
    label = parcel.name or key
    rings, issues = split(parcel.vertices, part=label)
    area = assemble(rings, part=label)
    issues = [*far(parcel.vertices, part=label), *issues, *area.issues]
    if area.geometry is None:
        return None, issues
    attributes = {"角色": parcel.role} if parcel.role else {}
    part = RawPart(
        part_id=key,
        geometry=area.geometry,
        name=parcel.name,
        role=role_of_text(parcel.role) or role_of_name(parcel.name) or role_of_name(layer),
        attributes=attributes,
        row=parcel.row,
        labels=area.labels,
    )
    return part, issues


def _values(lines: Sequence[Line], sheet: Sheet) -> tuple[list[tuple[Line, Vertex]], list[Issue]]:
    """Coordinates of every line that has them, east first; the others are issues."""
    issues: list[Issue] = []
    good: list[tuple[Line, float, float]] = []
    for line in lines:
        if not line.columns.packed:
            first, second = coordinate(line.first), coordinate(line.second)
            if first is not None and second is not None and max(abs(first), abs(second)) <= _FURTHEST:
                good.append((line, first, second))
                continue
        where = Where(layer=sheet.name, part=line.name, row=line.row)
        values = []
        for column, cell in zip(line.columns.coordinates or (), (line.first, line.second), strict=False):
            heading = line.columns.headings.get(column, "")
            packed = line.columns.packed and number(cell) is not None
            value = unpack(cell) if packed else coordinate(cell)
            if value is not None and abs(value) <= _FURTHEST:
                values.append(value)
            elif cell == FORMULA:
                issues.append(error("corners.formula", where, column=heading))
            elif not cell:
                issues.append(error("corners.row_missing", where, label=line.label, column=heading))
            else:
                issues.append(
                    error("corners.row_number", where, label=line.label, column=heading, text=cell[:40])
                )
        if len(values) == 2:
            good.append((line, values[0], values[1]))
    north_first, told = _axes(good, sheet)
    issues += told
    issues += _ambiguous([line for line, *_ in good], sheet)
    vertices = [
        (
            line,
            Vertex(
                row=line.row,
                label=line.label,
                ring=line.ring,
                x=second if north_first else first,
                y=first if north_first else second,
            ),
        )
        for line, first, second in good
    ]
    return vertices, issues


def _axes(good: Sequence[tuple[Line, float, float]], sheet: Sheet) -> tuple[bool, list[Issue]]:
    """Whether the first number of each line is north: by heading, size, then the heading's language."""
    if not good:
        return True, []
    columns = good[0][0].columns
    where = Where(layer=sheet.name, row=good[0][0].row)
    by_size = northward([a for _, a, _ in good], [b for *_, b in good])
    names = [columns.headings.get(i, "") for i in columns.coordinates or ()]
    params = {"first": names[0] or "1", "second": names[1] or "2"} if len(names) == 2 else {}
    if columns.explicit:
        told = [warning("corners.axes_contradict", where, **params)] if by_size is False else []
        return True, told
    if by_size is None:
        code = "corners.axes_assumed_north" if columns.chinese else "corners.axes_assumed_east"
        return columns.chinese, [warning(code, where, **params)]
    if by_size is False:
        return False, [note("corners.axes_x_east", where, **params)]
    return True, ([] if columns.chinese else [note("corners.axes_x_north", where, **params)])


def _ambiguous(lines: Sequence[Line], sheet: Sheet) -> list[Issue]:
    """A word when decimal degrees could as well be degrees, minutes and seconds in one number."""
    if not lines or any(line.columns.packed for line in lines):
        return []
    cells = [cell for line in lines for cell in (line.first, line.second)]
    if abs(number(cells[0]) or 0.0) > 180:
        return []
    values = [value for cell in cells if (value := number(cell)) is not None]
    if len(values) < len(cells) or max(map(abs, values)) > 180 or not could_be_packed(cells):
        return []
    where = Where(layer=sheet.name, row=lines[0].row)
    packed = f"{unpack(cells[0]):.6f}"
    return [warning("corners.angle_ambiguous", where, text=cells[0], packed=packed)]


def _written(lines: Sequence[Line], *, binary: bool) -> tuple[int | None, float | None]:
    """Decimals of the numbers, or the finest unit of the angles; neither for tails of binary numbers."""
    cells = [(cell, line.columns.packed) for line in lines for cell in (line.first, line.second)]
    found = [last_digit(cell, packed=packed) for cell, packed in cells]
    told = [digit for digit in found if digit is not None and not (binary and digit.decimals > _WRITTEN_MOST)]
    if any(digit.parts > 1 for digit in told):
        return None, min(digit.unit for digit in told)
    return max((digit.decimals for digit in told), default=None) if len(told) == len(found) else None, None
