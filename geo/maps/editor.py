"""A map to draw a boundary on, or to correct one: the hand draws, and nothing here decides what it means."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from geo import places
from geo.i18n import text
from geo.maps.base import OWN, BaseMaps
from geo.maps.features import MapLayer, Shape, collection
from geo.maps.ground import labels
from geo.maps.layers import single_layer
from geo.maps.page import MapPage, html
from geo.maps.pieces import file
from geo.maps.theme import STYLES
from geo.measure.by_hand import HAND_PIXELS, ROUGH_M, ROUGH_SHARE, SCREEN_M, TYPED_M
from geo.measure.ellipsoid import B_M, E
from geo.measure.uncertainty import METRES_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.maps.notice import Notice
    from geo.model.drawing import Piece

SCRIPTS = ("scene.js", "base.js", "marks.js", "panel.js", "editor.js")
TEXTS = ("whole", "north", "demo", "legend", "near", "zoom_in", "zoom_out", "close")
WORDS = (
    "tools",
    "draw",
    "hole",
    "here",
    "finish",
    "take_corner",
    "take_piece",
    "undo",
    "redo",
    "reset",
    "take",
    "taken",
    "piece",
    "piece_area",
    "corner",
    "between",
    "close",
    "three",
    "fresh",
    "state_none",
    "state_choose",
    "state_few",
    "state_more",
    "state_piece",
    "state_crossing",
    "no_area",
    "state_far",
    "how_click",
    "how_corners",
    "how_all",
    "how_poor",
)
NAMED_THERE = ("name", "area", "count", "number", "lon", "lat", "metres", "accuracy", "band")
FILLED_THERE = {name: f"{{{name}}}" for name in NAMED_THERE}
"""What a sentence names that only the hand on the map knows."""
GROUND = {
    "b": B_M,
    "e": E,
    "pixels": HAND_PIXELS,
    "screen": SCREEN_M,
    "typed": TYPED_M,
    "degree": METRES_PER_DEGREE,
    "rough": ROUGH_M,
    "share": ROUGH_SHARE,
}
"""What area and accuracy are told by while somebody draws: as they are computed of the boundary taken."""
BEHIND = ("parks", "lines", "zones", "buildings")
"""Supporting layers to draw by."""
_MARGIN = 0.05
"""Share of the land's box that is shown around it."""


def editor_map(
    pieces: Sequence[Piece],
    behind: Mapping[str, gpd.GeoDataFrame],
    lang: str = "zh",
    *,
    memory: str,
    city: str | None = None,
    before_m: float = 0.0,
    **drawn: Any,
) -> str:
    """One HTML page on which a boundary is drawn.

    Of what is drawn it tells ``{kind: "sketch", state}`` a moment after each change. Being told to, it says
    ``{sizhi: "told", told: {kind: "drawn", rings, of, metres, unit, counts}}`` to the page around it: open
    rings of longitude and latitude; the key of the piece each belongs to (``n1`` … for new ones); the
    coarsest ground size of a pixel a corner was clicked at, m, and the coarsest last digit one was typed
    with, degrees; how many corners were clicked, typed, and left as they came.

    Parameters
    ----------
    pieces
        What is there already.
    behind
        Supporting layers to draw by, EPSG:4490, as `geo.assess.supporting` reads them.
    lang
        ``zh`` or ``en``.
    memory
        Under what name the browser keeps a drawing that was not taken yet.
    city
        Where to open when nothing is there yet; by default on the whole province.
    before_m
        How well the corners that are there are known, m.
    **drawn
        ``notice``, ``bases`` and ``assets_url`` as of `geo.maps.zone_map`; ``begun`` a drawing that was not
        taken, as the page was told it: shown unless the browser has a later one.
    """
    notice: Notice | None = drawn.get("notice")
    bases: BaseMaps = drawn.get("bases", OWN)
    page = MapPage(lang, notice, drawn.get("assets_url"), bases)
    layers = [single_layer(kind, behind[kind], lang) for kind in BEHIND if kind in behind]
    if pieces:
        layers.append(_as_it_came(pieces, lang))
    content = _content(pieces, layers, memory, lang)
    content["edit"]["begun"] = drawn.get("begun")
    content["edit"]["ground"] = {**GROUND, "before": before_m}
    figure = page.furnish(
        "editor.html.j2",
        {**content, "bounds": _bounds(pieces, city)},
        SCRIPTS,
        css=file("map.css") + file("editor.css"),
        legend=layers[::-1],
    )
    return html(figure, text("map.edit.title", lang), lang)


def _as_it_came(pieces: Sequence[Piece], lang: str) -> MapLayer:
    """The boundary before anything was changed, so that a change is seen beside it."""
    import shapely  # noqa: PLC0415 - the map of an empty beginning needs none

    shapes = [
        Shape(
            geometry=shapely.polygons(piece.rings[0], list(piece.rings[1:]) or None),
            style="received",
            tip=text("map.tip_received", lang, name=piece.name),
        )
        for piece in pieces
    ]
    name = text("map.edit.before", lang)
    return MapLayer("received", name, (("received", name),), collection(shapes))


def _content(pieces: Sequence[Piece], layers: Sequence[MapLayer], memory: str, lang: str) -> dict[str, Any]:
    return {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS},
        "layers": [layer.plain() for layer in layers],
        "styles": {key: dataclasses.asdict(style) for key, style in STYLES.items()},
        "parts": [],
        "pins": [],
        "demo": False,
        "title": text("map.edit.title", lang),
        "places": {level: list(labels(level, lang)) for level in ("city", "county")},
        "edit": {
            "pieces": [dataclasses.asdict(piece) for piece in pieces],
            "texts": {key: text(f"map.edit.{key}", lang, **FILLED_THERE) for key in WORDS},
            "memory": memory,
        },
    }


def _bounds(pieces: Sequence[Piece], city: str | None) -> list[float]:
    """The box of the land with a margin; without land that of the city, or of the province."""
    points = [point for piece in pieces for ring in piece.rings for point in ring]
    if not points:
        return list(places.bounds(city))
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    across, up = _MARGIN * (east - west), _MARGIN * (north - south)
    return [west - across, south - up, east + across, north + up]
