"""The four sides of a piece of land: which stretch of its outline faces east, south, west and north.

The outline is walked counter-clockwise, so the sides follow one another south, east, north, west. The
four cuts between them are placed where the sum over the edges of length x cos(angle between the edge's
outward normal and the direction of its side) is largest: the 90 degree sectors of a clean outline, and
a jag, a notch or a rounded corner, whichever way its short edges look, makes no side of its own.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import LineString

from geo.errors import SizhiError
from geo.fourbounds.compass import Direction, LocalPlane

if TYPE_CHECKING:
    from numpy.typing import NDArray

WALK = (Direction.SOUTH, Direction.EAST, Direction.NORTH, Direction.WEST)
"""The order of the sides along a counter-clockwise ring."""

MIN_SIDE_SHARE = 0.001
"""Every side has at least this share of the perimeter: a triangle has a north too, its tip."""

RECTILINEAR = 0.4
"""From this resultant of the edges' azimuths, taken four times, the outline has axes of its own."""

UNIFORM_CUTS = 240
VERTEX_CUTS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a part.

    ``line`` is in CGCS2000 degrees, walked with the land on its left (counter-clockwise); ``length_m``
    its length; ``lon``, ``lat`` the vertex that lies farthest in the side's direction; ``azimuth`` the
    mean outward normal, degrees clockwise from north.
    """

    direction: Direction
    line: LineString
    length_m: float
    lon: float
    lat: float
    azimuth: float


@dataclass(frozen=True, slots=True)
class Outline:
    """A ring in a local plane, cut in four.

    ``ring`` (n + 1, 2) metres, closed, counter-clockwise, from its smallest vertex; ``at`` (n + 1,) the
    distance walked to each vertex; ``cuts`` (5,) the distances where south, east, north and west begin,
    and south again one perimeter later; ``land`` the polygon in metres the ring goes round.
    """

    plane: LocalPlane
    land: Any
    ring: NDArray[np.float64]
    at: NDArray[np.float64]
    cuts: NDArray[np.float64]

    @property
    def perimeter(self) -> float:
        """Length of the ring in metres."""
        return float(self.at[-1])

    def stretch(self, direction: Direction) -> NDArray[np.float64]:
        """Vertices (k, 2) of one side in metres, its ends included."""
        k = WALK.index(direction)
        start, end = float(self.cuts[k]), float(self.cuts[k + 1])
        ring = np.vstack([self.ring[:-1], self.ring])
        at = np.concatenate([self.at[:-1], self.at + self.perimeter])
        inside = (at > start + 1e-9) & (at < end - 1e-9)
        ends = np.column_stack([np.interp([start, end], at, ring[:, axis]) for axis in (0, 1)])
        return np.vstack([ends[:1], ring[inside], ends[1:]])


@lru_cache(maxsize=64)  # told, verified and drawn: one application asks for the same outline three times
def outline(geometry: Any) -> Outline:
    """Cut the outline of a polygon, or the hull of several, into its four sides.

    Parameters
    ----------
    geometry
        Polygon or MultiPolygon in CGCS2000 degrees. Several polygons are walked round their convex hull.

    Raises
    ------
    SizhiError
        The geometry is empty or not an area.
    """
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 0]
    if not polygons:
        raise SizhiError("fourbounds.no_area", found=geometry.geom_type)
    plane = LocalPlane.around(geometry)
    land = plane.forward(shapely.union_all(polygons))
    walked = land
    if walked.geom_type != "Polygon" or not walked.is_valid:
        walked = shapely.convex_hull(land)
    ring = _canonical(np.asarray(walked.exterior.coords)[:, :2])
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))])
    cuts = _cuts(ring, at)
    for shared in (ring, at, cuts):
        shared.flags.writeable = False
    return Outline(plane, land, ring, at, cuts)


def sides(geometry_lonlat: Any) -> tuple[Side, ...]:
    """The four sides of a part, in the order east, south, west, north.

    Parameters
    ----------
    geometry_lonlat
        Polygon or MultiPolygon in CGCS2000 degrees, longitude first. Holes have no part in it; several
        polygons are described by their convex hull.

    Returns
    -------
    tuple of Side

    Raises
    ------
    SizhiError
        The geometry is empty or not an area.

    Examples
    --------
    >>> from shapely import box
    >>> east, south, west, north = sides(box(118.70, 32.00, 118.71, 32.02))
    >>> east.direction.zh, east.lon, round(east.length_m), round(south.length_m)
    ('东', 118.71, 2218, 945)
    """
    return sides_of(outline(geometry_lonlat))


def sides_of(walked: Outline) -> tuple[Side, ...]:
    """The four sides of an outline already cut."""
    return tuple(_side(walked, direction) for direction in Direction)


def _side(walked: Outline, direction: Direction) -> Side:
    xy = walked.stretch(direction)
    step = np.diff(xy, axis=0)
    east, north = direction.unit
    reach = walked.ring[:-1] @ np.array([east, north])
    farthest = walked.ring[int(np.argmax(np.round(reach, 6)))]
    lon, lat = walked.plane.to_lonlat(farthest[None, :])[0]
    normal_x, normal_y = float(step[:, 1].sum()), float(-step[:, 0].sum())
    return Side(
        direction=direction,
        line=LineString(walked.plane.to_lonlat(xy)),
        length_m=float(np.hypot(*step.T).sum()),
        lon=round(float(lon), 10),
        lat=round(float(lat), 10),
        azimuth=math.degrees(math.atan2(normal_x, normal_y)) % 360,
    )


def _canonical(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """The closed ring counter-clockwise from its smallest vertex, without repeated vertices."""
    kept = ring[:-1][np.any(np.abs(np.diff(ring, axis=0)) > 1e-9, axis=1)]
    x, y = kept.T
    if float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) < 0:
        kept = kept[::-1]
    first = int(np.lexsort((kept[:, 1], kept[:, 0]))[0])
    rolled = np.roll(kept, -first, axis=0)
    return np.vstack([rolled, rolled[:1]])


def _axis_turn(normals: NDArray[np.float64], lengths: NDArray[np.float64]) -> float:
    """Degrees by which the directions are turned toward the outline's own axes, -22.5 to 22.5.

    Half the angle between the compass and the axes: a square standing on its corner gets four whole
    sides (its north-east edge is the north), while an edge that plainly looks east stays the east.
    """
    resultant = complex(np.sum(lengths * np.exp(4j * np.radians(normals))) / np.sum(lengths))
    if abs(resultant) < RECTILINEAR:
        return 0.0
    angle = math.degrees(cmath.phase(resultant)) / 4
    if angle < -44.0:  # on the corner within a degree: one convention, whatever the last bits say
        angle += 90.0
    return angle / 2


def _cuts(ring: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    step = np.diff(ring, axis=0)
    lengths = np.hypot(*step.T)
    normals = np.degrees(np.arctan2(step[:, 1], -step[:, 0])) % 360  # azimuth of (dy, -dx)
    turn = _axis_turn(normals, lengths)
    perimeter = float(at[-1])
    position = _cut_candidates(step, lengths, at)
    doubled = np.concatenate([position, position + perimeter])
    vertices = np.concatenate([at[:-1], at + perimeter])
    gains = []
    for direction in WALK:
        facing = lengths * np.cos(np.radians(normals - direction.azimuth - turn))
        sums = np.concatenate([[0.0], np.cumsum(np.tile(facing, 2))])
        gains.append(np.interp(doubled, vertices, sums))
    return _best_cuts(doubled, np.array(gains), perimeter)


def _cut_candidates(
    step: NDArray[np.float64], lengths: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where a side may begin: at even distances, and at the vertices that turn most."""
    vertices = at[:-1]
    if len(vertices) > VERTEX_CUTS:
        heading = np.arctan2(step[:, 1], step[:, 0])
        turned = np.abs((heading - np.roll(heading, 1) + np.pi) % (2 * np.pi) - np.pi)
        weight = turned * np.minimum(lengths, np.roll(lengths, 1))
        vertices = vertices[np.sort(np.argsort(-weight, kind="stable")[:VERTEX_CUTS])]
    even = np.linspace(0, at[-1], UNIFORM_CUTS, endpoint=False)
    return np.unique(np.concatenate([vertices, even]))


