"""DXF drawings: closed lines, hatches, blocks and, where a layer has nothing else, joined lines.

GDAL reads the entities (it inlines blocks and strokes arcs); what it cannot tell, or drops in silence,
is looked up in the bytes and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.intake.collect import choose
from geo.intake.corner_rings import Ring, Vertex, assemble
from geo.intake.readers.dxf_bytes import bad_numbers, bulged, left_out
from geo.intake.request import Content
from geo.intake.rings import decimals, gap_params
from geo.intake.role_names import role_of_name
from geo.intake.tell import error, note, warning
from geo.intake.text import capped, decode
from geo.model.enclosed import enclosed_area
from geo.model.issue import Where
from geo.model.reading import Layer, RawPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.intake.request import Request
    from geo.model.issue import Issue

ARC_STEP_DEGREES = 0.25
"""An arc becomes chords of a quarter degree: at most 2.4 millionths of its radius away from it."""
LAND_LAYER = "用地范围"
"""The layer of parts without role in the drawings written here; read together with those that have one."""
_NEARLY_CLOSED = 0.005
_MOST_LINES = 20_000
_MILLIMETRES = 1e8
_CURVED = ("AcDbCircle", "AcDbArc", "AcDbEllipse", "AcDbSpline")
_ESCAPE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity of model space as GDAL gives it, 2-D."""

    number: int
    layer: str
    handle: str
    classes: str
    text: str
    geometry: BaseGeometry


@dataclass(slots=True, kw_only=True)
class Drawn:
    """What one layer holds. ``rings`` with the entity each came from."""

    name: str
    entities: int = 0
    rings: list[tuple[Entity, np.ndarray]] = field(default_factory=list)
    open_lines: list[Entity] = field(default_factory=list)
    texts: list[Entity] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    lost: bool = False
    """Something has coordinates that are no numbers: perhaps an outline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing taken apart: its bytes, their encoding, and each layer by name."""

    data: bytes
    encoding: str
    drawn: dict[str, Drawn]
    layers: tuple[Layer, ...]


def read_dxf(path: Path, request: Request) -> Content:
    """Read the areas of one layer of a DXF drawing.

    Several layers with areas must be chosen from, unless their names are roles (核心区, 中心, 基地):
    those are read together. A ring inside another of its layer is a hole. No coordinate system is
    declared: a drawing has none.
    """
    drawing = draw(path)
    if drawing is None:
        return Content(issues=(error("dxf.broken"),))
    data, drawn, layers = drawing.data, drawing.drawn, drawing.layers
    names, told = _chosen(layers, request.layer)
    issues: list[Issue] = [*told, *left_out(data), *bad_numbers(data)]
    parts: list[RawPart] = []
    curved = False
    for name in names:
        found, said = parts_of_layer(drawn[name], len(parts))
        parts += found
        issues += said
        curved = curved or any(any(c in e.classes for c in _CURVED) for e, _ in drawn[name].rings)
    if parts and (curved or bulged(data)):
        issues.append(note("dxf.arcs", step=ARC_STEP_DEGREES))
    if parts and max(abs(v) for p in parts for v in p.geometry.bounds) > _MILLIMETRES:
        issues.append(error("dxf.millimetres"))
    if not parts and not any(i.severity == "error" for i in issues):
        issues.append(error("dxf.no_area", layers=list(drawn)[:20]))
    return Content(
        parts=tuple(parts),
        layers=layers,
        decimals=None if curved else decimals(*(shapely.get_coordinates(p.geometry) for p in parts)),
        encoding=drawing.encoding,
        layer=" + ".join(names) or None,
        issues=capped(issues),
    )


def draw(path: Path) -> Drawing | None:
    """What a drawing holds by layer; None when it cannot be read."""
    data = path.read_bytes()
    decoded = decode(data)
    entities = _entities(path, decoded.encoding)
    if entities is None:
        return None
    drawn = _by_layer(entities)
    layers = tuple(_layer(layer) for layer in drawn.values())
    return Drawing(data=data, encoding=decoded.encoding, drawn=drawn, layers=layers)


