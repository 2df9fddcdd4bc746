"""Where the land would lie under each reading of its coordinates, while nobody has said which is right."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import shapely

from geo import places
from geo.crs.weigh import system_words
from geo.i18n import text
from geo.maps.base import OWN, BaseMaps
from geo.maps.features import MapLayer, Shape, collection
from geo.maps.ground import labels
from geo.maps.page import MapPage, html
from geo.maps.pieces import file
from geo.maps.province_map import OWN_TEXTS, TEXTS
from geo.maps.theme import STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.maps.notice import Notice
    from geo.model.case import Alternative

SCRIPTS = ("scene.js", "base.js", "marks.js", "panel.js")
PLACED = "placed:"
"""Begins the id under which the map tells of a reading: its number follows, from 1."""


def readings_map(
    alternatives: Sequence[Alternative],
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> str:
    """One HTML page with the land once for each reading, numbered as in the list beside it.

    A click on one is told as ``placed:1``. Parameters are those of `geo.maps.layer_map`.
    """
    page = MapPage(lang, notice, assets_url, bases)
    title = text("map.readings", lang)
    layer = MapLayer(
        "alternatives", title, (("alternative", title),), collection(list(_shapes(alternatives, lang)))
    )
    figure = page.furnish(
        "province.html.j2",
        {
            "texts": {key: text(f"map.{key}", lang) for key in TEXTS}
            | {key: text(f"province_map.{key}", lang) for key in OWN_TEXTS}
            | {"zones": title},
            "layers": [layer.plain()],
            "notes": {},
            "styles": {key: dataclasses.asdict(style) for key, style in STYLES.items()},
            "unbounded": [],
            "pins": [],
            "bounds": _bounds(alternatives),
            "demo": False,
            "title": title,
            "places": {level: list(labels(level, lang)) for level in ("city", "county")},
            "dotted": "alternatives",
            "parts": [_dot(number, item, lang) for number, item in enumerate(alternatives, start=1)],
        },
        SCRIPTS,
        css=file("map.css") + file("province.css"),
        legend=[layer],
        find_from=len(alternatives) + 1,
    )
    return html(figure, title, lang)


def _shapes(alternatives: Sequence[Alternative], lang: str) -> Any:
    for number, item in enumerate(alternatives, start=1):
        name = f"{number}. {system_words(item.hypothesis)[lang]}"
        tip = text("map.tip_alternative", lang, name=name)
        largest = max(item.frame.geometry, key=lambda geometry: float(geometry.area), default=None)
        for geometry in item.frame.geometry:
            label = tip if geometry is largest else None
            yield Shape(
                geometry=geometry, style="alternative", tip=tip, label=label, part=f"{PLACED}{number}"
            )


def _dot(number: int, item: Alternative, lang: str) -> dict[str, Any]:
    """The land is a point from far off, and a line of the list."""
    west, south, east, north = (round(float(edge), 6) for edge in item.frame.total_bounds)
    middle = shapely.box(west, south, east, north).centroid
    here = item.hypothesis
    named = " ".join(places.label(name, lang) for name in (here.city, here.county) if name)
    return {
        "id": f"{PLACED}{number}",
        "style": "alternative",
        "role": "",
        "name": f"{number}. {system_words(here)[lang]}",
        "place": named,
        "area": "",
        "area_m2": 0.0,
        "at": [round(middle.y, 6), round(middle.x, 6)],
        "box": [west, south, east, north],
        "radius": 7,
    }


def _bounds(alternatives: Sequence[Alternative]) -> list[float]:
    """The box of every reading, and of the province: so one sees which of them lie in it."""
    boxes = [list(places.bounds()), *(item.frame.total_bounds for item in alternatives)]
    west, south = (float(min(box[i] for box in boxes)) for i in (0, 1))
    east, north = (float(max(box[i] for box in boxes)) for i in (2, 3))
    return [west, south, east, north]
