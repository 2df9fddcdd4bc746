"""Land and lines in metres around one place, turned into degrees without the code under test."""

from typing import Any

import geopandas as gpd
import numpy as np
from shapely import transform

from geo.model.footprint import make_footprint

LON, LAT = 118.8, 32.0
# metres a degree at 32° N on the GRS 80 ellipsoid, from the usual series
# 111132.954 - 559.822 cos 2B + 1.175 cos 4B, and 111412.84 cos B - 93.5 cos 3B + 0.118 cos 5B
PER_DEGREE = np.array([94493.2, 110886.8])


def lonlat(geometry: Any) -> Any:
    return transform(geometry, lambda xy: xy / PER_DEGREE + np.array([LON, LAT]))


def zone(geometry: Any) -> gpd.GeoDataFrame:
    return make_footprint([("1", None, None, lonlat(geometry))])


def layer(lines: dict[str, Any], kind: str = "road") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": list(lines), "kind": [kind] * len(lines)},
        geometry=[lonlat(line) for line in lines.values()],
        crs="EPSG:4490",
    )
