"""A boundary drawn by hand: where a drawing begins, the file that becomes of it, and what it changed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import shapely

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.by_hand import Corners
from geo.model.drawing import Piece
from geo.model.enclosed import enclosed_area
from geo.topology.overlay import land_only, mended, shared

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.model.application import Upload
    from geo.model.drawing import Ring

_ROLES = {"core": "核心区", "centre": "中心", "base": "基地"}
_SAME_POINT = 1e-9
"""Degrees within which a corner did not move: a tenth of a millimetre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one part: areas m², None where it is not there; corners moved, added or taken away.

    ``crossing`` says of the part before and after whether its boundary crosses itself: it then has no
    definite area, and neither has the difference.
    """

    name: str
    before_m2: float | None
    after_m2: float | None
    difference_m2: float | None
    corners_new: int
    corners_gone: int
    crossing: tuple[bool, bool] = (False, False)


def pieces_of(frame: gpd.GeoDataFrame) -> tuple[Piece, ...]:
    """The polygons of some land as they can be changed, one a polygon; coordinates stay to the last digit.

    Parameters
    ----------
    frame
        Columns part_id, role, name; EPSG:4490; geometry may be invalid.

    Examples
    --------
    >>> from geo.model.footprint import make_footprint
    >>> land = make_footprint([("1", None, "甲", shapely.box(118.7, 32, 118.8, 32.1))])
    >>> [(piece.key, piece.name, len(piece.rings[0])) for piece in pieces_of(land)]
    [('1/0', '甲', 4)]
    """
    found = []
    for row in frame.itertuples():
        polygons = [p for p in shapely.get_parts(row.geometry) if p.geom_type == "Polygon" and not p.is_empty]
        for number, polygon in enumerate(polygons):
            rings = (polygon.exterior, *polygon.interiors)
            found.append(
                Piece(
                    key=f"{row.part_id}/{number}",
                    name=row.name if isinstance(row.name, str) else row.part_id,
                    role=row.role.value if hasattr(row.role, "value") else row.role or None,
                    rings=tuple(tuple((x, y) for x, y in list(ring.coords)[:-1]) for ring in rings),
                )
            )
    return tuple(found)


def separated(frame: gpd.GeoDataFrame) -> tuple[Piece, ...]:
    """The polygons of some land, each a part of its own: what was one of several is numbered after it.

    Examples
    --------
    >>> from geo.model.footprint import make_footprint
    >>> two = shapely.union_all([shapely.box(118.7, 32, 118.8, 32.1), shapely.box(118.9, 32, 119, 32.1)])
    >>> land = make_footprint([("1", None, "甲", two), ("2", None, "乙", shapely.box(119, 33, 119.1, 33.1))])
    >>> [(piece.key, piece.name) for piece in separated(land)]
    [('1-1/0', '甲-1'), ('1-2/0', '甲-2'), ('2/0', '乙')]
    >>> parts = [("1-1", None, "甲-1", two.geoms[0]), ("1-2", None, "甲-2", two.geoms[1])]
    >>> changes(land, make_footprint([*parts, ("2", None, "乙", land.geometry[1])]))
    ()
    """
    pieces = pieces_of(frame)
    parts = [piece.key.partition("/")[0] for piece in pieces]
    found = []
    for part, piece in zip(parts, pieces, strict=True):
        if parts.count(part) > 1:
            number = int(piece.key.partition("/")[2]) + 1
            key, name = f"{part}-{number}/0", f"{piece.name}-{number}"
            found.append(dataclasses.replace(piece, key=key, name=name))
        else:
            found.append(piece)
    return tuple(found)


def boundary_file(
    rings: Sequence[Ring], of: Sequence[str], began: Sequence[Piece], *, corners: Corners, fresh: str
) -> bytes:
    """The drawing as a GeoJSON file: CGCS2000 degrees, and how well its corners are known.

    Parameters
    ----------
    rings
        Open rings of longitude and latitude.
    of
        The piece each ring belongs to; the first ring of a piece is its outline, the others its holes.
    began
        What the drawing began with: those pieces keep their part, name and role.
    corners
        What the corners rest on; told in the file, so that it can be said wherever the file is.
    fresh
        What a new part is called, with ``{number}``: that of its key, ``n1`` for the first.
    """
    known = {piece.key: piece for piece in began}
    outlines: dict[str, list[Ring]] = {}
    for ring, key in zip(rings, of, strict=True):
        outlines.setdefault(key, []).append(ring)
    parts: dict[str, list[str]] = {}
    for key in outlines:
        parts.setdefault(key.partition("/")[0] if key in known else key, []).append(key)
    used = {key.partition("/")[0] for key in known}
    features = []
    numbers = (number for number in range(1, len(parts) + len(used) + 2) if str(number) not in used)
    for part, keys in parts.items():
        piece = known.get(keys[0])
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "编号": part if piece else str(next(numbers)),
                    "名称": piece.name if piece else fresh.format(number=keys[0].removeprefix("n")),
                    "角色": _ROLES.get(piece.role or "") if piece else None,
                },
                "geometry": _geometry([outlines[key] for key in keys]),
            }
        )
    document = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "origin": "drawn",
        "vertex_accuracy_m": corners.accuracy_m,
        "corners": dataclasses.asdict(corners),
        "features": features,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def corners_of(upload: Upload) -> Corners | None:
    """What the corners of a file rest on; None unless it was drawn on the page.

    Examples
    --------
    >>> from geo.model.application import Upload
    >>> data = boundary_file([], [], [], corners=Corners(typed=4, unit=1e-6), fresh="{number}")
    >>> corners_of(Upload(name="1.geojson", data=data)).typed
    4
    """
    data = upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
    try:
        said = json.loads(data)
    except ValueError:
        return None
    match said:
        case {"origin": "drawn", "corners": dict(found)} if all(
            isinstance(value, int | float) for value in found.values()
        ):
            known = {field.name for field in fields(Corners)}
            return Corners(**{name: value for name, value in found.items() if name in known})
        case _:
            return None


def _geometry(polygons: Sequence[Sequence[Ring]]) -> dict[str, Any]:
    closed = [[[list(point) for point in (*ring, ring[0])] for ring in rings] for rings in polygons]
    if len(closed) == 1:
        return {"type": "Polygon", "coordinates": closed[0]}
    return {"type": "MultiPolygon", "coordinates": closed}


def changes(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> tuple[Change, ...]:
    """What a drawing changed, part by part; parts it left alone are not in it.

    Parameters
    ----------
    before, after
        Columns part_id, name; EPSG:4490; the land before may be invalid.

    Examples
    --------
    >>> from geo.model.footprint import make_footprint
    >>> old = make_footprint([("1", None, "甲", shapely.box(118.7, 32, 118.701, 32.001))])
    >>> changes(old, old)
    ()
    """
    known = {row.part_id: (row.name, row.geometry) for row in before.itertuples()}
    sides: list[Mapping[str, tuple[Any, BaseGeometry]]] = [known, _joined(after, known)]
    found = []
    for part in dict.fromkeys(key for side in sides for key in side):
        rows = [side.get(part) for side in sides]
        lands = [shapely.Polygon() if row is None else row[1] for row in rows]
        one, other = (_corners(land) for land in lands)
        if one == other:
            continue
        sound = [mended(land) if not land.is_valid else land for land in lands]
        crossing = [enclosed_area(land) is None for land in lands]
        areas = [
            None if row is None or crosses else _area(land)
            for row, land, crosses in zip(rows, sound, crossing, strict=True)
        ]
        common = _area(land_only(shared(*sound))) if None not in areas else 0.0
        row = rows[1] if rows[1] is not None else rows[0]
        found.append(
            Change(
                name=str((row and row[0]) or part),
                before_m2=areas[0],
                after_m2=areas[1],
                difference_m2=None if any(crossing) else sum(area or 0.0 for area in areas) - 2 * common,
                corners_new=len(other - one),
                corners_gone=len(one - other),
                crossing=(crossing[0], crossing[1]),
            )
        )
    return tuple(found)


def _joined(after: gpd.GeoDataFrame, known: Mapping[str, Any]) -> dict[str, tuple[Any, BaseGeometry]]:
    """The parts after a change by id; what was separated from one part counts as that part (`separated`)."""
    of: dict[str, list[Any]] = {}
    for row in after.itertuples():
        whole = row.part_id.rpartition("-")[0]
        of.setdefault(whole if row.part_id not in known and whole in known else row.part_id, []).append(row)
    return {
        part: (rows[0].name, rows[0].geometry)
        if len(rows) == 1
        else (known[part][0], shapely.multipolygons([p for r in rows for p in shapely.get_parts(r.geometry)]))
        for part, rows in of.items()
    }


def _corners(land: BaseGeometry) -> set[tuple[int, int]]:
    return {(round(x / _SAME_POINT), round(y / _SAME_POINT)) for x, y in shapely.get_coordinates(land)}


def _area(land: BaseGeometry) -> float:
    return float(sum(ellipsoidal_area_m2([land])))
