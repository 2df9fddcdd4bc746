"""A dozen made-up zones, one in each of the other cities: whom the demonstration zone is compared with."""

from __future__ import annotations

import numpy as np
import shapely

from geo import places

SEED = 20261122
OWN_CITY = "苏州市"
DEGREE_M = 111_195.0


def outline(rng: np.random.Generator, lon: float, lat: float, radius_m: float) -> shapely.Polygon:
    """An irregular outline round a point: 8 to 14 corners, each nearer or farther by up to a third."""
    corners = int(rng.integers(8, 15))
    turn = np.sort(rng.uniform(0, 2 * np.pi, corners)) * 0.2 + np.linspace(0, 2 * np.pi, corners, False) * 0.8
    reach = radius_m * rng.uniform(0.67, 1.33, corners)
    east = reach * np.cos(turn) / (DEGREE_M * np.cos(np.radians(lat)))
    north = reach * np.sin(turn) / DEGREE_M
    return shapely.Polygon(np.round(np.column_stack([lon + east, lat + north]), 9))


def zones() -> list[dict[str, object]]:
    """Name, city and land (EPSG:4490) of each: one to four parts within some kilometres of each other."""
    rng = np.random.default_rng(SEED)
    cities = places.load("city")
    rows: list[dict[str, object]] = []
    for city in cities[cities["name"] != OWN_CITY].itertuples():
        parts = []
        for _ in range(int(rng.integers(1, 5))):
            lon = city.label_lon + float(rng.uniform(-0.04, 0.04))
            lat = city.label_lat + float(rng.uniform(-0.04, 0.04))
            parts.append(outline(rng, lon, lat, float(rng.uniform(40, 180))))
        name = f"示例集聚区{len(rows) + 1:02d}（演示）"
        rows.append({"名称": name, "所在市": city.name, "geometry": shapely.multipolygons(parts)})
    return rows
