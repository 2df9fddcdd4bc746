"""The map of one assessed zone: parts by role, parks, overlaps, 四至, problems, on a quiet ground."""

from __future__ import annotations

import dataclasses
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Environment, FileSystemLoader, Template

from geo import places
from geo.i18n import text
from geo.maps import assets
from geo.maps.ground import ground, labels, locator
from geo.maps.layers import MapLayer, zone_layers
from geo.maps.marks import part_rows, pins
from geo.maps.notice import Notice, from_environment
from geo.maps.theme import STYLES

if TYPE_CHECKING:
    from geo.model.case import Case
    from geo.places.store import Level

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
GROUND_LEVELS: tuple[Level, ...] = ("province", "city", "county")
SCRIPTS = ("scene.js", "marks.js", "panel.js")
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


class _Behaviour(MacroElement):
    """Script that runs once the map stands."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.code }}{% endmacro %}")

    def __init__(self, code: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "behaviour"
        self.code = code


def zone_map(
    case: Case, lang: str = "zh", *, notice: Notice | None = None, assets_url: str | None = None
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

    Returns
    -------
    str
        A whole HTML document, about 0.6 MB, loading nothing from another host. It shows a place on
        being told: as ``#part-2``, ``#pin-3``, ``#layer-overlaps`` in its address, or by a message
        ``{sizhi: "show", what: "pin:3"}`` from the page around it.
    """
    figure = zone_figure(case, lang, notice=notice, assets_url=assets_url)
    root: Any = figure.get_root()
    root.title = escape(case.assessment.zone.name)
    page = str(root.render())
    return page.replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)


def zone_figure(
    case: Case, lang: str = "zh", *, notice: Notice | None = None, assets_url: str | None = None
) -> folium.Map:
    """The same map as a folium figure, for notebooks.

    With ``assets_url``, the prefix under which the app serves Leaflet, the map is one beside which a
    page shows parts and problems; without it Leaflet is inlined and the map carries its own lists.
    """
    script, style = assets.inline() if assets_url is None else assets.served(assets_url)
    figure = folium.Map(tiles=None, control_scale=False, zoom_control=True, zoom_snap=0.25)
    figure.default_js = [("leaflet", script)]
    figure.default_css = [("leaflet_css", style)]
    root = figure.get_root()
    if not isinstance(root, Figure):  # folium builds one around every map
        msg = "folium gave a map without a page"
        raise TypeError(msg)
    layers = zone_layers(case, lang)
    content = _content(case, lang, layers)
    content |= {
        "map": figure.get_name(),
        "id": figure.get_name(),
        "embedded": assets_url is not None,
        "notice": (notice or from_environment()).sentence(lang),
    }
    root.header.add_child(Element(TEMPLATES.get_template("head.html.j2").render()))
    furniture = TEMPLATES.get_template("furniture.html.j2").render(
        **content, css=_file("map.css"), legend=layers[::-1]
    )
    root.html.add_child(Element(furniture))
    figure.add_child(_Behaviour(_script(content)))
    return figure


def _content(case: Case, lang: str, layers: list[MapLayer]) -> dict[str, Any]:
    """Everything the page shows besides its ground, as plain data."""
    item = case.assessment
    middle = max(item.parts, key=lambda part: part.area_m2, default=None)
    here = None if middle is None else places.locate(middle.lon, middle.lat)
    points = [] if middle is None else [(middle.lon, middle.lat, "")]
    return {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS},
        "layers": [dataclasses.asdict(layer) for layer in layers],
        "styles": {key: dataclasses.asdict(style) for key, style in STYLES.items()},
        "parts": part_rows(case, lang),
        "pins": pins(case, lang),
        "bounds": _bounds(case),
        "demo": item.zone.demo,
        "title": item.zone.name,
        "outcome": item.outcome.value,
        "outcome_text": text(f"outcome.{item.outcome.value}", lang),
        "locator": locator(points, None if here is None else here.city),
        "locator_text": ""
        if here is None
        else " ".join(places.label(name, lang) for name in (here.city, here.county)),
        "places": {level: list(labels(level, lang)) for level in ("city", "county")},
    }


def _script(content: dict[str, Any]) -> str:
    shown = {key: value for key, value in content.items() if key != "locator"}
    shown["ground"] = {level: ground(level) for level in GROUND_LEVELS}
    # tojson writes <, > and & as escapes: no name from a file can end the script.
    data = TEMPLATES.from_string("{{ shown | tojson }}").render(shown=shown)
    code = "\n".join(_file(name) for name in SCRIPTS)
    return f"(function () {{\nvar SIZHI = {{ map: {content['map']}, data: {data} }};\n{code}\n}})();"


@cache
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _bounds(case: Case) -> list[float]:
    """The box of the land and of everywhere else it might lie."""
    boxes = [case.footprint.total_bounds, *(item.frame.total_bounds for item in case.alternatives)]
    west, south = (float(min(box[i] for box in boxes)) for i in (0, 1))
    east, north = (float(max(box[i] for box in boxes)) for i in (2, 3))
    return [west, south, east, north]
