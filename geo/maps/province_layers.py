"""What the province map shows, layer by layer: values by area, rings of coverage, parks, zones."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import places
from geo.i18n import number, text
from geo.maps.classes import MISSING, ZERO, Classes, classify
from geo.maps.features import Shape, collection
from geo.maps.layers import MapLayer
from geo.maps.theme import LAND, STYLES, Style
from geo.places.store import areas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from geo.places.store import Level

DECIMALS = 5
"""1 m: the map opens on a whole province."""
_SIMPLER = {"zones": 1e-5, "parks": 5e-5, "rings": 1e-8}
"""Degrees an outline may move to save bytes: 1 m, 5 m, and of a ring a thousandth of its distance."""
RING = "#6a51a3"
_DASHES = (None, "8 4", "4 4", "2 4")
LEVELS = ("national", "provincial", "municipal")
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
    """

    level: Level
    values: Mapping[str, float | None]
    title: str
    unit: str = "count"


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
            _layer("parks", {"park": text("map.style_park", lang)}, _parks(content.parks, lang), lang)
        )
    names = {f"zone_{level}": text(f"level.{level}", lang) for level in LEVELS}
    names["zone_unknown"] = text("province_map.level_unknown", lang)
    # The scripts of every map know the land in question by this key.
    layers.append(_layer("footprint", names, _zones(content.zones, lang), lang))
    return Scene(tuple(layer for layer in layers if layer.features["features"]), styles, notes)


def _layer(key: str, names: Mapping[str, str], shapes: Iterator[Shape], lang: str) -> MapLayer:
    features = collection(shapes, DECIMALS)
    used = {feature["properties"]["style"] for feature in features["features"]}
    entries = tuple((style, name) for style, name in names.items() if style in used)
    return MapLayer(key, text(f"province_map.layer_{key}", lang), entries, features)


def _choropleth(shown: Choropleth, lang: str) -> tuple[MapLayer, dict[str, Style], str]:
    found = areas(shown.level)
    codes = found.column("adcode")
    placed = zip(found.column("name"), found.column("city"), strict=True)
    values = [shown.values.get(code) for code in codes]
    classes = classify(values)
    styles = {f"class_{i}": _fill(classes.colour(i)) for i in range(len(classes.limits))}
    styles["class_zero"] = _fill(LAND)
    styles["class_missing"] = Style("#ffffff", 1.0, 1.0, hatch="missing")
    shapes = [
        Shape(geometry=geometry, style=_class(number_of), tip=tip)
        for geometry, number_of, tip in zip(
            found.geometry,
            classes.of,
            (_told(shown, place, value, lang=lang) for place, value in zip(placed, values, strict=True)),
            strict=True,
        )
    ]
    entries = tuple(_entries(shown, classes, lang))
    layer = MapLayer("choropleth", shown.title, entries, collection(shapes, 4))
    note = text("province_map.classes_note", lang, classes=len(classes.limits))
    return layer, styles, note


def _fill(colour: str) -> Style:
    return Style("#ffffff", 1.0, 0.78, fill=colour)


def _class(number_of: int) -> str:
    return {ZERO: "class_zero", MISSING: "class_missing"}.get(number_of, f"class_{number_of}")


def _told(shown: Choropleth, of: tuple[str, str], value: float | None, *, lang: str) -> str:
    said = text("province_map.no_value", lang) if value is None else number(value, shown.unit, lang)
    name, city = of
    place = places.label(name, lang)
    if shown.level == "county" and city:
        place = f"{places.label(city, lang)} {place}"
    return text("province_map.tip_area", lang, place=place, title=shown.title, value=said)


def _entries(shown: Choropleth, classes: Classes, lang: str) -> Iterator[tuple[str, str]]:
    """The legend from high to low; a class shows the values that lie in it, not where it was cut."""
    for i, (low, high) in reversed(list(enumerate(classes.limits))):
        ends = [number(low, shown.unit, lang), number(high, shown.unit, lang)]
        yield f"class_{i}", ends[0] if ends[0] == ends[1] else " – ".join(ends)
    if ZERO in classes.of:
        yield "class_zero", number(0.0, shown.unit, lang)
    if MISSING in classes.of:
        yield "class_missing", text("province_map.no_value", lang)


