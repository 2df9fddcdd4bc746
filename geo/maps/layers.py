"""What the zone map shows, layer by layer: geometry, style and a sentence each."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.crs.weigh import system_words
from geo.i18n import number, text
from geo.maps import sentences
from geo.maps.features import MapLayer, Shape, collection
from geo.maps.lettering import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd

    from geo.model.case import Case

WATER = ("河", "river", "水", "江", "湖", "canal", "运河", "塘", "港")
CLAIM_STYLES = {
    "confirmed": "confirmed",
    "confirmed_with_distance": "confirmed",
    "wrong_side": "refuted",
    "too_far": "refuted",
    "crosses": "refuted",
}
"""Verdicts on a claimed side, drawn as one of three; all others are doubtful."""


def zone_layers(case: Case, lang: str) -> list[MapLayer]:
    """All layers of the zone map that hold anything, bottom first."""
    layers = case.layers
    claims = ("claim_confirmed", "claim_doubtful", "claim_refuted", "claim_distance")
    repaired = any(issue.code.startswith("repair.") for issue in case.assessment.issues)
    found = [
        _layer("parks", ("park",), _parks(case, lang), lang),
        _layer("lines", ("road", "river"), _lines(layers.get("lines"), lang), lang),
        _layer("zones", ("zone",), _zones(layers.get("zones"), lang), lang),
        _layer("footprint", ("core", "centre", "base", "none"), _parts(case, lang), lang),
        _layer("overlaps", ("overlap",), _overlaps(layers.get("overlaps"), lang), lang),
        _layer("buildings", ("building",), _buildings(layers.get("buildings"), lang), lang, near=True),
        _layer(
            "institutions", ("institution",), _institutions(layers.get("institutions"), lang), lang, near=True
        ),
        _layer("sides", ("side",), _sides(case, lang), lang, shown=False, near=True),
        _layer("claims", claims, _claims(layers.get("claims"), lang), lang, shown=False, near=True),
        _layer("received", ("received",), _received(case, lang), lang, shown=repaired),
        _layer("alternatives", ("alternative",), _alternatives(case, lang), lang),
    ]
    return [layer for layer in found if layer.features["features"]]


STYLED = {
    "parks": ("park",),
    "lines": ("road", "river"),
    "zones": ("zone",),
    "buildings": ("building",),
    "institutions": ("institution",),
}
"""Styles of each kind of a supporting layer."""


def single_layer(kind: str, frame: gpd.GeoDataFrame, lang: str) -> MapLayer:
    """One supporting layer by itself.

    Parameters
    ----------
    kind
        One of `geo.model.application.LAYERS`.
    frame
        As `geo.assess.supporting` reads it: EPSG:4490, with ``name``.
    lang
        ``zh`` or ``en``.
    """
    drawn = {"lines": _lines, "zones": _zones, "buildings": _buildings, "institutions": _institutions}
    shapes = _park_shapes(frame, lang) if kind == "parks" else drawn[kind](frame, lang)
    return _layer(kind, STYLED[kind], shapes, lang)


def _park_shapes(
    frame: gpd.GeoDataFrame, lang: str, shared: Mapping[int, list[tuple[str, float]]] = MappingProxyType({})
) -> Iterator[Shape]:
    """Parks, with what parts of the zone share with each."""
    cells = sentences.park_cells(frame)
    for index, row in _rows(frame):
        name = _said(row.name, lang)
        tip = sentences.park(name, cells.of(index), shared.get(index, []), lang)
        yield Shape(geometry=row.geometry, style="park", tip=tip, label=name)


def _layer(
    key: str,
    styles: tuple[str, ...],
    shapes: Iterator[Shape],
    lang: str,
    *,
    shown: bool = True,
    near: bool = False,
) -> MapLayer:
    features = collection(shapes)
    used = {feature["properties"]["style"] for feature in features["features"]}
    entries = tuple((style, text(f"map.style_{style}", lang)) for style in styles if style in used)
    return MapLayer(key, text(f"map.layer_{key}", lang), entries, features, shown, near)


def _rows(frame: gpd.GeoDataFrame | None) -> Iterator[tuple[int, Any]]:
    """Rows that have a place, with their position."""
    if frame is None:
        return
    for index, row in enumerate(frame.itertuples()):
        if row.geometry is not None and not row.geometry.is_empty:
            yield index, row


def _said(value: object, lang: str) -> str:
    return value if isinstance(value, str) and value else text("map.unnamed", lang)


def _parts(case: Case, lang: str) -> Iterator[Shape]:
    """Bases first and the core last, so that the core lies on top."""
    order = {"base": 0, None: 1, "centre": 2, "core": 3}
    for row in sorted(case.footprint.itertuples(), key=lambda r: order.get(_role(r.role), 1)):
        label = row.name or row.part_id
        tip = sentences.part(case, row.part_id, lang)
        role = _role(row.role) or "none"
        yield Shape(geometry=row.geometry, style=role, tip=tip, label=label, part=row.part_id)


def _role(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _parks(case: Case, lang: str) -> Iterator[Shape]:
    frame = case.layers.get("parks")
    if frame is None:
        return
    named = {part.part_id: part.name or part.part_id for part in case.assessment.parts}
    shared: dict[int, list[tuple[str, float]]] = {}
    for item in case.assessment.overlaps:
        if item.get("layer") == "parks" and item.get("area_m2") and not item.get("within_noise"):
            shared.setdefault(item["feature"], []).append((named[item["part_id"]], item["area_m2"]))
    yield from _park_shapes(frame, lang, shared)


def _zones(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Shape]:
    for _, row in _rows(frame):
        name = _said(row.name, lang)
        yield Shape(
            geometry=row.geometry, style="zone", tip=text("map.tip_zone", lang, name=name), label=name
        )


def _lines(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Shape]:
    for _, row in _rows(frame):
        name = _said(row.name, lang)
        kind = str(getattr(row, "kind", "") or "").lower()
        wet = any(word in kind for word in WATER) or (not kind and any(word in name[-1:] for word in WATER))
        style = "river" if wet else "road"
        tip = text(f"map.tip_{style}", lang, name=name)
        if "Line" not in row.geometry.geom_type:
            yield Shape(geometry=row.geometry, style=style, tip=tip, label=name)
            continue
        for line, turn in readable(row.geometry, name):
            yield Shape(geometry=line, style=style, tip=tip, label=name, upright=turn)


def _overlaps(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Shape]:
    for _, row in _rows(frame):
        if row.geometry.area == 0:
            continue
        area = number(row.area_m2, "m2")
        tip = text("map.tip_overlap", lang, part=row.part_id, name=_said(row.name, lang), area=area)
        yield Shape(geometry=row.geometry, style="overlap", tip=tip)


def _buildings(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Shape]:
    if frame is None:
        return
    cells = sentences.building_cells(frame)
    for index, row in _rows(frame):
        name = _said(row.name, lang)
        tip = sentences.building(name, cells.of(index), lang)
        yield Shape(geometry=row.geometry, style="building", tip=tip, label=name)


def _institutions(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Shape]:
    """Institutions in one building stand on one point: one mark, with all their names."""
    if frame is None:
        return
    cells = sentences.institution_cells(frame)
    places: dict[bytes, tuple[Any, list[tuple[str, str | None]]]] = {}
    for index, row in _rows(frame):
        place = places.setdefault(row.geometry.wkb, (row.geometry, []))
        place[1].append((_said(row.name, lang), cells.of(index).get("category")))
    for geometry, found in places.values():
        label = str(len(found)) if len(found) > 1 else None
        yield Shape(
            geometry=geometry, style="institution", tip=sentences.institutions(found, lang), label=label
        )


def _sides(case: Case, lang: str) -> Iterator[Shape]:
    named = {part.part_id: part.name or part.part_id for part in case.assessment.parts}
    for _, row in _rows(case.layers.get("sides")):
        side = text(f"map.side_{row.side}", lang)
        length = number(row.length_m, "m")
        part = named.get(row.part_id, row.part_id)
        tip = text("map.tip_side", lang, part=part, side=side, length=length)
        yield Shape(geometry=row.geometry, style="side", tip=tip, label=side)


def _claims(frame: gpd.GeoDataFrame | None, lang: str) -> Iterator[Shape]:
    """What a claimed side was judged by: the side, the road or river found, the way between."""
    for _, row in _rows(frame):
        what = getattr(row, "what", "side")
        style = "claim_distance" if what == "distance" else _claim_style(row.verdict)
        side = text(f"map.side_{row.side}", lang)
        values = {
            "block": getattr(row, "block", ""),
            "side": side,
            "feature": _said(row.feature, lang),
            "verdict": text(f"map.{_claim_style(row.verdict)}", lang),
            "distance": number(getattr(row, "distance_m", None), "m"),
        }
        tip = text(f"map.tip_claim_{what}", lang, **values)
        label = {"side": side, "distance": values["distance"]}.get(what)
        yield Shape(geometry=row.geometry, style=style, tip=tip, label=label)


def _claim_style(verdict: str) -> str:
    return f"claim_{CLAIM_STYLES.get(verdict, 'doubtful')}"


def _received(case: Case, lang: str) -> Iterator[Shape]:
    """The land as received, only where it differs from what was assessed."""
    adopted = dict(zip(case.footprint["part_id"], case.footprint.geometry, strict=True))
    for row in case.original.itertuples():
        known = adopted.get(row.part_id)
        if known is None or not row.geometry.is_valid or not known.equals(row.geometry):
            tip = text("map.tip_received", lang, name=row.name or row.part_id)
            yield Shape(geometry=row.geometry, style="received", tip=tip)


def _alternatives(case: Case, lang: str) -> Iterator[Shape]:
    """Each other reading once with its name, however many parts it has; a click tells which, from 1."""
    for place, item in enumerate(case.alternatives, start=1):
        name = system_words(item.hypothesis)[lang]
        tip = text("map.tip_alternative", lang, name=name)
        largest = max(item.frame.geometry, key=lambda geometry: float(geometry.area), default=None)
        for geometry in item.frame.geometry:
            label = tip if geometry is largest else None
            part = f"reading:{place}"
            yield Shape(geometry=geometry, style="alternative", tip=tip, label=label, part=part)
