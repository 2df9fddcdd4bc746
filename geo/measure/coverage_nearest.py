"""How far points and parks are from the land that serves them, along the geodesic, polygon to polygon."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import SizhiError
from geo.measure.coverage import geometries_of
from geo.measure.ellipsoid import A_M, F
from geo.measure.plane import project, unproject

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import Geod

    from geo.measure.rings import FloatArray, Geometries, IntArray

_CHUNK = 40
"""Vertices of a piece of boundary in the tree: a whole outline is never searched for its nearest edge."""
_EDGE_DEG = 0.003
"""Longest edge taken as straight in the plane: 300 m, off by 1 mm."""
_RADIUS_M = 6_371_000.0


class NearestBase:
    """Footprints made ready once, and asked for any number of points and parks.

    The pieces of all boundaries stand in one tree in a transverse Mercator plane through their middle. The
    plane is true to angle, and its scale grows by x/R² a metre: so only pieces within that bound of one
    known vertex are looked at, and the way to each is measured on the ellipsoid (Karney). The answer is
    that of an exhaustive search to 1 mm.

    Parameters
    ----------
    footprints
        Zones or bases, one a row: polygons, multipolygons or points, EPSG:4490. A row without geometry
        serves nothing.

    Raises
    ------
    CrsError
        ``coverage.crs``: the frame is not in EPSG:4490.
    SizhiError
        ``coverage.nothing``: no footprint has a place.

    Examples
    --------
    >>> bases = NearestBase([shapely.box(118.70, 32.00, 118.71, 32.01)])
    >>> inside, north = shapely.Point(118.705, 32.005), shapely.Point(118.705, 32.02)
    >>> bases.nearest([inside, north])["distance_m"].round(1).tolist()
    [0.0, 1108.9]
    """

    def __init__(self, footprints: gpd.GeoDataFrame | Geometries) -> None:
        import pandas as pd  # noqa: PLC0415 - 0.3 s that a page without coverage need not pay

        land = geometries_of(footprints)
        index = getattr(footprints, "index", None)
        self._labels = list(index) if isinstance(index, pd.Index) else list(range(len(land)))
        if (shapely.is_missing(land) | shapely.is_empty(land)).all():
            raise SizhiError("coverage.nothing")
        west, _, east, _ = shapely.total_bounds(land)
        self._middle = float(west + east) / 2
        self._land, self._areas = land, shapely.STRtree(land)
        shapely.prepare(land)
        self._pieces, self._owner = self._boundary(land)
        self._tree = shapely.STRtree(self._pieces)
        xy, piece = shapely.get_coordinates(self._pieces, return_index=True)
        first = np.searchsorted(piece, np.arange(len(self._pieces)))
        self._posts = shapely.STRtree(shapely.points(xy[first]))

    def _flat(self, geoms: NDArray[np.object_]) -> NDArray[np.object_]:
        points = shapely.get_coordinates(geoms)
        flat = np.column_stack(project(points[:, 0] - self._middle, points[:, 1], 0))
        return shapely.set_coordinates(geoms.copy(), flat)

    def _boundary(self, land: NDArray[np.object_]) -> tuple[NDArray[np.object_], IntArray]:
        """Boundaries in short pieces, and the row each belongs to; points as they are."""
        parts, of_part = shapely.get_parts(land, return_index=True)
        parts, of_part = parts[~shapely.is_empty(parts)], of_part[~shapely.is_empty(parts)]
        point = shapely.get_type_id(parts) == 0
        lines, of_line = shapely.get_rings(parts[~point], return_index=True)
        lines = self._flat(shapely.segmentize(lines, _EDGE_DEG))
        of_line = of_part[~point][of_line]
        xy, ring = shapely.get_coordinates(lines, return_index=True)
        if not len(xy):
            return self._flat(parts[point]), of_part[point]
        first = np.searchsorted(ring, np.arange(len(lines)))
        place = np.arange(len(xy)) - first[ring]
        # Each piece begins where the last one ends; a ring's last vertex begins none.
        begins = (place % _CHUNK == 0) & (np.append(ring[1:], -1) == ring)
        start = np.flatnonzero(begins)
        last = np.append(first[1:], len(xy))[ring[start]]
        size = np.minimum(start + _CHUNK + 1, last) - start
        at = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
        pieces = shapely.linestrings(xy[at], indices=np.repeat(np.arange(len(start)), size))
        owner = of_line[ring[start]]
        return np.append(pieces, self._flat(parts[point])), np.append(owner, of_part[point])

    def nearest(self, features: gpd.GeoDataFrame | Geometries) -> pd.DataFrame:
        """The nearest footprint of each feature.

        Parameters
        ----------
        features
            Points or parks, EPSG:4490. Distances run from boundary to boundary, 0 where they meet.

        Returns
        -------
        DataFrame
            On the features' index: ``base`` (index label of the footprint; the first of those equally
            near), ``distance_m``, and ``lon``, ``lat`` of the footprint's nearest point, NaN at distance 0.
            A feature without place has no base (None) and NaN.
        """
        import pandas as pd  # noqa: PLC0415 - as above

        geoms = geometries_of(features)
        base = np.full(len(geoms), -1)
        distance = np.full(len(geoms), np.nan)
        ends = np.full((len(geoms), 2), np.nan)
        row, met = self._areas.query(geoms, predicate="intersects")
        order = np.lexsort((met, row))[::-1]
        base[row[order]], distance[row] = met[order], 0.0
        apart = np.flatnonzero((base < 0) & ~(shapely.is_missing(geoms) | shapely.is_empty(geoms)))
        if len(apart):
            row, owner, length, place = self._apart(geoms[apart])
            order = np.lexsort((owner, length, row))
            first = order[np.unique(row[order], return_index=True)[1]]
            base[apart], distance[apart], ends[apart] = owner[first], length[first], place[first]
        index = getattr(features, "index", None)
        index = index if isinstance(index, pd.Index) else None
        label = [self._labels[row] if row >= 0 else None for row in base]
        found = pd.DataFrame({"distance_m": distance, "lon": ends[:, 0], "lat": ends[:, 1]}, index=index)
        found.insert(0, "base", pd.Series(label, index=found.index, dtype=object))
        return found

    def _apart(self, geoms: NDArray[np.object_]) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        """Candidate ways: feature row, footprint row, geodesic length, and the footprint's end."""
        flat = self._flat(shapely.segmentize(geoms, _EDGE_DEG))
        # To the nearest of a few vertices is a bound six times as fast as to the nearest boundary.
        (row, _), away = self._posts.query_nearest(flat, return_distance=True, all_matches=False)
        least = np.empty(len(flat))
        least[row] = away
        off = np.abs(shapely.bounds(flat)[:, [0, 2]] - 500_000.0).max(axis=1) + least
        # Two ways from one place differ in scale by no more than this: whoever lies beyond is farther.
        bound = least * (1 + 2 * off * least / _RADIUS_M**2) + 1e-6
        row, piece = self._tree.query(flat, predicate="dwithin", distance=bound)
        return row, self._owner[piece], *self._ways(flat[row], self._pieces[piece])

    def within(
        self, features: gpd.GeoDataFrame | Geometries, distance_m: float
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """All pairs no farther apart than a distance: feature row, footprint row, geodesic distance in m.

        Parameters
        ----------
        features
            Points or parks, EPSG:4490.
        distance_m
            m, the boundary included.

        Returns
        -------
        tuple of ndarray
            Positions of features and footprints, sorted, and the distance of each pair.
        """
        geoms = geometries_of(features)
        inside, met = self._areas.query(geoms, predicate="intersects")
        apart = np.flatnonzero(~(shapely.is_missing(geoms) | shapely.is_empty(geoms)))
        flat = self._flat(shapely.segmentize(geoms[apart], _EDGE_DEG))
        row, owner = self._whole.query(
            flat, predicate="dwithin", distance=distance_m * self._scale(flat, distance_m)
        )
        length = self._ways(flat[row], self._whole.geometries[owner])[0]
        row = apart[row]
        length[np.isin(row * len(self._land) + owner, inside * len(self._land) + met)] = 0.0
        near = np.flatnonzero(length <= distance_m)
        order = near[np.lexsort((owner[near], row[near]))]
        return row[order], owner[order], length[order]

    @cached_property
    def _whole(self) -> shapely.STRtree:
        flat = self._flat(shapely.segmentize(self._land, _EDGE_DEG))
        shapely.prepare(flat)
        return shapely.STRtree(flat)

    @staticmethod
    def _scale(flat: NDArray[np.object_], distance_m: float) -> FloatArray:
        """How much longer than the geodesic a way of this length may be in the plane, at most."""
        off = np.abs(shapely.bounds(flat)[:, [0, 2]] - 500_000.0).max(axis=1, initial=0.0) + distance_m
        return 1 + 1.01 * off**2 / (2 * _RADIUS_M**2)

    def _ways(self, one: NDArray[np.object_], other: NDArray[np.object_]) -> tuple[FloatArray, FloatArray]:
        """Geodesic length of the shortest way between flat geometries, and its end on the other, degrees."""
        ends = shapely.get_coordinates(shapely.shortest_line(one, other))
        lon, lat = unproject(ends[:, 0], ends[:, 1], 0)
        lon = lon + self._middle
        length = geod().inv(lon[::2], lat[::2], lon[1::2], lat[1::2])[2]
        return np.asarray(length), np.column_stack((lon[1::2], lat[1::2]))


@cache
def geod() -> Geod:
    """The CGCS2000 ellipsoid's geodesics (Karney, as PROJ has them)."""
    from pyproj import Geod as Karney  # noqa: PLC0415 - half the room has no need of PROJ

    return Karney(a=A_M, f=F)


def nearest(
    features: gpd.GeoDataFrame | Geometries, footprints: gpd.GeoDataFrame | Geometries
) -> pd.DataFrame:
    """The nearest footprint of each feature, in one call: see `NearestBase.nearest`.

    Parameters
    ----------
    features
        Points or parks, EPSG:4490.
    footprints
        Zones or bases, EPSG:4490.

    Examples
    --------
    A hundredth of a degree of latitude at 32° N, and a park that meets the zone:

    >>> zone = shapely.box(118.70, 32.00, 118.71, 32.01)
    >>> found = nearest([shapely.Point(118.705, 32.02), shapely.box(118.70, 32, 118.72, 32.1)], [zone])
    >>> found["base"].tolist(), found["distance_m"].round(1).tolist()
    ([0, 0], [1108.9, 0.0])
    """
    return NearestBase(footprints).nearest(features)


def point_shares(
    found: pd.DataFrame, distances_m: Sequence[float], *, weights: Sequence[float] | None = None
) -> pd.DataFrame:
    """Points within each distance, by number and by weight, from their exact distances.

    The drawn ring is not asked: a point at its very line does not depend on how the arc was cut.

    Parameters
    ----------
    found
        As `nearest` gives it for the points: institutions, parks, anything with a place.
    distances_m
        m, the boundary included.
    weights
        One a point (staff, floor area, inhabitants), not negative; by default each counts 1.

    Returns
    -------
    DataFrame
        One row a distance: ``distance_m``, ``points`` (with a place), ``without_place`` (counted nowhere
        else), ``inside``, ``weight``, ``inside_weight``, ``share`` (of the weight, NaN when there is none).

    Raises
    ------
    SizhiError
        ``coverage.weight``: a weight that is negative or missing.

    Examples
    --------
    >>> import pandas as pd
    >>> found = pd.DataFrame({"distance_m": [0.0, 900.0, 4000.0, float("nan")]})
    >>> shares = point_shares(found, [1000], weights=[1, 1, 2, 5]).loc[0]
    >>> [float(shares[name]) for name in ("points", "without_place", "inside", "share")]
    [3.0, 1.0, 2.0, 0.5]
    """
    import pandas as pd  # noqa: PLC0415 - as above

    away = found["distance_m"].to_numpy(dtype=float)
    weight = checked_weights(weights, len(away))
    placed = ~np.isnan(away)
    total = float(weight[placed].sum())
    rows = []
    for distance in distances_m:
        inside = placed & (away <= distance)
        rows.append(
            {
                "distance_m": float(distance),
                "points": int(placed.sum()),
                "without_place": int((~placed).sum()),
                "inside": int(inside.sum()),
                "weight": total,
                "inside_weight": float(weight[inside].sum()),
                "share": float(weight[inside].sum()) / total if total else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def checked_weights(weights: Sequence[float] | None, count: int) -> FloatArray:
    """Weights as an array, 1 each by default.

    Raises
    ------
    SizhiError
        ``coverage.weight``: one that is negative or missing.
    """
    weight = np.ones(count) if weights is None else np.asarray(weights, dtype=float)
    if not (weight >= 0).all():
        row = int(np.flatnonzero(~(weight >= 0))[0])
        raise SizhiError("coverage.weight", row=row + 1, found=float(weight[row]))
    return weight
