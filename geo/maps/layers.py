"""What the zone map shows, layer by layer: geometry, style and a sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo import words
from geo.i18n import number, text
from geo.maps.features import collection
from geo.model.issue import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.model.case import Case

    Row = tuple[BaseGeometry, str, str]


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One entry of the layer control and of the legend; ``styles`` are keys of `theme.STYLES`."""

    name: str
    styles: tuple[tuple[str, str], ...]
    features: dict[str, Any]
    shown: bool = True


def zone_layers(case: Case, lang: str) -> list[MapLayer]:
    """All layers of the zone map, bottom first; empty ones have no features."""
    layers = case.layers
    return [
        _layer("lines", ("road", "river"), _lines(layers.get("lines"), lang), lang),
        _layer("parks", ("park",), _named(layers.get("parks"), "park", "tip_park", lang), lang),
        _layer("zones", ("zone",), _named(layers.get("zones"), "zone", "tip_zone", lang), lang),
        _layer("footprint", ("base", "centre", "core", "none"), _parts(case, lang), lang),
        _layer("overlaps", ("overlap",), _overlaps(layers.get("overlaps"), lang), lang),
        _layer(
            "buildings",
            ("building",),
            _named(layers.get("buildings"), "building", "tip_building", lang),
            lang,
        ),
        _layer(
            "institutions",
            ("institution",),
            _named(layers.get("institutions"), "institution", "tip_institution", lang),
            lang,
        ),
        _layer("sides", ("side",), _sides(layers.get("sides"), lang), lang, shown=False),
        _layer("received", ("received",), _received(case, lang), lang, shown=False),
        _layer("alternatives", ("alternative",), _alternatives(case, lang), lang),
    ]


def _layer(
    key: str, styles: tuple[str, ...], rows: Iterator[Row], lang: str, *, shown: bool = True
) -> MapLayer:
    features = collection(rows)
    used = {feature["properties"]["style"] for feature in features["features"]}
    entries = tuple((style, text(f"map.style_{style}", lang)) for style in styles if style in used)
    return MapLayer(text(f"map.layer_{key}", lang), entries, features, shown)


def _parts(case: Case, lang: str) -> Iterator[Row]:
    """Bases first and the core last, so that the core lies on top."""
    areas = {part.part_id: part.area_m2 for part in case.assessment.parts}
    order = {"base": 0, None: 1, "centre": 2, "core": 3}
    for row in sorted(case.footprint.itertuples(), key=lambda r: order.get(_role(r.role), 1)):
        role = _role(row.role) or "none"
        tip = text(
            "map.tip_part",
            lang,
            role=text(f"role.{role}", lang),
            name=row.name or row.part_id,
            area=number(areas[row.part_id], "m2"),
        )
        yield row.geometry, role, tip


def _role(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _named(frame: gpd.GeoDataFrame | None, style: str, tip: str, lang: str) -> Iterator[Row]:
    if frame is None:
        return
    for row in frame.itertuples():
        yield row.geometry, style, text(f"map.{tip}", lang, name=row.name)


def _lines(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Row]:
    if frame is None:
        return
    water = ("河", "river", "水", "江", "湖", "canal", "运河")
    for row in frame.itertuples():
        kind = str(getattr(row, "kind", "") or "") + str(row.name)
        style = "river" if any(word in kind.lower() for word in water) else "road"
        yield row.geometry, style, text("map.tip_line", lang, name=row.name)


def _overlaps(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Row]:
    if frame is None:
        return
    for row in frame.itertuples():
        area = number(row.area_m2, "m2")
        yield (
            row.geometry,
            "overlap",
            text("map.tip_overlap", lang, part=row.part_id, name=row.name, area=area),
        )


def _sides(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Row]:
    if frame is None:
        return
    for row in frame.itertuples():
        side = text(f"map.side_{row.side}", lang)
        length = number(row.length_m, "m")
        yield row.geometry, "side", text("map.tip_side", lang, part=row.part_id, side=side, length=length)


def _received(case: Case, lang: str) -> Iterator[Row]:
    """The land as received, only where it differs from what was assessed."""
    adopted = dict(zip(case.footprint["part_id"], case.footprint.geometry, strict=True))
    for row in case.original.itertuples():
        known = adopted.get(row.part_id)
        if known is None or not row.geometry.is_valid or not known.equals(row.geometry):
            yield row.geometry, "received", text("map.tip_received", lang, name=row.name or row.part_id)


def _alternatives(case: Case, lang: str) -> Iterator[Row]:
    for item in case.alternatives:
        for geometry in item.frame.geometry:
            yield geometry, "alternative", text("map.tip_alternative", lang, name=item.hypothesis.name)


def part_rows(case: Case, lang: str) -> list[dict[str, Any]]:
    """The list of parts beside the map: role, name, area, and the box to zoom to."""
    boxes = case.footprint.bounds.set_index(case.footprint["part_id"])
    order = {"core": 0, "centre": 1, "base": 2}
    rows = [
        {
            "style": part.role or "none",
            "role": text(f"role.{part.role or 'none'}", lang),
            "name": part.name or part.part_id,
            "area": number(part.area_m2, "m2"),
            "box": [round(float(v), 6) for v in boxes.loc[part.part_id]],
        }
        for part in case.assessment.parts
    ]
    return sorted(rows, key=lambda row: order.get(row["style"], 3))


def pins(case: Case, lang: str) -> list[dict[str, Any]]:
    """Numbered problems with a place; notes have no pin."""
    located = [
        issue
        for issue in case.assessment.issues
        if issue.severity is not Severity.NOTE and issue.where.lon is not None and issue.where.lat is not None
    ]
    return [
        {
            "number": index,
            "severity": issue.severity.value,
            "lon": issue.where.lon,
            "lat": issue.where.lat,
            "message": words.issue_message(issue, lang),
            "action": words.issue_action(issue, lang),
            "place": words.issue_place(issue.where, lang),
        }
        for index, issue in enumerate(located, start=1)
    ]
