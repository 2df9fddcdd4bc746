"""How far an area can be off because its vertices are: σ of land areas from σ of the corner points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.area import ring_areas
from geo.measure.ellipsoid import metres_per_degree
from geo.measure.rings import Rings, as_array, blocks_of, polygonal, rings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.measure.rings import FloatArray, Geometries, IntArray

_COINCIDENT_DEGREES = 1e-11
"""A micrometre: edges this near to a point of the union's boundary all run through it."""
BAND_SIGMAS = 2.0
"""The band is twice the standard deviation: 限差 = 2 × 中误差."""


@dataclass(frozen=True, slots=True)
class VertexAccuracy:
    """Standard deviation of each coordinate of a vertex (east and north alike), m, and why."""

    sigma_m: float
    reason: str


VERTEX_ACCURACY_M: dict[str, VertexAccuracy] = {
    "survey": VertexAccuracy(
        0.05,
        "boundary points of the second class of the urban cadastral survey: 7.5 cm in position, "
        "that is 5.3 cm a coordinate",
    ),
    "drawing": VertexAccuracy(
        0.10,
        "a planning drawing on a 1:500 survey: third-class points, 10 cm in position, and the drawing",
    ),
    "gis_export": VertexAccuracy(
        0.50, "redrawn by hand over 1:2 000 imagery or maps: a quarter of a millimetre at that scale"
    ),
    "online_map": VertexAccuracy(
        3.0, "clicked on an online map: the offset of the imagery and the hand add up to metres"
    ),
}
"""Accuracy assumed by origin when the file and the applicant state none.

Working assumptions of this service, printed with every result and replaced by a stated accuracy; only
the first rests on a published class of points (城镇地籍调查规程: 界址点 5, 7.5 and 10 cm in position).
"""

ORIGIN_OF_FORMAT: dict[str, str] = {
    "parcel_txt": "survey",
    "corners_csv": "survey",
    "corners_xlsx": "survey",
    "dxf": "drawing",
    "kml": "online_map",
    "kmz": "online_map",
}
"""Usual origin of a file by its format; any other format is taken as a GIS export."""


def default_accuracy(
    file_format: str, *, shifted: bool = False, own: Mapping[str, float] = MappingProxyType({})
) -> tuple[float, str]:
    """Vertex accuracy to assume for a file that states none: ``(sigma_m, key of VERTEX_ACCURACY_M)``.

    ``shifted`` land was drawn over a GCJ-02 or BD-09 map, so it is an online map whatever the format.
    The ``精度`` of a land-parcel TXT (0.001) is the number of decimals it is written with, not how well
    the corners are known: it is not to be passed on as an accuracy unless the applicant says so.

    Parameters
    ----------
    file_format
        Key of the format.
    shifted
        Whether the coordinates were taken from an online map.
    own
        Accuracies the publisher of the service assumes instead, by origin, m.

    Examples
    --------
    >>> default_accuracy("parcel_txt"), default_accuracy("shapefile"), default_accuracy("dxf", shifted=True)
    ((0.05, 'survey'), (0.5, 'gis_export'), (3.0, 'online_map'))
    >>> default_accuracy("parcel_txt", own={"survey": 0.1})
    (0.1, 'survey')
    """
    origin = "online_map" if shifted else ORIGIN_OF_FORMAT.get(file_format, "gis_export")
    return own.get(origin, VERTEX_ACCURACY_M[origin].sigma_m), origin


METRES_PER_DEGREE = 111_000.0
"""Of latitude; of longitude it is less, so that a digit of a degree is never made out finer than it is."""
_NEGLIGIBLE = 0.1
"""Rounding below a tenth of σ adds less than half a percent to it: nothing beside a working assumption."""


def rounding_sigma_m(unit: float, *, degrees: bool) -> float:
    """Standard deviation of a coordinate that is only known to its last written digit, m.

    Half a unit either way and every value as likely: the unit divided by √12.

    Parameters
    ----------
    unit
        One of the last digit: 0.001 for three decimals, 1/3600 for whole seconds of an angle.
    degrees
        Whether it is of a degree; otherwise of a metre.

    Examples
    --------
    >>> round(rounding_sigma_m(1e-4, degrees=True), 3), round(rounding_sigma_m(0.001, degrees=False), 6)
    (3.204, 0.000289)
    """
    return unit * (METRES_PER_DEGREE if degrees else 1.0) / math.sqrt(12.0)


