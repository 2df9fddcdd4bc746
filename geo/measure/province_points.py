"""Whether points gather or keep apart: Clark–Evans, Ripley's K and L, and the ellipse they spread over.

All are held against points thrown at random into the same window (the province unless another is given),
so that its shape and edge count on both sides alike. A whole province always looks clustered, for nobody
builds on its lakes and fields: the sentences say so, and a smaller window says more. Firms in one tower
are one point: those of a building are taken once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.coverage import geometries_of
from geo.measure.ellipsoid import metres_per_degree
from geo.measure.plane import project, unproject
from geo.measure.province import SIGNIFICANT, Statistic

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.measure.rings import FloatArray, Geometries, IntArray

SIMULATIONS = 99
DISTANCES_M = tuple(float(d) for d in range(1_000, 50_001, 1_000))
_SAME = 5
"""Decimals of a degree within which points without building are one place: a metre."""
_RADIUS_M = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Distinct points in a window, in metres of a plane through its middle.

    ``taken`` are their positions among the points given, ``dropped`` how many shared a building with
    another, ``outside`` how many lay outside the window or had no place.
    """

    xy: FloatArray
    window: BaseGeometry
    name: str
    area_m2: float
    taken: IntArray
    dropped: int
    outside: int

    @property
    def middle(self) -> float:
        """Meridian of the plane, degrees."""
        west, _, east, _ = self.window.bounds
        return float(west + east) / 2


def pattern(
    points: Geometries, window: BaseGeometry, *, name: str, buildings: Sequence[Hashable] | None = None
) -> Pattern:
    """Points made ready: one a building, those in the window.

    Parameters
    ----------
    points
        EPSG:4490; of a polygon, a point on it.
    window
        Polygon within which points could lie, EPSG:4490.
    name
        The window in words, for the sentences.
    buildings
        Building of each point; None where it is not known, and then points within a metre are one.

    Examples
    --------
    >>> tower = [shapely.Point(118.5, 32.5)] * 3 + [shapely.Point(118.6, 32.5), None]
    >>> found = pattern(tower, shapely.box(118, 32, 119, 33), name="一度见方")
    >>> len(found.xy), found.dropped, found.outside
    (2, 2, 1)
    """
    geoms = geometries_of(points)
    at = shapely.point_on_surface(geoms)
    inside = np.flatnonzero(shapely.intersects(window, at))
    lonlat = np.column_stack((shapely.get_x(at), shapely.get_y(at)))
    seen: dict[Hashable, int] = {}
    for row in inside.tolist():
        building = None if buildings is None else buildings[row]
        key = tuple(np.round(lonlat[row], _SAME)) if building is None else ("building", building)
        seen.setdefault(key, row)
    taken = np.array(sorted(seen.values()), dtype=np.int64)
    west, _, east, _ = window.bounds
    xy = np.column_stack(project(lonlat[taken, 0] - (west + east) / 2, lonlat[taken, 1], 0))
    area = float(ellipsoidal_area_m2(window)[0])
    return Pattern(xy, window, name, area, taken, len(inside) - len(taken), len(geoms) - len(inside))


def thrown(found: Pattern, count: int, rng: np.random.Generator) -> FloatArray:
    """Points thrown evenly over the ellipsoid's ground in the window, in the pattern's plane."""
    west, south, east, north = found.window.bounds
    shapely.prepare(found.window)
    largest = np.prod(metres_per_degree(np.array([south])))
    kept = np.empty((0, 2))
    while len(kept) < count:
        at = rng.uniform((west, south), (east, north), (2 * count + 16, 2))
        # A degree square is smaller in the north.
        even = rng.random(len(at)) * largest <= np.prod(metres_per_degree(at[:, 1]), axis=0)
        kept = np.concatenate((kept, at[even & shapely.contains_xy(found.window, at)]))
    return np.column_stack(project(kept[:count, 0] - found.middle, kept[:count, 1], 0))


def _patterns(found: Pattern, seed: int, simulations: int) -> tuple[FloatArray, ...]:
    """As many patterns thrown as are compared, from one seed: the same for every set of as many points."""
    return _thrown_before(found.window.wkb, len(found.xy), seed, simulations)


@lru_cache(maxsize=4)
def _thrown_before(window: bytes, count: int, seed: int, simulations: int) -> tuple[FloatArray, ...]:
    none = np.empty(0, dtype=np.int64)
    empty = Pattern(np.empty((0, 2)), shapely.from_wkb(window), "", 0.0, none, 0, 0)
    rng = np.random.default_rng(seed)
    found = tuple(thrown(empty, count, rng) for _ in range(simulations))
    for shared in found:
        shared.flags.writeable = False
    return found


