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
    PROVINCE_LEVEL = "province_level"
    """Of the open pages: what follows the page's name is the name in the address."""
    PROVINCE_STAGE = "province_stage"
    PROVINCE_CITY = "province_city"
    PROVINCE_MEASURE = "province_measure"
    PROVINCE_BY = "province_by"
    PROVINCE_DEMO = "province_demo"
    ZONE_ZONE = "zone_zone"
    COVERAGE_LAND = "coverage_land"
    COVERAGE_KM = "coverage_km"
    COVERAGE_OTHER = "coverage_other"
    COVERAGE_ADD = "coverage_add"
    COVERAGE_DEMO = "coverage_demo"
    REVIEW_SHOW = "review_show"
    REVIEW_WORDS = "review_words"
    REVIEW_CITY = "review_city"
    REVIEW_LEVEL = "review_level"
    REVIEW_SORT = "review_sort"
    REVIEW_PAGE = "review_page"
    REVIEW_APPLICATION = "review_application"
    REVIEW_TAB = "review_tab"
    REVIEW_VERSION = "review_version"
    REVIEW_AGAINST = "review_against"
    REVIEW_FORM = "review_form"
    """Of one application: followed by ``:``, its id and what is typed."""


OF_THE_FILE = (Key.CRS, Key.SHIFT, Key.APPROXIMATE, Key.LAYER, Key.REPAIR, Key.ACCURACY)
"""Choices about one boundary file: they do not outlive it."""


def role_key(part_id: str) -> str:
    """Key of the role chosen for a part."""
    return f"{Key.ROLE}:{part_id}"