def with_rounding(sigma_m: float, rounding_m: float) -> float:
    """Accuracy of a vertex that was known to ``sigma_m`` and then written to so many digits, m.

    Two independent errors: the root of the sum of squares, to three digits. Rounding below a tenth of
    ``sigma_m`` leaves it as it is.

    Examples
    --------
    >>> with_rounding(0.05, rounding_sigma_m(0.001, degrees=False))
    0.05
    >>> with_rounding(0.05, rounding_sigma_m(1e-4, degrees=True))
    3.2
    """
    if rounding_m <= _NEGLIGIBLE * sigma_m:
        return sigma_m
    return float(f"{math.hypot(sigma_m, rounding_m):.3g}")


def area_sigma_m2(geoms: Geometries, vertex_sigma_m: float | FloatArray) -> FloatArray:
    r"""Standard deviation of each area when every vertex is off by ``vertex_sigma_m``.

    .. math:: σ_A² = \frac{σ²}{4}\sum_i \left[(x_{i+1}−x_{i−1})² + (y_{i+1}−y_{i−1})²\right]

    with *x*, *y* in metres east and north, and σ the standard deviation of each coordinate. A vertex that
    occurs more than once in a geometry (repeated in a ring, or shared by touching parts) is one point of
    the ground: its terms are added before squaring, so a boundary inside the land does not count.

    Parameters
    ----------
    geoms
        Polygons or multipolygons, EPSG:4490 degrees, longitude first; one geometry or many.
    vertex_sigma_m
        m, one for all or one each. A point accuracy (点位中误差) of *m* is *m* / √2 here.

    Returns
    -------
    ndarray of float
        m², one per geometry. NaN for None, 0 for what is empty or has no area.

    Examples
    --------
    A rectangle of about 94.5 m by 110.9 m: four diagonals of 145.7 m, so σ_A = σ · 145.7:

    >>> area_sigma_m2(shapely.box(118.7, 32.0, 118.701, 32.001), 0.05).round(2).tolist()
    [7.28]
    """
    growth = np.concatenate([np.empty(0), *(_growths(rings) for rings in blocks_of(geoms))])
    return growth * vertex_sigma_m


def areas_and_sigmas_m2(
    geoms: Geometries, vertex_sigma_m: float | FloatArray
) -> tuple[FloatArray, FloatArray]:
    """`ellipsoidal_area_m2` and `area_sigma_m2` of many geometries, for the price of flattening them once.

    Examples
    --------
    >>> area, sigma = areas_and_sigmas_m2([shapely.box(118.7, 32.0, 118.701, 32.001), None], 0.05)
    >>> area.round(1).tolist(), sigma.round(2).tolist()
    ([10478.0, nan], [7.28, nan])
    """
    found = [np.empty((2, 0))]
    found += [np.array([ring_areas(rings), _growths(rings)]) for rings in blocks_of(geoms)]
    area, growth = np.concatenate(found, axis=1)
    return area, growth * vertex_sigma_m


def _growths(rings: Rings) -> FloatArray:
    """σ of each area for vertices that are 1 m off."""
    east, north = metres_per_degree(rings.middle(rings.y))
    squares = np.zeros(len(rings.owner))
    repeated = _repeated(rings)
    for values, scale in ((rings.x, east), (rings.y, north)):
        step = _across(rings, values)
        np.square(step, out=step)
        squares += rings.sum_edges(step) * scale**2 / 4
    squares[repeated] = 0.0
    total = np.bincount(rings.owner, weights=squares, minlength=rings.size)
    if repeated.any():
        _, owner, gradient = _gradients(rings.take(repeated))
        total += np.bincount(owner, weights=(gradient**2).sum(axis=1), minlength=rings.size)
    return np.where(rings.missing, np.nan, np.sqrt(total))


def _across(rings: Rings, values: FloatArray) -> FloatArray:
    """Value of the next vertex less that of the one before; 0 at the closing vertex."""
    step = np.zeros(len(values))
    if len(values):
        np.subtract(values[2:], values[:-2], out=step[1:-1])
        first = rings.start[:-1]
        step[first] = values[first + 1] - values[rings.last - 1]
        step[rings.last] = 0.0
    return step


