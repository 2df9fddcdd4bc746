"""Archives made to do harm: each ends as one plain reason, and the next file is read."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable

import pytest

from geo.intake import read, read_features
from geo.intake.sandbox import Sandbox

MB = 1024 * 1024


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def _bomb(megabytes: int) -> bytes:
    return _zip(("big.geojson", b"0" * (megabytes * MB)))


def _link(target: str, kind: int = stat.S_IFLNK) -> bytes:
    info = zipfile.ZipInfo("zone.geojson")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    return _zip((info, target.encode()))


def _encrypted() -> bytes:
    data = bytearray(_zip(("zone.geojson", b"{}" * 40), method=zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _nested(levels: int) -> bytes:
    data = _zip(("zone.geojson", b"{}"))
    for _ in range(levels):
        data = _zip(("inner.zip", data))
    return data


def _announcing(announced: int, size: int) -> bytes:
    """A member whose entries announce one size while its data unpack to another."""
    data = bytearray(_zip(("zone.geojson", b"[" * size)))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rindex(mark) + offset
        data[place : place + 4] = announced.to_bytes(4, "little")
    return bytes(data)


def _overlapping(size: int, count: int) -> bytes:
    """Many directory entries pointing at the same compressed bytes."""
    data = _zip(("a.geojson", b"\0" * size))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[:start] + entry * count + bytes(tail)


def _quine() -> bytes:
    """A zip whose member is named like itself, three deep, with a bomb at the bottom."""
    return _zip(("zone.zip", _zip(("zone.zip", _bomb(20)))))


CASES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "twenty megabytes of one letter": (lambda: _bomb(20), {"zip.ratio"}),
    "six hundred megabytes announced": (lambda: _announcing(600 * MB, 100), {"zip.size"}),
    "many members, each too small for the ratio": (lambda: _overlapping(7 * MB, 80), {"zip.size"}),
    "bomb in a zip in a zip": (lambda: _zip(("inner.zip", _bomb(20))), {"zip.ratio"}),
    "bomb three deep": (_quine, {"zip.depth"}),
    "six levels of nothing": (lambda: _nested(6), {"zip.depth"}),
    "announced size is a lie": (
        lambda: _announcing(10, 30 * MB),
        {"zip.broken", "zip.nothing", "json.bad", "json.deep"},
    ),
    "entries that share their bytes": (lambda: _overlapping(4 * MB, 1500), {"zip.size"}),
    "symbolic link to the password file": (lambda: _link("/etc/passwd"), {"zip.link"}),
    "symbolic link to a relative place": (lambda: _link("../../secret"), {"zip.link"}),
    "a device": (lambda: _link("", stat.S_IFCHR), {"zip.link"}),
    "a pipe": (lambda: _link("", stat.S_IFIFO), {"zip.link"}),
    "a name that climbs": (lambda: _zip(("../../escaped.geojson", b"{}")), {"zip.path"}),
    "a name that climbs with backslashes": (lambda: _zip(("a\\..\\..\\x.geojson", b"{}")), {"zip.path"}),
    "an absolute name": (lambda: _zip(("/tmp/escaped.geojson", b"{}")), {"zip.path"}),
    "a drive letter": (lambda: _zip(("C:/Windows/x.geojson", b"{}")), {"zip.path"}),
    "a climbing name inside a database": (lambda: _zip(("x.gdb/../../a.gdbtable", b"{}")), {"zip.path"}),
    "three thousand members": (
        lambda: _zip(*((f"{i}.json", b"{}") for i in range(3000))),
        {"zip.members"},
    ),
    "encrypted": (_encrypted, {"zip.encrypted"}),
    "cut in half": (lambda: _bomb(1)[:200], {"zip.broken"}),
    "end record only": (lambda: b"PK\x05\x06" + b"\0" * 18, {"zip.nothing", "zip.broken"}),
    "header only": (lambda: b"PK\x03\x04", {"zip.broken"}),
    "only programs and pictures": (
        lambda: _zip(("setup.exe", b"MZ\x90\0"), ("a.png", b"\x89PNG\r\n")),
        {"zip.nothing"},
    ),
    "a KMZ with a link to a file": (
        lambda: _zip(("doc.kml", b"<kml><NetworkLink><href>file:///etc/passwd</href></NetworkLink></kml>")),
        {"parts.none"},
    ),
    "a KMZ bomb": (lambda: _zip(("doc.kml", b" " * (20 * MB))), {"zip.ratio"}),
    "a KMZ that climbs": (lambda: _zip(("doc.kml", b"<kml/>"), ("../x.png", b"")), {"zip.path"}),
    "a workbook bomb": (
        lambda: _zip(("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", b" " * (40 * MB))),
        {"zip.ratio"},
    ),
    "a workbook with entities": (
        lambda: _zip(
            ("[Content_Types].xml", b"<Types/>"),
            (
                "xl/workbook.xml",
                b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><workbook>&b;</workbook>',
            ),
        ),
        {"corners.broken_workbook", "corners.none", "corners.empty"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_archive_ends_as_a_reason(name: str, sandbox: Sandbox, good: bytes) -> None:
    make, codes = CASES[name]
    reading = read(make(), name="zone.zip", sandbox=sandbox)
    found = {issue.code for issue in reading.issues}
    assert not reading.usable
    assert found & codes, found
    assert read(good, name="next.geojson", sandbox=sandbox).usable


@pytest.mark.parametrize("name", ["a name that climbs", "a workbook bomb", "a KMZ bomb"])
def test_supporting_layers_go_through_the_same_door(name: str, sandbox: Sandbox) -> None:
    make, codes = CASES[name]
    reading = read_features(make(), name="parks.zip", sandbox=sandbox)
    assert not reading.usable
    assert {issue.code for issue in reading.issues} & codes


def test_nothing_is_left_behind_or_escapes(sandbox: Sandbox, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for make, _ in (
        CASES["a name that climbs"],
        CASES["symbolic link to the password file"],
        CASES["encrypted"],
    ):
        read(make(), name="zone.zip", sandbox=sandbox)
    assert list(tmp_path.rglob("*")) == []
