"""How much ground an outline encloses, and when that is no number at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SAME = 1e-6
"""Two areas that differ by less than this share are one area."""
_MOST_POINTS = 20_000
"""An invalid outline of more points is not untangled to be weighed."""


def enclosed_area(geometry: BaseGeometry) -> float | None:
    """Area within the rings as drawn, in squared units of the coordinates; None when a ring crosses itself.

    The area formula weighs the loops of a crossing ring against each other: what it gives is the area of
    no land. A ring that only touches itself, or runs to and fro along one line, has an area.

    Examples
    --------
    >>> enclosed_area(shapely.box(0, 0, 100, 100))
    10000.0
    >>> bow_tie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    >>> (bow_tie.area, enclosed_area(bow_tie))
    (0.0, None)
    >>> enclosed_area(shapely.Polygon([(0, 0), (5, 5), (10, 0), (10, 10), (5, 5), (0, 10)]))
    50.0
    """
    if shapely.is_valid(geometry):
        return float(geometry.area)
    if len(shapely.get_coordinates(geometry)) > _MOST_POINTS:
        return None
    for polygon in shapely.get_parts(geometry):
        for ring in (polygon.exterior, *polygon.interiors):
            if _in_doubt(shapely.polygons(ring)):
                return None
    return float(geometry.area)


def _in_doubt(outline: BaseGeometry) -> bool:
    if shapely.is_valid(outline):
        return False
    try:
        land = shapely.make_valid(outline, method="structure", keep_collapsed=False).area
    except shapely.errors.GEOSException:  # a coordinate that is no number
        return True
    return bool(not abs(outline.area - land) <= _SAME * land)
