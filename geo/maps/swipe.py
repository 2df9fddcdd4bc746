"""Two versions of one land on one map: a divider is drawn across, left of it the older, right the newer."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.i18n import number, text
from geo.maps.base import OWN
from geo.maps.features import MapLayer, Shape, collection
from geo.maps.ground import labels
from geo.maps.page import MapPage, html
from geo.maps.pieces import file
from geo.maps.theme import STYLES, Style
from geo.measure.area import ellipsoidal_area_m2

if TYPE_CHECKING:
    from collections.abc import Iterator

    import folium
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.maps.base import BaseMaps
    from geo.maps.notice import Notice

SCRIPTS = ("scene.js", "base.js", "marks.js", "panel.js", "swipe.js")
TEXTS = ("whole", "north", "demo", "legend", "near", "zoom_in", "zoom_out", "close")
ORDER = {"base": 0, "none": 1, "centre": 2, "core": 3}
ROLES = ("core", "centre", "base", "none")
CHANGES = {
    "gained": Style("#00795a", 2.2, 1.0, hatch="gained"),
    "lost": Style("#b42318", 2.2, 1.0, dash="6 4", hatch="lost"),
}
SMALLEST_M2 = 0.05
"""A change of less shows as nothing: it is what two computations of one line differ by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """One part in both versions, known by its name; an area is None where the version has no such part.

    ``difference_m2`` is the land only one of them has; ``box`` holds both.
    """

    name: str
    role: str
    before_m2: float | None
    after_m2: float | None
    difference_m2: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swipe:
    """What is compared. ``before`` and ``after`` are footprints, all geometry EPSG:4490.

    ``names`` are those of the two versions, in the language of the map; ``gained`` and ``lost`` the land
    the newer has and the older has not, and the other way round.
    """

    title: str
    names: tuple[str, str]
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    gained: BaseGeometry
    lost: BaseGeometry
    demo: bool = False


