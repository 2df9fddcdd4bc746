"""Files that ask their reader to open something else, or to work for ever.

Each case names a secret file outside the upload, or a listener on the loopback: the secret must not
show in the reading, and nobody may knock at the listener.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import struct
import warnings
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from geo.intake import protections, read, read_features
from geo.intake.sandbox import Sandbox
from geo.intake.sandbox_guard import Limits

SENTINEL = 118.123454321
SECRET = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "TOPSECRET"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[SENTINEL, 32], [118.8, 32], [118.8, 32.1], [SENTINEL, 32]]],
                },
            }
        ],
    }
)


def _vrt(source: str, **attributes: str) -> bytes:
    extra = "".join(f"<{key}>{value}</{key}>" for key, value in attributes.items())
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource>'
        f"{extra}</OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def _gpkg_with(statements: str) -> bytes:
    """A GeoPackage whose one feature table is whatever the statements make."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """
        PRAGMA application_id = 1196444487;
        PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
          organization_coordsys_id INTEGER, definition TEXT, description TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('a', 4326, 'EPSG', 4326, 'undefined', '');
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT,
          description TEXT, last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
          srs_id INTEGER, z INTEGER, m INTEGER);
        INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
          VALUES ('t', 'features', 't', 4326);
        INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'POLYGON', 4326, 0, 0);
        """  # noqa: S608
        + statements
    )
    data = connection.serialize()
    connection.close()
    return data


def _endless_view() -> bytes:
    return _gpkg_with(
        "CREATE VIEW t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS fid, NULL AS geom FROM n WHERE i < 0;"
    )


def _virtual_ogr(place: str) -> bytes:
    """A SQLite file whose table definition names a virtual table over another data source."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE spacer (a)")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "INSERT INTO sqlite_master VALUES ('table', 't', 't', 0, ?)",
        (f"CREATE VIRTUAL TABLE t USING VirtualOGR('{place}')",),
    )
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def _gpkg_virtual_ogr(place: str) -> bytes:
    return _gpkg_with(
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES "  # noqa: S608 - the attack itself
        f"('table', 't', 't', 0, 'CREATE VIRTUAL TABLE t USING VirtualOGR(''{place}'')');"
    )


def _gpkg_with_trigger() -> bytes:
    return _gpkg_with(
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB);"
        "CREATE VIEW v AS SELECT load_extension('/tmp/evil.so') AS fid;"
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('v', 'attributes', 'v', 0);"
    )


def _seamless_tab(place: str) -> bytes:
    """A MapInfo view that joins tables named by path."""
    return (
        f'!table\n!version 100\nOpen Table "{place}" Hide\n\n'
        "Create View t As\nSelect name\nFrom secret, secret\n"
    ).encode()


def _shapefile(points: int) -> bytes:
    """One polygon record that announces more points than any memory holds."""
    record = struct.pack("<i4d2i", 5, 0, 0, 1, 1, 1, points) + struct.pack("<i", 0) + b"\0" * 64
    body = struct.pack(">2i", 1, len(record) // 2) + record
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(body)) // 2)
    return head + struct.pack("<2i8d", 1000, 5, 0, 0, 1, 1, 0, 0, 0, 0) + body


