"""Where a reading puts the land, in words: city and county, or how far outside the province."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from geo.i18n.catalogue import text as message
from geo.places import CITIES, TOLERANCE_M, bounds, distance_to_city_m, label, locate

if TYPE_CHECKING:
    from geo.places import Place

_FAR_DEGREES = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point of the land and what lies there.

    ``outside_m`` is the distance to the province's land (0 inside), ``nearest`` the city it is nearest
    to, ``city_m`` the distance to the stated city (negative inside, None when none is stated). Distances
    are None for a point in another part of the world.
    """

    lon: float
    lat: float
    place: Place | None
    outside_m: float | None
    nearest: str | None
    city_m: float | None

    @property
    def in_province(self) -> bool:
        """In Jiangsu, or nearer to its generalised line than that line is sure."""
        return self.outside_m is not None and self.outside_m <= TOLERANCE_M

    @property
    def in_city(self) -> bool | None:
        """In the stated city, or too near to its line to say; None when no city is stated."""
        return None if self.city_m is None else self.city_m <= TOLERANCE_M

    def words(self, lang: str) -> str:
        """Name the place: 苏州市虎丘区, or how far from which city."""
        if self.place is not None:
            return message(
                "crs.place.county",
                lang,
                city=label(self.place.city, lang),
                county=label(self.place.county, lang),
            )
        if self.nearest is None or self.outside_m is None:
            return message("crs.place.far", lang)
        return message(
            "crs.place.outside", lang, city=label(self.nearest, lang), distance=self.outside_m / 1000.0
        )


@lru_cache(maxsize=256)
def spot(lon: float, lat: float, city: str | None = None) -> Spot:
    """Look up one point.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4490; infinite where the projection does not reach.
    city
        The stated city, as `geo.places.require_city` gives it.

    Examples
    --------
    >>> here = spot(120.44, 31.35, "苏州市")
    >>> here.in_province, here.in_city, here.words("zh")
    (True, True, '苏州市虎丘区')
    >>> spot(121.47, 31.23).words("zh")
    '江苏省外，距苏州市约 32 km'
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return Spot(lon=lon, lat=lat, place=None, outside_m=None, nearest=None, city_m=math.inf)
    near = abs(lon - 119.0) < _FAR_DEGREES and abs(lat - 33.0) < _FAR_DEGREES
    place = locate(lon, lat) if near else None
    city_m = None
    if city is not None:
        city_m = distance_to_city_m(lon, lat, city) if near else math.inf
    if place is not None:
        return Spot(lon=lon, lat=lat, place=place, outside_m=0.0, nearest=place.city, city_m=city_m)
    if not near:
        return Spot(lon=lon, lat=lat, place=None, outside_m=None, nearest=None, city_m=city_m)
    distance, nearest = _nearest(lon, lat)
    return Spot(lon=lon, lat=lat, place=None, outside_m=max(distance, 0.0), nearest=nearest, city_m=city_m)


def _nearest(lon: float, lat: float) -> tuple[float, str]:
    """Distance to the nearest city and its name; a city whose box is farther than the best is skipped."""
    best = (math.inf, "")
    for least, name in sorted((_to_box_m(lon, lat, box), name) for name, box in _boxes()):
        if least < best[0]:
            best = min(best, (distance_to_city_m(lon, lat, name), name))
    return best


@cache
def _boxes() -> tuple[tuple[str, tuple[float, float, float, float]], ...]:
    return tuple((row.name, bounds(row.name)) for row in CITIES)


def _to_box_m(lon: float, lat: float, box: tuple[float, float, float, float]) -> float:
    """Lower bound of the distance to what lies in a box: degrees at their shortest in these latitudes."""
    west, south, east, north = box
    return math.hypot(
        max(west - lon, 0.0, lon - east) * 80_000.0, max(south - lat, 0.0, lat - north) * 110_000.0
    )
