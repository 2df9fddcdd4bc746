"""The map of one assessed zone: parts by role, parks, overlaps, 四至, problems, on a quiet ground."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from geo import places
from geo.i18n import text
from geo.maps.base import OWN, BaseMaps
from geo.maps.features import MapLayer
from geo.maps.ground import labels, locator
from geo.maps.layers import zone_layers
from geo.maps.marks import part_rows, pins
from geo.maps.page import MapPage, html
from geo.maps.pieces import file
from geo.maps.theme import STYLES

if TYPE_CHECKING:
    import folium

    from geo.maps.notice import Notice
    from geo.model.case import Case

SCRIPTS = ("scene.js", "base.js", "marks.js", "panel.js")
TEXTS = (
    "whole",
    "north",
    "parts",
    "issues",
    "demo",
    "legend",
    "near",
    "zoom_in",
    "zoom_out",
    "close",
    "locator",
)


def zone_map(
    case: Case,
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> str:
    """One HTML page that opens anywhere, without a network.

    Parameters
    ----------
    case
        The assessed application.
    lang
        ``zh`` or ``en``.
    notice
        Source and map review number to print; by default the publisher's settings.
    assets_url
        Prefix under which the page's own server offers Leaflet; without it Leaflet is inlined.
    bases
        Online base maps to offer beside our own ground; none in a page that is taken away.

    Returns
    -------
    str
        A whole HTML document, about 0.6 MB, loading nothing from another host. It shows a place on
        being told: as ``#part-2``, ``#pin-3``, ``#layer-overlaps`` in its address, or by a message
        ``{sizhi: "show", what: "pin:3"}`` from the page around it.
    """
    figure = zone_figure(case, lang, notice=notice, assets_url=assets_url, bases=bases)
    return html(figure, case.assessment.zone.name or text("map.unnamed", lang), lang)


def zone_figure(
    case: Case,
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> folium.Map:
    """The same map as a folium figure, for notebooks.

    With ``assets_url``, the prefix under which the app serves Leaflet, the map is one beside which a
    page shows parts and problems; without it Leaflet is inlined and the map carries its own lists.
    """
    page = MapPage(lang, notice, assets_url, bases)
    layers = zone_layers(case, lang)
    return page.furnish(
        "furniture.html.j2",
        _content(case, lang, layers),
        SCRIPTS,
        css=file("map.css"),
        legend=layers[::-1],
        **_locator(case, lang),
    )


def _content(case: Case, lang: str, layers: list[MapLayer]) -> dict[str, Any]:
    """Everything the page shows besides its ground, as plain data."""
    item = case.assessment
    return {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS},
        "layers": [layer.plain() for layer in layers],
        "styles": {key: dataclasses.asdict(style) for key, style in STYLES.items()},
        "parts": part_rows(case, lang),
        "pins": pins(case, lang),
        "bounds": _bounds(case),
        "memory": item.geometry_sha256[:16],
        "demo": item.zone.demo,
        "title": item.zone.name or text("map.unnamed", lang),
        "outcome": item.outcome.value,
        "outcome_text": text(f"outcome.{item.outcome.value}", lang),
        "places": {level: list(labels(level, lang)) for level in ("city", "county")},
    }


def _locator(case: Case, lang: str) -> dict[str, Any]:
    """The small picture of where in the province the land lies, and its words."""
    middle = max(case.assessment.parts, key=lambda part: part.area_m2, default=None)
    here = None if middle is None else places.locate(middle.lon, middle.lat)
    points = [] if middle is None else [(middle.lon, middle.lat, "")]
    names = () if here is None else (here.city, here.county)
    return {
        "locator": locator(points, None if here is None else here.city),
        "locator_text": " ".join(places.label(name, lang) for name in names),
    }


def _bounds(case: Case) -> list[float]:
    """The box of the land and of everywhere else it might lie."""
    boxes = [case.footprint.total_bounds, *(item.frame.total_bounds for item in case.alternatives)]
    west, south = (float(min(box[i] for box in boxes)) for i in (0, 1))
    east, north = (float(max(box[i] for box in boxes)) for i in (2, 3))
    return [west, south, east, north]
