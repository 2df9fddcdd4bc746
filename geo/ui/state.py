"""Keys of the session state: one enum, so that no two pages use one key for two things."""

from enum import StrEnum


class Key(StrEnum):
    """Everything a session remembers."""

    LANG = "lang"
    FILE = "boundary_file"
    DEMO = "demo"
    CITY = "city"
    NAME = "zone_name"
    CRS = "crs"
    SHIFT = "shift"
    LAYER = "layer"
    CLAIM = "claim"
    REPAIR = "repair"
    CORE = "core_part"
    PARKS = "parks"
    LINES = "lines"
    BUILDINGS = "buildings"
    INSTITUTIONS = "institutions"
    ZONES = "zones"
