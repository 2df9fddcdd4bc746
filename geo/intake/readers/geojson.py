"""GeoJSON and GeoJSONSeq (RFC 7946, RFC 8142), read here rather than by GDAL.

GDAL follows links in ``crs``, closes rings silently and forgets how many decimals were written.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.intake.collect import Row, choose, layer_of, parts_of, scalar
from geo.intake.request import Content, Table
from geo.intake.rings import decimals, join, polygon, positions
from geo.intake.text import decode
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import DeclaredCrs, RawFeature

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.intake.request import Request

_GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}
_DEEPEST = 20


class _Geometry:
    """One feature's geometry on the way from JSON to shapely, with what was noted."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.issues: list[Issue] = []
        self.arrays: list[NDArray[np.float64]] = []
        self.heights = False

    def build(self, member: Any, depth: int = 0) -> shapely.Geometry | None:
        """Shapely geometry of a JSON geometry; None for null and for what cannot be built."""
        if member is None:
            return None
        kind = str(member.get("type"))[:40] if isinstance(member, dict) else ""
        if kind not in _GEOMETRIES or depth > _DEEPEST:
            self._bad("geometry.unknown", kind=kind)
            return None
        if kind == "GeometryCollection":
            pieces = [self.build(piece, depth + 1) for piece in _list(member.get("geometries"))]
            return shapely.geometrycollections([piece for piece in pieces if piece is not None])
        return self._simple(kind, member.get("coordinates"))

    def _simple(self, kind: str, content: Any) -> shapely.Geometry | None:
        match kind:
            case "Polygon":
                return self._polygon(content)
            case "MultiPolygon":
                built = [self._polygon(piece) for piece in _list(content)]
                return join([piece for piece in built if piece is not None])
            case "LineString":
                return self._line(content)
            case "MultiLineString":
                lines = [self._line(piece) for piece in _list(content)]
                return shapely.geometrycollections([line for line in lines if line is not None])
        points = self._array([content] if kind == "Point" else content)
        if points is None or not np.isfinite(points[:, :2]).all() or not len(points):
            return None
        return shapely.points(points[0, :2]) if kind == "Point" else shapely.multipoints(points[:, :2])

    def _polygon(self, content: Any) -> shapely.Polygon | None:
        if not isinstance(content, list):
            self._bad("coordinate.bad")
            return None
        if not content:
            return None
        rings = [self._array(ring) for ring in content]
        good = [ring for ring in rings if ring is not None]
        if len(good) < len(rings):
            return None
        shape, issues = polygon(good, self.where)
        self.issues += issues
        return shape

    def _line(self, content: Any) -> shapely.LineString | None:
        array = self._array(content)
        if array is None or len(array) < 2 or not np.isfinite(array[:, :2]).all():
            return None
        return shapely.linestrings(array[:, :2])

    def _array(self, content: Any) -> NDArray[np.float64] | None:
        array = positions(content) if isinstance(content, list) else None
        if array is None:
            self._bad("coordinate.bad")
            return None
        self.heights |= array.shape[1] > 2
        self.arrays.append(array)
        return array

    def _bad(self, code: str, **params: Any) -> None:
        self.issues.append(Issue(code=code, severity=Severity.ERROR, where=self.where, params=params))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def read_geojson(path: Path, request: Request) -> Content:
    """Parts of a GeoJSON text (FeatureCollection, Feature or bare geometry) or a GeoJSON sequence."""
    rows, arrays, base, stated = _rows(path, request)
    # Drawn on the page, a coordinate has as many digits as its number happens to need.
    written = None if stated.drawn else decimals(*arrays)
    if base.issues and any(i.severity is Severity.ERROR for i in base.issues):
        return Content(encoding=base.encoding, issues=base.issues)
    layer = layer_of(request.stem, rows)
    if request.layer is not None:
        _, wrong = choose([layer], request.layer)
        if wrong:
            return Content(encoding=base.encoding, layers=(layer,), issues=base.issues + wrong)
    parts, issues = parts_of(rows)
    return Content(
        parts=parts,
        layers=(layer,),
        declared=base.declared,
        decimals=written,
        vertex_accuracy_m=stated.accuracy_m,
        encoding=base.encoding,
        issues=base.issues + issues,
    )


def read_geojson_table(path: Path, request: Request) -> Table:
    """Features of any geometry type with their properties."""
    rows, _, base, _ = _rows(path, request)
    columns = tuple(dict.fromkeys(key for row in rows for key in row.attributes))
    features = tuple(
        RawFeature(row=row.number, attributes=row.attributes, geometry=row.geometry) for row in rows
    )
    told = tuple(issue for row in rows for issue in row.issues)
    return Table(
        columns=columns,
        features=features,
        layers=(layer_of(request.stem, rows),),
        declared=base.declared,
        encoding=base.encoding,
        issues=base.issues + told,
    )


class _Stated(NamedTuple):
    """What a file states of its corners: how well they are known, m, and that it was drawn on the page."""

    accuracy_m: float | None = None
    drawn: bool = False


