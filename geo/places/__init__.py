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

__all__ = [
    "CITIES",
    "TOLERANCE_M",
    "City",
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
