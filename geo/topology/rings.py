"""Rings as a person counts them: numbered points, file and ground coordinates side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.model.issue import Where
from geo.topology.plane import Plane, plane_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.model.reading import RawPart

    Floats = NDArray[np.float64]


def finite(value: float) -> float | None:
    """Return the number, or None when it is NaN or infinite: neither has a place in a message."""
    value = float(value)
    return value if math.isfinite(value) else None


def at(x: float | None, y: float | None) -> str:
    """Write a coordinate pair as the file would: seven decimals of a degree, three of a metre.

    Examples
    --------
    >>> at(118.5, 32.0), at(40_383_243.97, 3_541_002.5)
    ('(118.5000000, 32.0000000)', '(40383243.970, 3541002.500)')
    """
    if x is None or y is None:
        return "—"
    decimals = 7 if max(abs(x), abs(y)) <= 180 else 3
    return f"({x:.{decimals}f}, {y:.{decimals}f})"


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """One ring without its closing point and without consecutive repeats.

    ``xy`` are file coordinates, ``ground`` CGCS2000 degrees (None when the place is not settled),
    ``metres`` the local plane, each ``(n, 2)``; ``points[k]`` is the number of vertex ``k`` in the file,
    from 1; ``repeats`` the numbers left out; ``listed`` how many points the file lists.
    """

    part_id: str
    row: int | None
    number: int
    polygon: int
    hole: bool
    xy: Floats
    ground: Floats | None
    metres: Floats
    points: NDArray[np.int64]
    repeats: NDArray[np.int64]
    listed: int
    labels: tuple[str, ...] = ()

    def label(self, k: int) -> str:
        """Name of vertex ``k``: its label in the file (J1), else its number."""
        number = int(self.points[k % len(self.points)])
        return self.labels[number - 1] if number <= len(self.labels) else str(number)

    def numbered(self, number: int) -> str:
        """Name of the point the file lists at ``number``, from 1."""
        return self.labels[number - 1] if number <= len(self.labels) else str(number)

    def where(self, k: int, along: float = 0.0) -> Where:
        """Place of vertex ``k``, or the point at a share ``along`` of the edge that leaves it."""
        following = (k + 1) % len(self.xy)
        x, y = self.xy[k] + along * (self.xy[following] - self.xy[k])
        lon = lat = None
        if self.ground is not None:
            lon, lat = self.ground[k] + along * (self.ground[following] - self.ground[k])
        return Where(
            part=self.part_id,
            ring=self.number,
            point=int(self.points[k]),
            row=self.row,
            x=finite(x),
            y=finite(y),
            lon=None if lon is None else finite(lon),
            lat=None if lat is None else finite(lat),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """One part as the inspectors look at it: the raw part, its ground geometry, its plane and rings."""

    raw: RawPart
    geometry: BaseGeometry
    settled: bool
    plane: Plane
    rings: tuple[Ring, ...]
    polygons: tuple[BaseGeometry, ...]
    """In the file's units, as many as ``grounds``."""
    grounds: tuple[BaseGeometry, ...]

    @property
    def title(self) -> str:
        """Name of the part for a message."""
        return self.raw.name or self.raw.part_id

    def place(self, polygon: int | None = None) -> Where:
        """Place of the part as a whole: a point of it, in the file and on the ground."""
        numbers = [r for r in self.rings if polygon is None or r.polygon == polygon]
        if not numbers or not len(numbers[0].xy):
            return Where(part=self.raw.part_id, row=self.raw.row)
        spot = numbers[0].where(0)
        return Where(
            part=spot.part,
            ring=None if polygon is None else spot.ring,
            row=spot.row,
            x=spot.x,
            y=spot.y,
            lon=spot.lon,
            lat=spot.lat,
        )


def polygons_of(geometry: BaseGeometry | None) -> tuple[BaseGeometry, ...]:
    """Return the non-empty polygons a geometry holds, in its order; lines and points are left out."""
    if geometry is None or geometry.is_empty:
        return ()
    if geometry.geom_type == "Polygon":
        return (geometry,)
    if not hasattr(geometry, "geoms"):
        return ()
    return tuple(polygon for inner in geometry.geoms for polygon in polygons_of(inner))


def rings_of(polygon: BaseGeometry) -> Iterator[Any]:
    """Exterior first, then the holes in their order; an empty hole is none."""
    yield polygon.exterior
    yield from (hole for hole in polygon.interiors if not hole.is_empty)


def opened(ring: BaseGeometry) -> Floats:
    """Coordinates of a ring without its closing point, ``(n, 2)``; two NaN count as the same."""
    xy = shapely.get_coordinates(ring)
    if len(xy) > 1 and np.array_equal(xy[0], xy[-1], equal_nan=True):
        return xy[:-1]
    return xy


def kept(xy: Floats) -> NDArray[np.bool_]:
    """Which vertices of an open ring differ from the one before (the first from the last)."""
    if len(xy) < 2:
        return np.ones(len(xy), dtype=bool)
    differs = (xy != np.roll(xy, 1, axis=0)).any(axis=1)
    # The first point stays when the last repeats it, so that the numbering begins where the file does.
    differs[0] = True
    if len(xy) > 1 and (xy[0] == xy[-1]).all():
        tail = len(xy) - 1
        while tail > 0 and (xy[tail] == xy[0]).all():
            differs[tail] = False
            tail -= 1
    return differs


def survey(part: RawPart, ground: BaseGeometry | None) -> Land:
    """Take a part apart into numbered rings.

    Parameters
    ----------
    part
        Geometry in the file's own coordinates, possibly invalid.
    ground
        The same geometry in CGCS2000 longitude and latitude with the same vertices, or None.
    """
    polygons = polygons_of(part.geometry)
    grounds = polygons_of(ground)
    settled = len(grounds) == len(polygons) and all(
        shapely.get_num_coordinates(a) == shapely.get_num_coordinates(b)
        for a, b in zip(polygons, grounds, strict=True)
    )
    if not settled:
        grounds = polygons
    geometry = ground if settled and ground is not None else part.geometry
    plane = plane_at(geometry, degrees=True if settled and ground is not None else None)
    settled = settled and ground is not None
    rings: list[Ring] = []
    for number, (polygon, below) in enumerate(zip(polygons, grounds, strict=True)):
        for k, (file_ring, ground_ring) in enumerate(zip(rings_of(polygon), rings_of(below), strict=True)):
            labels = part.labels[len(rings)] if len(rings) < len(part.labels) else ()
            xy = opened(file_ring)
            on_ground = shapely.get_coordinates(ground_ring)[: len(xy)]
            keep = kept(xy)
            numbers = np.arange(1, len(xy) + 1)
            rings.append(
                Ring(
                    part_id=part.part_id,
                    row=part.row,
                    number=len(rings) + 1,
                    polygon=number,
                    hole=k > 0,
                    xy=xy[keep],
                    ground=on_ground[keep] if settled else None,
                    metres=plane.metres(on_ground[keep]),
                    points=numbers[keep],
                    repeats=numbers[~keep],
                    listed=len(xy),
                    labels=labels,
                )
            )
    return Land(part, geometry, settled, plane, tuple(rings), polygons, grounds)