def part_changes(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> tuple[PartChange, ...]:
    """Every part of two footprints, EPSG:4490, those that changed most first.

    Examples
    --------
    >>> from geo.model.footprint import make_footprint
    >>> old = make_footprint([("1", None, "甲", shapely.box(118.7, 32, 118.701, 32.001))])
    >>> new = make_footprint([("1", None, "乙", shapely.box(118.7, 32, 118.701, 32.001))])
    >>> [(one.name, one.before_m2 is None, one.after_m2 is None) for one in part_changes(old, new)]
    [('甲', False, True), ('乙', True, False)]
    """
    sides = [{row.name or row.part_id: row for row in frame.itertuples()} for frame in (before, after)]
    found = []
    for name in dict.fromkeys(key for side in sides for key in side):
        one, other = (side.get(name) for side in sides)
        lands = [None if row is None else row.geometry for row in (one, other)]
        known = [land for land in lands if land is not None]
        newest = other if other is not None else one
        moved = known[0] if len(known) == 1 else shapely.symmetric_difference(*known)
        west, south, east, north = shapely.total_bounds(known).tolist()
        found.append(
            PartChange(
                name=name,
                role=newest.role if newest is not None and isinstance(newest.role, str) else "none",
                before_m2=None if lands[0] is None else _area(lands[0]),
                after_m2=None if lands[1] is None else _area(lands[1]),
                difference_m2=_area(moved),
                box=(west, south, east, north),
            )
        )
    return tuple(sorted(found, key=lambda change: -change.difference_m2))


def swipe_map(
    content: Swipe,
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> str:
    """One HTML page that opens anywhere, without a network.

    Parameters
    ----------
    content
        The two versions and what changed.
    lang
        ``zh`` or ``en``.
    notice
        Source and map review number to print; by default the publisher's settings.
    assets_url
        Prefix under which the page's own server offers Leaflet; without it Leaflet is inlined.
    bases
        Online maps a person may choose as ground; only on a served page.

    Returns
    -------
    str
        A whole HTML document. The divider is moved with the pointer or with the arrow keys; the page around
        it shows what changed with a message ``{sizhi: "show", what: "layer:gained"}`` or ``layer:lost``.
    """
    figure = swipe_figure(content, lang, notice=notice, assets_url=assets_url, bases=bases)
    return html(figure, content.title, lang)


def swipe_figure(
    content: Swipe,
    lang: str = "zh",
    *,
    notice: Notice | None = None,
    assets_url: str | None = None,
    bases: BaseMaps = OWN,
) -> folium.Map:
    """The same map as a folium figure, for notebooks."""
    page = MapPage(lang, notice, assets_url, bases)
    layers = _layers(content, lang)
    return page.furnish(
        "swipe.html.j2",
        _content(content, layers, lang),
        SCRIPTS,
        css=file("map.css") + file("swipe.css"),
        legend=_legend(layers, lang),
    )


def _content(content: Swipe, layers: list[MapLayer], lang: str) -> dict[str, Any]:
    boxes = [frame.total_bounds for frame in (content.before, content.after) if len(frame)]
    bounds = [float(min(box[i] for box in boxes)) for i in (0, 1)]
    bounds += [float(max(box[i] for box in boxes)) for i in (2, 3)]
    changes = part_changes(content.before, content.after)
    return {
        "texts": {key: text(f"map.{key}", lang) for key in TEXTS}
        | {
            "before": text("swipe.before", lang, name=content.names[0]),
            "after": text("swipe.after", lang, name=content.names[1]),
            "divider": text("swipe.divider", lang),
            "value": text("swipe.value", lang),
            "changes": text("swipe.changes", lang),
        },
        "changes": [
            {"key": key, "name": text(f"swipe.{key}", lang), "area": number(area, "m2", lang)}
            for key, area in (("gained", _area(content.gained)), ("lost", _area(content.lost)))
            if area >= SMALLEST_M2
        ],
        "layers": [layer.plain() for layer in layers],
        "styles": {key: dataclasses.asdict(style) for key, style in {**STYLES, **CHANGES}.items()},
        "parts": [{"id": change.name, "box": list(change.box)} for change in changes],
        "pins": [],
        "bounds": bounds,
        # Of land in several places the whole shows nothing: the map opens where most has changed.
        "opens": list(changes[0].box) if changes and changes[0].difference_m2 >= SMALLEST_M2 else bounds,
        "demo": content.demo,
        "title": content.title,
        "places": {level: list(labels(level, lang)) for level in ("city", "county")},
    }


def _layers(content: Swipe, lang: str) -> list[MapLayer]:
    """Both versions, then what changed on top of them."""
    names = {role: text(f"map.style_{role}", lang) for role in ROLES}
    found = []
    for key, frame, name in (
        ("before", content.before, content.names[0]),
        ("after", content.after, content.names[1]),
    ):
        features = collection(_parts(frame, name, lang))
        used = {feature["properties"]["style"] for feature in features["features"]}
        styles = tuple((role, names[role]) for role in ROLES if role in used)
        found.append(MapLayer(key, text(f"swipe.{key}", lang, name=name), styles, features))
    for key, land in (("gained", content.gained), ("lost", content.lost)):
        features = collection(_pieces(key, land, lang))
        if features["features"]:
            label = text(f"swipe.{key}", lang)
            found.append(MapLayer(key, label, ((key, label),), features))
    return found


def _parts(frame: gpd.GeoDataFrame, version: str, lang: str) -> Iterator[Shape]:
    rows = [
        (row.role if isinstance(row.role, str) else "none", row.name or row.part_id, row.geometry)
        for row in frame.itertuples()
    ]
    for role, name, geometry in sorted(rows, key=lambda row: ORDER.get(row[0], 1)):
        tip = text(
            "swipe.tip_part",
            lang,
            version=version,
            role=text(f"role.{role}", lang),
            name=name,
            area=number(_area(geometry), "m2", lang),
        )
        yield Shape(geometry=geometry, style=role, tip=tip, label=name)


def _pieces(key: str, land: BaseGeometry, lang: str) -> Iterator[Shape]:
    """Each separate piece with its own area."""
    for piece in shapely.get_parts(land):
        area = _area(piece)
        if area >= SMALLEST_M2:
            said = number(area, "m2", lang)
            tip = text(f"swipe.tip_{key}", lang, area=said)
            yield Shape(geometry=piece, style=key, tip=tip, label=("+" if key == "gained" else "−") + said)


def _area(geometry: BaseGeometry) -> float:
    return float(ellipsoidal_area_m2([geometry])[0])


def _legend(layers: list[MapLayer], lang: str) -> list[dict[str, Any]]:
    """What changed can be switched; the versions are ruled by the divider, and share their roles."""
    roles = dict(pair for layer in layers if layer.key in {"before", "after"} for pair in layer.styles)
    switched = [
        {"key": layer.key, "name": layer.name, "styles": layer.styles}
        for layer in layers
        if layer.key in CHANGES
    ]
    shared = {"key": "", "name": text("map.layer_footprint", lang), "styles": tuple(roles.items())}
    return [*switched, shared]