def _entities(path: Path, encoding: str) -> list[Entity] | None:
    """All entities of model space; None when GDAL cannot read the file."""
    import pyogrio  # noqa: PLC0415 - loaded once by the reader process, after GDAL_SKIP is set
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError  # noqa: PLC0415
    from pyogrio.raw import read  # noqa: PLC0415

    # GDAL trusts $DWGCODEPAGE, which programs leave at ANSI_1252 over Chinese text.
    options = {"DXF_ENCODING": encoding.upper(), "OGR_ARC_STEPSIZE": str(ARC_STEP_DEGREES)}
    try:
        pyogrio.set_gdal_config_options(options)
        try:
            _, _, wkb, fields = read(path, force_2d=True, columns=_FIELDS)
        except UnicodeDecodeError:
            pyogrio.set_gdal_config_options({"DXF_ENCODING": "ISO-8859-1"})
            _, _, wkb, fields = read(path, force_2d=True, columns=_FIELDS)
    except (DataLayerError, DataSourceError, FieldError, GeometryError, RuntimeError, ValueError):
        return None
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))
    with np.errstate(invalid="ignore"):  # a coordinate that is no number: told ring by ring
        geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    entities = []
    for i, (geometry, layer, paper, classes, handle, text) in enumerate(
        zip(geometries, *fields, strict=True), 1
    ):
        on_paper = isinstance(paper, int | float | np.number) and paper == 1
        if geometry is not None and not geometry.is_empty and not on_paper:
            made = Entity(
                number=i,
                layer=_words(layer) or "0",
                handle=_words(handle),
                classes=_words(classes),
                text=_words(text),
                geometry=geometry,
            )
            entities.append(made)
    return entities


_FIELDS = ["Layer", "PaperSpace", "SubClasses", "EntityHandle", "Text"]


def _words(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), value).strip()


def _by_layer(entities: Iterable[Entity]) -> dict[str, Drawn]:
    drawn: dict[str, Drawn] = {}
    for entity in entities:
        layer = drawn.setdefault(entity.layer, Drawn(name=entity.layer))
        layer.entities += 1
        for piece in _pieces(entity.geometry):
            bad = np.flatnonzero(~np.isfinite(shapely.get_coordinates(piece)).all(axis=1))
            if bad.size:
                where = Where(layer=layer.name, point=int(bad[0]) + 1)
                layer.issues.append(
                    error("coordinate.missing", where, count=int(bad.size), point=int(bad[0]) + 1)
                )
                layer.lost = True
            elif piece.geom_type == "Polygon":
                layer.rings += [(entity, r) for r in map(_ring, (piece.exterior, *piece.interiors)) if len(r)]
            elif piece.geom_type in {"LineString", "LinearRing"}:
                _line(entity, piece, layer)
            elif piece.geom_type == "Point" and entity.text:
                layer.texts.append(entity)
    return drawn