def _repeated(rings: Rings) -> NDArray[np.bool_]:
    """Rings in which a vertex occurs twice: repeated in a row, or shared with a ring of its geometry."""
    repeated = np.zeros(len(rings.owner), dtype=bool)
    if not len(rings.owner):
        return repeated
    same = (rings.x[1:] == rings.x[:-1]) & (rings.y[1:] == rings.y[:-1])
    same[rings.last[:-1]] = False
    repeated[np.searchsorted(rings.start, np.flatnonzero(same), side="right") - 1] = True
    first = rings.start[:-1]
    several = np.flatnonzero(np.bincount(rings.owner, minlength=rings.size)[rings.owner] > 1)
    low_x, high_x = np.minimum.reduceat(rings.x, first), np.maximum.reduceat(rings.x, first)
    low_y, high_y = np.minimum.reduceat(rings.y, first), np.maximum.reduceat(rings.y, first)
    boxes = shapely.box(low_x[several], low_y[several], high_x[several], high_y[several])
    one, other = shapely.STRtree(boxes).query(boxes)
    near = (one != other) & (rings.owner[several[one]] == rings.owner[several[other]])
    close = np.zeros(len(rings.owner), dtype=bool)
    close[several[one[near]]] = True
    if close.any():
        repeated[np.flatnonzero(close)[_sharing(rings.take(close))]] = True
    return repeated


