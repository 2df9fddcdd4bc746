"""What the province map shows, layer by layer: values by area, rings of coverage, parks, zones."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import shapely

from geo import places
from geo.i18n import number, text
from geo.maps.classes import MISSING, ZERO, Classes, classify
from geo.maps.features import MapLayer, Shape, collection
from geo.maps.listed import LEVELS, Listed, bounded, called, level_name, listed, zone_rows
from geo.maps.theme import LAND, STYLES, Style
from geo.places.store import areas
from geo.words import glance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.places.store import Level

DECIMALS = 5
"""1 m: the map opens on a whole province."""
_SIMPLER = {"zones": 1e-5, "parks": 5e-5, "rings": 2e-8}
"""Degrees an outline may move to save bytes: 1 m, 5 m, and of a ring two thousandths of its distance."""
RING = "#6a51a3"
RING_DISTANCES_M = (1_000.0, 3_000.0, 5_000.0, 10_000.0)
"""Those `geo.measure.coverage` measures first."""
_DASHES = (None, "8 4", "4 4", "2 4")
ZONE_STYLES = {
    "zone_national": Style("#08306b", 2.2, 0.75, fill="#08306b"),
    "zone_provincial": Style("#08519c", 2.0, 0.65, fill="#2171b5"),
    "zone_municipal": Style("#2171b5", 2.0, 0.55, fill="#6baed6", dash="4 2"),
    "zone_unknown": Style("#52606d", 2.0, 0.45, fill="#829ab1", dash="2 3"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choropleth:
    """A value for each city or county.

    Parameters
    ----------
    level
        ``city`` or ``county``.
    values
        By the area's six-digit code; None or absent is not known, and drawn so.
    title
        What is shown, in the language of the map (集聚区数).
    unit
        As in `geo.model.measurement.Measurement`.
    notes
        What is to be said beside a value, by the same code: what of it is certain.
    """

    level: Level
    values: Mapping[str, float | None]
    title: str
    unit: str = "count"
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceContent:
    """What the province map shows. All frames EPSG:4490.

    Parameters
    ----------
    title
        Heading of the map.
    zones
        Columns ``id``, ``name``, ``level`` (of `geo.model.zone.Level`, or None), ``city``, ``area_m2``;
        a row without geometry is a zone whose boundary is not known: it is told in a list, not drawn.
    parks
        Column ``name``.
    rings
        As `geo.measure.coverage.rings` gives them.
    choropleth
        Values by city or county.
    demo
        Whether any of it is made up.
    bounds
        West, south, east, north the map opens on, degrees; None is the whole province.
    """

    title: str
    zones: gpd.GeoDataFrame
    parks: gpd.GeoDataFrame | None = None
    rings: gpd.GeoDataFrame | None = None
    choropleth: Choropleth | None = None
    demo: bool = False
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Layers bottom first, the styles they use besides those of the theme, and notes for the legend."""

    layers: tuple[MapLayer, ...]
    styles: Mapping[str, Style]
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def scene(content: ProvinceContent, lang: str) -> Scene:
    """Everything the map draws above its ground."""
    styles = dict(ZONE_STYLES)
    notes: dict[str, str] = {}
    layers = []
    if content.choropleth is not None:
        layer, own, note = _choropleth(content.choropleth, lang)
        layers.append(layer)
        styles |= own
        notes["choropleth"] = note
    if content.rings is not None and len(content.rings):
        layer, own = _rings(content.rings, lang)
        layers.append(layer)
        styles |= own
        notes["rings"] = text("province_map.rings_note", lang)
    if content.parks is not None:
        layers.append(
            _layer("parks", {"park": text("map.style_park", lang)}, park_shapes(content.parks, lang), lang)
        )
    names = {f"zone_{level}": level_name(level, lang) for level in (*LEVELS, "unknown")}
    # The scripts of every map know the land in question by this key.
    layers.append(_layer("footprint", names, zone_shapes(content.zones, lang), lang))
    return Scene(tuple(layer for layer in layers if layer.features["features"]), styles, notes)


def _layer(key: str, names: Mapping[str, str], shapes: Iterator[Shape], lang: str) -> MapLayer:
    features = collection(shapes, DECIMALS)
    used = {feature["properties"]["style"] for feature in features["features"]}
    entries = tuple((style, name) for style, name in names.items() if style in used)
    return MapLayer(key, text(f"province_map.layer_{key}", lang), entries, features)


@dataclass(frozen=True, slots=True)
class Valued:
    """A choropleth made ready: of each area, by code, its style and its sentence; the legend and its note."""

    style: Mapping[str, str]
    tips: Mapping[str, str]
    styles: Mapping[str, Style]
    entries: tuple[tuple[str, str], ...]
    note: str


def valued(shown: Choropleth, lang: str) -> Valued:
    """Classes, colours and sentences of a choropleth."""
    found = areas(shown.level)
    codes = found.column("adcode")
    placed = zip(found.column("name"), found.column("city"), strict=True)
    values = [shown.values.get(code) for code in codes]
    classes = classify(values)
    styles = {f"class_{i}": _fill(classes.colour(i)) for i in range(len(classes.limits))}
    styles["class_zero"] = _fill(LAND)
    styles["class_missing"] = Style("#ffffff", 1.0, 1.0, hatch="missing")
    rows = zip(codes, placed, values, strict=True)
    tips = (_told(shown, place, value, shown.notes.get(code, ""), lang=lang) for code, place, value in rows)
    return Valued(
        style=dict(zip(codes, map(_class, classes.of), strict=True)),
        tips=dict(zip(codes, tips, strict=True)),
        styles=styles,
        entries=tuple(_entries(shown, classes, lang)),
        note=_note(len(classes.limits), lang),
    )


