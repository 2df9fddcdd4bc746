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
    """Geometry of one feature from WKB, made 2-D, invalid if it was invalid.

    Parameters
    ----------
    blob
        Well-known binary (ISO, or extended without SRID), or None.
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
    areas = shape is None or shape.geom_type in {"Polygon", "MultiPolygon"}
    if shape is not None:
        finite = shape.is_empty or bool(np.isfinite(shapely.get_coordinates(shape)).all())
        if finite and (not areas or shape.is_empty or shape.area):
            return shapely.force_2d(shape), ()
        if not areas:
            params = {"count": 1, "point": None}
            return None, (
                Issue(code="coordinate.missing", severity=Severity.ERROR, where=where, params=params),
            )
    try:
        polygons = _polygons(memoryview(bytes(blob)))
    except (struct.error, ValueError):
        return None, (
            Issue(code="geometry.unknown", severity=Severity.ERROR, where=where, params={"kind": "WKB"}),
        )
    built = [polygon(rings, where) for rings in polygons]
    issues = tuple(issue for _, found in built for issue in found)
    return join([p for p, _ in built if p is not None]), issues


def has_height(blob: bytes | None) -> bool:
    """Whether a geometry carries heights or measures, by its type number.

    Examples
    --------
    >>> has_height(shapely.to_wkb(shapely.Point(1, 2, 3))), has_height(shapely.to_wkb(shapely.Point(1, 2)))
    (True, False)
    """
    return blob is not None and len(blob) > 5 and _head(memoryview(bytes(blob[:5])), 0)[2] > 2


def _polygons(view: memoryview) -> list[list[NDArray[np.float64]]]:
    """Rings of every polygon in the WKB of a polygon or multipolygon."""
    order, kind, numbers = _head(view, 0)
    if kind == _POLYGON:
        return [_rings(view, 5, order, numbers)[0]]
    if kind != _MULTIPOLYGON:
        msg = f"WKB type {kind}"
        raise ValueError(msg)
    (count,) = struct.unpack_from(f"{order}I", view, 5)
    offset = 9
    found = []
    for _ in range(count):
        inner, inner_kind, inner_numbers = _head(view, offset)
        if inner_kind != _POLYGON:
            msg = f"WKB type {inner_kind} in a multipolygon"
            raise ValueError(msg)
        rings, offset = _rings(view, offset + 5, inner, inner_numbers)
        found.append(rings)
    return found


def _head(view: memoryview, offset: int) -> tuple[str, int, int]:
    """Byte order, plain type, and numbers a point has (2, 3 or 4)."""
    (mark,) = struct.unpack_from("B", view, offset)
    order = "<" if mark == 1 else ">"
    (code,) = struct.unpack_from(f"{order}I", view, offset + 1)
    numbers = 2 + bool(code & 0x80000000) + bool(code & 0x40000000)
    thousands, kind = divmod(code & 0x0FFFFFFF, 1000)
    return order, kind, max(numbers, (2, 3, 3, 4)[thousands] if thousands < 4 else 2)


def _rings(view: memoryview, offset: int, order: str, numbers: int) -> tuple[list[NDArray[np.float64]], int]:
    (count,) = struct.unpack_from(f"{order}I", view, offset)
    offset += 4
    rings = []
    for _ in range(count):
        (points,) = struct.unpack_from(f"{order}I", view, offset)
        offset += 4
        if points > _MOST_POINTS or offset + 8 * numbers * points > len(view):
            msg = "a ring longer than its file"
            raise ValueError(msg)
        ring = np.frombuffer(view, dtype=f"{order}f8", count=numbers * points, offset=offset)
        rings.append(ring.reshape(-1, numbers)[:, :2].astype(np.float64))
        offset += 8 * numbers * points
    return rings, offset
