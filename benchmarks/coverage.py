"""Coverage beside plain GeoPandas, in one run: nearest base, shares of parks, rings, one more base.

    python benchmarks/coverage.py [zones] [points]

CPU seconds of this process; the ratios are what counts. `sjoin_nearest` works in one plane (it has no
geodesics), and `gpd.overlay` gives square degrees; what they lack is not added to their time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import multipolygons, points
from shapes import outline, zone_parts

from geo import places
from geo.measure.coverage import area_shares, rings, what_if
from geo.measure.coverage_nearest import NearestBase, geod
from geo.measure.plane import unproject

PLANE = "+proj=tmerc +lon_0=119.2 +k=1 +x_0=500000 +ellps=GRS80 +units=m"
DISTANCES = (1_000.0, 3_000.0, 5_000.0, 10_000.0)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds and result."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def nearest(zones: gpd.GeoDataFrame, places_of: gpd.GeoDataFrame) -> None:
    """Points to their nearest zone, and how far the plane's answer is from the geodesic."""
    build, bases = timed(lambda: NearestBase(zones))
    ours, found = timed(lambda: bases.nearest(places_of))
    flat_zones, flat_points = zones.to_crs(PLANE), places_of.to_crs(PLANE)
    _ = flat_zones.sindex
    plain, joined = timed(lambda: gpd.sjoin_nearest(flat_points, flat_zones, distance_col="away"))
    joined = joined[~joined.index.duplicated()].sort_index()
    count = len(places_of)
    print(f"nearest of {len(zones)} zones, {count} points")
    print(f"  sjoin_nearest (plane)    {1e6 * plain / count:8.1f} µs a point (projecting not counted)")
    print(f"  nearest (geodesic)       {1e6 * ours / count:8.1f} µs a point, {build:.2f} s to make ready")
    print(
        f"  ratio                    {plain / ours:8.1f} x, with making ready {plain / (ours + build):.1f} x"
    )
    far = found["distance_m"].to_numpy() > 1
    off = np.abs(joined["away"].to_numpy()[far] / found["distance_m"].to_numpy()[far] - 1).max()
    other = int((joined["index_right"].to_numpy() != found["base"].to_numpy(dtype=int)).sum())
    print(f"  the plane's distance is off by up to {off:.1e}; {other} points are given another zone")


def shares(zones: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> None:
    """Rings, the shares of counties and parks in them, and one more base."""
    grown, reach = timed(lambda: rings(zones, DISTANCES))
    print(f"{len(DISTANCES)} rings of {len(zones)} zones, dissolved: {grown:.2f} s")
    bare = reach[["distance_m", "geometry"]]
    for name, areas in (("95 counties", places.load("county")), (f"{len(parks)} parks", parks)):
        ours, table = timed(lambda areas=areas: area_shares(reach, areas))  # type: ignore[misc]
        plain, cut = timed(lambda areas=areas: gpd.overlay(areas, bare))  # type: ignore[misc]
        covered = table.groupby("distance_m")["covered_m2"].sum()
        same = cut.assign(m2=cut.geometry.to_crs(6933).area).groupby("distance_m")["m2"].sum()
        off = float((same / covered - 1).abs().max())
        print(
            f"shares of {name}: overlay {plain:.2f} s, ours {ours:.2f} s, {plain / ours:.1f} x; off {off:.0e}"
        )
    one, _ = timed(lambda: what_if(points([[119.5, 33.0]]), reach, places.load("county")))
    print(f"one base added, 95 counties, {len(DISTANCES)} distances: {1e3 * one:.0f} ms")


def ring_error(rng: np.random.Generator) -> None:
    """Largest departure of a ring about a point from its distance, by Karney."""
    worst = 0.0
    for lon, lat in rng.uniform((116.4, 30.8), (121.9, 35.1), (50, 2)):
        for distance in DISTANCES:
            line = rings(points([[lon, lat]]), [distance]).geometry[0].boundary.segmentize(1e-4)
            xy = np.asarray(line.geoms[0].coords if hasattr(line, "geoms") else line.coords)
            away = geod().inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])[2]
            worst = max(worst, float(np.abs(np.asarray(away) / distance - 1).max()))
    print(f"rings about 50 points: off by up to {worst:.1e} of the distance")


def main() -> None:
    """Print everything."""
    rng = np.random.default_rng(20240601)
    zone_count, point_count = (int(arg) for arg in (*sys.argv[1:], 10_000, 10_000)[:2])
    zones = gpd.GeoDataFrame(
        geometry=[multipolygons(zone_parts(rng)) for _ in range(zone_count)],
        crs="EPSG:4490",
    )
    at = rng.uniform((116.5, 30.8), (121.9, 35.1), (point_count, 2))
    spots = gpd.GeoDataFrame(geometry=points(at), crs="EPSG:4490")
    parks = gpd.GeoDataFrame(
        geometry=[outline(rng, rng.uniform(1000, 2500), *place) for place in at], crs="EPSG:4490"
    )
    rings(zones.iloc[:1], [100.0])  # the first call pays for imports
    unproject(np.array([500_000.0]), np.array([3.5e6]), 0)
    nearest(zones, spots)
    shares(zones.iloc[: max(1, zone_count // 10)], parks)
    ring_error(rng)


if __name__ == "__main__":
    main()