def _note(classes: int, lang: str) -> str:
    return text("province_map.classes_note", lang, classes=classes) if classes > 1 else ""


def _choropleth(shown: Choropleth, lang: str) -> tuple[MapLayer, dict[str, Style], str]:
    found, ready = areas(shown.level), valued(shown, lang)
    shapes = [
        Shape(geometry=geometry, style=ready.style[code], tip=ready.tips[code])
        for geometry, code in zip(found.geometry, found.column("adcode"), strict=True)
    ]
    layer = MapLayer("choropleth", shown.title, ready.entries, collection(shapes, 4))
    return layer, dict(ready.styles), ready.note


def _fill(colour: str) -> Style:
    return Style("#ffffff", 1.0, 0.78, fill=colour)


def _class(number_of: int) -> str:
    return {ZERO: "class_zero", MISSING: "class_missing"}.get(number_of, f"class_{number_of}")


def _told(shown: Choropleth, of: tuple[str, str], value: float | None, note: str, *, lang: str) -> str:
    said = text("province_map.no_value", lang) if value is None else glance(value, shown.unit, lang)
    name, city = of
    place = places.label(name, lang)
    if shown.level == "county" and city:
        place = f"{places.label(city, lang)} {place}"
    return text("province_map.tip_area", lang, place=place, title=shown.title, value=said + note)


def _entries(shown: Choropleth, classes: Classes, lang: str) -> Iterator[tuple[str, str]]:
    """The legend from high to low; a class shows the values that lie in it, not where it was cut."""
    for i, (low, high) in reversed(list(enumerate(classes.limits))):
        ends = [glance(low, shown.unit, lang), glance(high, shown.unit, lang)]
        yield f"class_{i}", ends[0] if ends[0] == ends[1] else " – ".join(ends)
    if ZERO in classes.of:
        yield "class_zero", number(0.0, shown.unit, lang)
    if MISSING in classes.of:
        yield "class_missing", text("province_map.no_value", lang)


def city_labels(shown: Choropleth | None, lang: str) -> list[tuple[float, float, str]]:
    """Name of each city; below it its value where the map shows values by city and there is something."""
    found = areas("city")
    rows = []
    for lat, lon, code, name in zip(
        *(found.column(key) for key in ("label_lat", "label_lon", "adcode", "name")), strict=True
    ):
        said = places.label(name, lang)
        value = shown.values.get(code) if shown is not None and shown.level == "city" else None
        if shown is not None and value:
            said += "\n" + glance(value, shown.unit, lang)
        rows.append((float(lat), float(lon), said))
    return rows


def ring_names(
    lang: str, distances_m: Sequence[float] = RING_DISTANCES_M
) -> tuple[dict[str, str], dict[str, Style]]:
    """Names of the rings, the nearest first, and their styles: the outer ones dashed ever shorter."""
    names, styles = {}, {}
    for place, distance in enumerate(sorted(distances_m)):
        key = f"ring_{distance:.0f}"
        dash = _DASHES[min(place, len(_DASHES) - 1)]
        styles[key] = Style(RING, 1.2, 0.11, fill=RING, dash=dash)
        names[key] = text("province_map.ring", lang, distance=f"{distance / 1000:g} km")
    return names, styles


def ring_shapes(frame: gpd.GeoDataFrame, lang: str) -> Iterator[Shape]:
    """The widest first, so that the nearer lie on it and the ground grows darker toward the land."""
    rows = sorted(zip(frame["distance_m"], frame.geometry, strict=True), key=lambda row: -row[0])
    names, _ = ring_names(lang, [distance for distance, _ in rows])
    for distance, geometry in rows:
        key = f"ring_{distance:.0f}"
        yield Shape(geometry=_slimmer(geometry, _SIMPLER["rings"] * distance), style=key, tip=names[key])


def _slimmer(ring: BaseGeometry, tolerance: float) -> BaseGeometry:
    """A ring with fewer vertices, piece by piece: all of a thousand pieces at once take ten times as long."""
    if ring.geom_type != "MultiPolygon":
        return shapely.simplify(ring, tolerance)
    return shapely.multipolygons(shapely.simplify(shapely.get_parts(ring), tolerance))


def _rings(frame: gpd.GeoDataFrame, lang: str) -> tuple[MapLayer, dict[str, Style]]:
    names, styles = ring_names(lang, frame["distance_m"].tolist())
    return _layer("rings", names, ring_shapes(frame, lang), lang), styles


def park_shapes(frame: Listed | gpd.GeoDataFrame, lang: str) -> Iterator[Shape]:
    """Each park with its sentence."""
    parks = listed(frame)
    for name, geometry in zip(
        called(parks, lang), shapely.simplify(parks.geometry, _SIMPLER["parks"]), strict=True
    ):
        yield Shape(geometry=geometry, style="park", tip=text("map.tip_park", lang, name=name), label=name)


def zone_shapes(frame: Listed | gpd.GeoDataFrame, lang: str) -> Iterator[Shape]:
    """Each zone that has a boundary, with its sentence."""
    zones = bounded(listed(frame))
    for row, geometry in zip(zone_rows(zones, lang), zones.geometry, strict=True):
        tip = text(
            "province_map.tip_zone", lang, **{key: row[key] for key in ("name", "role", "place", "area")}
        )
        simpler = shapely.simplify(geometry, _SIMPLER["zones"])
        yield Shape(geometry=simpler, style=row["style"], tip=tip, label=row["name"], part=row["id"])


def all_styles(styles: Mapping[str, Style]) -> dict[str, Style]:
    """Those of the theme and the map's own."""
    return {**STYLES, **styles}
