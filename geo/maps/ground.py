"""The quiet ground under every map: province, cities and counties from our own data, with labels."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from geo import places
from geo.maps.features import collection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.places.store import Level

DECIMALS = 4
"""11 m: the lines themselves are generalised by about 80 m."""


@cache
def ground(level: Level) -> dict[str, Any]:
    """GeoJSON of one level (province, city, county)."""
    frame = places.load(level)
    return collection(((g, level, "") for g in frame.geometry), DECIMALS)


def labels(level: Level, lang: str) -> Iterator[tuple[float, float, str]]:
    """Longitude, latitude and name of every area of a level."""
    names = "name" if lang == "zh" else "name_en"
    frame = places.load(level)
    yield from zip(frame["label_lon"], frame["label_lat"], frame[names], strict=True)
