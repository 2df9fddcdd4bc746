"""What a file is, by its content: the extension is only compared with it afterwards."""

from __future__ import annotations

import re
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.intake.text import decode, normalise
from geo.intake.unpack import BROKEN_ZIP

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 65_536
"""So many bytes are looked at; the rest of a text may be anything, its reader will say."""

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "geojson": ("geojson", "json"),
    "geojsonseq": ("geojsonl", "geojsons", "ndjson", "jsonl", "geojsonseq", "json", "geojson"),
    "kml": ("kml", "xml"),
    "kmz": ("kmz",),
    "gpkg": ("gpkg",),
    "shapefile": ("shp", "zip"),
    "filegdb": ("gdb", "zip"),
    "flatgeobuf": ("fgb",),
    "geoparquet": ("parquet", "geoparquet", "pq"),
    "mapinfo": ("tab", "mif", "zip"),
    "dxf": ("dxf",),
    "corners_csv": ("csv", "txt", "tsv"),
    "corners_xlsx": ("xlsx", "xlsm"),
    "parcel_txt": ("txt",),
    "zip": ("zip",),
}
"""Usual extensions of each format; another one is told, never obeyed."""

LABELS = {
    "geojson": "GeoJSON",
    "geojsonseq": "GeoJSONSeq",
    "kml": "KML",
    "kmz": "KMZ",
    "gpkg": "GeoPackage",
    "shapefile": "Shapefile",
    "filegdb": "FileGDB",
    "flatgeobuf": "FlatGeobuf",
    "geoparquet": "GeoParquet",
    "mapinfo": "MapInfo",
    "dxf": "DXF",
    "corners_csv": "CSV",
    "corners_xlsx": "XLSX",
    "parcel_txt": "TXT",
    "zip": "ZIP",
}
"""What a format is called in a message, in any language."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A format key of `EXTENSIONS`, or a refusal: a catalogue key below ``issue.``.

    ``kind`` names the thing refused (PNG, RAR …) in the message.
    """

    format: str | None
    refusal: str | None = None
    kind: str = ""


_REFUSED_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "format.document", "PDF"),
    (b"\x89PNG", "format.image", "PNG"),
    (b"\xff\xd8\xff", "format.image", "JPEG"),
    (b"GIF8", "format.image", "GIF"),
    (b"II*\x00", "format.image", "TIFF"),
    (b"MM\x00*", "format.image", "TIFF"),
    (b"II+\x00", "format.image", "TIFF"),
    (b"BM", "format.image", "BMP"),
    (b"RIFF", "format.image", "WebP"),
    (b"Rar!", "format.archive", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "format.archive", "7z"),
    (b"\x1f\x8b", "format.archive", "gzip"),
    (b"BZh", "format.archive", "bzip2"),
    (b"\xfd7zXZ", "format.archive", "xz"),
    (b"AutoCAD Binary DXF", "format.dxf_binary", "DXF"),
    (b"{\\rtf", "format.document", "RTF"),
    (b"\x7fELF", "format.program", "ELF"),
    (b"MZ\x90", "format.program", "EXE"),
)
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_OFFICE = 32 << 20
_SHAPEFILE = b"\x00\x00\x27\x0a"
_MAGIC = ((b"fgb", "flatgeobuf"), (b"PAR1", "geoparquet"))
_GPKG_IDS = {b"GPKG", b"GP10", b"GP11"}
_JSON_REFUSED = {"topology": "TopoJSON", "gdal_streamed_alg": "GDALG", "gdalg": "GDALG"}
_XML = re.compile(r"<\s*(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_TEXTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "mapinfo",
        re.compile(
            r"!table\b|version\s+\d+[\s\S]*?^\s*(?:columns|charset|delimiter)\b", re.IGNORECASE | re.MULTILINE
        ),
    ),
    (
        "dxf",  # every blank has one place only: with two, each comment line doubles the time
        re.compile(r"(?:999[ \t]*\r?\n[^\n]*\n\s*)*0[ \t]*\r?\n[ \t]*SECTION\b", re.IGNORECASE),
    ),
)
_SECTIONS = re.compile(r"\[[ \t]{0,4}(?:地块坐标|属性描述|界址点坐标)[ \t]{0,4}\]")
_ROW = re.compile(r"\d\s{0,3}[,;|\t ]\s{0,3}-?\d|\d\s{0,3}°")

_SETTING = re.compile(r"^[ \t]{0,8}[A-Za-z_][\w.-]{0,60}[ \t]{0,8}=[ \t]{0,8}[^\s=]", re.MULTILINE)
_SETTINGS = 3
"""Lines of a name and a value, and no row of numbers: the settings of some program, and no table."""


