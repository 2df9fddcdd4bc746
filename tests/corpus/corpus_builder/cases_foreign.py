"""Files that are no boundary at all, damaged ones, and good ones under a wrong name."""

# ruff: noqa: E501 - the tables hold one file a line

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from corpus_builder.binaries import zipped
from corpus_builder.label import Case, Label, good, refused
from corpus_builder.land import NANJING, ZONE, at
from corpus_builder.texts import geojson


def _case(key: str, data: bytes, label: Label, *, name: str = "边界.zip", **more: Any) -> Case:
    return Case(
        id=f"foreign-{key}",
        group="foreign",
        name=name,
        make=lambda: data,
        label=label,
        city="南京",
        axes={"format": "foreign", "defect": key},
        **more,
    )


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"\0\xff\xff\xff" * 4)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">2I5B", 1, 4, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


def _docx() -> bytes:
    return zipped(
        {
            "[Content_Types].xml": b'<?xml version="1.0"?><Types/>',
            "word/document.xml": "<w:document>界址点坐标</w:document>".encode(),
        }
    )


def _links(name: str) -> bytes:
    """A zip with one member that points elsewhere."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/hostname")
    return out.getvalue()


def _encrypted(plain: bytes) -> bytes:
    """The same zip with the encryption flag set in both headers."""
    data = bytearray(plain)
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data[local + 6] |= 1
    data[central + 8] |= 1
    return bytes(data)


def cases() -> list[Case]:
    return [*_others(), *_empties(), *_archives(), *_renamed()]


def _others() -> list[Case]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    listed = [
        ("pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n", "format.document", "红线图.pdf"),
        ("pdf-as-dxf", b"%PDF-1.7\n1 0 obj\nendobj\n", "format.document", "红线图.dxf"),
        ("png", _png(), "format.image", "红线图.png"),
        ("png-as-shp", _png(), "format.image", "红线图.shp"),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 90, "format.image", "照片.jpg"),
        ("gif", b"GIF89a\1\0\1\0" + b"\0" * 20, "format.image", "a.gif"),
        ("tiff", b"II*\0\x08\0\0\0" + b"\0" * 40, "format.image", "a.tif"),
        ("bmp", b"BM" + struct.pack("<IHHI", 70, 0, 0, 54) + b"\0" * 56, "format.image", "a.bmp"),
        ("webp", b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30, "format.image", "a.webp"),
        ("heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "format.image", "照片.heic"),
        ("docx", _docx(), "format.document", "说明.docx"),
        ("docx-as-xlsx", _docx(), "format.document", "坐标.xlsx"),
        ("odt", zipped({"content.xml": b"<office/>", "mimetype": b"application/odt"}), "format.document", "a.odt"),
        ("html", "<!DOCTYPE html><html><body>登录</body></html>".encode(), "format.document", "边界.geojson"),
        ("html-plain", b"<html><head><title>404</title></head></html>", "format.document", "a.kml"),
        ("rtf", b"{\\rtf1\\ansi hello}", "format.document", "a.rtf"),
        ("rar", b"Rar!\x1a\x07\x01\0" + b"\0" * 60, "format.archive", "成果.rar"),
        ("rar-as-zip", b"Rar!\x1a\x07\0" + b"\0" * 60, "format.archive", "成果.zip"),
        ("7z", b"7z\xbc\xaf\x27\x1c\0\4" + b"\0" * 60, "format.archive", "成果.7z"),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0" + b"\0" * 30, "format.archive", "成果.tar.gz"),
        ("bzip2", b"BZh91AY&SY" + b"\0" * 30, "format.archive", "a.bz2"),
        ("xz", b"\xfd7zXZ\0\0\4" + b"\0" * 30, "format.archive", "a.xz"),
        ("elf", b"\x7fELF\2\1\1" + b"\0" * 60, "format.program", "a.bin"),
        ("exe", b"MZ\x90\0\3\0\0\0" + b"\0" * 60, "format.program", "打开.exe"),
        ("sqlite", b"SQLite format 3\0" + b"\x10\0\1\1\0\x40\x20\x20" + b"\0" * 476, "format.database", "a.gpkg"),
        ("gpx", b'<?xml version="1.0"?><gpx version="1.1"><trk/></gpx>', "format.other_vector", "a.gpx"),
        ("gml", b'<gml:FeatureCollection xmlns:gml="x"/>', "format.other_vector", "a.gml"),
        ("vrt", b'<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>', "format.other_vector", "a.geojson"),
        ("esri-json", b'{"geometryType":"esriGeometryPolygon","features":[],"rings":[]}', "format.other_vector", "a.json"),
        ("noise", bytes((i * 197 + 83) % 256 for i in range(4000)), "", "a.dat"),
        ("prose", "示范园区位于南京市。范围以图为准。\n".encode(), "", "说明.txt"),
        ("prose-gbk", "示范园区位于南京市。范围以图为准。\n".encode("gbk"), "", "说明.txt"),
        ("json-array", b"[1, 2, 3]", "", "a.json"),
        ("json-object", b'{"a": 1}', "geojson.shape", "a.json"),
    ]  # fmt: skip
    found = [_case(key, data, refused(code), name=name) for key, data, code, name in listed]
    for version in (1012, 1014, 1015, 1018, 1021, 1024, 1027, 1032):
        data = f"AC{version}".encode() + b"\0" * 6 + bytes(range(200))
        found.append(_case(f"dwg-{version}", data, refused("format.dwg"), name="红线.dwg"))
    data = b"AC1032" + b"\0" * 6 + bytes(range(200))
    found.append(_case("dwg-as-dxf", data, refused("format.dwg"), name="红线.dxf"))
    found.append(_case("dwg-in-zip", zipped({"红线.dwg": data}), refused("format.dwg")))
    found.append(_case("ole", ole, Label(usable=False), name="坐标.xls"))
    found.append(_case("pdf-in-zip", zipped({"红线.pdf": b"%PDF-1.4\n%%EOF"}), refused("format.document")))
    return found


def _empties() -> list[Case]:
    listed = (b"", b"\n", b"   \r\n\t", b"\0" * 300, b"\xef\xbb\xbf")
    return [
        _case(
            f"empty-{number}-{suffix}",
            data,
            refused("file.empty" if number < 4 else ""),
            name=f"边界.{suffix}",
        )
        for number, data in enumerate(listed)
        for suffix in ("geojson", "zip", "txt")
    ]


def _archives() -> list[Case]:
    text = geojson(at(ZONE, NANJING, 4490)).encode()
    plain = zipped({"a.geojson": text})
    deep = plain
    for _ in range(6):
        deep = zipped({"内.zip": deep})
    return [
        _case("zip-nothing", zipped({}), Label(usable=False)),
        _case("zip-only-folders", zipped({"a/": b"", "a/b/": b""}), Label(usable=False)),
        _case("zip-encrypted", _encrypted(plain), refused("zip.encrypted")),
        _case("zip-path", zipped({"../../a.geojson": text}), refused("zip.path")),
        _case("zip-absolute", zipped({"/etc/a.geojson": text}), refused("zip.path")),
        _case("zip-drive", zipped({"C:/a.geojson": text}), refused("zip.path")),
        _case("zip-link", _links("a.geojson"), refused("zip.link")),
        _case("zip-many", zipped({f"{i}.geojson": b"{}" for i in range(3000)}), refused("zip.members")),
        _case("zip-ratio", zipped({"a.geojson": b" " * 30_000_000}), Label(usable=False)),
        _case("zip-deep", deep, refused("zip.depth")),
        _case("zip-prefix", b"MZ-stub" + plain, Label(usable=False)),
    ]


def _renamed() -> list[Case]:
    text = geojson(at(ZONE, NANJING, 4490)).encode()
    label = good(
        ZONE, NANJING, "geojson", 4326, status="confirmed", declared="EPSG:4326", has="format.renamed"
    )
    suffixes = ("dwg", "pdf", "xlsx", "rar", "exe", "gpkg", "csv", "docx")
    found = [_case(f"geojson-as-{suffix}", text, label, name=f"边界.{suffix}") for suffix in suffixes]
    plain = good(ZONE, NANJING, "geojson", 4326, status="confirmed", lacks="format.renamed")
    found += [
        _case(f"name-{number}", text, plain, name=name)
        for number, name in enumerate(
            (
                "../../etc/passwd.geojson",
                "a\0b.geojson",
                "边" * 300 + ".geojson",
                "CON.GEOJSON",
                " .geojson",
                "a;rm -rf.json",
            )
        )
    ]
    return found