def city_labels(content: ProvinceContent, lang: str) -> list[tuple[float, float, str]]:
    """Name of each city, with its value below it where the map shows values by city."""
    found = areas("city")
    shown = content.choropleth
    rows = []
    for lat, lon, code, name in zip(
        *(found.column(key) for key in ("label_lat", "label_lon", "adcode", "name")), strict=True
    ):
        said = places.label(name, lang)
        if shown is not None and shown.level == "city":
            value = shown.values.get(code)
            said += "\n" + ("—" if value is None else number(value, shown.unit, lang))
        rows.append((float(lat), float(lon), said))
    return rows


def _rings(frame: gpd.GeoDataFrame, lang: str) -> tuple[MapLayer, dict[str, Style]]:
    """The widest first, so that the nearer lie on it and the ground grows darker toward the land."""
    rows = sorted(zip(frame["distance_m"], frame.geometry, strict=True), key=lambda row: -row[0])
    styles, names, shapes = {}, {}, []
    for place, (distance, geometry) in enumerate(rows):
        key = f"ring_{distance:.0f}"
        dash = _DASHES[min(len(rows) - 1 - place, len(_DASHES) - 1)]
        styles[key] = Style(RING, 1.2, 0.11, fill=RING, dash=dash)
        names[key] = text("province_map.ring", lang, distance=f"{distance / 1000:g} km")
        shapes.append(
            Shape(
                geometry=shapely.simplify(geometry, _SIMPLER["rings"] * distance), style=key, tip=names[key]
            )
        )
    nearest_first = dict(reversed(names.items()))
    return _layer("rings", nearest_first, iter(shapes), lang), styles


def _parks(frame: gpd.GeoDataFrame, lang: str) -> Iterator[Shape]:
    for name, geometry in zip(
        frame["name"], shapely.simplify(frame.geometry, _SIMPLER["parks"]), strict=True
    ):
        said = name if isinstance(name, str) and name else text("map.unnamed", lang)
        yield Shape(geometry=geometry, style="park", tip=text("map.tip_park", lang, name=said), label=said)


def _zones(frame: gpd.GeoDataFrame, lang: str) -> Iterator[Shape]:
    for row, geometry in zip(zone_rows(frame, lang), bounded(frame).geometry, strict=True):
        tip = text(
            "province_map.tip_zone", lang, **{key: row[key] for key in ("name", "role", "place", "area")}
        )
        simpler = shapely.simplify(geometry, _SIMPLER["zones"])
        yield Shape(geometry=simpler, style=row["style"], tip=tip, label=row["name"], part=row["id"])


def bounded(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The zones that have a boundary."""
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)]


def zone_rows(frame: gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    """The zones drawn: how each is called, where it is, the box to zoom to, the radius of its point."""
    drawn = bounded(frame)
    boxes = shapely.bounds(drawn.geometry.to_numpy())
    points = shapely.get_coordinates(shapely.point_on_surface(drawn.geometry.to_numpy()))
    rows = []
    for record, box, (lon, lat) in zip(_records(drawn, lang), boxes, points, strict=True):
        area = record["area_m2"]
        rows.append(
            {
                **record,
                "area": _hectares(area, lang),
                # By area, as the eye compares circles; 1 km² has a radius of 5 pixels.
                "radius": round(float(np.clip(5 * np.sqrt((area or 0.0) / 1e6), 3.5, 12)), 1),
                "at": [round(float(lat), 6), round(float(lon), 6)],
                "box": [round(float(v), 6) for v in box],
            }
        )
    return rows


def _hectares(area_m2: float | None, lang: str) -> str:
    return "—" if area_m2 is None else text("province_map.hectares", lang, value=area_m2 / 10_000)


def unbounded_rows(frame: gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    """The zones that have no boundary: how each is called and in which city."""
    return _records(frame[frame.geometry.isna() | frame.geometry.is_empty], lang)


def _records(frame: gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    found = []
    for row in frame.to_dict("records"):
        level = row["level"] if row["level"] in LEVELS else "unknown"
        area, city, name = row["area_m2"], row["city"], row["name"]
        found.append(
            {
                "id": str(row["id"]),
                "name": name if isinstance(name, str) and name else text("map.unnamed", lang),
                "style": f"zone_{level}",
                "role": text("province_map.level_unknown" if level == "unknown" else f"level.{level}", lang),
                "place": places.label(city, lang) if isinstance(city, str) else "",
                "area_m2": float(area) if area is not None and area == area else None,  # noqa: PLR0124
            }
        )
    return found


def all_styles(styles: Mapping[str, Style]) -> dict[str, Style]:
    """Those of the theme and the map's own."""
    return {**STYLES, **styles}
