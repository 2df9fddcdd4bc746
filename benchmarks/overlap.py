"""One assessment against 10,000 parks: an index built once against plain `geopandas.overlay`, in one run.

    python benchmarks/overlap.py

Both give the area shared by every part and park (`overlay` in square degrees, to which nothing is added).
The times are CPU seconds of this process, the median over 40 zones; the ratios are what counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
from shapes import outline, zone_parts

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.overlap import ParkIndex, overlay
from geo.model.footprint import make_footprint

PARKS, ZONES = 10_000, 40


def places(rng: np.random.Generator) -> list[tuple[float, float]]:
    """Middles of the parks: a net over the province, shaken, as parks seldom lie in one another."""
    side = round(PARKS**0.5)
    lon, lat = np.meshgrid(np.linspace(116.5, 121.9, side), np.linspace(30.8, 35.1, side))
    shaken = np.column_stack((lon.ravel(), lat.ravel())) + rng.uniform(-0.01, 0.01, (PARKS, 2))
    return [(float(x), float(y)) for x, y in shaken]


def timed(work: Callable[[Any], Any], zones: list[gpd.GeoDataFrame]) -> tuple[list[float], list[Any]]:
    """CPU seconds and result for each zone, one after the other."""
    seconds, results = [], []
    for zone in zones:
        begin = time.process_time()
        results.append(work(zone))
        seconds.append(time.process_time() - begin)
    return seconds, results


def main() -> None:
    """Print the medians and the ratios, cold and warm."""
    rng = np.random.default_rng(20240601)
    parks = gpd.GeoDataFrame(
        {"name": [f"示范园{i}" for i in range(PARKS)]},
        geometry=[outline(rng, rng.uniform(1000, 2500), *place) for place in places(rng)],
        crs="EPSG:4490",
    )
    zones = [
        make_footprint([(str(i), None, None, part) for i, part in enumerate(zone_parts(rng))])
        for _ in range(ZONES)
    ]
    begin = time.process_time()
    index = ParkIndex(parks)
    build = time.process_time() - begin
    overlay(zones[0], index, vertex_sigma_m=0.05)  # the first call pays for imports
    ours, found = timed(lambda zone: overlay(zone, index, vertex_sigma_m=0.05), zones)
    plain, expected = timed(lambda zone: gpd.overlay(zone, parks, how="intersection"), zones)
    pairs = sum(len(result.overlaps) for result in found)
    worst = 0.0
    for result, frame in zip(found, expected, strict=True):
        areas = sum(overlap.area_m2 or 0.0 for overlap in result.overlaps)
        reference = float(ellipsoidal_area_m2(frame.geometry).sum())
        worst = max(worst, abs(areas - reference) / max(reference, 1.0))
    warm, usual = statistics.median(ours), statistics.median(plain)
    print(f"{PARKS} parks, {ZONES} zones, {pairs / ZONES:.1f} pairs a zone")
    print(f"geopandas.overlay        {1e3 * usual:8.2f} ms a zone")
    print(f"index built once         {1e3 * build:8.2f} ms (every park validated)")
    print(f"overlay on the index     {1e3 * warm:8.2f} ms a zone")
    print(f"ratio, index warm        {usual / warm:8.1f} x")
    print(f"ratio, index cold        {usual / (warm + build):8.1f} x (one zone only, building included)")
    print(f"ratio over {ZONES} zones      {sum(plain) / (sum(ours) + build):8.1f} x (building included)")
    print(f"largest difference of the areas {worst:.1e}")


if __name__ == "__main__":
    main()
