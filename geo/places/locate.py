"""Which city and county a point lies in, and how sure one can be of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.places.names import require_city
from geo.places.store import areas

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

TOLERANCE_M = 2000.0
"""The boundaries are generalised: 99.4 % of the inland city lines lie within this of another source
(``data/boundaries/README.md``), so nearer than this to a line nobody can say which side a point is on."""

# GRS 1980, the ellipsoid of CGCS2000.
_SEMI_MAJOR_M = 6378137.0
_ECCENTRICITY_2 = 0.00669438002290


class Nearness(StrEnum):
    """How a point stands to a city whose line is only known within a tolerance."""

    INSIDE = "inside"
    BORDER = "border"
    """Too near to the line to say: evidence neither for nor against."""
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city and one of its counties: 苏州市, 虎丘区, 320505."""

    city: str
    county: str
    adcode: str


def locate(lon: float, lat: float) -> Place | None:
    """City and county of a point; None outside the province, at sea, or for a missing coordinate.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4490.

    Examples
    --------
    >>> locate(120.44, 31.35)
    Place(city='苏州市', county='虎丘区', adcode='320505')
    >>> locate(121.47, 31.23) is None  # Shanghai
    True
    """
    return locate_many([lon], [lat])[0]


def locate_many(lons: ArrayLike, lats: ArrayLike) -> list[Place | None]:
    """City and county of many points, in their order; on a shared line, the one with the lower code.

    Parameters
    ----------
    lons, lats
        Degrees, EPSG:4490; shape (n,).

    Examples
    --------
    >>> [place and place.city for place in locate_many([118.78, 120.44, 0.0], [32.06, 31.35, 0.0])]
    ['南京市', '苏州市', None]
    """
    places = _places()
    return [places[row] if row >= 0 else None for row in _rows(lons, lats)]


def inside_province(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.bool_]:
    """Whether each point lies in Jiangsu, by the generalised line; shape (n,).

    Examples
    --------
    >>> inside_province([120.44, 121.47], [31.35, 31.23]).tolist()
    [True, False]
    """
    return _rows(lons, lats) >= 0


def distance_to_city_m(lon: float, lat: float, city: str) -> float:
    """Metres from a point to a city, negative inside: minus the depth behind its line.

    Measured in the plane that touches the GRS80 ellipsoid at the point: good to 1e-3 within 50 km,
    and to a few per cent across the province.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4490.
    city
        Any spelling `geo.places.city_name` knows.

    Raises
    ------
    UsageError
        No city of the province.

    Examples
    --------
    >>> distance_to_city_m(120.6, 31.3, "苏州") < 0 < distance_to_city_m(120.6, 31.3, "无锡")
    True
    """
    cities = areas("city")
    shape = cities.geometry[cities.column("name").index(require_city(city))]
    east, north = _metres_per_degree(lat)
    local = shapely.transform(shape, lambda degrees: (degrees - [lon, lat]) * [east, north])
    here = shapely.Point(0.0, 0.0)
    depth = float(shapely.distance(local.boundary, here))
    return -depth if shapely.intersects(local, here) else depth


def nearness(lon: float, lat: float, city: str, *, tolerance_m: float = TOLERANCE_M) -> Nearness:
    """How a point stands to a city, given that the city's line is generalised.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4490.
    city
        Any spelling `geo.places.city_name` knows.
    tolerance_m
        Half the width of the band along the line in which nothing is said.

    Raises
    ------
    UsageError
        No city of the province.

    Examples
    --------
    >>> [nearness(lon, 31.3, "苏州").value for lon in (120.6, 118.8)]
    ['inside', 'outside']
    """
    distance = distance_to_city_m(lon, lat, city)
    if abs(distance) <= tolerance_m:
        return Nearness.BORDER
    return Nearness.INSIDE if distance < 0 else Nearness.OUTSIDE


def _metres_per_degree(lat: float) -> tuple[float, float]:
    """Length of a degree east and a degree north on GRS80 at a latitude."""
    phi = np.radians(lat)
    w2 = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    across = _SEMI_MAJOR_M / np.sqrt(w2)
    along = across * (1.0 - _ECCENTRICITY_2) / w2
    return float(np.radians(across * np.cos(phi))), float(np.radians(along))


def _rows(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int64]:
    """Row of the county each point lies in; -1 for none."""
    points = shapely.points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
    which, counties = _tree().query(points, predicate="intersects")
    rows = np.full(len(points), len(areas("county").rows), dtype=np.int64)
    np.minimum.at(rows, which, counties)
    return np.where(rows == len(areas("county").rows), -1, rows)


@cache
def _tree() -> shapely.STRtree:
    return shapely.STRtree(areas("county").geometry)


@cache
def _places() -> tuple[Place, ...]:
    counties = areas("county")
    columns = (counties.column(name) for name in ("city", "name", "adcode"))
    return tuple(
        Place(city=city, county=name, adcode=code) for city, name, code in zip(*columns, strict=True)
    )
