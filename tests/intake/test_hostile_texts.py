"""Texts made to confuse, to exhaust or to slip numbers that are none past the reader."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from typing import Any

import ezdxf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.i18n.catalogue import catalogue
from geo.intake import read, read_features
from geo.intake.detect import recognise
from geo.intake.door import MOST_BYTES
from geo.intake.sandbox import Sandbox
from geo.intake.sandbox_guard import Limits

RING = b"[[118.7,32],[118.8,32],[118.8,32.1],[118.7,32]]"


def _polygon(coordinates: bytes) -> bytes:
    return b'{"type":"Polygon","coordinates":' + coordinates + b"}"


def _kml(body: str, head: str = "") -> bytes:
    return f"{head}<kml><Document><Placemark>{body}</Placemark></Document></kml>".encode()


def _lol() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    return f"<!DOCTYPE kml [{entities}]><kml><Placemark><name>&j;</name></Placemark></kml>".encode()


def _nested_collections(levels: int) -> bytes:
    return b'{"type":"GeometryCollection","geometries":[' * levels + b"]}" * levels


def _dxf_bomb(levels: int) -> bytes:
    """Blocks that insert the block below ten times: ten to the power of the levels, from a few lines."""
    drawing = ezdxf.new()
    for level in range(levels):
        block = drawing.blocks.new(f"B{level}")
        if level == 0:
            block.add_lwpolyline([(0, 0), (1, 0), (1, 1)], close=True)
        for place in range(10 if level else 0):
            block.add_blockref(f"B{level - 1}", (place, 0))
    drawing.modelspace().add_blockref(f"B{levels - 1}", (0, 0))
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode()


def _dxf_loop() -> bytes:
    """Two blocks, each inserting the other."""
    drawing = ezdxf.new()
    for name, other in (("A", "B"), ("B", "A")):
        drawing.blocks.new(name).add_blockref(other, (0, 0))
    drawing.modelspace().add_blockref("A", (0, 0))
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode()


CASES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "a hundred thousand brackets": (
        lambda: b'{"type":"Polygon","coordinates":' + b"[" * 100_000,
        {"json.deep"},
    ),
    "a million closed brackets": (lambda: b"[" * 500_000 + b"]" * 500_000, {"json.deep", "geojson.shape"}),
    "a hundred thousand objects": (lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {"json.deep"}),
    "collections in collections": (lambda: _nested_collections(300), {"geometry.unknown"}),
    "collections too deep for JSON": (lambda: _nested_collections(20_000), {"json.deep"}),
    "a number of a million digits": (lambda: _polygon(b"[[[" + b"9" * 1_000_000 + b",1]]]"), {"json.deep"}),
    "numbers beyond doubles": (
        lambda: _polygon(b"[[[1e999,0],[1,0],[1,1],[1e999,0]]]"),
        {"coordinate.missing"},
    ),
    "NaN": (lambda: _polygon(b"[[[NaN,0],[1,0],[1,1],[NaN,0]]]"), {"coordinate.missing"}),
    "Infinity": (lambda: _polygon(b"[[[-Infinity,0],[1,0],[1,1],[0,0]]]"), {"coordinate.missing"}),
    "null coordinates": (lambda: _polygon(b"[[[null,0],[1,0],[1,1],[null,0]]]"), {"coordinate.missing"}),
    "words for coordinates": (
        lambda: _polygon(b'[[["118","32"],["119","32"],["119","33"]]]'),
        {"coordinate.bad"},
    ),
    "objects for coordinates": (lambda: _polygon(b'[[{"x":1},{"x":2},{"x":3}]]'), {"coordinate.bad"}),
    "coordinates of one dimension": (lambda: _polygon(b"[[[1],[2],[3],[1]]]"), {"coordinate.bad"}),
    "coordinates that are a number": (lambda: _polygon(b"7"), {"coordinate.bad"}),
    "coordinates that are a ring": (lambda: _polygon(RING), {"coordinate.bad"}),
    "no coordinates": (lambda: b'{"type":"Polygon"}', {"coordinate.bad"}),
    "empty coordinates": (lambda: _polygon(b"[]"), {"parts.none", "geometry.null"}),
    "an empty ring": (lambda: _polygon(b"[[]]"), {"ring.few_points"}),
    "a ring of two points": (lambda: _polygon(b"[[[1,1],[2,2],[1,1]]]"), {"ring.few_points"}),
    "a ring of one point four times": (lambda: _polygon(b"[[[1,1],[1,1],[1,1],[1,1]]]"), {"ring.few_points"}),
    "features that are numbers": (
        lambda: b'{"type":"FeatureCollection","features":[1,2]}',
        {"geometry.unknown"},
    ),
    "features that are none": (lambda: b'{"type":"FeatureCollection","features":null}', {"geojson.shape"}),
    "no features": (lambda: b'{"type":"FeatureCollection","features":[]}', {"parts.none"}),
    "a geometry of no known type": (
        lambda: b'{"type":"Feature","geometry":{"type":"Curve"}}',
        {"geometry.unknown"},
    ),
    "a type that is a list": (lambda: b'{"type":["Polygon"]}', {"geojson.shape"}),
    "JSON that is a list": (lambda: b'[{"type":"Feature"}]', {"geojson.shape"}),
    "an unpaired surrogate": (
        lambda: b'{"type":"Feature","properties":{"\\ud800":"\\udfff"},"geometry":' + _polygon(b"[]") + b"}",
        {"parts.none", "geometry.null"},
    ),
    "a zero byte in the text": (
        lambda: b'{"type":"Poly\0gon"}',
        {"text.binary", "format.unknown", "json.bad"},
    ),
    "half a GeoJSON": (lambda: b'{"type":"FeatureCollection","features":[{"type":"Fea', {"json.cut"}),
    "two GeoJSONs": (lambda: _polygon(b"[" + RING + b"]") * 2, {"json.bad"}),
    "TopoJSON": (lambda: b'{"type":"Topology","objects":{},"arcs":[]}', {"format.other_vector"}),
    "Esri JSON": (
        lambda: b'{"geometryType":"esriGeometryPolygon","features":[{"geometry":{"rings":[]}}]}',
        {"format.other_vector"},
    ),
    "a thousand million laughs": (_lol, {"xml.forbidden"}),
    "half a KML": (lambda: b"<kml><Document><Placemark>", {"xml.bad"}),
    "KML of words for numbers": (
        lambda: _kml(
            "<Polygon><outerBoundaryIs><LinearRing><coordinates>a,b c,d e,f</coordinates>"
            "</LinearRing></outerBoundaryIs></Polygon>"
        ),
        {"coordinate.missing"},
    ),
    "KML without coordinates": (
        lambda: _kml("<Polygon><outerBoundaryIs><LinearRing/></outerBoundaryIs></Polygon>"),
        {"ring.few_points"},
    ),
    "KML nested a hundred thousand deep": (
        lambda: b"<kml>" + b"<Folder>" * 100_000 + b"</Folder>" * 100_000 + b"</kml>",
        {"parts.none", "xml.deep", "xml.bad", "reader.crash"},
    ),
    "KML that lies about its encoding": (
        lambda: _kml("<name>x</name>", '<?xml version="1.0" encoding="no-such-encoding"?>'),
        {"parts.none", "geometry.null"},
    ),
    "a million commas": (
        lambda: b"," * 1_000_000,
        {"corners.none", "corners.no_columns", "corners.empty", "corners.no_header"},
    ),
    "a CSV row of a million cells": (
        lambda: b"x,y\n" + b"1," * 1_000_000,
        {"ring.few_points", "corners.none"},
    ),
    "a quote that never ends": (
        lambda: b'J,X,Y\n"' + b"a," * 200_000,
        {"corners.none", "corners.broken_row"},
    ),
    "a parcel file of nothing but headers": (lambda: "[地块坐标]\n".encode() * 50_000, {"parcel.none"}),
    "a hundred thousand million blocks": (
        lambda: _dxf_bomb(12),
        {"reader.cpu", "reader.wall", "reader.memory"},
    ),
    "blocks that insert each other": (_dxf_loop, {"dxf.no_area"}),
    "a DXF that stops": (lambda: _dxf_bomb(3)[:9000], {"dxf.broken"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_text_ends_as_a_reason(name: str, sandbox: Sandbox, good: bytes) -> None:
    make, codes = CASES[name]
    reading = read(make(), name="zone.json", sandbox=sandbox)
    found = {issue.code for issue in reading.issues}
    assert not reading.usable
    assert found & codes, found
    assert {f"issue.{code}.message" for code in found} <= set(catalogue("zh"))
    assert read(good, name="next.geojson", sandbox=sandbox).usable


def test_a_file_over_the_cap_is_never_read(sandbox: Sandbox, tmp_path) -> None:
    path = tmp_path / "huge.geojson"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    reading = read(path, sandbox=sandbox)
    assert [issue.code for issue in reading.issues] == ["file.too_large"]
    assert reading.source.format == "unknown"


def test_more_than_memory_allows_is_a_reason(good: bytes) -> None:
    """Nine megabytes of nested lists grow to over ten times that in any reader."""
    data = b'{"type":"Polygon","coordinates":[' + b"[[1.5,2.5]]," * 700_000 + b"[[1,1]]]}"
    with contextlib.closing(Sandbox(Limits(cpu_s=30, wall_s=60.0, memory_bytes=500 * 1024**2))) as own:
        reading = read(data, name="zone.json", sandbox=own)
        assert {issue.code for issue in reading.issues} <= {"reader.memory", "reader.crash"}
        assert reading.issues
        assert read(good, name="next.geojson", sandbox=own).usable


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_recognising_never_raises(data: bytes) -> None:
    found = recognise(data)
    assert (found.format is None) != (found.refusal is None)


def _json_values() -> st.SearchStrategy[object]:
    plain = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5)
    return st.recursive(plain, lambda inner: st.lists(inner, max_size=4), max_leaves=12)


@given(
    kind=st.sampled_from(
        ["Polygon", "MultiPolygon", "LineString", "Point", "MultiPoint", "GeometryCollection", "x"]
    ),
    coordinates=_json_values(),
    properties=_json_values(),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_answered(sandbox: Sandbox, kind: str, coordinates: object, properties: object) -> None:
    geometry = {"type": kind, "coordinates": coordinates, "geometries": coordinates}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry, "crs": properties}
    data = json.dumps(feature).encode()
    reading = read(data, name="zone.geojson", sandbox=sandbox)
    assert reading.parts or reading.issues
    assert not {issue.code for issue in reading.issues} & {"reader.crash", "reader.gone"}
    features = read_features(data, name="layer.geojson", sandbox=sandbox)
    assert not {issue.code for issue in features.issues} & {"reader.crash", "reader.gone"}


STEERING = "核\u202e心\x00区\x1b[31m\x9b2J\ud800\n二期"


@pytest.mark.parametrize("door", [read, read_features])
def test_no_character_steers_the_terminal_or_turns_the_line(door: Callable[..., Any]) -> None:
    zone = {"type": "Polygon", "coordinates": [[[118.7, 32], [118.8, 32], [118.8, 32.1], [118.7, 32]]]}
    feature = {"type": "Feature", "properties": {"name": STEERING, "编号": STEERING}, "geometry": zone}
    found = door(json.dumps(feature).encode(), name="a\x1b[2J.geojson")
    seen = found.parts[0].name if door is read else found.features[0].attributes["name"]
    assert seen == "核心区[31m2J 二期"
    assert found.source.name == "a[2J.geojson"
    assert "text.steering" in {issue.code for issue in found.issues}


def test_a_name_of_thousands_of_letters_is_cut() -> None:
    zone = {"type": "Polygon", "coordinates": [[[118.7, 32], [118.8, 32], [118.8, 32.1], [118.7, 32]]]}
    feature = {"type": "Feature", "properties": {"name": "长" * 5000}, "geometry": zone}
    assert read(json.dumps(feature).encode(), name="a.geojson").parts[0].name == "长" * 199 + "…"
