"""Reading: a warm read and inspection of a 1,000-vertex file, with the sandbox's share; and the cold start.

python benchmarks/intake.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import shapely

from geo.intake import read, warm
from geo.intake.detect import detect
from geo.intake.readers.registry import READERS
from geo.intake.request import Request
from geo.intake.write import write
from geo.model.footprint import make_footprint
from geo.topology.inspection import inspect

VERTICES = 1_000
ROUNDS = 15


def outline() -> shapely.Polygon:
    """A wobbly round zone of 1,000 vertices, about 300 m across, near Nanjing."""
    rng = np.random.default_rng(7)
    angle = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    radius = 0.0015 * (1 + 0.05 * rng.standard_normal(VERTICES).cumsum() / VERTICES**0.5)
    ring = np.column_stack([118.7 + radius * np.cos(angle), 32.0 + radius * np.sin(angle)])
    return shapely.Polygon(ring.round(9))


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of wall clock, median over the rounds."""
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        taken.append(1e3 * (time.perf_counter() - begin))
    return median(taken)


def samples(folder: Path) -> dict[str, Path]:
    """The outline in every format that a zone is commonly sent in."""
    frame = gpd.GeoDataFrame({"name": ["zone"]}, geometry=[outline()], crs=4490)
    found = {}
    for suffix, driver in (
        ("geojson", "GeoJSON"),
        ("kml", "KML"),
        ("gpkg", "GPKG"),
        ("fgb", "FlatGeobuf"),
        ("shp", "ESRI Shapefile"),
    ):
        found[suffix] = folder / f"zone.{suffix}"
        frame.to_file(found[suffix], driver=driver)
    footprint = make_footprint([("1", None, "zone", outline())])
    for key, name in (
        ("parcel_txt", "txt"),
        ("corners_csv", "csv"),
        ("corners_xlsx", "xlsx"),
        ("dxf", "dxf"),
    ):
        found[name] = folder / f"zone.{name}"
        found[name].write_bytes(write(footprint, key, crs="EPSG:4528"))
    return found


def warm_reads() -> None:
    """Print the time of each format: read in the sandbox, read without it, inspect."""
    warm()
    time.sleep(8.0)  # what a service has between its start and its first file: the reader rehearses
    print(
        f"{VERTICES} vertices, median of {ROUNDS}, ms;"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores:"
    )
    print("           in sandbox | read alone | sandbox's share | inspect | total")
    with tempfile.TemporaryDirectory() as folder:
        for suffix, path in samples(Path(folder)).items():
            reading = read(path)
            assert reading.usable, reading.issues
            form = detect(path).format or ""
            request = Request(name=path.name, format=form)
            parts = [part.geometry for part in reading.parts]
            whole = timed(lambda path=path: read(path))
            alone = timed(lambda path=path, form=form, request=request: READERS[form].read(path, request))
            checks = timed(lambda reading=reading, parts=parts: inspect(reading.parts, parts))
            figures = (whole, alone, whole - alone, checks, whole + checks)
            print(f"  {suffix:8} " + " | ".join(f"{figure:7.1f}" for figure in figures))


def cold_start() -> None:
    """Print the time from a fresh interpreter to the first reading, with and without the early start."""
    text = json.dumps(shapely.geometry.mapping(outline()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zone.geojson"
        path.write_text(text)
        code = (
            "import time; t = time.perf_counter()\nimport geo.intake\n{early}\nimport geopandas\n"
            "from geo.intake import read\nassert read({path!r}).usable\nprint(time.perf_counter() - t)"
        )
        for label, early in (("warmed first, then geopandas", "geo.intake.warm()"), ("not warmed", "")):
            script = code.format(early=early, path=str(path))
            taken = [
                float(subprocess.run([sys.executable, "-c", script], check=True, capture_output=True).stdout)
                for _ in range(5)
            ]
            print(f"cold, {label}: {median(taken):.2f} s")


if __name__ == "__main__":
    warm_reads()
    cold_start()