def _best_cuts(
    position: NDArray[np.float64], gains: NDArray[np.float64], perimeter: float
) -> NDArray[np.float64]:
    """The cuts of the largest total gain, by dynamic programming for every possible first cut.

    A cut at c ends side k-1 and begins side k, so the total is a sum of one term for each cut and the
    best way to reach a cut is a running maximum over those at least ``gap`` before it.
    """
    gap = MIN_SIDE_SHARE * perimeter
    before = np.searchsorted(position, position - gap + 1e-9, side="right") - 1
    first, best_total = -1, -np.inf
    for at, total in enumerate(_totals(before, gains).tolist()):
        if total > best_total + 1e-9 * perimeter:
            first, best_total = at, total
    return np.zeros(5) if first < 0 else position[_way(first, before, gains)]


def _totals(before: NDArray[np.int64], gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest total gain of each first cut.

    Row f holds the places from the first cut f to the same place one perimeter later, its last column.
    """
    count = len(before) // 2
    rows = np.arange(count)[:, None]
    reach = _turns(before, count) - rows
    usable = reach >= 0
    reach = np.maximum(reach, 0)
    flat = reach + rows * (count + 1)
    of = [_turns(gain, count) for gain in gains]
    value = np.where(usable, -of[0][:, :1] + of[0] - of[1], -np.inf)
    for k in (2, 3):
        best = np.take(np.maximum.accumulate(value, axis=1), flat)
        value = np.where(usable, best + of[k - 1] - of[k], -np.inf)
    value[np.arange(count + 1) > reach[:, -1:]] = -np.inf
    return np.asarray(value.max(axis=1) + of[3][:, -1])


def _turns(values: NDArray[Any], count: int) -> NDArray[Any]:
    """Row f: the values from place f to the same place one perimeter later."""
    return np.lib.stride_tricks.sliding_window_view(values, count + 1)[:count]


def _way(first: int, before: NDArray[np.int64], gains: NDArray[np.float64]) -> list[int]:
    """The five cuts of the largest total gain that begin at one place."""
    last = first + len(before) // 2
    value = np.full(len(before), -np.inf)
    value[first] = -gains[0, first]
    came: list[NDArray[np.int64]] = []
    for k in (1, 2, 3):
        running = np.maximum.accumulate(value)
        # index at which the running maximum was reached
        raised = np.concatenate([[True], running[1:] > running[:-1]])
        reached = np.maximum.accumulate(np.where(raised, np.arange(len(value)), 0))
        usable = before >= first
        value = np.where(usable, running[before] + gains[k - 1] - gains[k], -np.inf)
        came.append(np.where(usable, reached[before], -1))
    third = int(np.argmax(value[: int(before[last]) + 1]))
    second = int(came[2][third])
    return [first, int(came[1][second]), second, third, last]
