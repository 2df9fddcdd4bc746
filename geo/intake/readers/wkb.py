"""WKB to shapely without mending: what GEOS refuses is taken apart here, ring by ring, and told."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.intake.rings import join, polygon
from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_POLYGON, _MULTIPOLYGON = 3, 6
_MOST_POINTS = 50_000_000


def build(blob: bytes | None, where: Where) -> tuple[BaseGeometry | None, tuple[Issue, ...]]:
    """Geometry of one feature from 2-D WKB, invalid if it was invalid.

    Parameters
    ----------
    blob
        Well-known binary, 2-D (ISO or EWKB without SRID), or None.
    where
        The feature, for the issues.

    Examples
    --------
    >>> shape, issues = build(shapely.to_wkb(shapely.box(0, 0, 2, 1)), Where())
    >>> shape.area, issues
    (2.0, ())
    """
    if blob is None:
        return None, ()
    try:
        shape = shapely.from_wkb(bytes(blob))
    except shapely.errors.ShapelyError:
        shape = None
    if shape is not None:
        if shape.is_empty or np.isfinite(shapely.get_coordinates(shape)).all():
            return shape, ()
        if shape.geom_type not in {"Polygon", "MultiPolygon"}:
            issue = Issue(
                code="coordinate.missing",
                severity=Severity.ERROR,
                where=where,
                params={"count": 1, "point": None},
            )
            return None, (issue,)
    try:
        polygons = _polygons(memoryview(bytes(blob)))
    except (struct.error, ValueError):
        return None, (
            Issue(code="geometry.unknown", severity=Severity.ERROR, where=where, params={"kind": "WKB"}),
        )
    built = [polygon(rings, where) for rings in polygons]
    issues = tuple(issue for _, found in built for issue in found)
    return join([p for p, _ in built if p is not None]), issues


def _polygons(view: memoryview) -> list[list[NDArray[np.float64]]]:
    """Rings of every polygon in the WKB of a polygon or multipolygon."""
    order, kind, offset = _head(view, 0)
    if kind == _POLYGON:
        rings, _ = _rings(view, offset, order)
        return [rings]
    if kind != _MULTIPOLYGON:
        msg = f"WKB type {kind}"
        raise ValueError(msg)
    (count,) = struct.unpack_from(f"{order}I", view, offset)
    offset += 4
    found = []
    for _ in range(count):
        inner, inner_kind, offset = _head(view, offset)
        if inner_kind != _POLYGON:
            msg = f"WKB type {inner_kind} in a multipolygon"
            raise ValueError(msg)
        rings, offset = _rings(view, offset, inner)
        found.append(rings)
    return found


def _head(view: memoryview, offset: int) -> tuple[str, int, int]:
    (mark,) = struct.unpack_from("B", view, offset)
    order = "<" if mark == 1 else ">"
    (kind,) = struct.unpack_from(f"{order}I", view, offset + 1)
    return order, kind, offset + 5


def _rings(view: memoryview, offset: int, order: str) -> tuple[list[NDArray[np.float64]], int]:
    (count,) = struct.unpack_from(f"{order}I", view, offset)
    offset += 4
    rings = []
    for _ in range(count):
        (points,) = struct.unpack_from(f"{order}I", view, offset)
        offset += 4
        if points > _MOST_POINTS or offset + 16 * points > len(view):
            msg = "a ring longer than its file"
            raise ValueError(msg)
        ring = np.frombuffer(view, dtype=f"{order}f8", count=2 * points, offset=offset)
        rings.append(ring.reshape(-1, 2).astype(np.float64))
        offset += 16 * points
    return rings, offset