def _sharing(rings: Rings) -> NDArray[np.bool_]:
    """Rings that have a vertex in common with another of their geometry (by hash: rarely one too many)."""
    odd = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
    ring = np.repeat(np.arange(len(rings.owner)), rings.lengths)
    key = (rings.x + 0.0).view(np.uint64) * odd[0] + (rings.y + 0.0).view(np.uint64) * odd[1]
    key += rings.owner.astype(np.uint64)[ring] * odd[2]
    open_ring = np.ones(len(key), dtype=bool)
    open_ring[rings.last] = False
    key, ring = key[open_ring], ring[open_ring]
    ordered = np.sort(key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    sharing = np.zeros(len(rings.owner), dtype=bool)
    if len(twice):
        sharing[ring[np.isin(key, twice)]] = True
    return sharing


def _gradients(rings: Rings) -> tuple[FloatArray, IntArray, FloatArray]:
    """Points, owners, and how each area grows (m² per m east and north) as a point moves.

    Equal points of one owner are one row.
    """
    begin, end, ring = _edges(rings)
    half = _growth(rings, begin, end, ring) / 2
    owner = rings.owner[ring]
    return _by_point(np.vstack((begin, end)), np.append(owner, owner), np.vstack((half, half)))


def _growth(rings: Rings, begin: FloatArray, end: FloatArray, ring: IntArray) -> FloatArray:
    """Area won per metre east and north by moving a whole edge: its length times its outward normal."""
    east, north = metres_per_degree((begin[:, 1] + end[:, 1]) / 2)
    step = (end - begin) * _turning(rings)[ring][:, None]
    return np.column_stack((step[:, 1] * north, -step[:, 0] * east))


def _by_point(
    points: FloatArray, owner: IntArray, gradient: FloatArray
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Add up the rows of equal point and owner."""
    order = np.lexsort((points[:, 1], points[:, 0], owner))
    points, owner, gradient = points[order], owner[order], gradient[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (points[1:] != points[:-1]).any(axis=1) | (owner[1:] != owner[:-1])
    first = np.flatnonzero(new)
    if not len(first):
        return points, owner, gradient
    return points[first], owner[first], np.add.reduceat(gradient, first, axis=0)


def union_sigma_m2(parts: Sequence[BaseGeometry], vertex_sigma_m: float) -> float:
    r"""Standard deviation of the area of the union of parts, by the vertices the parts were given with.

    The boundary of a union has corners nobody surveyed, where two boundaries cross. They do not err on
    their own: they follow the edges they lie on. So each piece of the boundary passes its growth on to
    the two ends of the edge it is part of, in proportion to where it lies on it:

    .. math:: σ_A² = σ² \sum_v \Bigl|\sum_{k \ni v} w_{vk}\,ℓ_k n_k\Bigr|²

    over the vertices *v* and boundary pieces *k*, with length ℓ, outward normal *n*, and *w* the mean
    share of *v* along the piece (½ for a whole edge, which gives the formula of `area_sigma_m2`).

    Parameters
    ----------
    parts
        Valid polygons or multipolygons, EPSG:4490 degrees, longitude first. They may overlap or touch.
    vertex_sigma_m
        Standard deviation of each coordinate of each vertex, m.

    Returns
    -------
    float
        m²; 0 for no parts.

    Examples
    --------
    One part given twice is known no better and no worse than once:

    >>> square = shapely.box(118.7, 32.0, 118.701, 32.001)
    >>> round(union_sigma_m2([square, square], 0.05), 2)
    7.28
    """
    _, gradient = _union_gradients(tuple(parts))
    return float(np.sqrt((gradient**2).sum())) * vertex_sigma_m


def double_counted_sigma_m2(parts: Sequence[BaseGeometry], vertex_sigma_m: float) -> float:
    """Standard deviation of (sum of the parts − their union), m²; parameters as `union_sigma_m2`."""
    points, gradient = _union_gradients(tuple(parts))
    singles = rings_of(list(parts))
    each, _, growth = _gradients(singles)
    owner = np.zeros(len(points) + len(each), dtype=np.int64)
    rows = np.vstack((points, each))
    _, _, difference = _by_point(rows, owner, np.vstack((-gradient, growth)))
    return float(np.sqrt((difference**2).sum())) * vertex_sigma_m


@lru_cache(maxsize=16)  # land, doubly counted land and every other accuracy ask about the same parts
def _union_gradients(parts: tuple[BaseGeometry, ...]) -> tuple[FloatArray, FloatArray]:
    """Points of the parts, and how the area of the union grows as each moves (m² per m)."""
    given = rings_of(list(parts))
    whole = rings_of(polygonal(shapely.union_all(as_array(list(parts)))))
    begin, end, _ = _edges(given)
    piece_begin, piece_end, ring = _edges(whole)
    if not len(piece_begin):
        return np.empty((0, 2)), np.empty((0, 2))
    middles = (piece_begin + piece_end) / 2
    edge = _edge_under(middles, begin, end)
    along = end[edge] - begin[edge]
    share = ((middles - begin[edge]) * along).sum(axis=1) / (along**2).sum(axis=1)
    growth = _growth(whole, piece_begin, piece_end, ring)
    points = np.vstack((begin[edge], end[edge]))
    gradient = np.vstack((growth * (1 - share)[:, None], growth * share[:, None]))
    points, _, gradient = _by_point(points, np.zeros(len(points), dtype=np.int64), gradient)
    points.flags.writeable = gradient.flags.writeable = False
    return points, gradient


def _edge_under(points: FloatArray, begin: FloatArray, end: FloatArray) -> IntArray:
    """The edge each point lies on; of several that coincide there, the same one in whatever order they come.

    Which of them a tree calls nearest hangs on its order and on rounding; the least by its ends does not.
    """
    tree = shapely.STRtree(shapely.linestrings(np.stack((begin, end), axis=1)))
    places = shapely.points(points)
    edge = np.asarray(tree.nearest(places))
    swapped = (begin[:, 0] > end[:, 0]) | ((begin[:, 0] == end[:, 0]) & (begin[:, 1] > end[:, 1]))
    low, high = np.where(swapped[:, None], end, begin), np.where(swapped[:, None], begin, end)
    order = np.lexsort((high[:, 1], high[:, 0], low[:, 1], low[:, 0]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    at, candidate = tree.query(places, predicate="dwithin", distance=_COINCIDENT_DEGREES)
    least = np.full(len(points), len(order))
    np.minimum.at(least, at, rank[candidate])
    settled = least < len(order)
    edge[settled] = order[least[settled]]
    return edge


def _turning(rings: Rings) -> FloatArray:
    """+1 for each ring that has the land on its left, −1 for one that has it on its right."""
    dx = np.zeros(len(rings.x))
    dy = np.zeros(len(rings.x))
    dx[:-1], dy[:-1] = np.diff(rings.x), np.diff(rings.y)
    height = rings.y - rings.spread(rings.middle(rings.y))
    return np.sign(rings.sum_edges(-(height + dy / 2) * dx)) * rings.sign


def _edges(rings: Rings) -> tuple[FloatArray, FloatArray, IntArray]:
    """First and last points of all edges of some length (degrees), and the ring of each."""
    points = np.column_stack((rings.x, rings.y))
    ring = np.repeat(np.arange(len(rings.owner)), rings.lengths)[:-1]
    inner = np.ones(len(ring), dtype=bool)
    inner[rings.last[:-1]] = False
    inner &= (points[1:] != points[:-1]).any(axis=1)
    return points[:-1][inner], points[1:][inner], ring[inner]
