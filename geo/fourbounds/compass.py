"""The four directions, and the plane in which a footprint is walked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# CGCS2000 ellipsoid, GB 22021-2008
SEMI_MAJOR_M = 6378137.0
FLATTENING = 1 / 298.257222101


class Direction(StrEnum):
    """A side of a piece of land, in the order 四至 are told: 东南西北."""

    EAST = "east"
    SOUTH = "south"
    WEST = "west"
    NORTH = "north"

    @property
    def zh(self) -> str:
        """The Chinese character.

        Examples
        --------
        >>> "".join(direction.zh for direction in Direction)
        '东南西北'
        """
        return {"east": "东", "south": "南", "west": "西", "north": "北"}[self.value]

    @property
    def azimuth(self) -> float:
        """Degrees clockwise from north."""
        return {"east": 90.0, "south": 180.0, "west": 270.0, "north": 0.0}[self.value]

    @property
    def unit(self) -> tuple[float, float]:
        """Unit vector (east, north)."""
        return {"east": (1.0, 0.0), "south": (0.0, -1.0), "west": (-1.0, 0.0), "north": (0.0, 1.0)}[
            self.value
        ]

    @property
    def opposite(self) -> Direction:
        """The other end of the axis.

        Examples
        --------
        >>> Direction.EAST.opposite
        <Direction.WEST: 'west'>
        """
        order = tuple(Direction)
        return order[(order.index(self) + 2) % 4]

    @classmethod
    def from_zh(cls, character: str) -> Direction:
        """Direction of one of 东南西北 (東 too).

        Raises
        ------
        KeyError
            Any other character.
        """
        return {"东": cls.EAST, "東": cls.EAST, "南": cls.SOUTH, "西": cls.WEST, "北": cls.NORTH}[character]


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Metres east and north of a point: the equidistant cylindrical plane of its parallel.

    Meridians stay vertical, so that east is east everywhere in it. With M and N the radii of curvature
    at ``lat0``: x = N cos(lat0) (lon - lon0), y = M (lat - lat0). 10 km from the origin a distance is
    wrong by less than 0.12 % in Jiangsu (the change of cos(lat)), the same for the land and its roads.
    """

    lon0: float
    lat0: float

    @classmethod
    def around(cls, geometry: Any) -> LocalPlane:
        """Plane around the middle of the bounds of a geometry in degrees."""
        west, south, east, north = shapely.bounds(geometry)
        return cls(float(west + east) / 2, float(south + north) / 2)

    @property
    def scale(self) -> tuple[float, float]:
        """Metres a degree of longitude, metres a degree of latitude."""
        e2 = FLATTENING * (2 - FLATTENING)
        phi = math.radians(self.lat0)
        w2 = 1 - e2 * math.sin(phi) ** 2
        prime_vertical = SEMI_MAJOR_M / math.sqrt(w2)
        meridian = SEMI_MAJOR_M * (1 - e2) / w2**1.5
        return math.radians(prime_vertical * math.cos(phi)), math.radians(meridian)

    def forward(self, geometry: Any) -> Any:
        """Geometry in degrees (longitude first) to metres, 2-D.

        Examples
        --------
        >>> x, y = LocalPlane(120.0, 32.0).forward(shapely.Point(120.01, 32.01)).coords[0]
        >>> round(x, 1), round(y, 1)
        (944.9, 1108.9)
        """
        scale, origin = np.array(self.scale), np.array([self.lon0, self.lat0])
        return shapely.transform(shapely.force_2d(geometry), lambda lonlat: (lonlat - origin) * scale)

    def backward(self, geometry: Any) -> Any:
        """Geometry in metres back to degrees."""
        return shapely.transform(geometry, self.to_lonlat)

    def to_lonlat(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Array (n, 2) of metres to degrees."""
        return xy / np.array(self.scale) + np.array([self.lon0, self.lat0])
