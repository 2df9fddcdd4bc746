"""Jiangsu's province, cities and counties: names, areas, and which of them a point lies in."""

from geo.places.frames import bounds, load
from geo.places.locate import (
    TOLERANCE_M,
    Nearness,
    Place,
    distance_to_city_m,
    inside_province,
    locate,
    locate_many,
    nearness,
)
from geo.places.names import CITIES, City, city_name, county_name, label, require_city, require_county
from geo.places.store import LEVELS, Level

__all__ = [
    "CITIES",
    "LEVELS",
    "TOLERANCE_M",
    "City",
    "Level",
    "Nearness",
    "Place",
    "bounds",
    "city_name",
    "county_name",
    "distance_to_city_m",
    "inside_province",
    "label",
    "load",
    "locate",
    "locate_many",
    "nearness",
    "require_city",
    "require_county",
]
