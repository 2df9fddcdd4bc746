"""The reference test: does the land follow known lines better without an online map's offset.

Edges of a zone run along roads, rivers and neighbouring land. A ratio alone would be fooled by a dense
road network, where any displacement finds some line; so each offset has to beat, besides the land as it
is, a ring of displacements of the same length in other directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import gcj

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Points = NDArray[np.float64]

# An offset has to halve the distance as is, and to beat every rival displacement by more than a third.
DECISIVE_RATIO = 0.5
_RIVAL_RATIO = 0.6
# Nearly all of the boundary has to follow lines: among dense roads half of it always does.
_SHARE = 0.85
_DIRECTIONS = 24
_SAMPLES = 160
_NEAR_M = 80.0
_REACH_M = 3000.0


@dataclass(frozen=True, slots=True)
class ReferenceTest:
    """Outcome: the offset (None: as is) under which the land follows the lines; ``told`` whether it tells.

    ``distance_m`` is the distance from a line within which 85 % of the boundary lies, by offset, metres.
    """

    told: bool
    shift: str | None
    distance_m: dict[str | None, float]


def reference_test(lonlat: Sequence[BaseGeometry], lines: Sequence[BaseGeometry]) -> ReferenceTest:
    """Ask under which offset the edges of the land follow known lines.

    Parameters
    ----------
    lonlat
        Polygons as read, degrees.
    lines
        Roads, rivers, borders of neighbours, where they truly lie, EPSG:4490.

    Examples
    --------
    >>> road = shapely.LineString([(118.79, 32.0), (118.80, 32.0), (118.80, 32.006), (118.79, 32.006)])
    >>> zone = shapely.Polygon(road.coords)
    >>> drawn = shapely.transform(zone, lambda c: np.column_stack(gcj.apply(*c.T, "gcj02")))
    >>> reference_test([drawn], [road]).shift, reference_test([zone], [road]).shift
    ('gcj02', None)
    """
    samples = _along_edges(lonlat)
    if not len(samples) or not len(lines):
        return ReferenceTest(told=False, shift=None, distance_m={})
    origin = np.median(samples, axis=0)
    scale = np.array([111_320.0 * np.cos(np.radians(origin[1])), 110_900.0])

    def local(points: Points) -> Points:
        return (points - origin) * scale

    known = shapely.transform(np.asarray(lines, dtype=object), local)
    known = known[shapely.distance(known, shapely.MultiPoint(local(samples)).envelope) < _REACH_M]
    if not len(known):
        return ReferenceTest(told=False, shift=None, distance_m={})
    tree = shapely.STRtree(known)

    def distance(points: Points) -> float:
        _, metres = tree.query_nearest(shapely.points(points), return_distance=True, all_matches=False)
        return float(np.quantile(metres, _SHARE))

    here = local(samples)
    found: dict[str | None, float] = {None: distance(here)}
    rivals: dict[str, float] = {}
    for shift in gcj.SHIFTS:
        moved = local(np.column_stack(gcj.remove(samples[:, 0], samples[:, 1], shift)))
        found[shift] = distance(moved)
        rivals[shift] = _best_of_ring(here, moved, distance)
    best = min(found, key=lambda shift: found[shift])
    others = [metres for shift, metres in found.items() if shift != best]
    rival = rivals[best] if best is not None else min(rivals.values())
    told = (
        found[best] <= _NEAR_M
        and found[best] < DECISIVE_RATIO * min(others)
        and found[best] < _RIVAL_RATIO * rival
    )
    return ReferenceTest(told=told, shift=best if told else None, distance_m=found)


def _best_of_ring(here: Points, moved: Points, distance: Callable[[Points], float]) -> float:
    """Smallest distance over displacements as long as the offset, in directions away from it."""
    east, north = np.median(moved - here, axis=0)
    length, bearing = np.hypot(east, north), np.arctan2(north, east)
    turns = bearing + np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)[2:-1]
    return min(float(distance(here + length * np.array([np.cos(t), np.sin(t)]))) for t in turns)


def _along_edges(polygons: Sequence[BaseGeometry]) -> Points:
    """Points at even steps along all edges, degrees."""
    edges = [shapely.boundary(polygon) for polygon in polygons if not polygon.is_empty]
    total = sum(edge.length for edge in edges)
    if not total:
        return np.empty((0, 2))
    points = [
        shapely.line_interpolate_point(part, np.arange(0.0, part.length, total / _SAMPLES))
        for edge in edges
        for part in shapely.get_parts(edge)
    ]
    return shapely.get_coordinates(np.concatenate(points))
