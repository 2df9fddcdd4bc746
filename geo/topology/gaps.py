"""Slivers of nobody's land between two polygons that were meant to meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.topology.overlay import joined, land_only, shared, without

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GAP_M = 2.0
"""Two boundaries this close along their length were meant to be one; a lane between them is wider."""

_LEAST_LENGTH_M = 5.0
_LEAST_AREA_M2 = 0.01
_ELONGATED = 0.2
"""Length to width of the strips: the wedge at a corner where two parts meet is no gap."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A strip between two polygons: area, mean width, length, and a point in it."""

    area_m2: float
    width_m: float
    length_m: float
    place: BaseGeometry


def gaps_between(one: BaseGeometry, other: BaseGeometry, *, width: float = GAP_M) -> tuple[Gap, ...]:
    """Strips up to ``width`` wide between two polygons in metres, in a fixed order.

    The strips are what a morphological closing of both adds to what it adds to each alone.

    Examples
    --------
    >>> from shapely import box
    >>> [(round(g.area_m2), round(g.width_m, 2), round(g.length_m)) for g in
    ...  gaps_between(box(0, 0, 100, 100), box(100.5, 0, 200, 100))]
    [(50, 0.5, 100)]
    """
    frames = [
        shapely.box(*shapely.bounds(shape)).buffer(3 * width, join_style="mitre") for shape in (one, other)
    ]
    frame = shared(*frames)
    near = [land_only(shared(shape, frame)) for shape in (one, other)]
    strips = _closed(joined(*near), width)
    for covered in (*near, *(_closed(shape, width) for shape in near)):
        strips = without(strips, covered)
    found = []
    for strip in shapely.get_parts(strips):
        if strip.geom_type != "Polygon" or not all(strip.distance(shape) < 0.05 for shape in near):
            continue
        area, length = float(strip.area), float(strip.length) / 2
        if area < _LEAST_AREA_M2 or length < _LEAST_LENGTH_M or area > _ELONGATED * length**2:
            continue
        found.append(Gap(area, area / length, length, shapely.point_on_surface(strip)))
    return tuple(sorted(found, key=lambda gap: -gap.area_m2))


def _closed(shape: BaseGeometry, width: float) -> BaseGeometry:
    grown = shapely.buffer(shape, width / 2, join_style="mitre", mitre_limit=2.0)
    return shapely.buffer(grown, -width / 2, join_style="mitre", mitre_limit=2.0)
