"""Areas: speed with the band against a `pyproj.Geod` loop, and three independent methods against ours.

python benchmarks/area.py
"""

from __future__ import annotations

import time

import numpy as np
import pyproj
import shapely
from pyproj import Geod, Transformer
from shapes import EAST_M, NORTH_M, outline, somewhere, zone_parts

from geo.measure.area import ellipsoidal_area_m2, karney_area_m2, official_area_m2
from geo.measure.uncertainty import areas_and_sigmas_m2

COUNT = 10_000


def speed() -> None:
    """Time ellipsoidal areas with σ over zones of a core and two or three bases."""
    rng = np.random.default_rng(1)
    zones = np.array([shapely.MultiPolygon(zone_parts(rng)) for _ in range(COUNT)], dtype=object)
    geod = Geod(ellps="GRS80")
    ratios = []
    for _ in range(3):
        begin = time.process_time()
        area, sigma = areas_and_sigmas_m2(zones, 0.05)
        ours = time.process_time() - begin
        begin = time.process_time()
        loop = np.array([abs(geod.geometry_area_perimeter(zone)[0]) for zone in zones])
        usual = time.process_time() - begin
        ratios.append(usual / ours)
        print(f"  ours with band {ours:.2f} s, Geod loop {usual:.2f} s: {usual / ours:.1f} x")
    vertices = int(shapely.get_num_coordinates(zones).sum())
    print(f"{COUNT} zones, {vertices} vertices: {sorted(ratios)[1]:.1f} x (median of three)")
    print(
        f"  σ / area between {(sigma / area).min():.1e} and {(sigma / area).max():.1e} at 0.05 m a coordinate"
    )
    print(f"  Geod takes every edge as a geodesic: {np.abs(loop / area - 1).max():.1e} from straight edges")


def polygons(rng: np.random.Generator) -> np.ndarray:
    """Outlines of about 1e3 to 1e7 m² with edges under 70 m."""
    found = []
    while len(found) < COUNT:
        radius = np.exp(rng.uniform(np.log(20), np.log(2000)))
        shape = outline(rng, radius, *somewhere(rng))
        step = np.diff(shapely.get_coordinates(shape), axis=0) * (EAST_M, NORTH_M)
        if np.hypot(*step.T).max() < 69:
            found.append(shape)
    return np.array(found, dtype=object)


def agreement() -> None:
    """Compare with the official sum, PROJ's equal-area cylinder and Karney, edges divided ever finer."""
    shapes = polygons(np.random.default_rng(2))
    ours = ellipsoidal_area_m2(shapes)
    print(f"{COUNT} polygons, edges under 70 m, {ours.min():.0f} to {ours.max():.3g} m²")
    for edge in (70, 2):
        off = np.abs(official_area_m2(shapes, max_edge_m=edge) / ours - 1)
        print(f"  official sum, edges divided to {edge:2d} m: worst {off.max():.1e}")
    off = np.abs(equal_area(shapes, 2) / ours - 1)
    print(f"  equal-area cylinder (PROJ), 2 m: worst {off.max():.1e}")
    for edge in (None, 5):
        karney = karney_area_m2(shapes, max_edge_m=edge)
        off, large = np.abs(karney / ours - 1), ours > 1e5
        print(
            f"  Karney, edges {'whole' if edge is None else f'divided to {edge} m'}: worst {off.max():.1e},"
            f" above 10 ha {off[large].max():.1e}, absolute {np.abs(karney - ours).max():.1e} m²"
        )


def equal_area(shapes: np.ndarray, max_edge_m: float) -> np.ndarray:
    """Area of each shape in the ellipsoidal cylindrical equal-area projection, about its own place."""
    cylinder = Transformer.from_crs("EPSG:4490", "+proj=cea +ellps=GRS80", always_xy=True)
    fine = shapely.segmentize(shapes, max_edge_m / NORTH_M)

    def project(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(cylinder.transform(xy[:, 0], xy[:, 1]))

    return np.array([shapely.area(shapely.transform(one, lambda xy: _near(project(xy)))) for one in fine])


def _near(xy: np.ndarray) -> np.ndarray:
    return xy - xy[0]


if __name__ == "__main__":
    print(f"PROJ {pyproj.proj_version_str}, GEOS {shapely.geos_version_string}")
    speed()
    agreement()
