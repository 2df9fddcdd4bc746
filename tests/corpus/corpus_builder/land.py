"""Made-up land with areas worked out by hand, laid down anywhere in the province.

A plot is drawn in metres from its site's corner, axes east and north, in the 3° zone of the site. That
plane, by the EPSG registry, is the truth; every other system is reached from it by pyproj alone. Nothing
here imports the product.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from pyproj import Geod, Transformer

Point = tuple[float, float]
Ring = tuple[Point, ...]
GEOD = Geod(ellps="GRS80")
GEOGRAPHIC = 4490


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One part: open rings, the shell first; ``more`` are further polygons of the same part."""

    rings: tuple[Ring, ...]
    role: str | None = None
    name: str | None = None
    more: tuple[tuple[Ring, ...], ...] = ()

    @property
    def polygons(self) -> tuple[tuple[Ring, ...], ...]:
        """All polygons, each its rings."""
        return (self.rings, *self.more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place: its city, the zone it is surveyed in, and the corner its plots are measured from."""

    city: str | None
    zone: int
    lon: float
    lat: float

    @property
    def bare(self) -> int:
        """EPSG code of the 3° zone without number before the eastings (39 → 4548)."""
        return 4509 + self.zone

    @property
    def prefixed(self) -> int:
        """EPSG code of the 3° zone with its number before the eastings (39 → 4527)."""
        return 4488 + self.zone

    @property
    def corner(self) -> Point:
        """Corner in the bare plane, on the millimetre grid."""
        east, north = transformer(GEOGRAPHIC, self.bare).transform(self.lon, self.lat)
        return round(east) + 0.137, round(north) + 0.482


@lru_cache(maxsize=64)
def transformer(source: int, target: int) -> Transformer:
    """Straight from the EPSG registry, longitude or easting first."""
    return Transformer.from_crs(source, target, always_xy=True)


NANJING = Site(city="南京", zone=40, lon=118.782, lat=32.041)
SUZHOU = Site(city="苏州", zone=40, lon=120.602, lat=31.302)
XUZHOU = Site(city="徐州", zone=39, lon=117.203, lat=34.251)
SUQIAN = Site(city="宿迁", zone=39, lon=118.281, lat=33.952)
LIANYUNGANG = Site(city="连云港", zone=40, lon=119.221, lat=34.602)
YANCHENG = Site(city="盐城", zone=40, lon=120.152, lat=33.352)
WUXI = Site(city="无锡", zone=40, lon=120.302, lat=31.572)
QIDONG = Site(city="南通", zone=41, lon=121.662, lat=31.812)
SHANGHAI = Site(city=None, zone=40, lon=121.102, lat=31.102)
HEFEI = Site(city=None, zone=39, lon=117.252, lat=31.821)

CORE = Plot(rings=(((0, 0), (40, 0), (40, 50), (0, 50)),), role="core", name="苏河核心区")  # 40 × 50
CENTRE = Plot(  # 200 × 150, a gable of ½ × 200 × 40, a hole of 20 × 10
    rings=(
        ((100, 0), (300, 0), (300, 150), (200, 190), (100, 150)),
        ((150, 50), (170, 50), (170, 60), (150, 60)),
    ),
    role="centre",
    name="知识产权中心",
)
BASE = Plot(rings=(((400, 20), (460, 20), (460, 70), (400, 70)),), role="base", name="东园基地")  # 60 × 50
ZONE = (CORE, CENTRE, BASE)
ZONE_M2 = 2_000 + 33_800 + 3_000
ONE = (CENTRE,)
ONE_M2 = 33_800
FIELD = (  # 300 × 200 with uneven corners: enough vertices that chance cannot put them on a grid
    Plot(
        rings=(
            (
                (0.0, 0.0),
                (61.317, -4.211),
                (120.442, 2.906),
                (187.733, -1.354),
                (251.608, 5.127),
                (300.259, 1.743),
                (304.871, 66.392),
                (298.114, 131.758),
                (301.935, 197.263),
                (240.186, 203.519),
                (171.254, 198.347),
                (110.693, 205.881),
                (49.378, 199.624),
                (-3.562, 194.018),
                (2.847, 130.475),
                (-2.196, 63.951),
            ),
        ),
        role="core",
        name="勘测地块",
    ),
)


def shoelace(ring: Sequence[Point]) -> float:
    """Area of an open ring, m²; origin moved to its first point so that nothing is lost to size."""
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    turned = zip(moved, [*moved[1:], moved[0]], strict=True)
    return abs(math.fsum(a * d - c * b for (a, b), (c, d) in turned)) / 2


def plane_m2(plots: Sequence[Plot]) -> float:
    """Shells less holes."""
    return math.fsum(
        shoelace(rings[0]) - math.fsum(map(shoelace, rings[1:])) for plot in plots for rings in plot.polygons
    )


def mapped(plots: Sequence[Plot], convert: Callable[[Point], Point]) -> tuple[Plot, ...]:
    """The same plots with every vertex converted."""

    def one(rings: tuple[Ring, ...]) -> tuple[Ring, ...]:
        return tuple(tuple(convert(point) for point in ring) for ring in rings)

    return tuple(
        replace(plot, rings=one(plot.rings), more=tuple(one(rings) for rings in plot.more)) for plot in plots
    )


def at(plots: Sequence[Plot], site: Site, code: int | None = None) -> tuple[Plot, ...]:
    """The plots at a site, in the coordinates of ``code`` (the site's bare plane unless given)."""
    east, north = site.corner
    # Whole millimetres, as the surveyor wrote them.
    laid = mapped(plots, lambda p: (round(p[0] + east, 3), round(p[1] + north, 3)))
    if code is None or code == site.bare:
        return laid
    if code == site.prefixed:
        return mapped(laid, lambda p: (round(p[0] + site.zone * 1e6, 3), p[1]))
    via = transformer(site.bare, GEOGRAPHIC)
    degrees = mapped(laid, lambda p: via.transform(*p))
    if code in {GEOGRAPHIC, 4326}:
        return degrees
    # From the degrees of the target's own datum: pyproj would otherwise shift, or refuse, between datums.
    onward = transformer(_degrees_of(code), code)
    return mapped(degrees, lambda p: onward.transform(*p))


@lru_cache(maxsize=64)
def _degrees_of(code: int) -> int:
    from pyproj import CRS

    base = CRS(code).geodetic_crs
    assert base is not None
    return base.to_epsg() or GEOGRAPHIC


def geometry(plots: Sequence[Plot]) -> shapely.MultiPolygon:
    """All polygons of all plots as they are, valid or not."""
    return shapely.MultiPolygon(
        [shapely.Polygon(rings[0], rings[1:]) for plot in plots for rings in plot.polygons]
    )


def ellipsoid_m2(shape: shapely.Geometry) -> float:
    """Area on the ellipsoid by pyproj's geodesics, shells less holes, whatever the winding.

    Edges of a few hundred metres: the geodesic and the straight line in degrees differ below 1e-9.
    """
    total = 0.0
    for polygon in shapely.get_parts(shape):
        rings = [polygon.exterior, *polygon.interiors]
        areas = [abs(GEOD.polygon_area_perimeter(*np.array(ring.coords).T[:2])[0]) for ring in rings]
        total += areas[0] - sum(areas[1:])
    return total
