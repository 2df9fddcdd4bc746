"""The quiet ground under every map: province, cities and counties from our own data, with labels."""

from __future__ import annotations

import hashlib
import json
import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import shapely

from geo.maps.features import Shape, collection
from geo.places.store import areas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.places.store import Level

DECIMALS = 4
"""11 m: the lines themselves are generalised by about 80 m."""

LOCATOR_TOLERANCE = 0.02
LOCATOR_WIDTH = 132.0
LOCATOR_MARGIN = 0.15
LOCATOR_MARK = 8.0
"""Room a numbered mark needs around its middle, in the units of the picture."""
MIDDLE = 32.9
"""Latitude at which the locator's degrees of longitude are scaled: the middle of the province."""


@cache
def ground(level: Level) -> dict[str, Any]:
    """GeoJSON of one level (province, city, county)."""
    return collection((Shape(geometry=g, style=level, tip="") for g in areas(level).geometry), DECIMALS)


@cache
def written() -> str:
    """The ground of every level as JSON: numbers and keys of our own, fit for a script."""
    levels = ("province", "city", "county")
    return json.dumps({level: ground(level) for level in levels}, separators=(",", ":"))


@cache
def script() -> tuple[str, bytes]:
    """Name and content of the file that hands the ground to every map a page's own server offers.

    The name changes with the content, so that a browser may keep it for good: the ground is two thirds of
    a map.
    """
    content = f"window.SIZHI_GROUND={written()};".encode()
    return f"ground-{hashlib.sha256(content).hexdigest()[:16]}.js", content


def labels(level: Level, lang: str) -> Iterator[tuple[float, float, str]]:
    """Latitude, longitude and name of every area of a level."""
    found = areas(level)
    names = found.column("name" if lang == "zh" else "name_en")
    lons, lats = (map(float, found.column(key)) for key in ("label_lon", "label_lat"))
    yield from zip(lats, lons, names, strict=True)


def locator(points: list[tuple[float, float, str]], city: str | None) -> dict[str, Any]:
    """A small picture of the province: its cities, the named one stronger, and numbered points.

    Parameters
    ----------
    points
        Longitude, latitude and mark of each; the picture grows to hold those outside the province.
    city
        Name of the city to show stronger, as in the boundaries.

    Returns
    -------
    dict
        ``width``, ``height``, ``cities`` as ``(svg path, strong)``, ``points`` as ``(x, y, mark)``.

    Examples
    --------
    >>> picture = locator([(120.47, 31.36, "1")], "苏州市")
    >>> len(picture["cities"]), [strong for _, strong in picture["cities"]].count(True)
    (13, 1)
    """
    found = areas("city")
    west, south, east, north = shapely.total_bounds(found.geometry).tolist()
    for lon, lat, _ in points:
        west, east = min(west, lon), max(east, lon)
        south, north = min(south, lat), max(north, lat)
    # Wide enough for a mark on the edge, however far the picture had to grow.
    margin = max(LOCATOR_MARGIN, (east - west) * LOCATOR_MARK / (LOCATOR_WIDTH - 2 * LOCATOR_MARK))
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    height, paths = _cities(west, south, east, north)
    scale, upward = _scales(west, east)
    names = found.column("name")
    return {
        "width": LOCATOR_WIDTH,
        "height": height,
        "cities": [(path, name == city) for path, name in zip(paths, names, strict=True)],
        "points": [
            (round((lon - west) * scale, 1), round((north - lat) * upward, 1), mark)
            for lon, lat, mark in points
        ],
    }


def _scales(west: float, east: float) -> tuple[float, float]:
    """Units of the picture a degree, eastward and upward."""
    scale = LOCATOR_WIDTH / (east - west)
    return scale, scale / math.cos(math.radians(MIDDLE))


@lru_cache(maxsize=16)
def _cities(west: float, south: float, east: float, north: float) -> tuple[float, tuple[str, ...]]:
    """Height of the picture of a box, and the path of every city: the same for all land in the province."""
    scale, upward = _scales(west, east)

    def place(at: tuple[float, ...]) -> str:
        return f"{round((at[0] - west) * scale, 1)},{round((north - at[1]) * upward, 1)}"

    def path(geometry: shapely.Geometry) -> str:
        rings = [part.exterior for part in shapely.get_parts(geometry.simplify(LOCATOR_TOLERANCE))]
        return "".join("M" + "L".join(map(place, ring.coords)) + "Z" for ring in rings)

    paths = tuple(path(geometry) for geometry in areas("city").geometry)
    return round((north - south) * upward, 1), paths