def _zipped(**members: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def _dbf(fields: int, length: int, records: int) -> bytes:
    head = struct.pack("<B3BIHH20x", 3, 26, 1, 1, records, 32 + 32 * fields + 1, length)
    return head + (b"NAME\0\0\0\0\0\0\0C\0\0\0\0\xff" + b"\0" * 15) * fields + b"\r"


# What is made of the secret's path and the listener's address.
CASES: dict[str, Callable[[Path, str], bytes]] = {
    "VRT over a file": lambda secret, _: _vrt(str(secret)),
    "VRT over a file, relative": lambda secret, _: _vrt(f"../../../../../..{secret}"),
    "VRT over a URL": lambda _, url: _vrt(f"/vsicurl/{url}/a.geojson"),
    "VRT over inline CSV of the password file": lambda *_: _vrt("CSV:/etc/passwd"),
    "VRT with SQL": lambda secret, _: _vrt(str(secret), SrcSQL="SELECT * FROM secret"),
    "VRT behind a comment": lambda secret, _: b"<!-- <kml> -->" + _vrt(str(secret)),
    "VRT behind an XML declaration": lambda secret, _: b'<?xml version="1.0"?>\n' + _vrt(str(secret)),
    "raster VRT": lambda secret, _: (
        f"<VRTDataset rasterXSize='1' rasterYSize='1'><VRTRasterBand><SimpleSource><SourceFilename>{secret}"
        "</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    ).encode(),
    "GDALG stream": lambda secret, _: json.dumps(
        {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {secret}"}
    ).encode(),
    "GDALG dressed as GeoJSON": lambda secret, _: json.dumps(
        {
            "features": [],
            "type": "gdal_streamed_alg",
            "command_line": f"gdal vector pipeline ! read {secret} ! write - --of stream",
        }
    ).encode(),
    "WFS description": lambda _, url: f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>".encode(),
    "WMS description": lambda _, url: (
        f'<GDAL_WMS><Service name="WMS"><ServerUrl>{url}</ServerUrl></Service></GDAL_WMS>'
    ).encode(),
    "OGC API landing page": lambda _, url: json.dumps(
        {"links": [{"rel": "data", "href": f"{url}/collections", "type": "application/json"}]}
    ).encode(),
    "TileJSON": lambda _, url: json.dumps(
        {"tilejson": "2.0.0", "tiles": [f"{url}/{{z}}/{{x}}/{{y}}"]}
    ).encode(),
    "STAC": lambda _, url: json.dumps(
        {"type": "FeatureCollection", "stac_version": "1.0.0", "links": [{"rel": "next", "href": url}]}
    ).encode(),
    "SQLite with a virtual table over a file": lambda secret, _: _virtual_ogr(str(secret)),
    "SQLite with a virtual table over a URL": lambda _, url: _virtual_ogr(f"/vsicurl/{url}/a"),
    "GeoPackage with a virtual table over a file": lambda secret, _: _gpkg_virtual_ogr(str(secret)),
    "GeoPackage that loads a library": lambda *_: _gpkg_with_trigger(),
    "GeoPackage without its tables": lambda *_: _gpkg_with(""),
    "GeoJSON crs link": lambda _, url: json.dumps(
        {
            "type": "FeatureCollection",
            "features": [],
            "crs": {"type": "link", "properties": {"href": f"{url}/crs", "type": "ogcwkt"}},
        }
    ).encode(),
    "GeoJSON crs url": lambda _, url: json.dumps(
        {"type": "FeatureCollection", "features": [], "crs": {"type": "url", "properties": {"url": url}}}
    ).encode(),
    "GeoJSON crs name that is a URL": lambda _, url: json.dumps(
        {"type": "FeatureCollection", "features": [], "crs": {"type": "name", "properties": {"name": url}}}
    ).encode(),
    "KML network link": lambda _, url: (
        f"<kml><Document><NetworkLink><Link><href>{url}/a.kml</href></Link></NetworkLink></Document></kml>"
    ).encode(),
    "KML entity of a file": lambda secret, _: (
        f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{secret}">]><kml><Placemark><name>&x;</name></Placemark></kml>'
    ).encode(),
    "KML entity of a URL": lambda _, url: (
        f'<!DOCTYPE kml [<!ENTITY % x SYSTEM "{url}/a.dtd"> %x;]><kml/>'
    ).encode(),
    "KML with an outside document type": lambda _, url: (
        f'<!DOCTYPE kml SYSTEM "{url}/kml.dtd"><kml/>'.encode()
    ),
    "KML style by URL": lambda _, url: (
        f"<kml><Document><Placemark><styleUrl>{url}/s.kml#a</styleUrl></Placemark></Document></kml>"
    ).encode(),
    "KML with XInclude": lambda secret, _: (
        f'<kml xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{secret}" parse="text"/></kml>'
    ).encode(),
    "GML with a schema by URL": lambda _, url: (
        f'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a {url}/a.xsd"/>'
    ).encode(),
    "MapInfo view over a file": lambda secret, _: _seamless_tab(str(secret)),
    "MapInfo table in another place": lambda secret, _: (
        f'!table\n!version 300\nDefinition Table\n  File "{secret}"\n'
        '  Type NATIVE Charset "Neutral"\n  Fields 1\n'
    ).encode(),
    "DBF and SHP of absurd sizes": lambda *_: _zipped(
        a__shp=_shapefile(2**31 - 1), a__dbf=_dbf(2000, 65535, 2**31 - 1)
    ),
    "SHP with two thousand million points": lambda *_: _shapefile(2**31 - 1),
    "SHP with a negative count": lambda *_: _shapefile(-5),
    "prj that is a URL": lambda _, url: _zipped(a__shp=_shapefile(4), a__prj=f"{url}/crs".encode()),
    "prj that is a file": lambda secret, _: _zipped(a__shp=_shapefile(4), a__prj=str(secret).encode()),
    "prj that is a pipeline over a file": lambda secret, _: _zipped(
        a__shp=_shapefile(4), a__prj=f"+proj=longlat +nadgrids={secret} +type=crs".encode()
    ),
    "FlatGeobuf that is all header": lambda *_: (
        b"fgb\x03fgb\x00" + struct.pack("<I", 0x7FFFFFFF) + b"\0" * 64
    ),
    "Parquet that is all magic": lambda *_: b"PAR1" + b"\xff" * 64 + struct.pack("<I", 0x7FFFFFFF) + b"PAR1",
    "connection string as content": lambda *_: b"PG:host=127.0.0.1 dbname=postgres",
    "path of a URL as content": lambda _, url: f"/vsicurl/{url}/a.geojson".encode(),
    "path of a file as content": lambda secret, _: str(secret).encode(),
    "S57 header": lambda *_: b"001383LE1 0900073   6604" + b"\0" * 400,
    "ELF": lambda *_: b"\x7fELF\x02\x01\x01" + b"\0" * 64,
}
NAMES = (
    "zone.geojson",
    "zone.kml",
    "zone.gpkg",
    "CSV:/etc/passwd",
    "/vsicurl/http://127.0.0.1/a.shp",
    "../../a.vrt",
)


@pytest.fixture(scope="module")
def secret(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("outside") / "secret.geojson"
    path.write_text(SECRET)
    return path


def test_the_traps_are_set(secret, listener, sandbox: Sandbox) -> None:
    """Against plain GDAL the attack works, and the listener hears; else the tests below prove nothing."""
    import pyogrio

    vrt = secret.with_suffix(".vrt")
    vrt.write_bytes(_vrt(str(secret)))
    assert pyogrio.read_info(vrt)["features"] == 1
    before = listener.hits
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the listener hangs up, and GDAL complains
        with pytest.raises(pyogrio.errors.DataSourceError):
            pyogrio.read_info(f"/vsicurl/{listener.url}/a.geojson")
    assert listener.hits > before


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_reaches_out_gets_nothing(
    case: str, secret: Path, listener, *, sandbox: Sandbox, good: bytes
) -> None:
    before = listener.hits
    data = CASES[case](secret, listener.url)
    name = NAMES[len(case) % len(NAMES)]
    reading = read(data, name=name, sandbox=sandbox)
    assert not reading.usable
    assert reading.issues
    for answer in (reading, read_features(data, name=name, sandbox=sandbox)):
        told = repr(answer)
        assert "TOPSECRET" not in told
        assert str(SENTINEL) not in told
        assert "root:" not in told
    assert listener.hits == before
    assert read(good, name="next.geojson", sandbox=sandbox).usable


def test_an_endless_view_runs_into_the_clock(good: bytes) -> None:
    """The kernel or the server ends it, whichever comes first; the next file finds the server there."""
    with contextlib.closing(Sandbox(Limits(cpu_s=1, wall_s=4.0))) as own:
        reading = read(_endless_view(), name="zone.gpkg", sandbox=own)
        assert {issue.code for issue in reading.issues} <= {"reader.cpu", "reader.wall"}
        assert reading.issues
        assert read(good, name="next.geojson", sandbox=own).usable


@pytest.mark.parametrize(
    "name", [*NAMES, "a" * 5000, "\x00\x01", "\u202egnp.exe", "", ".", "con.shp", "a/b/c\\d.json"]
)
def test_a_name_is_only_words(name: str, sandbox: Sandbox, good: bytes) -> None:
    """Whatever a file is called, its bytes decide and no path is made of it."""
    reading = read(good, name=name, sandbox=sandbox)
    assert reading.usable
    assert len(reading.parts) == 1


def test_the_reader_cannot_leave_its_room(sandbox: Sandbox) -> None:
    """Tried from inside a reader child: no socket, no file outside, its own folder works."""
    fences = protections(sandbox)
    assert fences["inside_works"]
    assert fences["limits"]
    if fences["calls"] or fences["network"]:
        assert fences["socket_refused"]
    if fences["files"]:
        assert fences["outside_refused"]
