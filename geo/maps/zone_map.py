"""The map of one assessed zone: parts by role, parks, overlaps, 四至, problems, on a quiet ground."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Environment, FileSystemLoader, Template

from geo.i18n import text
from geo.maps import assets
from geo.maps.ground import ground, labels
from geo.maps.layers import part_rows, pins, zone_layers
from geo.maps.notice import Notice, from_environment
from geo.maps.theme import GROUND, SEVERITY_COLOURS, STYLES

if TYPE_CHECKING:
    from geo.model.case import Case
    from geo.places.store import Level

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
GROUND_LEVELS: tuple[Level, ...] = ("province", "city", "county")


class _Behaviour(MacroElement):
    """Script that runs once the map and its layers stand."""

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
        A whole HTML document, about 0.5 MB, loading nothing from another host.
    """
    figure = zone_figure(case, lang, notice=notice, assets_url=assets_url)
    root: Any = figure.get_root()
    root.title = escape(case.assessment.zone.name)
    return str(root.render())


def zone_figure(
    case: Case, lang: str = "zh", *, notice: Notice | None = None, assets_url: str | None = None
) -> folium.Map:
    """The same map as a folium figure, for notebooks and pages.

    ``assets_url`` is the prefix under which the app serves Leaflet; without it Leaflet is inlined.
    """
    script, style = assets.inline() if assets_url is None else assets.served(assets_url)
    figure = folium.Map(tiles=None, control_scale=False, zoom_control=True, max_bounds=False)
    figure.default_js = [("leaflet", script)]
    figure.default_css = [("leaflet_css", style)]
    root = figure.get_root()
    if not isinstance(root, Figure):  # folium builds one around every map
        msg = "folium gave a map without a page"
        raise TypeError(msg)
    layers = zone_layers(case, lang)
    _add_ground(figure, lang)
    for layer in layers:
        _add_layer(figure, layer.name, layer.features, shown=layer.shown)
    content = {
        "map": figure.get_name(),
        "texts": {
            key: text(f"map.{key}", lang) for key in ("whole", "north", "parts", "issues", "demo", "legend")
        },
        "parts": part_rows(case, lang),
        "pins": pins(case, lang),
        "pin_colours": SEVERITY_COLOURS,
        "legend": [layer for layer in layers if layer.features["features"]],
        "styles": STYLES,
        "city_labels": list(labels("city", lang)),
        "county_labels": list(labels("county", lang)),
        "notice": (notice or from_environment()).sentence(lang),
        "demo": case.assessment.zone.demo,
        "title": case.assessment.zone.name,
        "outcome": case.assessment.outcome.value,
        "outcome_text": text(f"outcome.{case.assessment.outcome.value}", lang),
        "ground": GROUND,
    }
    if any(layer.features["features"] for layer in layers):
        figure.fit_bounds(_bounds(case), padding=(40, 40))
    folium.LayerControl(collapsed=True, position="topright").add_to(figure)
    root.header.add_child(Element(TEMPLATES.get_template("head.html.j2").render(**content)))
    root.html.add_child(Element(TEMPLATES.get_template("furniture.html.j2").render(**content)))
    figure.add_child(_Behaviour(TEMPLATES.get_template("behaviour.js.j2").render(**content)))
    return figure


def _bounds(case: Case) -> list[list[float]]:
    west, south, east, north = case.footprint.total_bounds
    return [[south, west], [north, east]]


def _style_function(feature: dict[str, Any]) -> dict[str, object]:
    return STYLES[feature["properties"]["style"]].leaflet()


def _add_ground(figure: folium.Map, lang: str) -> None:
    for level in GROUND_LEVELS:
        folium.GeoJson(
            ground(level),
            name=text(f"map.level_{level}", lang),
            style_function=_style_function,
            control=False,
            interactive=False,
        ).add_to(figure)


def _add_layer(figure: folium.Map, name: str, features: dict[str, Any], *, shown: bool) -> None:
    if not features["features"]:
        return
    tooltip = folium.GeoJsonTooltip(fields=["tip"], labels=False, sticky=True)
    folium.GeoJson(
        features,
        name=name,
        style_function=_style_function,
        tooltip=tooltip,
        marker=folium.CircleMarker(radius=4),
        show=shown,
    ).add_to(figure)
