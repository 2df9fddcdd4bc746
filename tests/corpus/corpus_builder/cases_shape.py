"""Zipped shapefiles: layouts, encodings, missing companions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.binaries import Files, shapefile, zipped, zipped_gbk
from corpus_builder.label import Case, Label, good, refused
from corpus_builder.land import NANJING, ZONE, at

CHINESE = {"core": "核心区", "centre": "中心", "base": "基地"}
TABLE = at(ZONE, NANJING, 4528)


def _case(key: str, files: Files | bytes, label: Label, *, gbk: bool = False, **more: Any) -> Case:
    data = files if isinstance(files, bytes) else zipped_gbk(files) if gbk else zipped(files)
    axes = {"format": "shapefile"} | more.pop("axes", {})
    return Case(
        id=f"shp-{key}",
        group="shapefile",
        name=more.pop("name", "边界.zip"),
        make=lambda: data,
        label=label,
        city=more.pop("city", "南京"),
        axes=axes,
        **more,
    )


def _label(**more: Any) -> Label:
    return good(ZONE, NANJING, "shapefile", 4528, **({"status": "confirmed", "declared": "EPSG:4528"} | more))


def _moved(files: Files, folder: str) -> Files:
    return {f"{folder}/{name}": data for name, data in files.items()}


def cases() -> list[Case]:
    return [*_encodings(), *_layouts(), *_companions(), *_shapes()]


def _encodings() -> list[Case]:
    found = []
    for encoding, claims in (
        ("gbk", (None, "GBK", "936", "UTF-8", "ISO-8859-1")),
        ("utf-8", (None, "UTF-8", "65001", "GBK", "ISO-8859-1")),
        ("gb18030", (None, "GB18030", "UTF-8")),
    ):
        for cpg in claims:
            for ldid in (0x00, 0x4D, 0x57):
                files = shapefile(TABLE, encoding=encoding, cpg=cpg, ldid=ldid, roles=CHINESE)
                right = {"gbk": {"GBK", "936"}, "utf-8": {"UTF-8", "65001"}, "gb18030": {"GB18030"}}[encoding]
                told = "encoding.differs" if cpg is not None and cpg not in right else ""
                label = _label(**({"has": told} if told else {"lacks": "encoding.differs"}))
                key = f"{encoding}-cpg-{cpg or 'none'}-ldid-{ldid:02x}"
                found.append(_case(key, files, label, axes={"encoding": key}))
    for encoding in ("gbk", "utf-8"):
        files = shapefile(TABLE, encoding=encoding, fields=("名称", "角色"), roles=CHINESE)
        found.append(_case(f"columns-{encoding}", files, _label(), axes={"encoding": f"{encoding} columns"}))
        long = (replace(TABLE[0], name="苏河知识产权服务业集聚发展核心区一二三四"), *TABLE[1:])
        files = shapefile(long, encoding=encoding, roles=CHINESE)
        cut = (long[0].name or "").encode(encoding)[:40].decode(encoding, "ignore")
        label = _label(names=(cut, *(plot.name for plot in TABLE[1:])))
        found.append(_case(f"cut-name-{encoding}", files, label, axes={"encoding": f"{encoding} cut"}))
    rare = (replace(TABLE[0], name="㐂𠮷园"), *TABLE[1:])
    files = shapefile(rare, encoding="gb18030", roles=CHINESE)
    label = _label(names=("㐂𠮷园", *(plot.name for plot in TABLE[1:])))
    found.append(_case("rare-characters", files, label, axes={"encoding": "gb18030 rare"}))
    return found


def _layouts() -> list[Case]:
    files = shapefile(TABLE)
    found = [
        _case("flat", files, _label()),
        _case("nested", _moved(files, "示范/成果"), _label()),
        _case("nested-deep", _moved(files, "a/b/c/d/e"), _label()),
        _case("nested-gbk", _moved(files, "示范/成果"), _label(), gbk=True),
        _case("gbk-name", shapefile(TABLE, stem="示范园边界"), _label(), gbk=True),
        _case("utf8-name", shapefile(TABLE, stem="示范园边界"), _label()),
        _case("backslashes", {f"成果\\{name}": data for name, data in files.items()}, _label()),
        _case("backslashes-gbk", {f"成果\\{name}": data for name, data in files.items()}, _label(), gbk=True),
        _case("upper-case", {name.upper(): data for name, data in files.items()}, _label()),
    ]
    mixed = {
        f"Zone{n}.{s}": files[f"zone.{s.lower()}"]
        for n, s in (("", "SHP"), ("", "shx"), ("", "Dbf"), ("", "pRJ"))
    }
    found.append(_case("mixed-case", mixed, _label()))
    cases_differ = {name if name.endswith("shp") else name.upper(): data for name, data in files.items()}
    found.append(_case("stems-differ-in-case", cases_differ, _label()))
    mac = files | {f"__MACOSX/._{name}": b"\0\5\x16\7\0\2\0\0Mac OS X" + b"\0" * 40 for name in files}
    found.append(_case("macosx", mac | {".DS_Store": b"\0\0\0\1Bud1"}, _label()))
    extras = files | {
        "zone.sbn": b"\0" * 60,
        "zone.shp.xml": b"<metadata/>",
        "zone.qpj": b"x",
        "readme.txt": "说明".encode(),
    }
    found.append(_case("companions", extras, _label()))
    thumbs = files | {"照片.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 64, "报告.pdf": b"%PDF-1.4\n" + b"\0" * 64}
    found.append(_case("beside-pictures", thumbs, _label()))
    inner = {"内层.zip": zipped(files)}
    found.append(_case("zip-in-zip", inner, _label()))
    other = shapefile(at((land.BASE,), NANJING, 4528), stem="other")
    both = files | other
    ask = refused("layer.choose", layers=2)
    found.append(_case("two-layers", both, ask, axes={"defect": "several layers"}))
    found.append(
        _case("two-folders", _moved(files, "a") | _moved(files, "b"), ask, axes={"defect": "several layers"})
    )
    found += [
        _case(f"two-layers-chosen-{layer}", both, _label(), layer=layer) for layer in ("zone", "zone.shp")
    ]
    unknown = refused("layer.unknown")
    found.append(_case("two-layers-wrong-choice", both, unknown, layer="nowhere"))
    empty = shapefile((TABLE[0],), stem="roads", kind=3)
    lines = dict(empty.items())
    found.append(_case("lines-in-other-layer-chosen", files | lines, _label(), layer="zone"))
    found.append(_case("renamed-rar", files, _label(has="format.renamed"), name="边界.rar"))
    found.append(_case("renamed-shp", files, _label(), name="边界.zip.bak"))
    return found


def _companions() -> list[Case]:
    files = shapefile(TABLE)

    def without(*suffixes: str) -> Files:
        return {name: data for name, data in files.items() if name.rpartition(".")[2] not in suffixes}

    nameless: dict[str, Any] = {"roles": (None, None, None), "names": (None, None, None)}
    undeclared: dict[str, Any] = {"status": "inferred", "declared": None}
    found = [
        _case("no-shx", without("shx"), _label(has="shx.missing"), axes={"defect": "no .shx"}),
        _case("no-dbf", without("dbf"), _label(has="dbf.missing", **nameless), axes={"defect": "no .dbf"}),
        _case("no-prj", without("prj"), _label(has="prj.missing", **undeclared), axes={"defect": "no .prj"}),
        _case(
            "only-shp",
            without("shx", "dbf", "prj"),
            _label(has="shx.missing dbf.missing prj.missing", **undeclared, **nameless),
            axes={"defect": "only .shp"},
        ),
        _case("no-shp", without("shp"), refused("shp.missing"), axes={"defect": "no .shp"}),
        _case("only-dbf", without("shp", "shx", "prj"), refused("shp.missing"), axes={"defect": "only .dbf"}),
        _case(
            "bare-shp",
            files["zone.shp"],
            _label(has="shx.missing dbf.missing prj.missing", **undeclared, **nameless),
            name="边界.shp",
        ),
        _case(
            "broken-prj",
            files | {"zone.prj": b'PROJCS["broken'},
            _label(status="inferred", declared=None, has="crs.declared_unknown", worst="warning"),
            axes={"defect": "broken .prj"},
        ),
        _case("empty-prj", files | {"zone.prj": b""}, _label(**undeclared), axes={"defect": "empty .prj"}),
        _case("empty-cpg", files | {"zone.cpg": b""}, _label()),
        _case(
            "foreign-shx",
            files | {"zone.shx": files["zone.shx"][:100]},
            _label(),
            axes={"defect": "empty .shx"},
        ),
    ]
    shp = files["zone.shp"]
    for share in (0, 4, 50, 100, 150, len(shp) // 2, len(shp) - 40):
        cut = files | {"zone.shp": shp[:share]}
        found.append(_case(f"cut-shp-{share}", cut, Label(usable=False), axes={"defect": "truncated"}))
    whole = zipped(files)
    for at_byte in (10, 100, len(whole) // 2, len(whole) - 10):
        label = refused("zip.broken")
        found.append(_case(f"cut-zip-{at_byte}", whole[:at_byte], label, axes={"defect": "truncated"}))
    flipped = bytearray(whole)
    middle = whole.index(b"zone.shp") + 60
    flipped[middle : middle + 8] = bytes(b ^ 0xFF for b in flipped[middle : middle + 8])
    found.append(_case("damaged-zip", bytes(flipped), refused("zip.broken"), axes={"defect": "damaged"}))
    return found


def _shapes() -> list[Case]:
    heights = shapefile(TABLE, kind=15)
    multi = (replace(land.CENTRE, more=(land.BASE.rings,)),)
    laid = at(multi, NANJING, 4528)
    known = {"status": "confirmed", "declared": "EPSG:4528"}
    return [
        _case("heights", heights, _label(has="coordinate.height")),
        _case("multipart", shapefile(laid), good(multi, NANJING, "shapefile", 4528, **known)),
        _case(
            "closed-lines",
            shapefile((TABLE[0],), kind=3),
            good((land.CORE,), NANJING, "shapefile", 4528, has="line.closed", **known),
        ),
    ]