def distances_m(one: FloatArray, other: FloatArray) -> FloatArray:
    """Geodesic distances between points of the plane: the straight line over its mean scale.

    Examples
    --------
    >>> east = np.column_stack(project(np.array([2.0, 2.5]), np.array([32.0, 32.0]), 0))
    >>> from geo.measure.coverage_nearest import geod
    >>> bool(abs(distances_m(east[:1], east[1:])[0] / geod().inv(2, 32, 2.5, 32)[2] - 1) < 3e-6)
    True
    """
    a, b = one[..., 0] - 500_000.0, other[..., 0] - 500_000.0
    scale = 1 + (a * a + a * b + b * b) / (6 * _RADIUS_M**2)
    return np.hypot(other[..., 0] - one[..., 0], other[..., 1] - one[..., 1]) / scale


def _nearest_m(xy: FloatArray) -> FloatArray:
    points = shapely.points(xy)
    one, other = shapely.STRtree(points).query_nearest(points, exclusive=True, all_matches=False)
    return distances_m(xy[one], xy[other])


def clark_evans(found: Pattern, *, seed: int = 0, simulations: int = SIMULATIONS) -> Statistic:
    r"""Clark–Evans index: mean distance to the nearest other point over that of evenly thrown points.

    .. math:: R = \bar d \Big/ \frac{1}{2}\sqrt{A/n}

    Below 1 they gather, above 1 they keep apart; ``expected`` and the band come from ``simulations``
    patterns thrown into the same window, which carry its edge effect too.

    Parameters
    ----------
    found
        As `pattern` gives it.
    seed, simulations
        Of the patterns thrown.

    Notes
    -----
    P. J. Clark and F. C. Evans, *Distance to nearest neighbor as a measure of spatial relationships in
    populations*, Ecology 35 (1954) 445–453.

    Examples
    --------
    A net keeps apart: the index of a square one is 2 but for its edge.

    >>> net = [shapely.Point(118.05 + i / 10, 32.05 + j / 10) for i in range(10) for j in range(10)]
    >>> clark_evans(pattern(net, shapely.box(118, 32, 119, 33), name="一度见方")).sentence
    'clark_evans.apart'
    """
    n = len(found.xy)
    if n < 2:
        return Statistic(name="clark_evans", value=None, n=n, window=found.name, sentence="undefined")
    unit = 0.5 * np.sqrt(found.area_m2 / n)
    value = float(_nearest_m(found.xy).mean() / unit)
    thrown_r = np.array([_nearest_m(xy).mean() / unit for xy in _patterns(found, seed, simulations)])
    below = int((thrown_r <= value).sum())
    p = min(1.0, 2 * (min(below, simulations - below) + 1) / (simulations + 1))
    low, high = np.quantile(thrown_r, [0.025, 0.975])
    kind = "chance" if p > SIGNIFICANT else "gather" if value < thrown_r.mean() else "apart"
    return Statistic(
        name="clark_evans",
        value=value,
        n=n,
        window=found.name,
        sentence=f"clark_evans.{kind}",
        params={"dropped": found.dropped, "mean_m": value * unit},
        expected=float(thrown_r.mean()),
        low=float(low),
        high=float(high),
        p=p,
        seed=seed,
        simulations=simulations,
    )


@dataclass(frozen=True, slots=True)
class Ripley:
    """Ripley's functions at each distance, and the envelope of the patterns thrown, all in m (K in m²)."""

    distances_m: FloatArray
    k_m2: FloatArray
    l_m: FloatArray
    low_m: FloatArray
    high_m: FloatArray
    statistic: Statistic


