"""The map of the province: values by city or county, zones, parks, rings of coverage, on the quiet ground."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from geo import places
from geo.i18n import text
from geo.maps import assets
from geo.maps.ground import ground, labels
from geo.maps.notice import Notice, from_environment
from geo.maps.province_layers import (
    ProvinceContent,
    all_styles,
    city_labels,
    scene,
    unbounded_rows,
    zone_rows,
)
from geo.maps.zone import FOLDER, GROUND_LEVELS, TEMPLATES

if TYPE_CHECKING:
    from geo.maps.province_layers import Scene

SCRIPTS = ("scene.js", "marks.js", "province.js", "panel.js")
TEXTS = ("north", "demo", "legend", "near", "zoom_in", "zoom_out", "close")
OWN_TEXTS = ("whole", "zones", "unbounded", "unbounded_note", "find", "found_none")
_FIND_FROM = 8
"""Zones from which the list can be searched."""


class _Behaviour(MacroElement):
    """Script that runs once the map stands."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.code }}{% endmacro %}")

    def __init__(self, code: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "behaviour"
        self.code = code


def province_map(
    content: ProvinceContent, lang: str = "zh", *, notice: Notice | None = None, assets_url: str | None = None
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

    Returns
    -------
    str
        A whole HTML document, loading nothing from another host. As `geo.maps.zone_map` it shows a place on
        being told: ``#part-<zone id>``, ``#layer-rings`` in its address, or a message ``{sizhi: "show",
        what: "part:<zone id>"}`` from the page around it; a zone clicked is told back as ``shown``.
    """
    figure = province_figure(content, lang, notice=notice, assets_url=assets_url)
    root: Any = figure.get_root()
    root.title = escape(content.title)
    page = str(root.render())
    return page.replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)


def province_figure(
    content: ProvinceContent, lang: str = "zh", *, notice: Notice | None = None, assets_url: str | None = None
) -> folium.Map:
    """The same map as a folium figure, for notebooks; with ``assets_url``, one beside which a page lists."""
    script, style = assets.inline() if assets_url is None else assets.served(assets_url)
    figure = folium.Map(tiles=None, control_scale=False, zoom_control=True, zoom_snap=0.25)
    figure.default_js = [("leaflet", script)]
    figure.default_css = [("leaflet_css", style)]
    root = figure.get_root()
    if not isinstance(root, Figure):  # folium builds one around every map
        msg = "folium gave a map without a page"
        raise TypeError(msg)
    drawn = scene(content, lang)
    shown = _shown(content, drawn, lang) | {
        "map": figure.get_name(),
        "id": figure.get_name(),
        "embedded": assets_url is not None,
        "notice": (notice or from_environment()).sentence(lang),
    }
    root.header.add_child(Element(TEMPLATES.get_template("head.html.j2").render()))
    furniture = TEMPLATES.get_template("province.html.j2").render(
        **shown, css=_file("map.css") + _file("province.css"), legend=drawn.layers[::-1], find_from=_FIND_FROM
    )
    root.html.add_child(Element(furniture))
    figure.add_child(_Behaviour(_script(shown)))
    return figure


def _shown(content: ProvinceContent, drawn: Scene, lang: str) -> dict[str, Any]:
    """Everything the page shows besides its ground, as plain data."""
    rows = sorted(zone_rows(content.zones, lang), key=lambda row: -(row["area_m2"] or 0.0))
    return {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS}
        | {key: text(f"province_map.{key}", lang) for key in OWN_TEXTS},
        "layers": [dataclasses.asdict(layer) for layer in drawn.layers],
        "notes": dict(drawn.notes),
        "styles": {key: dataclasses.asdict(style) for key, style in all_styles(drawn.styles).items()},
        "parts": rows,
        "unbounded": unbounded_rows(content.zones, lang),
        "pins": [],
        "bounds": list(content.bounds or places.bounds()),
        "demo": content.demo,
        "title": content.title,
        "places": {"city": city_labels(content, lang), "county": list(labels("county", lang))},
    }


def _script(shown: dict[str, Any]) -> str:
    data_of = {**shown, "ground": {level: ground(level) for level in GROUND_LEVELS}}
    # tojson writes <, > and & as escapes: no name from a file can end the script.
    data = TEMPLATES.from_string("{{ shown | tojson }}").render(shown=data_of)
    code = "\n".join(_file(name) for name in SCRIPTS)
    return f"(function () {{\nvar SIZHI = {{ map: {shown['map']}, data: {data} }};\n{code}\n}})();"


def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
