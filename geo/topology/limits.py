"""How much land one file may hold before anything is computed from it: beyond, it is no zone's boundary.

What follows (crossings, repairs, unions, 四至) runs in the process that serves people. A few megabytes of
squares drawn over each other would keep it busy for minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.model.issue import Issue, Severity, Where
from geo.topology.rings import polygons_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.model.reading import RawPart

MOST_VERTICES = 100_000
MOST_POLYGONS = 3_000
MOST_OVERLAPS = 1_000
MOST_PARTS = 300
"""Parts that are judged one by one, each with its own 四至; `beyond` does not count them."""
_MOST_NEAR = 60_000
"""Pairs whose boxes overlap; parcels side by side have about three for each."""
_CHUNK = 64


def beyond(parts: Sequence[RawPart]) -> tuple[Issue, ...]:
    """What speaks against working on this land at all; empty when it is of a size a zone may have.

    Examples
    --------
    >>> from geo.model.reading import RawPart
    >>> beyond([RawPart(part_id="1", geometry=shapely.box(0, 0, 1, 1))])
    ()
    """
    geometries = np.array([part.geometry for part in parts], dtype=object)
    vertices = int(shapely.get_num_coordinates(geometries).sum())
    if vertices > MOST_VERTICES:
        return (_issue("land.many_vertices", count=vertices, limit=MOST_VERTICES),)
    polygons = [polygon for geometry in geometries for polygon in polygons_of(geometry)]
    if len(polygons) > MOST_POLYGONS:
        return (_issue("land.many_polygons", count=len(polygons), limit=MOST_POLYGONS),)
    if _overlap_too_often(np.array(polygons, dtype=object)):
        return (_issue("land.many_overlaps", limit=MOST_OVERLAPS),)
    return ()


def too_many_parts(count: int) -> Issue:
    """The error of a file with more parts than are judged."""
    return _issue("land.many_parts", count=count, limit=MOST_PARTS)


def _overlap_too_often(polygons: NDArray[np.object_]) -> bool:
    """Whether more pairs share land than anybody draws on purpose; stops looking as soon as it is clear."""
    if len(polygons) ** 2 <= 2 * MOST_OVERLAPS:
        return False
    tree = shapely.STRtree(polygons)
    near = overlapping = 0
    for begin in range(0, len(polygons), _CHUNK):
        chunk = polygons[begin : begin + _CHUNK]
        first, second = tree.query(chunk)
        later = second > first + begin
        first, second = first[later], second[later]
        near += len(first)
        if near > _MOST_NEAR:
            return True
        try:
            meets = shapely.intersects(chunk[first], polygons[second])
            touches = shapely.touches(chunk[first], polygons[second])
            overlapping += int((meets & ~touches).sum())
        except shapely.errors.GEOSException:
            overlapping += len(first)
        if overlapping > MOST_OVERLAPS:
            return True
    return False


def _issue(code: str, **params: Any) -> Issue:
    return Issue(code=code, severity=Severity.ERROR, where=Where(), params=params)
