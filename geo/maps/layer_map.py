"""The map of one supporting layer: what was read from a file, where it lies."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import places
from geo.i18n import number, text
from geo.maps.base import OWN, BaseMaps
from geo.maps.ground import labels
from geo.maps.layers import STYLED, single_layer
from geo.maps.page import MapPage, html
from geo.maps.pieces import file
from geo.maps.province_map import OWN_TEXTS, TEXTS
from geo.maps.theme import STYLES
from geo.measure.area import ellipsoidal_area_m2

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.maps.features import MapLayer
    from geo.maps.notice import Notice

SCRIPTS = ("scene.js", "base.js", "marks.js", "panel.js")
MOST = 3000
"""Features drawn: a look at a file needs no more, and a browser stays quick."""
_SIMPLER = 2e-5
"""Degrees an outline may move to save bytes: 2 m."""
_PLAIN_FROM = 200
"""Features from which outlines are made simpler."""


def layer_map(
    kind: str,
    frame: gpd.GeoDataFrame,
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> str:
    """One HTML page with the features of one layer.

    Parameters
    ----------
    kind
        One of `geo.model.application.LAYERS`.
    frame
        As `geo.assess.supporting.read_layer` reads it; rows without a geometry are not drawn, and of
        very many only the `MOST` largest.
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
        A whole HTML document.
    """
    page = MapPage(lang, notice, assets_url, bases)
    shown = largest(frame)
    layer = single_layer(kind, shown, lang)
    title = text(f"map.layer_{kind}", lang)
    figure = page.furnish(
        "province.html.j2",
        {**_content(layer, shown, title, lang), "dotted": kind, "parts": _dots(kind, shown, lang)},
        SCRIPTS,
        css=file("map.css") + file("province.css"),
        legend=[layer],
        find_from=1,
    )
    return html(figure, title, lang)


def largest(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows that are drawn, outlines made simpler where there are many.

    Examples
    --------
    >>> import geopandas as gpd
    >>> rows = gpd.GeoDataFrame({"name": ["甲", "乙"]}, geometry=[shapely.Point(120, 32), None], crs=4490)
    >>> largest(rows)["name"].tolist()
    ['甲']
    """
    placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    if len(placed) > MOST:
        boxes = shapely.bounds(placed.geometry.to_numpy())
        size = (boxes[:, 2] - boxes[:, 0]) + (boxes[:, 3] - boxes[:, 1])
        placed = placed.iloc[np.sort(np.argsort(-size, kind="stable")[:MOST])]
    if len(placed) > _PLAIN_FROM:
        placed = placed.set_geometry(placed.geometry.simplify(_SIMPLER))
    return placed.reset_index(drop=True)


def _dots(kind: str, frame: gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    """Areas too small to see from far off become points; where there are very many, only shapes are drawn."""
    areal = frame[frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    if len(areal) > _PLAIN_FROM:
        return []
    boxes = shapely.bounds(areal.geometry.to_numpy())
    points = shapely.get_coordinates(shapely.point_on_surface(areal.geometry.to_numpy()))
    areas = ellipsoidal_area_m2(list(areal.geometry))
    rows = zip(areal["name"], boxes.tolist(), points.tolist(), areas.tolist(), strict=True)
    return [
        {
            "id": str(place),
            "style": STYLED[kind][0],
            "role": "",
            "name": name if isinstance(name, str) else text("map.unnamed", lang),
            "area": number(area, "m2"),
            "area_m2": round(area, 1),
            "at": [round(lat, 6), round(lon, 6)],
            "box": [round(edge, 6) for edge in box],
            "radius": 4,
        }
        for place, (name, box, (lon, lat), area) in enumerate(rows)
    ]


def _content(layer: MapLayer, frame: gpd.GeoDataFrame, title: str, lang: str) -> dict[str, Any]:
    bounds = [float(edge) for edge in frame.total_bounds] if len(frame) else list(places.bounds())
    return {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS}
        | {key: text(f"province_map.{key}", lang) for key in OWN_TEXTS},
        "layers": [layer.plain()],
        "notes": {},
        "styles": {key: dataclasses.asdict(style) for key, style in STYLES.items()},
        "unbounded": [],
        "pins": [],
        "bounds": bounds,
        "demo": False,
        "title": title,
        "places": {level: list(labels(level, lang)) for level in ("city", "county")},
    }
