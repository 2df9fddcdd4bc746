"""The province as a still picture, seen before the map that moves: the same ground, values, names and points.

Coordinates are the pixels of the web's maps at one zoom, so that the page can show the part the moving map
will open on, and nothing jumps when it takes the picture's place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo import places
from geo.maps.listed import LEVELS, radius
from geo.maps.many import lines
from geo.maps.pieces import TEMPLATES
from geo.maps.province_layers import ZONE_STYLES, city_labels, valued
from geo.maps.theme import STYLES
from geo.places.store import areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.maps.listed import Listed
    from geo.maps.province_layers import Choropleth
    from geo.maps.theme import Style
    from geo.places.store import Level

ZOOM = 8
"""Zoom whose pixels the picture is drawn in: finer than the province is ever opened at."""
TILE = 256
_SIMPLER: dict[Level, float] = {"province": 0.01, "city": 0.01, "county": 0.02}
"""Degrees (the square root of the area of the smallest bend kept): less than a pixel where it is seen."""
FEW = 60
"""Zones up to which each has a point of its own size, as on the moving map."""
LEAST, FLECK = 5.0, 2.5
"""Least radius of such a point on the screen, and the radius of one of very many; pixels."""


@dataclass(frozen=True, slots=True)
class Point:
    """The point of a zone: place in pixels, radius on the screen, key of its style."""

    x: float
    y: float
    radius: float
    style: str


def pixel(lon: float, lat: float) -> tuple[float, float]:
    """Place of a point in pixels of the web's maps at `ZOOM`.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4490.

    Examples
    --------
    >>> pixel(0.0, 0.0), pixel(-180.0, 0.0)
    ((32768.0, 32768.0), (0.0, 32768.0))
    """
    world = TILE * 2**ZOOM
    upward = math.asinh(math.tan(math.radians(lat))) / math.pi
    return world * (lon + 180) / 360, world * (1 - upward) / 2


def points(zones: Listed) -> list[Point]:
    """A point for each of these zones, all of them bounded.

    Very many share their pixels: each pixel is drawn once.
    """
    found = lines(zones.geometry)
    many = len(zones.id) > FEW
    made = []
    for lon, lat, level, area in zip(
        found.x.tolist(), found.y.tolist(), zones.level, zones.area_m2, strict=True
    ):
        x, y = (round(value, 0 if many else 1) for value in pixel(lon / 1e5, lat / 1e5))
        style = f"zone_{level if level in LEVELS else 'unknown'}"
        made.append(Point(x, y, FLECK if many else max(LEAST, round(radius(area), 1)), style))
    return list({(one.x, one.y): one for one in made}.values()) if many else made


def still(shown: Choropleth, dots: Sequence[Point], lang: str) -> str:
    """The picture, as an SVG element.

    Parameters
    ----------
    shown
        Values of the areas.
    dots
        Points of the zones, as `points` gives them.
    lang
        ``zh`` or ``en``.

    Returns
    -------
    str
        It shows the whole province; its ``data-box`` names left, top, right and bottom of it in pixels of
        `ZOOM`, for a page that shows another part.
    """
    ready = valued(shown, lang)
    west, south, east, north = places.bounds()
    left, top = pixel(west, north)
    right, bottom = pixel(east, south)
    return TEMPLATES.get_template("still.svg.j2").render(
        box=[round(edge, 1) for edge in (left, top, right, bottom)],
        size=[math.ceil(right - left), math.ceil(bottom - top)],
        zoom=ZOOM,
        ground={level: _all(level) for level in ("province", "city", "county")},
        look={level: STYLES[level] for level in ("province", "city", "county")},
        values=list(_values(shown, ready.style, ready.styles)),
        dots=[(one, ZONE_STYLES[one.style].color) for one in dots],
        names=[(*pixel(lon, lat), said.split("\n")) for lat, lon, said in city_labels(shown, lang)],
        many=len(dots) > FEW,
    )


def _values(
    shown: Choropleth, style: Mapping[str, str], styles: Mapping[str, Style]
) -> Iterator[dict[str, object]]:
    for code, path in zip(areas(shown.level).column("adcode"), outlines(shown.level), strict=True):
        found = styles[style[code]]
        yield {"path": path, "fill": found.fill, "opacity": found.fill_opacity, "hatch": found.hatch}


@cache
def outlines(level: Level) -> tuple[str, ...]:
    """Outline of each area as an SVG path in pixels, neighbours keeping their common line."""
    simpler = shapely.coverage_simplify(areas(level).geometry, _SIMPLER[level])
    return tuple(_path(_rings(one)) for one in simpler)


@cache
def _all(level: Level) -> str:
    return "".join(outlines(level))


def _rings(one: shapely.Geometry) -> Iterator[NDArray[np.float64]]:
    for piece in shapely.get_parts(one):
        for ring in (piece.exterior, *piece.interiors):
            yield shapely.get_coordinates(ring)


def _path(rings: Iterable[NDArray[np.float64]]) -> str:
    """Rings as whole pixels, each point told from the one before; a ring within a pixel is left out."""
    made = []
    for ring in rings:
        corners = [tuple(map(round, pixel(lon, lat))) for lon, lat in ring[:-1].tolist()]
        kept = [at for at, before in zip(corners, [None, *corners], strict=False) if at != before]
        if len(kept) < 3:
            continue
        steps = (f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept))
        made.append(f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z")
    return "".join(made)