def _rows(path: Path, request: Request) -> tuple[list[Row], list[NDArray[np.float64]], Table, _Stated]:
    decoded = decode(path.read_bytes())
    issues = list(decoded.issues)
    features: list[Any] = []
    declared: DeclaredCrs | None = None
    stated = _Stated()
    for document in _documents(decoded.text, request, issues):
        found, crs = _features(document, issues)
        features += found
        declared = declared or crs
        stated = stated if stated.accuracy_m else _stated(document)
    rows: list[Row] = []
    arrays: list[NDArray[np.float64]] = []
    heights = 0
    for number, feature in enumerate(features, start=1):
        row, geometry = _row(number, feature)
        rows.append(row)
        arrays += geometry.arrays
        heights += geometry.heights
    if heights:
        issues.append(Issue(code="coordinate.height", severity=Severity.NOTE, params={"count": heights}))
    base = Table(declared=declared, encoding=decoded.encoding, issues=tuple(issues))
    return rows, arrays, base, stated


def _stated(document: Any) -> _Stated:
    """What stands beside the type of a document in ``vertex_accuracy_m`` and ``origin``."""
    said = document.get("vertex_accuracy_m") if isinstance(document, dict) else None
    if isinstance(said, int | float) and not isinstance(said, bool) and 0 < said < math.inf:
        return _Stated(float(said), document.get("origin") == "drawn")
    return _Stated()


def _row(number: int, feature: Any) -> tuple[Row, _Geometry]:
    geometry = _Geometry(Where(row=number, part=str(number)))
    if not isinstance(feature, dict):
        geometry.issues.append(
            Issue(code="geometry.unknown", severity=Severity.ERROR, where=geometry.where, params={"kind": ""})
        )
        return Row(number, issues=tuple(geometry.issues)), geometry
    properties = feature.get("properties")
    attributes = {str(k): scalar(v) for k, v in properties.items()} if isinstance(properties, dict) else {}
    if feature.get("id") is not None and not isinstance(feature["id"], dict | list):
        attributes.setdefault("id", scalar(feature["id"]))
    shape = geometry.build(feature.get("geometry"))
    return Row(number, attributes, shape, tuple(geometry.issues)), geometry


def _documents(text: str, request: Request, issues: list[Issue]) -> Iterator[Any]:
    """Each JSON text of the file: one, or in a sequence one a line or record."""
    try:
        if request.format == "geojsonseq":
            for number, record in enumerate(_records(text), start=1):
                place = number
                yield _load(record)
        else:
            place = 0
            yield _load(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        row = place or error.lineno
        ended = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string")
        code = "json.cut" if ended else "json.bad"
        issues.append(
            Issue(
                code=code,
                severity=Severity.ERROR,
                where=Where(row=row),
                params={"row": row, "column": error.colno},
            )
        )
    except (RecursionError, ValueError):
        issues.append(Issue(code="json.deep", severity=Severity.ERROR))


def _load(text: str) -> Any:
    return json.loads(text)


def _records(text: str) -> Iterator[str]:
    separator = "\x1e" if "\x1e" in text else "\n"
    for record in text.split(separator):
        if record.strip():
            yield record.strip()


def _features(document: Any, issues: list[Issue]) -> tuple[list[Any], DeclaredCrs | None]:
    if not isinstance(document, dict):
        issues.append(Issue(code="geojson.shape", severity=Severity.ERROR, params={"kind": ""}))
        return [], None
    declared = _declared(document, issues)
    kind = str(document.get("type"))[:40]
    if kind == "FeatureCollection":
        if not isinstance(document.get("features"), list):
            issues.append(Issue(code="geojson.shape", severity=Severity.ERROR, params={"kind": kind}))
        return _list(document.get("features")), declared
    if kind == "Feature":
        return [document], declared
    if kind in _GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}], declared
    issues.append(Issue(code="geojson.shape", severity=Severity.ERROR, params={"kind": kind}))
    return [], declared


def _declared(document: dict[str, Any], issues: list[Issue]) -> DeclaredCrs | None:
    """Coordinate system a GeoJSON states; a link is told and never followed."""
    if "crs" not in document:
        return DeclaredCrs(text="GeoJSON", crs="EPSG:4326", origin="format")
    member = document["crs"]
    if member is None:
        return None
    kind = str(member.get("type"))[:40] if isinstance(member, dict) else ""
    properties = member.get("properties") if isinstance(member, dict) else None
    if kind in {"name", "EPSG"} and isinstance(properties, dict):
        name = str(properties.get("name") or properties.get("code") or "")
        return DeclaredCrs(text=name[:200], crs=_code(name), origin="embedded")
    issues.append(Issue(code="crs.link", severity=Severity.WARNING, params={"kind": kind}))
    return None


def _code(name: str) -> str | None:
    """``EPSG:4490`` from the names in use: urn:ogc:def:crs:EPSG::4490, EPSG:4490, 4490, CRS84.

    Examples
    --------
    >>> _code("urn:ogc:def:crs:EPSG::4490"), _code("urn:ogc:def:crs:OGC:1.3:CRS84"), _code("local")
    ('EPSG:4490', 'EPSG:4326', None)
    """
    tail = name.replace("/", ":").rsplit(":", 1)[-1].strip()
    if tail.upper() in {"CRS84", "CRS84H"}:
        return "EPSG:4326"
    if (
        tail.isascii()
        and tail.isdigit()
        and len(tail) < 8
        and ("EPSG" in name.upper() or tail == name.strip())
    ):
        return f"EPSG:{int(tail)}"
    return None
