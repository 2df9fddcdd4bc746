"""Supporting layers in formats that are made for land: TXT, DXF, and tables of corner points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.intake.collect import choose
from geo.intake.readers import table
from geo.intake.readers.corners import read_sheet
from geo.intake.readers.corners_columns import find
from geo.intake.readers.corners_grid import csv_grid, xlsx_grid
from geo.intake.readers.dxf import draw, parts_of_layer
from geo.intake.readers.dxf_bytes import bad_numbers, left_out
from geo.intake.readers.parcel_txt import read_parcel_txt
from geo.intake.request import Table
from geo.intake.tell import error, note
from geo.intake.text import capped
from geo.model.reading import Layer, RawFeature

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.intake.readers.corners_grid import Grid, Sheet
    from geo.intake.readers.dxf import Drawn
    from geo.intake.request import Request
    from geo.model.issue import Issue
    from geo.model.reading import RawPart


def read_parcel_txt_table(path: Path, request: Request) -> Table:
    """Parcels of a land-parcel TXT with their fields; ``name`` is the 地块名称."""
    content = read_parcel_txt(path, request)
    return Table(
        columns=_columns(content.parts),
        features=_features(content.parts),
        declared=content.declared,
        encoding=content.encoding,
        issues=content.issues,
    )


def read_csv_table(path: Path, request: Request) -> Table:
    """Rows of a CSV, or the areas of one that lists corner points."""
    return _tabular(csv_grid(path), request)


def read_xlsx_table(path: Path, request: Request) -> Table:
    """Rows of a workbook's sheet, or the areas of one that lists corner points."""
    return _tabular(xlsx_grid(path), request)


def _tabular(grid: Grid, request: Request) -> Table:
    listing = [sheet for sheet in grid.sheets if _lists_corners(sheet)]
    wanted = [sheet for sheet in listing if request.layer in {None, sheet.name}]
    filled = [sheet for sheet in grid.sheets if any(any(cells) for _, cells in sheet.rows)]
    if len(wanted) != 1 or (request.layer is None and len(filled) > 1):
        return table.read_grid(grid, request)
    content = read_sheet(wanted[0])
    name = wanted[0].name or request.stem
    return Table(
        columns=_columns(content.parts),
        features=_features(content.parts),
        layers=(Layer(name=name, features=len(content.parts), kind="polygon"),),
        layer=wanted[0].name,
        declared=content.declared,
        encoding=grid.encoding,
        issues=(*grid.issues, *content.issues),
    )


def _lists_corners(sheet: Sheet) -> bool:
    """Whether a heading names point labels (点号) beside two coordinates: rows are corners, not features."""
    for _, cells in sheet.rows[:30]:
        for columns in find(cells):
            if columns.coordinates is not None:
                return "label" in columns.at
    return False


def read_dxf_table(path: Path, request: Request) -> Table:
    """Lines and areas of a drawing, each called after the text inside it, else after its layer.

    All layers are read unless one is asked for: in a street plan each road may have its own. ``kind`` is
    the name of the layer.
    """
    drawing = draw(path)
    if drawing is None:
        return Table(issues=(error("dxf.broken"),))
    if request.layer is not None:
        _, wrong = choose(drawing.layers, request.layer)
        if wrong:
            return Table(layers=drawing.layers, encoding=drawing.encoding, issues=wrong)
    names = [name for name in drawing.drawn if request.layer in {None, name}]
    features: list[RawFeature] = []
    issues: list[Issue] = [*left_out(drawing.data), *bad_numbers(drawing.data)]
    used: list[str] = []
    for name in names:
        found, told = _of_layer(drawing.drawn[name], len(features))
        features += found
        issues += told
        used += [name] if found else []
    if len(used) > 1:
        issues.append(note("dxf.layers_all", count=len(used), layers=used[:20]))
    if not features:
        issues.append(error("dxf.nothing", layers=names[:20]))
    return Table(
        columns=("name", "kind", "句柄"),
        features=tuple(features),
        layers=drawing.layers,
        layer=request.layer,
        encoding=drawing.encoding,
        issues=capped(issues),
    )


def _of_layer(drawn: Drawn, before: int) -> tuple[list[RawFeature], list[Issue]]:
    parts, issues = parts_of_layer(drawn, 0) if drawn.rings else ([], list(drawn.issues))
    # That open lines are not land is no news where lines were asked for.
    issues = [issue for issue in issues if issue.code != "dxf.open_lines"]
    shapes: list[tuple[str | None, Any, Any]] = [
        (part.name, part.attributes.get("句柄"), part.geometry) for part in parts
    ]
    shapes += [(None, line.handle, line.geometry) for line in drawn.open_lines]
    own = None if drawn.name == "0" else drawn.name
    features = [
        RawFeature(
            row=before + place,
            attributes={"name": name or own, "kind": own, "句柄": handle or None},
            geometry=geometry,
        )
        for place, (name, handle, geometry) in enumerate(shapes, 1)
    ]
    return features, issues


def _features(parts: Sequence[RawPart]) -> tuple[RawFeature, ...]:
    return tuple(
        RawFeature(
            row=part.row or place,
            attributes={"name": part.name, **part.attributes},
            geometry=part.geometry,
        )
        for place, part in enumerate(parts, 1)
    )


def _columns(parts: Sequence[RawPart]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(["name", *(key for part in parts for key in part.attributes)]))
