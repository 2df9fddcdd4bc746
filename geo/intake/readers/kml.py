"""KML and KMZ (OGC 12-007r2), read here: every folder, every encoding, and no link is ever followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError

import numpy as np
import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from geo.intake.collect import Row, choose, layer_of, parts_of
from geo.intake.request import Content, Table
from geo.intake.rings import decimals, join, polygon
from geo.intake.text import decode
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import DeclaredCrs, RawFeature

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.intake.request import Request
    from geo.model.reading import Layer

WGS84 = DeclaredCrs(text="KML", crs="EPSG:4326", origin="format")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DEEPEST = 50


class _Document:
    """A KML text on its way to rows."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.issues: list[Issue] = []
        self.arrays: list[NDArray[np.float64]] = []
        self.heights = 0
        self.links = 0
        self.encoding: str | None = None

    def walk(self, element: Element, folder: str, depth: int = 0) -> None:
        """Collect placemarks under their folder's name."""
        for child in element:
            tag = _tag(child)
            if tag in {"Folder", "Document"} and depth < _DEEPEST:
                name = (_child_text(child, "name") or "").strip()
                self.walk(child, name or folder, depth + 1)
            elif tag == "Placemark":
                self._placemark(child, folder)
            elif tag in {"NetworkLink", "GroundOverlay"}:
                self.links += 1

    def _placemark(self, element: Element, folder: str) -> None:
        number = len(self.rows) + 1
        where = Where(layer=folder or None, part=str(number), row=number)
        issues: list[Issue] = []
        pieces = [piece for piece in self._geometries(element, where, issues) if piece is not None]
        shape = None
        if pieces:
            areas = [piece for piece in pieces if piece.geom_type == "Polygon"]
            shape = join(areas) if len(areas) == len(pieces) else shapely.geometrycollections(pieces)
        self.rows.append(Row(number, _attributes(element), shape, tuple(issues), folder or None))

    def _geometries(
        self, element: Element, where: Where, issues: list[Issue], depth: int = 0
    ) -> Iterator[shapely.Geometry | None]:
        for child in element:
            match _tag(child):
                case "MultiGeometry" if depth < _DEEPEST:
                    yield from self._geometries(child, where, issues, depth + 1)
                case "Polygon":
                    rings = [self._coordinates(ring) for ring in _rings(child)]
                    shape, found = polygon(rings, where)
                    issues += found
                    yield shape
                case "LineString" | "LinearRing":
                    line = self._coordinates(child)
                    yield shapely.linestrings(line) if len(line) > 1 and np.isfinite(line).all() else None
                case "Point":
                    point = self._coordinates(child)
                    yield shapely.points(point[0]) if len(point) and np.isfinite(point).all() else None

    def _coordinates(self, element: Element) -> NDArray[np.float64]:
        text = _child_text(element, "coordinates") or ""
        rows = [tuple.split(",") for tuple in text.split()]  # noqa: A001 - KML calls them tuples
        self.heights += any(len(row) > 2 and row[2].strip("0.-") for row in rows)
        array = np.array([[_float(row[0]), _float(row[1] if len(row) > 1 else "")] for row in rows])
        array = array.reshape(-1, 2)
        self.arrays.append(array)
        return array


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child_text(element: Element, name: str) -> str | None:
    return next((child.text for child in element if _tag(child) == name), None)


def _rings(element: Element) -> Iterator[Element]:
    """Outer boundary first, then the inner ones, in whatever order the file has them."""
    for boundary in ("outerBoundaryIs", "innerBoundaryIs"):
        for child in element:
            if _tag(child) == boundary:
                yield from (ring for ring in child if _tag(ring) == "LinearRing")


def _attributes(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        tag = _tag(child)
        if tag in {"name", "description"} and child.text:
            found[tag] = child.text.strip()
        elif tag == "ExtendedData":
            for item in child.iter():
                key = item.get("name")
                if not key:
                    continue
                value = _child_text(item, "value") if _tag(item) == "Data" else item.text
                if _tag(item) in {"Data", "SimpleData"} and value is not None:
                    found[key] = value.strip()
    return found


def _open(path: Path) -> _Document:
    document = _Document()
    decoded = decode(path.read_bytes())
    document.encoding = decoded.encoding
    document.issues += decoded.issues
    if any(issue.severity is Severity.ERROR for issue in decoded.issues):
        return document
    try:
        # The declaration is dropped: the text is Unicode now, whatever it called itself before.
        root = fromstring(_DECLARATION.sub("", decoded.text.lstrip("\ufeff"), count=1), forbid_dtd=True)
        document.walk(root, "")
        if not document.rows and _tag(root) in {"Placemark", "Document"}:
            whole = Element("kml")
            whole.append(root)
            document.walk(whole, "")
    except ParseError as error:
        row, column = error.position
        params = {"row": row, "column": column + 1}
        document.issues.append(
            Issue(code="xml.bad", severity=Severity.ERROR, where=Where(row=row), params=params)
        )
    except DefusedXmlException:
        document.issues.append(Issue(code="xml.forbidden", severity=Severity.ERROR))
    except (RecursionError, ValueError):
        document.issues.append(Issue(code="xml.deep", severity=Severity.ERROR))
    if document.links:
        document.issues.append(
            Issue(code="kml.links", severity=Severity.WARNING, params={"count": document.links})
        )
    if document.heights:
        document.issues.append(
            Issue(code="coordinate.height", severity=Severity.NOTE, params={"count": document.heights})
        )
    return document


def _layers(rows: list[Row]) -> tuple[Layer, ...]:
    folders: dict[str, list[Row]] = {}
    for row in rows:
        folders.setdefault(row.layer or "", []).append(row)
    return tuple(layer_of(name, members) for name, members in folders.items())


def _chosen(document: _Document, layer: str | None) -> tuple[list[Row], tuple[Layer, ...]]:
    """Rows of one folder when one was asked for, else of all: in KML a zone is often spread over folders."""
    layers = _layers(document.rows)
    if layer is not None:
        names, told = choose(layers, layer)
        document.issues += told
        return [row for row in document.rows if (row.layer or "") in names], layers
    filled = [item for item in layers if item.kind == "polygon"]
    if len(filled) > 1:
        listing = [item.name or "—" for item in filled]
        document.issues.append(
            Issue(code="layer.all", severity=Severity.NOTE, params={"count": len(filled), "layers": listing})
        )
    return document.rows, layers


def read_kml(path: Path, request: Request) -> Content:
    """Areas of all folders of a KML or KMZ, or of the folder chosen."""
    document = _open(path)
    if any(issue.severity is Severity.ERROR for issue in document.issues):
        return Content(encoding=document.encoding, issues=tuple(document.issues))
    rows, layers = _chosen(document, request.layer)
    parts, issues = parts_of(rows)
    return Content(
        parts=parts,
        layers=layers,
        layer=request.layer,
        declared=WGS84,
        decimals=decimals(*document.arrays),
        encoding=document.encoding,
        issues=(*document.issues, *issues),
    )


def read_kml_table(path: Path, request: Request) -> Table:
    """Placemarks of all folders, whatever their geometry."""
    document = _open(path)
    rows, layers = _chosen(document, request.layer)
    return Table(
        columns=tuple(dict.fromkeys(key for row in rows for key in row.attributes)),
        features=tuple(RawFeature(row=r.number, attributes=r.attributes, geometry=r.geometry) for r in rows),
        layers=layers,
        layer=request.layer,
        declared=WGS84,
        encoding=document.encoding,
        issues=(*document.issues, *(issue for row in rows for issue in row.issues)),
    )
