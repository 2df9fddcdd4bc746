"""From features of any vector format to parts of a footprint, counting whatever is not an area."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

from geo.intake.roles import declared_area_m2, ids_of, name_of, role_of, role_of_text
from geo.intake.stated_area import bare_areas
from geo.intake.text import capped
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import Layer, RawPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

MOST_TOLD = 50
"""So many problems of one kind are told one by one; a file with more gets a count at the end."""


MOST_LISTED = 30


@dataclass(slots=True)
class Row:
    """One feature as a reader met it: number in the file from 1, geometry of any type, what was noted."""

    number: int
    attributes: dict[str, Any] = field(default_factory=dict)
    geometry: BaseGeometry | None = None
    issues: tuple[Issue, ...] = ()
    layer: str | None = None


def scalar(value: Any) -> Any:
    """Make an attribute something JSON knows: numbers, words, lists and tables of them; None for NaN.

    Examples
    --------
    >>> import numpy as np
    >>> scalar(np.int64(3)), scalar(float("nan")), scalar(dt.date(2025, 6, 15)), scalar(b"x")
    (3, None, '2025-06-15', None)
    """
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item() if getattr(value, "size", 1) == 1 else value.tolist()
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): scalar(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [scalar(item) for item in value]
    return None if isinstance(value, bytes) else str(value)


def areas_of(geometry: BaseGeometry) -> tuple[list[shapely.Polygon], Counter[str], int]:
    """Polygons of a geometry, its pieces of other types by kind, and how many closed lines became areas."""
    polygons: list[shapely.Polygon] = []
    others: Counter[str] = Counter()
    closed = 0
    for piece in _pieces(geometry):
        if piece.geom_type == "Polygon":
            if not piece.is_empty:
                polygons.append(piece)
        elif piece.geom_type in {"LineString", "LinearRing"} and piece.is_closed and len(piece.coords) > 3:
            polygons.append(shapely.Polygon(piece.coords))
            closed += 1
        elif not piece.is_empty:
            others[piece.geom_type] += 1
    return polygons, others, closed


def _pieces(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    if hasattr(geometry, "geoms"):
        for piece in geometry.geoms:
            yield from _pieces(piece)
    else:
        yield geometry


def parts_of(rows: Sequence[Row]) -> tuple[tuple[RawPart, ...], tuple[Issue, ...]]:
    """Turn features into parts: areas are kept as they are, the rest is counted and told.

    Closed lines become areas. A file without any area has its lines joined into areas where they
    meet; what dangles is told. Nothing usable at all is the error ``parts.none``.
    """
    issues: list[Issue] = []
    kept: list[tuple[Row, BaseGeometry]] = []
    others: Counter[str] = Counter()
    empty: list[int] = []
    closed_rows: list[int] = []
    for row in rows:
        issues += row.issues
        if row.geometry is None or row.geometry.is_empty:
            if not any(i.severity is Severity.ERROR for i in row.issues):
                empty.append(row.number)
            continue
        polygons, rest, closed = areas_of(row.geometry)
        others += rest
        if closed:
            closed_rows.append(row.number)
        if polygons:
            whole = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
            kept.append((row, whole))
    if not kept and others.get("LineString"):
        kept, found = _join_lines(rows)
        issues += found
        if kept:
            del others["LineString"]
    if closed_rows:
        issues.append(_told("line.closed", Severity.NOTE, closed_rows))
    if empty:
        issues.append(_told("geometry.null", Severity.WARNING, empty))
    if others and kept:
        issues.append(
            Issue(
                code="geometry.skipped",
                severity=Severity.NOTE,
                params={"points": _count(others, "Point"), "lines": _count(others, "LineString")},
            )
        )
    if not kept and not any(i.severity is Severity.ERROR for i in issues):
        issues.append(
            Issue(
                code="parts.none",
                severity=Severity.ERROR,
                params={
                    "rows": len(rows),
                    "points": _count(others, "Point"),
                    "lines": _count(others, "LineString"),
                },
            )
        )
    parts, told = _named_parts(kept)
    return parts, capped([*issues, *told], limit=MOST_TOLD)


def _count(others: Counter[str], kind: str) -> int:
    return others.get(kind, 0)


def _told(code: str, severity: Severity, rows: list[int]) -> Issue:
    return Issue(
        code=code,
        severity=severity,
        where=Where(row=rows[0]),
        params={"count": len(rows), "rows": rows[:10]},
    )


def _join_lines(rows: Sequence[Row]) -> tuple[list[tuple[Row, BaseGeometry]], list[Issue]]:
    lines = [
        piece
        for row in rows
        if row.geometry is not None
        for piece in _pieces(row.geometry)
        if piece.geom_type == "LineString"
    ]
    areas, cuts, dangles, _ = shapely.polygonize_full([shapely.node(shapely.multilinestrings(lines))])
    found = list(areas.geoms)
    if not found:
        return [], []
    issue = Issue(
        code="line.joined",
        severity=Severity.WARNING,
        params={"lines": len(lines), "areas": len(found), "dangles": len(cuts.geoms) + len(dangles.geoms)},
        before={"lines": len(lines)},
        after={"areas": len(found)},
    )
    return [(Row(number), area) for number, area in enumerate(found, start=1)], [issue]


def _named_parts(
    kept: Sequence[tuple[Row, BaseGeometry]],
) -> tuple[tuple[RawPart, ...], tuple[Issue, ...]]:
    ids = ids_of([row.attributes for row, _ in kept])
    stated = [declared_area_m2(row.attributes) for row, _ in kept]
    told: tuple[Issue, ...] = ()
    if not any(area is not None for area in stated):
        stated, told = bare_areas([(row.attributes, geometry) for row, geometry in kept])
    parts = tuple(
        RawPart(
            part_id=part_id,
            geometry=geometry,
            name=name_of(row.attributes),
            role=role_of(row.attributes) or (role_of_text(row.layer) if row.layer else None),
            attributes=row.attributes,
            declared_area_m2=area,
            row=row.number,
        )
        for part_id, area, (row, geometry) in zip(ids, stated, kept, strict=True)
    )
    return parts, told


def layer_of(name: str, rows: Sequence[Row]) -> Layer:
    """Describe one layer to somebody who must choose: features, main kind, area in squared file units."""
    kinds: Counter[str] = Counter()
    area = 0.0
    for row in rows:
        if row.geometry is None:
            continue
        polygons, others, _ = areas_of(row.geometry)
        kinds["polygon"] += len(polygons)
        kinds["line"] += others.get("LineString", 0)
        kinds["point"] += others.get("Point", 0)
        area += sum(abs(p.area) for p in polygons if math.isfinite(p.area))
    kind = "polygon" if kinds["polygon"] else max(kinds, key=kinds.__getitem__, default="none")
    return Layer(name=name, features=len(rows), kind=kind if kinds[kind] else "none", area=area or None)


def choose(layers: Sequence[Layer], chosen: str | None) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """Which layer to take: the chosen one, the only one with areas, or none until a person chooses.

    Returns
    -------
    tuple
        Names to read (empty when a person must choose first), and what is to be said about it.
    """
    if chosen is not None:
        return _asked(layers, chosen)
    names = tuple(layer.name for layer in layers)
    with_areas = [layer for layer in layers if layer.kind == "polygon"]
    if len(layers) == 1 or not with_areas:
        return names, ()
    if len(with_areas) > 1:
        return (), (several(with_areas),)
    one = with_areas[0].name
    rest = [name for name in names if name != one]
    params = {"layer": one, "others": rest}
    return (one,), (Issue(code="layer.only", severity=Severity.NOTE, where=Where(layer=one), params=params),)


def choose_filled(layers: Sequence[Layer], chosen: str | None) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """As `choose`, for a supporting layer: the only one with rows, whatever its geometry."""
    if chosen is not None:
        return _asked(layers, chosen)
    filled = [layer for layer in layers if layer.features]
    if len(filled) > 1:
        return (), (several(filled),)
    return tuple(layer.name for layer in filled or layers[:1]), ()


def _asked(layers: Sequence[Layer], chosen: str) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    names = [layer.name for layer in layers]
    if chosen in names:
        return (chosen,), ()
    params = {"layer": chosen, "layers": names}
    return (), (Issue(code="layer.unknown", severity=Severity.ERROR, params=params),)


def several(layers: Sequence[Layer]) -> Issue:
    """The error that asks a person to choose one of several layers, with what each holds."""
    shown = layers[:MOST_LISTED]
    listing = {
        "zh": [f"{layer.name}（{layer.features}）" for layer in shown],
        "en": [f"{layer.name} ({layer.features})" for layer in shown],
    }
    choices = [{"name": layer.name, "features": layer.features, "area": layer.area} for layer in layers]
    params = {"layers": listing, "count": len(layers), "choices": choices}
    return Issue(code="layer.choose", severity=Severity.ERROR, params=params)
