"""A local metric plane: metres from file units, good to a part in a thousand over one zone.

Messages need sizes in metres before anybody has decided the coordinate system, and this room stands
below `geo.measure`. The areas here serve to say how much a repair changes, never to judge a clause.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_A = 6_378_137.0
_F = 1 / 298.257222101
_E2 = _F * (2 - _F)

_DEGREES_EXTENT = 10.0
"""Nothing up to 10 units across within ±180 is a drawing in metres: the plot would be a garden shed."""


@dataclass(frozen=True, slots=True)
class Plane:
    """East and north scale of file units at one place: metres a unit; ``x``, ``y`` the origin."""

    x: float
    y: float
    east: float = 1.0
    north: float = 1.0

    def metres(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Coordinates ``(n, 2)`` in file units as metres from the origin."""
        return (xy - (self.x, self.y)) * (self.east, self.north)

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry in metres from the origin, vertex by vertex."""
        return shapely.transform(geometry, self.metres)

    def area(self, geometry: BaseGeometry) -> float:
        """Area in m², approximate; for a crossing ring the signed area, which means nothing."""
        return float(shapely.area(self.project(geometry)))


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Length of one degree of longitude and of latitude on the CGCS2000 ellipsoid, m.

    Parameters
    ----------
    lat
        Latitude, degrees.

    Examples
    --------
    >>> [round(length) for length in metres_per_degree(32.0)]
    [94493, 110887]
    """
    sine = math.sin(math.radians(lat))
    w2 = 1 - _E2 * sine * sine
    east = math.radians(1) * _A * math.cos(math.radians(lat)) / math.sqrt(w2)
    north = math.radians(1) * _A * (1 - _E2) / w2**1.5
    return east, north


def plane_at(*geometries: BaseGeometry, degrees: bool | None = None) -> Plane:
    """Return the plane for some geometries.

    Parameters
    ----------
    *geometries
        In file units, or CGCS2000 longitude and latitude.
    degrees
        Whether the units are degrees; None guesses by magnitude (within ±180 and at most 10 across).
        A latitude standing first (x under 90, y over 90) is recognised for its scale only.
    """
    xy = shapely.get_coordinates(geometries)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return Plane(0.0, 0.0)
    low, high = xy.min(axis=0), xy.max(axis=0)
    middle = low / 2 + high / 2
    if degrees is None:
        degrees = bool(np.abs(xy).max() <= 180 and (high - low).max() <= _DEGREES_EXTENT)
    if not degrees:
        return Plane(float(middle[0]), float(middle[1]))
    swapped = abs(middle[1]) > 90
    east, north = metres_per_degree(float(np.clip(middle[0] if swapped else middle[1], -89.9, 89.9)))
    return Plane(float(middle[0]), float(middle[1]), *((north, east) if swapped else (east, north)))
