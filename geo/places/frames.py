"""The boundaries as frames, for maps, joins and notebooks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import shapely

from geo.places.names import require_city
from geo.places.store import COLUMNS, Level, areas

if TYPE_CHECKING:
    import geopandas as gpd


def load(level: Level) -> gpd.GeoDataFrame:
    """Province, cities or counties, EPSG:4490, with the columns of ``data/boundaries/README.md``.

    Read once; every call gives a frame of its own, which the caller may change.

    Parameters
    ----------
    level
        ``province`` (1 row), ``city`` (13) or ``county`` (95), in the order of the codes.

    Raises
    ------
    ValueError
        No such level.

    Examples
    --------
    >>> cities = load("city")
    >>> len(cities), cities.crs.to_epsg(), cities["name"].iloc[4], cities["name_en"].iloc[4]
    (13, 4490, '苏州市', 'Suzhou')
    """
    return _frame(level).copy()


@cache
def _frame(level: Level) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - 0.4 s that locating a point need not pay

    found = areas(level)
    columns = {name: [row[place] for row in found.rows] for place, name in enumerate(COLUMNS)}
    return gpd.GeoDataFrame(columns, geometry=found.geometry, crs="EPSG:4490")


def bounds(city: str | None = None) -> tuple[float, float, float, float]:
    """West, south, east, north of a city, or of the province; degrees, EPSG:4490.

    Parameters
    ----------
    city
        A city in any spelling `city_name` knows; None for the province.

    Raises
    ------
    UsageError
        No city of the province.

    Examples
    --------
    >>> bounds()
    (116.353804, 30.767184, 121.953828, 35.141628)
    """
    found = areas("province") if city is None else areas("city")
    place = 0 if city is None else found.column("name").index(require_city(city))
    west, south, east, north = shapely.bounds(found.geometry[place]).tolist()
    return west, south, east, north
