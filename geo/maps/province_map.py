"""The map of the province: values by city or county, zones, parks, rings of coverage, on the quiet ground."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from geo import places
from geo.i18n import text
from geo.maps.base import OWN, BaseMaps
from geo.maps.ground import labels
from geo.maps.listed import unbounded_rows, zone_rows
from geo.maps.page import MapPage, html
from geo.maps.pieces import file
from geo.maps.province_layers import (
    ProvinceContent,
    all_styles,
    city_labels,
    scene,
)

if TYPE_CHECKING:
    import folium

    from geo.maps.notice import Notice
    from geo.maps.province_layers import Scene

SCRIPTS = ("scene.js", "base.js", "marks.js", "province.js", "panel.js")
TEXTS = ("north", "demo", "legend", "near", "zoom_in", "zoom_out", "close")
OWN_TEXTS = ("whole", "zones", "unbounded", "unbounded_note", "find", "found_none")
_FIND_FROM = 8
"""Zones from which the list can be searched."""


def province_map(
    content: ProvinceContent,
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> str:
    """One HTML page of the whole province that opens anywhere, without a network.

    Parameters
    ----------
    content
        What to show.
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
        A whole HTML document, loading nothing from another host. As `geo.maps.zone_map` it shows a place on
        being told: ``#part-<zone id>``, ``#layer-rings`` in its address, or a message ``{sizhi: "show",
        what: "part:<zone id>"}`` from the page around it; a zone clicked is told back as ``shown``.
    """
    figure = province_figure(content, lang, notice=notice, assets_url=assets_url, bases=bases)
    return html(figure, content.title, lang)


def province_figure(
    content: ProvinceContent,
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> folium.Map:
    """The same map as a folium figure, for notebooks; with ``assets_url``, one beside which a page lists."""
    page = MapPage(lang, notice, assets_url, bases)
    drawn = scene(content, lang)
    return page.furnish(
        "province.html.j2",
        _shown(content, drawn, lang),
        SCRIPTS,
        css=file("map.css") + file("province.css"),
        legend=drawn.layers[::-1],
        find_from=_FIND_FROM,
    )


def _shown(content: ProvinceContent, drawn: Scene, lang: str) -> dict[str, Any]:
    """Everything the page shows besides its ground, as plain data."""
    rows = sorted(zone_rows(content.zones, lang), key=lambda row: -(row["area_m2"] or 0.0))
    return {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS}
        | {key: text(f"province_map.{key}", lang) for key in OWN_TEXTS},
        "layers": [layer.plain() for layer in drawn.layers],
        "notes": dict(drawn.notes),
        "styles": {key: dataclasses.asdict(style) for key, style in all_styles(drawn.styles).items()},
        "parts": rows,
        "unbounded": unbounded_rows(content.zones, lang),
        "pins": [],
        "bounds": list(content.bounds or places.bounds()),
        "demo": content.demo,
        "title": content.title,
        "places": {"city": city_labels(content.choropleth, lang), "county": list(labels("county", lang))},
    }