def detect(path: Path) -> Detected:
    """Recognise a file. Zips that are neither KMZ nor a workbook come back as ``zip``, to be unpacked."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.strip(b"\x00 \t\r\n"):
        return Detected(None, "file.empty")
    if head.startswith(_OLE):
        # The directory, which tells what it is, stands anywhere.
        with path.open("rb") as stream:
            head = stream.read(_MOST_OFFICE)
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}:
        return _zip(path)
    return recognise(head)


def recognise(head: bytes) -> Detected:
    r"""Recognise the first bytes of anything that is not a zip.

    Examples
    --------
    >>> recognise(b"AC1032\0\0").refusal, recognise(b'{"type":"FeatureCollection"').format
    ('format.dwg', 'geojson')
    """
    if re.match(rb"AC(1\d{3}|[12]\.\d{2})", head) and b"\x00" in head[6:16]:
        return Detected(None, "format.dwg", "DWG")
    for magic, refusal, kind in _REFUSED_MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\x00" in head[2:16]):
            return Detected(None, refusal, kind)
    if head.startswith(_OLE):
        return _office(head)
    if head[4:8] == b"ftyp":
        return Detected(None, "format.image", "HEIC / MP4")
    return _binary(head) or _text(head)


def _binary(head: bytes) -> Detected | None:
    """Formats with a signature that are read here."""
    if head.startswith(b"SQLite format 3\x00"):
        geo = head[68:72] in _GPKG_IDS or b"gpkg_contents" in head
        return Detected("gpkg") if geo else Detected(None, "format.database", "SQLite")
    if head.startswith(_SHAPEFILE):
        return Detected("shapefile") if not _is_index(head) else Detected(None, "shp.missing", "SHX")
    return next((Detected(form) for magic, form in _MAGIC if head.startswith(magic)), None)


def _is_index(head: bytes) -> bool:
    """Whether a file with a shapefile's header is the .shx: its first record offset is 50, not number 1."""
    return len(head) >= 108 and struct.unpack(">I", head[100:104])[0] == 50


def _office(data: bytes) -> Detected:
    """What an Office file from before 2007 is; a workbook with a password is wrapped in one."""
    kinds = (
        ("EncryptedPackage", "format.encrypted", "XLSX"),
        ("Workbook", "format.xls", "XLS"),
        ("Book", "format.xls", "XLS"),
    )
    # Names of an OLE directory stand at the beginning of their entries, in UTF-16.
    entry = next((found for found in kinds if found[0].encode("utf-16-le") + b"\0\0" in data), None)
    return Detected(None, *entry[1:]) if entry else Detected(None, "format.office_old", "Office 97–2003")


def _zip(path: Path) -> Detected:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
    except BROKEN_ZIP:
        return Detected(None, "zip.broken", "ZIP")
    present = set(names)
    if "xl/workbook.xml" in present:
        return Detected("corners_xlsx")
    if "xl/workbook.bin" in present:
        return Detected(None, "format.document", "XLSB")
    if present & {"word/document.xml", "ppt/presentation.xml", "content.xml"}:
        return Detected(None, "format.document", "Word / PowerPoint / OpenDocument")
    others = (".shp", ".gdbtable", ".gpkg", ".geojson", ".json", ".dxf", ".tab", ".mif", ".fgb", ".parquet")
    if any(name.endswith(".kml") for name in names) and not any(name.endswith(others) for name in names):
        return Detected("kmz")
    return Detected("zip")


def _text(head: bytes) -> Detected:
    decoded = decode(head)
    text = decoded.text.lstrip("\ufeff\x1e \t\r\n")
    if any(issue.code == "text.binary" for issue in decoded.issues):
        return Detected(None, "format.unknown")
    if text.startswith(("{", "[")) and not re.match(r"\[\s*[^\x00-\x7f]", text):
        return _json(text, sequence=decoded.text.lstrip("\ufeff").startswith("\x1e"))
    if text.startswith("<"):
        return _xml(text)
    plain = normalise(text[:20_000])
    form = next((form for form, known in _TEXTS if known.match(text[:4096])), None)
    if form is None and _is_parcel_text(plain):
        form = "parcel_txt"
    if form is None and text.startswith(("GEOGCS", "PROJCS", "GEOGCRS", "PROJCRS", "COMPD")):
        return Detected(None, "shp.missing", "PRJ")
    if form is None and not _ROW.search(plain) and len(_SETTING.findall(plain)) >= _SETTINGS:
        return Detected(None, "format.unknown")
    if form is None and (_ROW.search(plain) or "," in plain or "\t" in text):
        form = "corners_csv"
    return Detected(form) if form else Detected(None, "format.unknown")


def _is_parcel_text(plain: str) -> bool:
    """Whether a section heading of the land-parcel TXT is there, or a parcel's line, which ends in ``@``."""
    if _SECTIONS.search(plain):
        return True
    ends = (line.rstrip(", \t\r") for line in plain.split("\n"))
    return any(line.endswith(",@") and line.count(",") > 3 for line in ends)


def _json(text: str, *, sequence: bool) -> Detected:
    kinds = {kind.lower() for kind in re.findall(r'"type"\s*:\s*"([^"]{1,40})"', text[:20_000])}
    for kind, name in _JSON_REFUSED.items():
        if kind in kinds:
            return Detected(None, "format.other_vector", name)
    if '"rings"' in text and '"geometryType"' in text and "feature" not in kinds:
        return Detected(None, "format.other_vector", "Esri JSON")
    lines = [line.strip() for line in text.splitlines()[:3] if line.strip()]
    several = len(lines) > 1 and all(line.startswith("{") for line in lines) and lines[0].endswith("}")
    return Detected("geojsonseq" if sequence or several else "geojson")


def _xml(text: str) -> Detected:
    text = text[:8192]
    body = re.sub(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", "", text, flags=re.DOTALL)
    if text[:200].lower().lstrip().startswith("<!doctype html"):
        return Detected(None, "format.document", "HTML")
    match = _XML.search(body) or _XML.search(text)
    root = match.group(1).lower() if match else ""
    if root in {"kml", "placemark", "document", "folder"}:
        return Detected("kml")
    if root == "html":
        return Detected(None, "format.document", "HTML")
    names = {"gpx": "GPX", "featurecollection": "GML", "ogrvrtdatasource": "VRT", "ogrwfsdatasource": "WFS"}
    return Detected(None, "format.other_vector", names.get(root, "XML"))
