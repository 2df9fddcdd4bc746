"""How often the coordinate system is decided right, wrong, or not at all; run by hand, minutes long.

    nice python benchmarks/crs_study.py            every study, the figures of docs/coordinate-systems.md
    nice python benchmarks/crs_study.py --scale 0.01

Land is drawn at random over the whole province: 4 to 16 vertices, 30 to 800 m across. The truth is known
because it is made here; the answers come from `geo.crs.decide` as anybody calls it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import shapely

from geo.crs import decide, from_lonlat, plane_crs_for, to_lonlat
from geo.crs.gcj import apply
from geo.model.datum import CrsDecision, CrsStatus
from geo.model.reading import DeclaredCrs, RawPart, Reading, Source
from geo.places import bounds, locate_many

PRECISIONS = (3, 4, 5, 6, 7, 8, 9, 10, 12, None)
SETTLED = {CrsStatus.CONFIRMED, CrsStatus.INFERRED}


def places(rng: np.random.Generator, count: int) -> Iterator[tuple[float, float, str]]:
    """Random points of the province with their city."""
    west, south, east, north = bounds()
    while count > 0:
        lons, lats = rng.uniform(west, east, 4 * count), rng.uniform(south, north, 4 * count)
        for lon, lat, place in zip(lons, lats, locate_many(lons, lats), strict=True):
            if place is not None and count > 0:
                count -= 1
                yield float(lon), float(lat), place.city


def land(rng: np.random.Generator, lon: float, lat: float) -> np.ndarray:
    """A star-shaped ring around a point, degrees."""
    count = int(rng.integers(4, 17))
    angles = np.sort(rng.uniform(0, 2 * np.pi, count))
    radius = rng.uniform(15, 400) * rng.uniform(0.6, 1.0, count)
    east = radius * np.cos(angles) / (111_320.0 * np.cos(np.radians(lat)))
    return np.column_stack((lon + east, lat + radius * np.sin(angles) / 110_950.0))


def reading(ring: np.ndarray, *, decimals: int | None = None, declared: str | None = None) -> Reading:
    """A file with one part."""
    return Reading(
        source=Source(name="study", sha256="", size=0, format="geojson" if declared else "csv"),
        parts=(RawPart(part_id="1", geometry=shapely.Polygon(ring)),),
        declared=None if declared is None else DeclaredCrs(text=declared, crs=declared, origin="format"),
        decimals=decimals,
    )


def verdict(found: CrsDecision, truth: str) -> str:
    """Right, wrong or undecided: a wrong answer counts only when it was given as settled."""
    if found.status not in SETTLED or found.adopted is None:
        return "cannot tell"
    return "right" if found.adopted.crs == truth and not found.adopted.swapped else "WRONG"


def zones(rng: np.random.Generator, count: int, *, nearest: bool) -> None:
    """Eastings without zone number, in the zone of the land or in any zone within three degrees."""
    outcome = {"with the city": Counter[str](), "without": Counter[str]()}
    for lon, lat, city in places(rng, count):
        truth = plane_crs_for(lon)
        if not nearest:
            near = [
                c for c, m in (("EPSG:4548", 117), ("EPSG:4549", 120), ("EPSG:4550", 123)) if abs(lon - m) < 3
            ]
            truth = str(rng.choice(near))
        file = reading(np.round(from_lonlat(land(rng, lon, lat), truth), 3), decimals=3)
        outcome["with the city"][verdict(decide(file, city=city), truth)] += 1
        outcome["without"][verdict(decide(file), truth)] += 1
    for name, counts in outcome.items():
        show(f"unprefixed, {'own zone' if nearest else 'any zone'}, {name}", counts)


def honest(rng: np.random.Generator, count: int) -> None:
    """Longitude and latitude where the land lies, at every precision: no offset may be suspected."""
    for decimals in PRECISIONS:
        counts = Counter[str]()
        for k, (lon, lat, city) in enumerate(places(rng, count)):
            ring = land(rng, lon, lat)
            if k % 2:  # half of them surveyed: vertices on the millimetres of their plane
                plane = plane_crs_for(lon)
                ring = to_lonlat(np.round(from_lonlat(ring, plane), 3), plane)
            if decimals is not None:
                ring = np.round(ring, decimals)
            found = decide(reading(ring, decimals=decimals, declared="EPSG:4326"), city=city)
            alarm = any(issue.code == "crs.shift_suspected" for issue in found.issues)
            counts["FALSE ALARM" if alarm else "quiet"] += 1
        show(f"honest, decimals {decimals or 'binary'}", counts)


def displaced(rng: np.random.Generator, count: int) -> None:
    """Surveyed land displaced as an online map does, written with a number of decimals."""
    for shift in ("gcj02", "bd09"):
        for decimals in (7, 8, 9, 10, None):
            counts = Counter[str]()
            for lon, lat, city in places(rng, count):
                plane = plane_crs_for(lon)
                true = to_lonlat(np.round(from_lonlat(land(rng, lon, lat), plane), 3), plane)
                ring = np.column_stack(apply(true[:, 0], true[:, 1], shift))
                ring = ring if decimals is None else np.round(ring, decimals)
                found = decide(reading(ring, decimals=decimals, declared="EPSG:4326"), city=city)
                best = found.hypotheses[0]
                alarm = any(issue.code == "crs.shift_suspected" for issue in found.issues)
                counts["found" if alarm and best.shift == shift else "WRONG" if alarm else "cannot tell"] += 1
            show(f"{shift}, decimals {decimals or 'binary'}", counts)


def along_lines(rng: np.random.Generator, count: int) -> None:
    """The reference test: land beside a road network, as is and displaced, with 6 decimals."""
    for name, shift, follows in (
        ("beside roads, honest", None, True),
        ("anywhere among roads, honest", None, False),
        ("beside roads, gcj02", "gcj02", True),
        ("beside roads, bd09", "bd09", True),
    ):
        counts = Counter[str]()
        for lon, lat, _ in places(rng, count):
            lines, block = roads(rng, lon, lat)
            ring = block if follows else land(rng, lon, lat)
            if shift:
                ring = np.column_stack(apply(ring[:, 0], ring[:, 1], shift))
            file = reading(np.round(ring, 6), decimals=6, declared="EPSG:4326")
            found = decide(file, lines=lines)
            alarm = [issue for issue in found.issues if issue.code == "crs.shift_suspected"]
            right = bool(alarm) and found.hypotheses[0].shift == shift
            counts["found" if right else "FALSE ALARM" if alarm else "quiet"] += 1
        show(f"reference lines: {name}", counts)


def roads(rng: np.random.Generator, lon: float, lat: float) -> tuple[list[shapely.LineString], np.ndarray]:
    """An irregular street grid, and a block of it whose edges stand 5 to 30 m off the streets."""
    spacing = rng.uniform(150, 900)
    east = np.cumsum(rng.uniform(0.5, 1.5, 14)) * spacing
    north = np.cumsum(rng.uniform(0.5, 1.5, 14)) * spacing
    east, north = east - east[6], north - north[6]
    turn = rng.uniform(0, np.pi)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    def degrees(points: np.ndarray) -> np.ndarray:
        metres_per_degree = np.array([111_320.0 * np.cos(np.radians(lat)), 110_950.0])
        return points @ rotation.T / metres_per_degree + np.array([lon, lat])

    lines = [shapely.LineString(degrees(np.array([[x, north[0]], [x, north[-1]]]))) for x in east]
    lines += [shapely.LineString(degrees(np.array([[east[0], y], [east[-1], y]]))) for y in north]
    across = int(rng.integers(1, 3))
    low, high = rng.uniform(5, 30, 2), rng.uniform(5, 30, 2)
    west, south = east[6] + low[0], north[6] + low[1]
    far_east, far_north = east[6 + across] - high[0], north[7] - high[1]
    block = np.array([[west, south], [far_east, south], [far_east, far_north], [west, far_north]])
    return lines, degrees(block)


def show(name: str, counts: Counter[str]) -> None:
    """One line of figures."""
    total = sum(counts.values())
    figures = ", ".join(
        f"{key} {value} ({100 * value / total:.2f} %)" for key, value in sorted(counts.items())
    )
    print(f"{name}: {figures}", flush=True)


def main() -> None:
    """Run every study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--only", choices=list(STUDIES))
    chosen = parser.parse_args()
    for name in STUDIES if chosen.only is None else [chosen.only]:
        study, count = STUDIES[name]
        study(np.random.default_rng(chosen.seed), max(1, int(count * chosen.scale)))


STUDIES: dict[str, tuple[Callable[[np.random.Generator, int], None], int]] = {
    "own-zone": (partial(zones, nearest=True), 20_000),
    "any-zone": (partial(zones, nearest=False), 5_000),
    "honest": (honest, 5_000),
    "displaced": (displaced, 1_000),
    "lines": (along_lines, 1_000),
}


if __name__ == "__main__":
    main()
