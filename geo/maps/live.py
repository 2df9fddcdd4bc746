"""The map beside a page: one document that stays, told again and again what to show.

The page around it sends a *scene*: which layers, which of their features are kept, the values of the areas.
The layers themselves lie under addresses that never change what they hold; so a filter moves no geometry, and
the reader stays where they had zoomed to. The same document with everything in it is the map of very many
zones that is taken away.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import places
from geo.i18n import text
from geo.i18n.catalogue import catalogue
from geo.maps import assets
from geo.maps.base import OWN, BaseMaps
from geo.maps.features import MapLayer, Shape, collection
from geo.maps.ground import ground, labels
from geo.maps.listed import LEVELS, Listed, bounded, called, level_name, radius, zone_rows
from geo.maps.many import Blocks, lines
from geo.maps.pieces import GROUND_LEVELS, TEMPLATES, bases_shown, file
from geo.maps.province_layers import (
    ZONE_STYLES,
    Choropleth,
    all_styles,
    city_labels,
    park_shapes,
    ring_shapes,
    valued,
    zone_shapes,
)
from geo.places.store import areas

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import ArrayLike

    from geo.maps.notice import Notice
    from geo.maps.theme import Style

SCRIPTS = ("scene.js", "base.js", "marks.js", "province.js", "panel.js", "many.js", "live.js")
TEXTS = ("north", "demo", "legend", "near", "zoom_in", "zoom_out", "close")
OWN_TEXTS = ("whole", "find", "found_none", "open", "more", "stale")
MAP = "map_live"
OUTLINE_DEG = 1e-4
"""What an outline may move in a map of very many that is taken away: 10 m."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLayer:
    """One layer of a scene.

    Parameters
    ----------
    key
        ``footprint``, ``parks`` or ``rings``.
    url
        Where its content lies, as `zones_content` and the like give it.
    styles
        Styles in it and their names, for the legend.
    kept
        Which of its features are shown; None is all.
    lazy
        Fetched when somebody switches it on.
    """

    key: str
    url: str
    styles: tuple[tuple[str, str], ...]
    kept: Sequence[bool] | None = None
    shown: bool = True
    lazy: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveContent:
    """What a scene shows; ``styles`` are those of its layers besides the theme's."""

    layers: tuple[LiveLayer, ...]
    choropleth: Choropleth | None = None
    styles: Mapping[str, Style] = dataclasses.field(default_factory=dict)
    demo: bool = False
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds the map.

    Parameters
    ----------
    title
        Of the map, for a screen reader.
    notice
        Source and map review number.
    assets_url
        Prefix under which Leaflet lies; None puts it into the document.
    bases
        Online base maps to offer.
    zone_url
        Address of a zone's page, with ``{id}``; empty where there is none.
    """

    title: str
    notice: Notice
    assets_url: str | None = None
    bases: BaseMaps = OWN
    zone_url: str = ""


def document(
    around: Frame, lang: str, *, saved: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None
) -> str:
    """The document that stays.

    Parameters
    ----------
    around
        What surrounds the map.
    lang
        ``zh`` or ``en``.
    saved
        A scene and the contents of its addresses: the document then asks nobody.
    """
    around_url = around.assets_url
    script, style = assets.inline() if around_url is None else assets.served(around_url)
    shown = {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS}
        | {key: catalogue(lang)[f"province_map.{key}"] for key in OWN_TEXTS},
        "layers": [],
        "styles": {key: dataclasses.asdict(one) for key, one in all_styles(ZONE_STYLES).items()},
        "parts": [],
        "pins": [],
        "bounds": list(places.bounds()),
        "title": around.title,
        "notice": around.notice.sentence(lang),
        "id": MAP,
        "embedded": True,
        "zone_url": around.zone_url,
        "places": {"city": [], "county": list(labels("county", lang))},
        "codes": {level: areas(level).column("adcode") for level in ("city", "county")},
        "ground": {level: ground(level) for level in GROUND_LEVELS},
        **bases_shown(around.bases, lang),
    }
    return TEMPLATES.get_template("live.html.j2").render(
        **{key: shown[key] for key in ("title", "texts")},
        **bases_shown(around.bases, lang),
        lang=lang,
        map=MAP,
        shown=shown,
        script_url=script,
        style_url=style,
        css=file("map.css") + file("province.css"),
        code="\n".join(file(name) for name in SCRIPTS),
        scene=None if saved is None else saved[0],
        saved=None if saved is None else saved[1],
    )


def scene(content: LiveContent, lang: str) -> dict[str, Any]:
    """What the page sends: plain data, a few thousand bytes whatever the layers hold."""
    styles, notes = dict(content.styles), {}
    legend = []
    values = None
    if content.choropleth is not None:
        found = valued(content.choropleth, lang)
        styles |= found.styles
        notes["choropleth"] = found.note
        legend.append(MapLayer("choropleth", content.choropleth.title, found.entries, {}))
        values = {"level": content.choropleth.level, "style": found.style, "tips": found.tips}
    for layer in content.layers:
        legend.append(
            MapLayer(layer.key, text(f"province_map.layer_{layer.key}", lang), layer.styles, {}, layer.shown)
        )
        notes[layer.key] = layer.note
    macros: Any = TEMPLATES.get_template("legend.html.j2").module
    return {
        "layers": [
            {
                "key": layer.key,
                "url": layer.url,
                "kept": None if layer.kept is None else packed(layer.kept),
                "shown": layer.shown,
                "lazy": layer.lazy,
            }
            for layer in content.layers
        ],
        "styles": {key: dataclasses.asdict(style) for key, style in styles.items()},
        "values": values,
        "cities": city_labels(content.choropleth, lang),
        "legend": str(macros.entries(legend[::-1], all_styles({**ZONE_STYLES, **styles}), notes)),
        "demo": content.demo,
        "bounds": list(content.bounds or places.bounds()),
    }


def packed(kept: ArrayLike) -> str:
    """Which are kept, a bit each.

    Examples
    --------
    >>> packed([True, False, True])
    'oA=='
    """
    return base64.b64encode(np.packbits(np.asarray(kept, dtype=bool)).tobytes()).decode("ascii")


def zones_content(zones: Listed, lang: str, blocks_url: str | None = None) -> dict[str, Any]:
    """Content of the layer of zones: paths for some, lines for very many.

    Parameters
    ----------
    zones
        Those without a boundary are left out.
    lang
        ``zh`` or ``en``.
    blocks_url
        For very many: where the blocks of `geo.maps.many.Blocks` lie.
    """
    drawn = bounded(zones)
    if blocks_url is None:
        return {"features": collection(zone_shapes(drawn, lang), 5), "rows": zone_rows(drawn, lang)}
    styles = [*LEVELS, "unknown"]
    said = [places.label(city, lang) if city else "" for city in drawn.city]
    towns = sorted(set(said))
    return {
        **_lines(drawn, lang, blocks_url),
        "ids": drawn.id,
        "area": [None if area is None else round(area / 1000) for area in drawn.area_m2],
        "radius": [round(10 * radius(area)) for area in drawn.area_m2],
        "styles": [f"zone_{level}" for level in styles],
        "roles": [level_name(level, lang) for level in styles],
        "style": [styles.index(level if level in LEVELS else "unknown") for level in drawn.level],
        "places": towns,
        "place": [towns.index(town) for town in said],
        "tip": catalogue(lang)["province_map.tip_zone"],
        "hectares": catalogue(lang)["province_map.hectares"].replace("{value:,.1f}", "{value}"),
    }


def parks_content(parks: Listed, lang: str, blocks_url: str | None = None) -> dict[str, Any]:
    """Content of the layer of parks, as `zones_content`."""
    drawn = bounded(parks)
    if blocks_url is None:
        return {"features": collection(park_shapes(drawn, lang), 5)}
    tip = catalogue(lang)["map.tip_park"]
    return {**_lines(drawn, lang, blocks_url), "styles": ["park"], "style": [], "tip": tip}


def _lines(drawn: Listed, lang: str, blocks_url: str) -> dict[str, Any]:
    found = lines(drawn.geometry)
    return {
        **{name: getattr(found, name).tolist() for name in ("x", "y", "size", "box")},
        "names": called(drawn, lang),
        "blocks": blocks_url,
    }


def rings_content(frame: gpd.GeoDataFrame, lang: str) -> dict[str, Any]:
    """Content of the layer of rings, as `geo.measure.coverage.rings` gives them."""
    return {"features": collection(ring_shapes(frame, lang), 5)}


def trials_content(points: Sequence[tuple[float, float]], names: Sequence[str]) -> dict[str, Any]:
    """Content of the layer of places on trial, longitude before latitude."""
    shapes = [
        Shape(geometry=shapely.Point(at), style="trial", tip=name, label=name)
        for at, name in zip(points, names, strict=True)
    ]
    return {"features": collection(shapes, 6)}


def zone_names(levels: Collection[str | None], lang: str) -> tuple[tuple[str, str], ...]:
    """Styles of zones of these levels and their names, for the legend."""
    known = {level if level in LEVELS else "unknown" for level in levels}
    return tuple((f"zone_{key}", level_name(key, lang)) for key in (*LEVELS, "unknown") if key in known)


def taken_away(
    content: LiveContent, zones: Listed, parks: Listed | None, lang: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A scene that asks nobody, and what lies under its addresses: outlines to ten metres.

    Parameters
    ----------
    content
        As for the page; what is computed on demand only stays behind.
    zones, parks
        What its layers are made of, in the same order.
    lang
        ``zh`` or ``en``.
    """
    made = {"footprint": zones_content(zones, lang, "")}
    given = {"footprint": zones}
    if parks is not None:
        made["parks"], given["parks"] = parks_content(parks, lang, ""), parks
    for key, held in given.items():
        made[key]["outlines"] = json.loads(Blocks(bounded(held).geometry).all(OUTLINE_DEG))
    kept = [dataclasses.replace(layer, url=layer.key) for layer in content.layers if layer.key in made]
    return scene(dataclasses.replace(content, layers=tuple(kept)), lang), made


def written(content: Mapping[str, Any]) -> bytes:
    """Content as it is sent."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
