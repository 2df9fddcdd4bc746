"""The Gauss–Krüger plane in which surveys are drawn: the right 3° zone, and many geometries at once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.ellipsoid import A_M, F
from geo.measure.rings import as_array

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import Transformer

    from geo.measure.rings import FloatArray, Geometries, IntArray


@cache
def _to_plane(zone: int) -> Transformer:
    from pyproj import Transformer  # noqa: PLC0415 - half the room has no need of PROJ

    if not -60 <= zone <= 60:
        msg = f"there is no 3-degree zone {zone}"
        raise ValueError(msg)
    ellipsoid = f"+a={A_M} +rf={1 / F!r}"
    plane = f"+proj=tmerc +lat_0=0 +lon_0={3 * zone} +k=1 +x_0=500000 +y_0=0 {ellipsoid} +units=m"
    return Transformer.from_crs(f"+proj=longlat {ellipsoid}", plane, always_xy=True)


def zone_of(geoms: Geometries) -> IntArray:
    """Number of the 3° zone each geometry belongs to, by the middle of its extent; −1 when it is empty.

    Examples
    --------
    >>> zone_of([shapely.Point(118.4, 32), shapely.Point(118.6, 32), shapely.Point(121.9, 32)]).tolist()
    [39, 40, 41]
    """
    west, _, east, _ = np.moveaxis(shapely.bounds(as_array(geoms)), -1, 0)
    middle = (west + east) / 2
    return np.where(np.isnan(middle), -1, np.floor(np.nan_to_num(middle) / 3 + 0.5)).astype(np.int64)


def project(lon: FloatArray, lat: FloatArray, zone: int) -> tuple[FloatArray, FloatArray]:
    """Easting and northing (m, without zone prefix) of EPSG:4490 degrees in one 3° zone.

    Raises
    ------
    ValueError
        There is no such zone.

    Examples
    --------
    >>> x, y = project(np.array([120.0]), np.array([32.0]), 40)
    >>> x.round(3).tolist(), y.round(3).tolist()
    ([500000.0], [3541852.434])
    """
    x, y = _to_plane(zone).transform(lon, lat)
    return np.asarray(x), np.asarray(y)


def unproject(x: FloatArray, y: FloatArray, zone: int) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude (EPSG:4490 degrees) of eastings and northings of one 3° zone.

    Examples
    --------
    >>> lon, lat = unproject(np.array([500000.0]), np.array([3541852.434]), 40)
    >>> lon.round(6).tolist(), lat.round(6).tolist()
    ([120.0], [32.0])
    """
    lon, lat = _to_plane(zone).transform(x, y, direction="INVERSE")
    return np.asarray(lon), np.asarray(lat)


def to_plane(geoms: Geometries, zone: int | None = None) -> NDArray[np.object_]:
    """The same geometries in metres, all in one 3° zone (by default that of all of them together)."""
    array = as_array(geoms)
    if zone is None:
        zone = int(zone_of([shapely.GeometryCollection(list(array[~shapely.is_missing(array)]))])[0])

    def move(points: FloatArray) -> FloatArray:
        return np.column_stack(project(points[:, 0], points[:, 1], zone))

    return np.atleast_1d(shapely.transform(shapely.force_2d(array), move))