def _pieces(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    if hasattr(geometry, "geoms"):
        for piece in geometry.geoms:
            yield from _pieces(piece)
    else:
        yield geometry


def _ring(line: BaseGeometry) -> np.ndarray:
    """Corners of a closed line without the closing one; none when it bounds no area."""
    xy = shapely.get_coordinates(line)
    if len(xy) > 1 and (xy[0] == xy[-1]).all():
        xy = xy[:-1]
    return xy if len(np.unique(xy, axis=0)) >= 3 else xy[:0]


def _line(entity: Entity, line: BaseGeometry, layer: Drawn) -> None:
    """A closed line is a ring; one whose ends nearly meet is a ring left open; others wait."""
    ring = _ring(line)
    if line.is_closed:
        if len(ring):
            layer.rings.append((entity, ring))
        return
    gap = float(np.hypot(*(ring[0] - ring[-1]))) if len(ring) else np.inf
    if len(ring) >= 4 and gap <= _NEARLY_CLOSED * line.length:
        where = Where(layer=layer.name, point=len(ring), x=float(ring[-1][0]), y=float(ring[-1][1]))
        layer.issues.append(warning("ring.open", where, **gap_params(ring[-1], ring[0])))
        layer.rings.append((entity, ring))
    else:
        layer.open_lines.append(entity)


def _layer(drawn: Drawn) -> Layer:
    """A layer to somebody who must choose; holes and doubled outlines count once in its area."""
    areas = [enclosed_area(polygon) for polygon, _ in _areas(drawn)[0]] if drawn.rings else [None]
    area = None if None in areas else float(sum(filter(None, areas)))
    kind = "polygon" if drawn.rings or drawn.lost else "line" if drawn.open_lines else "point"
    return Layer(name=drawn.name, features=drawn.entities, kind=kind, area=area)


def _chosen(layers: Sequence[Layer], asked: str | None) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    with_areas = [layer.name for layer in layers if layer.kind == "polygon"]
    roles = [name for name in with_areas if role_of_name(name) is not None]
    if asked is None and roles:
        names = [name for name in with_areas if name in roles or name.startswith(LAND_LAYER)]
        others = [name for name in with_areas if name not in names]
        told = [note("dxf.role_layers", layers=names, others=others)]
        return tuple(names), tuple(told) if len(with_areas) > 1 else ()
    return choose(layers, asked)


def _areas(drawn: Drawn) -> tuple[list[tuple[BaseGeometry, Entity]], int, int]:
    """Polygons of a layer with the entity of their outline; how many rings are holes, how many doubled."""
    rings = [
        Ring(
            vertices=tuple(Vertex(row=i, label="", ring=None, x=x, y=y) for x, y in xy.tolist()), closed=True
        )
        for i, (_, xy) in enumerate(drawn.rings)
    ]
    area = assemble(rings)
    if area.geometry is None:
        return [], 0, 0
    first = {tuple(xy[0].tolist()): entity for entity, xy in reversed(drawn.rings)}
    polygons = list(getattr(area.geometry, "geoms", [area.geometry]))
    repeated = sum(issue.code == "rings.repeated" for issue in area.issues)
    holes = sum(len(polygon.interiors) for polygon in polygons)
    return [(p, first[p.exterior.coords[0]]) for p in polygons], holes, repeated


def parts_of_layer(drawn: Drawn, before: int) -> tuple[list[RawPart], list[Issue]]:
    """The parts of one layer, numbered on from ``before``."""
    issues = list(drawn.issues)
    where = Where(layer=drawn.name)
    if drawn.rings:
        areas, holes, repeated = _areas(drawn)
        if holes:
            issues.append(warning("dxf.holes", where, count=holes))
        if repeated:
            issues.append(note("dxf.repeated", where, count=repeated))
        if drawn.open_lines:
            issues.append(warning("dxf.open_lines", where, count=len(drawn.open_lines)))
    else:
        areas, told = _joined(drawn)
        issues += told
    texts = shapely.points([text.geometry.coords[0] for text in drawn.texts]) if drawn.texts else None
    parts: list[RawPart] = []
    for polygon, entity in areas:
        inside = [] if texts is None else np.flatnonzero(shapely.covers(polygon, texts)).tolist()
        name = drawn.texts[inside[0]].text if len(inside) == 1 else None
        parts.append(
            RawPart(
                part_id=str(before + len(parts) + 1),
                geometry=polygon,
                name=name,
                role=role_of_name(drawn.name),
                attributes={"图层": drawn.name, "句柄": entity.handle},
                row=entity.number,
            )
        )
    return parts, issues


def _joined(drawn: Drawn) -> tuple[list[tuple[BaseGeometry, Entity]], list[Issue]]:
    """Areas that the open lines of a layer enclose, and the ends that hang free."""
    lines = [p for e in drawn.open_lines for p in _pieces(e.geometry) if p.geom_type == "LineString"]
    where = Where(layer=drawn.name)
    if not lines:
        return [], []
    if len(lines) > _MOST_LINES:
        return [], [error("dxf.too_many_lines", where, count=len(lines), limit=_MOST_LINES)]
    areas, cuts, dangles, _ = shapely.polygonize_full([shapely.node(shapely.multilinestrings(lines))])
    free = [*cuts.geoms, *dangles.geoms]
    issues = [warning("dxf.joined", where, lines=len(lines), areas=len(areas.geoms), free=len(free))]
    for line in free:
        x, y = line.coords[-1]
        issues.append(warning("dxf.dangle", Where(layer=drawn.name, x=x, y=y), length=line.length))
    return [(polygon, drawn.open_lines[0]) for polygon in areas.geoms], issues if areas.geoms else []
