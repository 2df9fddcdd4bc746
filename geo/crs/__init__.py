"""Coordinate systems: what is declared, what is adopted and on what evidence, and the gate to EPSG:4490."""

from geo.crs.gate import from_lonlat, is_equal_datum, to_lonlat
from geo.crs.infer import decide
from geo.crs.systems import describe, names, parse, parse_choice, plane_crs_for

__all__ = [
    "decide",
    "describe",
    "from_lonlat",
    "is_equal_datum",
    "names",
    "parse",
    "parse_choice",
    "plane_crs_for",
    "to_lonlat",
]
