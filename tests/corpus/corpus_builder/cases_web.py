"""GeoJSON, GeoJSON sequences, KML and KMZ: encodings, forms of ``crs``, heights, folders."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.binaries import zipped
from corpus_builder.label import Case, Label, good, refused
from corpus_builder.land import NANJING, ONE, QIDONG, SUZHOU, XUZHOU, ZONE, Site, at
from corpus_builder.texts import features, geojson, kml

DEGREES = at(ZONE, NANJING, 4490)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030")


def _case(key: str, text: str | bytes, label: Label, *, encoding: str = "utf-8", **more: Any) -> Case:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    form = more.pop("form", "geojson")
    name = more.pop("name", f"边界.{form}")
    axes = {"format": form, "encoding": encoding} | more.pop("axes", {})
    city = more.pop("city", "南京")
    return Case(
        id=f"{form}-{key}",
        group="web",
        name=name,
        make=lambda: data,
        label=label,
        city=city,
        axes=axes,
        **more,
    )


def _label(form: str = "geojson", site: Site = NANJING, code: int = 4326, **more: Any) -> Label:
    known = {"status": "confirmed", "declared": "EPSG:4326"}
    return good(more.pop("plots", ZONE), site, form, code, **(known | more))


def cases() -> list[Case]:
    return [*_geojson(), *_members(), *_numbers(), *_sequences(), *_kml(), *_kmz()]


def _geojson() -> list[Case]:
    text = geojson(DEGREES)
    found = [_case(f"encoding-{e}", text, _label(), encoding=e) for e in ENCODINGS]
    found += [
        _case(f"pretty-{e}", geojson(DEGREES, indent=2), _label(), encoding=e)
        for e in ("utf-8", "gbk", "utf-16")
    ]
    ascii_only = json.dumps(json.loads(text))
    found.append(_case("escaped", ascii_only, _label()))
    high = geojson(DEGREES, height=12.5)
    found.append(_case("heights", high, _label(has="coordinate.height"), axes={"defect": "3D"}))
    whole = json.loads(text)
    nameless: dict[str, Any] = {"plots": (replace(land.CORE, role=None, name=None),)}
    single = whole["features"][0]
    found.append(_case("feature", json.dumps(single), _label(plots=(land.CORE,))))
    found.append(_case("geometry", json.dumps(single["geometry"]), _label(**nameless)))
    collection = {"type": "GeometryCollection", "geometries": [single["geometry"]]}
    found.append(_case("collection", json.dumps(collection), _label(**nameless)))
    multi = (replace(land.CENTRE, more=(land.BASE.rings,)),)
    laid = at(multi, NANJING, 4490)
    found.append(_case("multipolygon", geojson(laid), _label(plots=multi)))
    beside = json.loads(text)
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [118.7, 32.0]}}
    beside["features"].append(point)
    told = _label(has="geometry.skipped")
    found.append(_case("point-beside", json.dumps(beside), told, axes={"defect": "mixed types"}))
    beside["features"][-1] = {"type": "Feature", "properties": {}, "geometry": None}
    told = _label(has="geometry.null", worst="warning")
    found.append(_case("null-geometry", json.dumps(beside), told, axes={"defect": "no geometry"}))
    lines = json.loads(text)
    for item in lines["features"]:
        rings = item["geometry"]["coordinates"]
        item["geometry"] = {"type": "LineString", "coordinates": rings[0]}
    solid = (land.CORE, replace(land.CENTRE, rings=land.CENTRE.rings[:1]), land.BASE)
    told = _label(plots=solid, has="line.closed")
    found.append(_case("closed-lines", json.dumps(lines), told, axes={"defect": "lines"}))
    for words in ("角色", "类型"):
        chinese = text.replace('"role"', f'"{words}"').replace('"name"', '"名称"')
        for role, word in (("core", "核心区"), ("centre", "中心"), ("base", "基地")):
            chinese = chinese.replace(f'"{role}"', f'"{word}"')
        for encoding in ("utf-8", "gbk"):
            found.append(_case(f"columns-{words}-{encoding}", chinese, _label(), encoding=encoding))
    for name in ("边界.txt", "边界.shp", "边界.kml", "边界", "边界.zip"):
        told = _label() if name == "边界" else _label(has="format.renamed")
        found.append(_case(f"renamed-{name}", text, told, name=name, axes={"defect": "renamed"}))
    zipped_up = zipped({"成果/边界.geojson": text.encode("gbk")})
    found.append(_case("zipped-gbk", zipped_up, _label(), name="成果.zip"))
    return found


def _members() -> list[Case]:
    """Every way a ``crs`` member has been seen."""
    found = []

    def named(name: Any) -> dict[str, Any]:
        return {"type": "name", "properties": {"name": name}}

    for key, name, code in (
        ("crs84", "urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("urn-4326", "urn:ogc:def:crs:EPSG::4326", 4326),
        ("urn-4490", "urn:ogc:def:crs:EPSG::4490", 4490),
        ("urn-6.18", "urn:ogc:def:crs:EPSG:6.18:4490", 4490),
        ("short-4490", "EPSG:4490", 4490),
        ("http-4490", "http://www.opengis.net/def/crs/EPSG/0/4490", 4490),
        ("urn-4528", "urn:ogc:def:crs:EPSG::4528", 4528),
        ("short-4549", "EPSG:4549", 4549),
        ("number-4528", "4528", 4528),
        ("urn-3857", "urn:ogc:def:crs:EPSG::3857", 3857),
        ("urn-32650", "EPSG:32650", 32650),
    ):
        laid = at(ZONE, NANJING, code)
        text = geojson(laid, crs=named(name))
        found.append(
            _case(f"crs-{key}", text, _label(code=code, declared=f"EPSG:{code}"), axes={"crs": str(code)})
        )
    old = {"type": "EPSG", "properties": {"code": 4528}}
    text = geojson(at(ZONE, NANJING, 4528), crs=old)
    found.append(
        _case("crs-epsg-member", text, _label(code=4528, declared="EPSG:4528"), axes={"crs": "4528"})
    )
    inferred: dict[str, Any] = {"status": "inferred", "declared": None, "adopted": "EPSG:4490 EPSG:4326"}
    found.append(_case("crs-null", geojson(DEGREES, crs=None), _label(**inferred), axes={"crs": "null"}))
    link = {"type": "link", "properties": {"href": "http://example.invalid/crs", "type": "proj4"}}
    for kind in ("link", "url", "other"):
        member = link | {"type": kind}
        told = _label(**inferred, has="crs.link", worst="warning")
        found.append(_case(f"crs-{kind}", geojson(DEGREES, crs=member), told, axes={"crs": kind}))
    metres = geojson(at(ZONE, NANJING, 4528), crs=link, decimals=3)
    told = _label(code=4528, status="inferred", declared=None, has="crs.link", worst="warning")
    found.append(_case("crs-link-metres", metres, told, axes={"crs": "link, metres"}))
    unknown = geojson(DEGREES, crs=named("local:zone"))
    told = _label(**inferred, has="crs.declared_unknown", worst="warning")
    found.append(_case("crs-unknown", unknown, told, axes={"crs": "unknown"}))
    for code in (2364, 2385, 2416, 2437, 4610, 4214):
        laid = (
            at(ZONE, NANJING, 4490)
            if code in {4610, 4214}
            else at(ZONE, NANJING, 4528 if code in {2364, 2416} else 4549)
        )
        label = Label(
            form="geojson",
            parts=3,
            declared=f"EPSG:{code}",
            status=("refused",),
            has=frozenset({"crs.needs_parameters"}),
        )
        found.append(
            _case(f"crs-old-{code}", geojson(laid, crs=named(f"EPSG:{code}")), label, axes={"crs": str(code)})
        )
        # The person accepts: the numbers are taken as CGCS2000, which is how they were made here.
        label = _label(code=code, declared=f"EPSG:{code}", has="crs.approximate", worst="warning")
        label = replace(label, truth=None, plane_m2=None)
        key = f"crs-approximate-{code}"
        found.append(
            _case(
                key,
                geojson(laid, crs=named(f"EPSG:{code}")),
                label,
                approximate=True,
                axes={"crs": str(code)},
            )
        )
    for code, found_code in ((4548, 4549), (4550, 4549), (4527, 4528), (4529, 4528)):
        text = geojson(at(ZONE, NANJING, found_code), crs=named(f"EPSG:{code}"))
        label = _label(
            code=found_code, declared=f"EPSG:{code}", status="conflict", has="crs.conflict", worst="error"
        )
        found.append(_case(f"crs-neighbour-{code}", text, label, axes={"crs": f"{code} over {found_code}"}))
    for code, found_code in ((4528, 4549), (4549, 4528)):
        text = geojson(at(ZONE, NANJING, found_code), crs=named(f"EPSG:{code}"))
        label = _label(code=found_code, declared=f"EPSG:{code}", has="crs.prefix_differs")
        found.append(_case(f"crs-prefix-{code}", text, label, axes={"crs": f"{code} over {found_code}"}))
    text = geojson(DEGREES, crs=named("EPSG:4528"))
    label = _label(
        code=4490,
        declared="EPSG:4528",
        status="conflict",
        adopted="EPSG:4490 EPSG:4326",
        has="crs.conflict",
        worst="error",
    )
    found.append(_case("crs-metres-over-degrees", text, label, axes={"crs": "4528 over degrees"}))
    return found


def _numbers() -> list[Case]:
    """No ``crs`` member: the format says degrees, the numbers may say otherwise."""
    found = []
    for site in (NANJING, SUZHOU, XUZHOU, QIDONG):
        city = site.city or ""
        for code in (site.prefixed, site.bare, 3857):
            text = geojson(at(ZONE, site, code), decimals=3)
            worst = "warning"
            label = _label(
                site=site, code=code, status="inferred", has="crs.format_contradicted", worst=worst
            )
            found.append(
                _case(f"metres-{city}-{code}", text, label, city=city, axes={"crs": f"{code} undeclared"})
            )
        laid = land.mapped(at(ZONE, site, 4490), lambda p: (p[1], p[0]))
        label = _label(site=site, swapped=True, has="crs.swapped", worst="warning")
        found.append(_case(f"swapped-{city}", geojson(laid), label, city=city, axes={"crs": "4326 swapped"}))
        laid = land.mapped(at(ZONE, site, site.prefixed), lambda p: (p[1], p[0]))
        label = _label(
            site=site,
            code=site.prefixed,
            status="inferred",
            swapped=True,
            has="crs.swapped crs.format_contradicted",
            worst="warning",
        )
        key = f"metres-swapped-{city}"
        found.append(_case(key, geojson(laid, decimals=3), label, city=city, axes={"crs": "swapped"}))
        for decimals, off in ((12, 0.002), (8, 0.003), (7, 0.01), (6, 0.1), (5, 1.0)):
            label = _label(site=site, off_m=off)
            text = geojson(at(ZONE, site, 4490), decimals=decimals)
            found.append(_case(f"decimals-{decimals}-{city}", text, label, city=city, axes={"crs": "4326"}))
    label = refused("", worst="error")
    whole = json.loads(geojson(DEGREES))
    whole["features"][0]["geometry"]["coordinates"][0][1] = [118.7, None]
    told = refused("coordinate.missing", "geojson")
    found.append(_case("null-coordinate", json.dumps(whole), told, axes={"defect": "NaN"}))
    nan = geojson(DEGREES).replace(str(round(DEGREES[0].rings[0][1][0], 9)), "NaN", 1)
    found.append(
        _case("nan-coordinate", nan, refused("coordinate.missing", "geojson"), axes={"defect": "NaN"})
    )
    words = json.dumps(whole).replace("null]", '"x"]')
    found.append(
        _case("word-coordinate", words, refused("coordinate.bad", "geojson"), axes={"defect": "NaN"})
    )
    text = geojson(DEGREES, indent=1)
    for share in (0.1, 0.5, 0.9, 0.99):
        cut = text[: int(len(text) * share)]
        found.append(_case(f"cut-{share}", cut, refused("json.cut", "geojson"), axes={"defect": "truncated"}))
    comma = text.replace('"features": [', '"features": [,')
    found.append(_case("syntax", comma, refused("json.bad", "geojson"), axes={"defect": "damaged"}))
    topo = json.dumps({"type": "Topology", "objects": {}, "arcs": []})
    found.append(_case("topojson", topo, refused("format.other_vector"), axes={"defect": "foreign"}))
    empty = json.dumps({"type": "FeatureCollection", "features": []})
    found.append(_case("no-features", empty, refused("parts.none", "geojson"), axes={"defect": "empty"}))
    return found


def _sequences() -> list[Case]:
    items = [json.dumps(item, ensure_ascii=False) for item in features(DEGREES)]
    told = {"form": "geojsonseq", "name": "边界.geojsonl"}
    label = _label("geojsonseq")
    found = [
        _case("lines", "\n".join(items) + "\n", label, **told),
        _case("crlf", "\r\n".join(items), label, **told),
        _case("records", "".join(f"\x1e{item}\n" for item in items), label, **told),
        _case("gbk", "\n".join(items), label, encoding="gbk", **told),
        _case("bom", "\n".join(items), label, encoding="utf-8-sig", **told),
        _case("utf-16", "\n".join(items), label, encoding="utf-16", **told),
        _case("as-json", "\n".join(items), label, form="geojsonseq", name="边界.json"),
        _case("cut", "\n".join(items)[:-30], refused("json.cut", "geojsonseq"), **told),
    ]
    one = _label(plots=(land.CORE,))
    found.append(_case("one-line", items[0], one, form="geojson", name="边界.geojsonl"))
    return found


def _kml() -> list[Case]:
    found = []
    for encoding, declaration in (
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("gbk", "GBK"),
        ("gbk", "GB2312"),
        ("gb18030", "GB18030"),
        ("gbk", "UTF-8"),
        ("utf-8", "GBK"),
        ("utf-8", None),
        ("gbk", None),
    ):
        text = kml(DEGREES, encoding=declaration)
        key = f"{encoding}-declared-{declaration or 'none'}"
        found.append(_case(key, text, _label("kml"), encoding=encoding, form="kml"))
        key = f"folders-{key}"
        text = kml(DEGREES, encoding=declaration, folders=True)
        found.append(_case(key, text, _label("kml", has="layer.all"), encoding=encoding, form="kml"))
    core = _label("kml", plots=(land.CORE,))
    folders = kml(DEGREES, folders=True)
    found.append(_case("folder-chosen", folders, core, form="kml", layer="图层1"))
    wrong = refused("layer.unknown", "kml")
    found.append(_case("folder-unknown", folders, wrong, form="kml", layer="图层9"))
    found.append(
        _case("heights", kml(DEGREES, height=",12.5"), _label("kml", has="coordinate.height"), form="kml")
    )
    found.append(_case("no-heights", kml(DEGREES, height=""), _label("kml"), form="kml"))
    link = "<NetworkLink><Link><href>http://example.invalid/a.kml</href></Link></NetworkLink>"
    told = _label("kml", has="kml.links", worst="warning")
    found.append(_case("network-link", kml(DEGREES, inside=link), told, form="kml", axes={"defect": "link"}))
    multi = (replace(land.CENTRE, more=(land.BASE.rings,)),)
    found.append(
        _case("multigeometry", kml(at(multi, NANJING, 4490)), _label("kml", plots=multi), form="kml")
    )
    old = kml(DEGREES).replace("http://www.opengis.net/kml/2.2", "http://earth.google.com/kml/2.1")
    found.append(_case("google-2.1", old, _label("kml"), form="kml"))
    bare = kml(DEGREES).replace(' xmlns="http://www.opengis.net/kml/2.2"', "")
    found.append(_case("no-namespace", bare, _label("kml"), form="kml"))
    swapped = land.mapped(DEGREES, lambda p: (p[1], p[0]))
    told = _label("kml", swapped=True, has="crs.swapped", worst="warning")
    found.append(_case("swapped", kml(swapped), told, form="kml", axes={"crs": "4326 swapped"}))
    metres = kml(at(ONE, NANJING, 4528), decimals=3)
    told = _label(
        "kml", plots=ONE, code=4528, status="inferred", has="crs.format_contradicted", worst="warning"
    )
    found.append(_case("metres", metres, told, form="kml", axes={"crs": "4528 undeclared"}))
    entity = kml(DEGREES).replace("\n<kml", '\n<!DOCTYPE kml [<!ENTITY a "b">]>\n<kml', 1)
    found.append(
        _case("entity", entity, refused("xml.forbidden", "kml"), form="kml", axes={"defect": "hostile"})
    )
    text = kml(DEGREES)
    for share in (0.3, 0.6, 0.98):
        cut = text[: int(len(text) * share)]
        found.append(
            _case(f"cut-{share}", cut, refused("xml.bad", "kml"), form="kml", axes={"defect": "truncated"})
        )
    return found


def _kmz() -> list[Case]:
    found = []
    for encoding in ("utf-8", "gbk"):
        data = zipped({"doc.kml": kml(DEGREES, encoding=encoding).encode(encoding)})
        found.append(_case(encoding, data, _label("kmz"), form="kmz", axes={"encoding": encoding}))
    files = {
        "files/icon.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 32,
        "成果.kml": kml(DEGREES, folders=True).encode(),
    }
    found.append(_case("other-name-and-icon", zipped(files), _label("kmz", has="layer.all"), form="kmz"))
    nested = zipped({"a/b/doc.kml": kml(DEGREES).encode()})
    found.append(_case("nested", nested, _label("kmz"), form="kmz"))
    as_zip = _label("kmz", has="format.renamed")
    found.append(
        _case("as-zip", zipped({"doc.kml": kml(DEGREES).encode()}), as_zip, form="kmz", name="边界.zip")
    )
    strange = {"a.md": b"nothing", "b.md": b"nothing either"}
    found.append(_case("no-kml", zipped(strange), refused("zip.nothing"), form="kmz"))
    found.append(
        _case("one-strange-file", zipped({"a.md": b"nothing"}), refused("format.unknown"), form="kmz")
    )
    whole = zipped({"doc.kml": kml(DEGREES).encode()})
    for share in (0.2, 0.7):
        cut = whole[: int(len(whole) * share)]
        found.append(
            _case(f"cut-{share}", cut, refused("zip.broken"), form="kmz", axes={"defect": "truncated"})
        )
    return found
