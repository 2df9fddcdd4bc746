"""Damage files of every format and send them through the whole door; stop at the first that misbehaves.

Run as ``python tests/intake/fuzz_door.py 3600``: seconds to run, then optionally a seed. A file misbehaves
when reading raises, crashes the reader child, is slow, says nothing, or says something no catalogue has;
what does is written into the current folder as ``fuzz-door-<seed>.bin``.
"""

from __future__ import annotations

import contextlib
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import shapely
from fuzz_text import DRAWING, PARCEL, POINTS

from geo.i18n.catalogue import text as message
from geo.intake import read, read_features
from geo.intake.sandbox import Sandbox

SLOWEST_S = 10.0
ZONES = [shapely.box(118.70, 32.0, 118.71, 32.01), shapely.box(118.72, 32.0, 118.73, 32.01)]
CORNERS = "地块名称,点号,X,Y\n" + "".join(f"甲,J{i},{n}.125,{e}.250\n" for i, (n, e) in enumerate(POINTS))
DRIVERS = {
    "gpkg": "GPKG",
    "fgb": "FlatGeobuf",
    "geojson": "GeoJSON",
    "geojsonl": "GeoJSONSeq",
    "kml": "KML",
    "mif": "MapInfo File",
    "shp": "ESRI Shapefile",
    "tab": "MapInfo File",
    "gdb": "OpenFileGDB",
}
MISBEHAVIOUR = {"reader.crash", "reader.gone", "reader.cpu", "reader.wall", "reader.memory", "reader.size"}


def zipped(folder: Path) -> bytes:
    """All files of a folder and its sub-folders as a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return target.getvalue()


def seeds() -> dict[str, bytes]:
    """A good file of every format, by the name it is sent under."""
    frame = gpd.GeoDataFrame(
        {"名称": ["核心区", "基地"], "面积": [1.0, 2.0], "role": ["core", "base"]}, geometry=ZONES, crs=4490
    )
    found: dict[str, bytes] = {
        "a.txt": PARCEL.encode("gb18030"),
        "a.csv": CORNERS.encode(),
        "wkt.csv": ('name,wkt\n甲,"' + ZONES[0].wkt + '"\n').encode(),
        "a.dxf": DRAWING.encode(),
    }
    with tempfile.TemporaryDirectory() as temporary:
        for suffix, driver in DRIVERS.items():
            folder = Path(temporary) / suffix
            folder.mkdir()
            frame.to_file(folder / f"a.{suffix}", driver=driver, engine="pyogrio")
            several = suffix in {"shp", "tab", "mif", "gdb"}
            found[f"{suffix}.zip" if several else f"a.{suffix}"] = (
                zipped(folder) if several else (folder / f"a.{suffix}").read_bytes()
            )
        parquet = Path(temporary) / "a.parquet"
        frame.to_parquet(parquet)
        found["a.parquet"] = parquet.read_bytes()
    book = openpyxl.Workbook()
    for line in CORNERS.splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    found["a.xlsx"] = stream.getvalue()
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("doc.kml", found["a.kml"])
    found["a.kmz"] = inside.getvalue()
    return found


def damage(data: bytes, chance: random.Random) -> bytes:
    """A few small injuries to any bytes."""
    injured = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 4, 12])):
        at = chance.randrange(max(len(injured), 1))
        match chance.randrange(6):
            case 0:
                injured[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                injured[at : at + chance.randrange(1, 30)] = b""
            case 2:
                injured[at:at] = injured[at : at + chance.randrange(1, 200)]
            case 3:
                injured[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
            case 4:
                injured[at : at + 8] = chance.choice([b"\0" * 6 + b"\xf8\x7f", b"\xff" * 6 + b"\xef\x7f"])
            case _:
                del injured[max(1, len(injured) - chance.randrange(1, 400)) :]
    return bytes(injured)


def inside(data: bytes, chance: random.Random) -> bytes:
    """Damage one member of a zip and pack it again, so that the damage gets past the archive's own checks."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(target, "w") as other:
        chosen = chance.choice(archive.namelist())
        for name in archive.namelist():
            content = archive.read(name)
            if name != chosen or chance.random() < 0.9:
                other.writestr(name, damage(content, chance) if name == chosen else content)
    return target.getvalue()


def always_slow(data: bytes, name: str, sandbox: Sandbox, door: Callable[..., object]) -> bool:
    """Whether a file is slow each time: one that was slow once met a busy machine."""
    for _ in range(2):
        began = time.monotonic()
        door(data, name=name, sandbox=sandbox)
        if time.monotonic() - began <= SLOWEST_S:
            return False
    return True


def misbehaves(data: bytes, name: str, sandbox: Sandbox, told: Counter[str]) -> str | None:
    """What was wrong with the answer to a file, in a few words; None when nothing was."""
    for door in (read, read_features):
        began = time.monotonic()
        answer = door(data, name=name, sandbox=sandbox)
        took = time.monotonic() - began
        codes = {issue.code for issue in answer.issues}
        told.update(codes)
        if codes & MISBEHAVIOUR:
            return f"{door.__name__}: {sorted(codes & MISBEHAVIOUR)}"
        if took > SLOWEST_S and always_slow(data, name, sandbox, door):
            return f"{door.__name__}: slow"
        for issue in answer.issues:
            for lang in ("zh", "en"):
                message(f"issue.{issue.code}.message", lang, **issue.params)
                message(f"issue.{issue.code}.action", lang, **issue.params)
        if door is read and not answer.usable and not any(i.severity == "error" for i in answer.issues):
            return "silent"
    return None


def main(seconds: float, seed: int) -> int:
    """Count how many files were sent; stop at the first that misbehaves."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    good = seeds()
    told: Counter[str] = Counter()
    end, tried = time.monotonic() + seconds, 0
    with contextlib.closing(Sandbox()) as sandbox:
        for name, data in good.items():
            answer = read(data, name=name, sandbox=sandbox)
            assert answer.parts, (name, answer.issues)
        while time.monotonic() < end:
            name = chance.choice(list(good))
            data = good[name]
            packed = data.startswith(b"PK") and chance.random() < 0.9
            data = inside(data, chance) if packed else damage(data, chance)
            wrong = misbehaves(data, name, sandbox, told)
            tried += 1
            if wrong is not None:
                Path(f"fuzz-door-{seed}.bin").write_bytes(data)
                msg = f"file {tried}, {name}: {wrong}"
                raise SystemExit(msg)
    print(*(f"{code} {count}" for code, count in told.most_common()), sep="\n")  # noqa: T201 - a script
    return tried


if __name__ == "__main__":
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    start = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(f"{main(limit, start)} files, every one answered")  # noqa: T201 - a script
