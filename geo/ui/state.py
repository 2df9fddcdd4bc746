"""Keys of the session state: one enum, so that no two pages use one key for two things."""

from enum import StrEnum


class Key(StrEnum):
    """Everything a session remembers."""

    LANG = "lang"
    FILE = "boundary_file"
    DEMO = "demo"
    CITY = "city"
    LEVEL = "level"
    NAME = "zone_name"
    CLAIM = "claim"
    CRS = "crs"
    SHIFT = "shift"
    APPROXIMATE = "approximate"
    LAYER = "layer"
    ROLE = "role"
    """Of one part: followed by ``:`` and its id."""
    REPAIR = "repair"
    ACCURACY = "accuracy"
    CHECKLIST = "checklist"
    PARKS = "parks"
    LINES = "lines"
    BUILDINGS = "buildings"
    INSTITUTIONS = "institutions"
    ZONES = "zones"


OF_THE_FILE = (Key.CRS, Key.SHIFT, Key.APPROXIMATE, Key.LAYER, Key.REPAIR, Key.ACCURACY)
"""Choices about one boundary file: they do not outlive it."""


def role_key(part_id: str) -> str:
    """Key of the role chosen for a part."""
    return f"{Key.ROLE}:{part_id}"