def ripley(
    found: Pattern,
    distances: Sequence[float] = DISTANCES_M,
    *,
    seed: int = 0,
    simulations: int = SIMULATIONS,
) -> Ripley:
    r"""Ripley's K and L with the envelope of random patterns in the same window.

    .. math:: K(d) = \frac{A}{n(n − 1)} \sum_{i \ne j} 1(d_{ij} \le d), \qquad L(d) = \sqrt{K(d)/π}

    No edge correction: the patterns thrown lose at the edge what the points lose. The envelope is the
    smallest and the largest L at each distance; p ranks the largest departure over all distances from
    the mean of all patterns, so that looking at many distances costs nothing.

    Parameters
    ----------
    found
        As `pattern` gives it.
    distances
        m, ascending.
    seed, simulations
        Of the patterns thrown.

    Examples
    --------
    >>> corner = [shapely.Point(118.1 + i / 100, 32.1) for i in range(12)]
    >>> found = ripley(pattern(corner, shapely.box(118, 32, 119, 33), name="一度见方"), [5000, 10000])
    >>> found.statistic.sentence, bool((found.l_m > found.high_m).all())
    ('ripley.gather', True)
    """
    radii = np.asarray(distances, dtype=float)
    n = len(found.xy)
    if n < 3:
        none = np.full(len(radii), np.nan)
        statistic = Statistic(name="ripley", value=None, n=n, window=found.name, sentence="undefined")
        return Ripley(radii, none, none, none, none, statistic)
    share = found.area_m2 / (n * (n - 1))
    k = share * 2 * pairs_within(found.xy, radii)
    l_m = np.sqrt(k / np.pi)
    many = np.sqrt(
        [2 * share / np.pi * pairs_within(xy, radii) for xy in _patterns(found, seed, simulations)]
    )
    centre = np.vstack((many, l_m)).mean(axis=0)
    largest = np.abs(many - centre).max(axis=1)
    off = l_m - centre
    p = (int((largest >= np.abs(off).max()).sum()) + 1) / (simulations + 1)
    at = int(np.abs(off).argmax())
    kind = "chance" if p > SIGNIFICANT else "gather" if off[at] > 0 else "apart"
    statistic = Statistic(
        name="ripley",
        value=float(l_m[at] - centre[at]),
        n=n,
        window=found.name,
        sentence=f"ripley.{kind}",
        params={"at_km": float(radii[at]) / 1000, "dropped": found.dropped, "simulations": simulations},
        expected=0.0,
        p=p,
        seed=seed,
        simulations=simulations,
    )
    return Ripley(radii, k, l_m, many.min(axis=0), many.max(axis=0), statistic)


def pairs_within(xy: FloatArray, radii: FloatArray) -> FloatArray:
    """Pairs of points no farther apart than each radius, each pair once.

    Sorted from west to east, a point meets those behind it until they are too far: no matrix is made.

    Examples
    --------
    >>> pairs_within(np.array([[5e5, 0.0], [5e5, 3.0], [5e5 + 4, 0.0]]), np.array([3.0, 4.0, 5.0])).tolist()
    [1.0, 2.0, 3.0]
    """
    west = xy[np.argsort(xy[:, 0], kind="stable")]
    counts = np.zeros(len(radii) + 1)
    # The plane is longer than the ground by less than 3e-3 within 500 km of its middle.
    reach = radii[-1] * 1.004
    for step in range(1, len(west)):
        near = np.flatnonzero(west[step:, 0] - west[:-step, 0] <= reach)
        if not len(near):
            break
        away = distances_m(west[near], west[near + step])
        counts += np.bincount(np.searchsorted(radii, away), minlength=len(radii) + 1)
    return np.cumsum(counts[:-1])


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Standard deviational ellipse: middle (degrees), half axes (m), azimuth of the long one (0–180°)."""

    lon: float
    lat: float
    long_m: float
    short_m: float
    azimuth_deg: float
    geometry: BaseGeometry
    statistic: Statistic


def ellipse(found: Pattern) -> Ellipse | None:
    """Standard deviational ellipse: one standard deviation along the points' main direction and across.

    The half axes are the roots of the eigenvalues of the covariance (Lefever 1926; divided by n). CrimeStat
    prints √(2n/(n − 2)) times as much, ArcGIS √2 times. None for fewer than three points.

    Parameters
    ----------
    found
        As `pattern` gives it.

    Examples
    --------
    >>> cross = [shapely.Point(118.5 + x, 32.5 + y) for x, y in ((0.2, 0), (-0.2, 0), (0, 0.1), (0, -0.1))]
    >>> spread = ellipse(pattern(cross, shapely.box(118, 32, 119, 33), name="一度见方"))
    >>> round(spread.azimuth_deg, 1), round(spread.long_m, -2), round(spread.short_m, -2)
    (90.0, 13300.0, 7800.0)
    """
    n = len(found.xy)
    if n < 3:
        return None
    middle = found.xy.mean(axis=0)
    axes, directions = np.linalg.eigh(np.cov(found.xy.T, bias=True))
    short, long = np.sqrt(np.maximum(axes, 0))
    east, north = directions[:, 1]
    azimuth = float(np.degrees(np.arctan2(east, north)) % 180)
    turn = np.linspace(0, 2 * np.pi, 97)[:-1]
    ring = (
        middle
        + np.outer(np.cos(turn), directions[:, 1] * long)
        + np.outer(np.sin(turn), directions[:, 0] * short)
    )
    lon, lat = unproject(np.append(ring[:, 0], middle[0]), np.append(ring[:, 1], middle[1]), 0)
    outline = shapely.Polygon(np.column_stack((lon + found.middle, lat))[:-1])
    statistic = Statistic(
        name="ellipse",
        value=float(long / short) if short > 0 else None,
        n=n,
        window=found.name,
        sentence="ellipse",
        params={"long_km": long / 1000, "short_km": short / 1000, "azimuth": azimuth},
    )
    return Ellipse(
        float(lon[-1]) + found.middle, float(lat[-1]), float(long), float(short), azimuth, outline, statistic
    )
