"""Which land a set of zones or bases serves: geodesic rings about their footprints, and shares inside them.

A ring is the ground within a distance of the footprint itself, never of its centroid: centroid distances
put the share of institutions within 1 km at 0.04 where the truth was 0.51.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import CrsError, SizhiError
from geo.measure.area import ellipsoidal_area_m2
from geo.measure.ellipsoid import A_M
from geo.measure.overlap import without_grid
from geo.measure.plane import project, unproject
from geo.measure.rings import as_array, polygonal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.measure.rings import FloatArray, Geometries

RING_DISTANCES_M = (1_000.0, 3_000.0, 5_000.0, 10_000.0)
"""Distances offered first; any other may be asked for."""
FARTHEST_M = 100_000.0
"""Up to here a ring keeps to `ACCURACY`: the local plane's scale is then true to 1.3e-4."""
ACCURACY = 1e-3
"""Largest error of a ring's line, as a share of its distance: the sum of the parts below."""
_ARC = 48
"""Chords a quarter circle; GEOS rounds, so one may span half as much again: 3e-4 of the distance inside."""
_SLACK = 1e-4
"""What the outline may move before and after the buffer, as a share of the distance, to save vertices."""
_BULGE, _SAG = 3e-4, 4e-4
"""How far outside or inside a buffer may lie before it is made anew piece by piece; a chord takes 3e-4."""
_SAMPLES = 24
"""Points a distance at which a buffer's line is checked: a dent between two moves it by 2.2e-4 at most."""
_KINDS = {"Point", "Polygon"}
_KEPT = ("adcode", "name", "name_en", "city")
"""Columns of the areas that their shares keep."""


def geometries_of(land: Geometries) -> NDArray[np.object_]:
    """Geometries in two dimensions and valid, in their order; None and empty stay.

    Invalid polygons are read by their structure, as the overlaps read parks.

    Raises
    ------
    CrsError
        ``coverage.crs``: a frame or series whose coordinate system is not CGCS2000 longitude and latitude.
        Bare geometries are taken to be in it.
    """
    if hasattr(land, "crs") and (land.crs is None or land.crs.to_epsg() != 4490):
        raise CrsError("coverage.crs", found=None if land.crs is None else land.crs.name)
    geoms = without_grid(as_array(getattr(land, "geometry", land) if hasattr(land, "crs") else land))
    for row in np.flatnonzero(~(shapely.is_missing(geoms) | shapely.is_valid(geoms))):
        geoms[row] = polygonal(shapely.make_valid(geoms[row], method="structure", keep_collapsed=False))
    return geoms


def rings(
    footprints: gpd.GeoDataFrame | Geometries, distances_m: Sequence[float] = RING_DISTANCES_M
) -> gpd.GeoDataFrame:
    """The ground within each distance of any footprint, the footprints included, dissolved per distance.

    Every polygon is buffered in a transverse Mercator plane through its own middle, where the scale is
    true to (d + w)² / 2R²: 1e-6 at 10 km, 1.3e-4 at 100 km. GEOS smooths dents of up to a hundredth of the
    distance before it buffers (0.45 % was measured); each line is therefore checked against its footprint,
    and made anew from triangles, which have no dents, where it departs. In all the line lies within
    `ACCURACY` of its distance.

    Parameters
    ----------
    footprints
        Polygons, multipolygons or points (a place on trial), EPSG:4490. None and empty ones have no ring.
    distances_m
        m, from 0 (the land itself) to `FARTHEST_M`.

    Returns
    -------
    GeoDataFrame
        One row a distance, in the order given: ``distance_m``, ``area_m2`` on the ellipsoid, ``geometry``
        (MultiPolygon, EPSG:4490). An arc has 48 chords a quarter turn, whatever the footprint's vertices.

    Raises
    ------
    CrsError
        ``coverage.crs``: the frame is not in EPSG:4490.
    SizhiError
        ``coverage.distance``: a distance outside the range; ``coverage.geometry``: a line among the land.

    Examples
    --------
    >>> square = shapely.box(118.70, 32.00, 118.71, 32.01)
    >>> found = rings([square], [0, 1000])
    >>> found.area_m2.round(-3).tolist()  # S + P·d + π·d²
    [1048000.0, 8296000.0]
    """
    import geopandas as gpd  # noqa: PLC0415 - 0.4 s that a page without coverage need not pay

    _check(distances_m)
    parts, *_ = _parts(footprints)
    grown = [_dissolved(_grown(parts, float(d))) for d in distances_m]
    return gpd.GeoDataFrame(
        {"distance_m": [float(d) for d in distances_m], "area_m2": ellipsoidal_area_m2(grown)},
        geometry=grown,
        crs="EPSG:4490",
    )


def reaches(footprints: gpd.GeoDataFrame | Geometries, distance_m: float) -> list[NDArray[np.object_]]:
    """The ground within a distance of each part of each footprint, not yet dissolved, as `rings` grows it.

    What a set of footprints reaches is then put together without measuring any of them again.

    Parameters
    ----------
    footprints, distance_m
        As in `rings`.

    Examples
    --------
    >>> near, far = shapely.Point(118.2, 32.5), shapely.Point(119.8, 32.5)
    >>> both = joined(reaches([near, far], 1000))
    >>> bool(both == rings([near, far], [1000]).geometry[0])
    True
    """
    _check([distance_m])
    parts, owner, count = _parts(footprints)
    grown = _grown(parts, float(distance_m))
    ends = np.searchsorted(owner, np.arange(1, count))
    return np.split(grown, ends) if count else []


def joined(grown: Sequence[NDArray[np.object_]]) -> BaseGeometry:
    """The ring of footprints, from what `reaches` gave of each, in their order."""
    return _dissolved(np.concatenate(grown) if len(grown) else np.empty(0, dtype=object))


def _check(distances_m: Sequence[float]) -> None:
    wrong = [float(d) for d in distances_m if not 0 <= d <= FARTHEST_M]
    if wrong:
        raise SizhiError("coverage.distance", found=wrong[0], largest=FARTHEST_M)


def _parts(
    footprints: gpd.GeoDataFrame | Geometries,
) -> tuple[NDArray[np.object_], NDArray[np.int64], int]:
    """Every polygon and point of the footprints, which of them it belongs to, and how many they are."""
    land = geometries_of(footprints)
    known = np.flatnonzero(~shapely.is_missing(land))
    parts, owner = shapely.get_parts(land[known], return_index=True)
    there = ~shapely.is_empty(parts)
    parts, owner = parts[there], known[owner[there]]
    kinds = {part.geom_type for part in parts} - _KINDS
    if kinds:
        raise SizhiError("coverage.geometry", found=min(kinds))
    return parts, owner, len(land)


def _dissolved(parts: NDArray[np.object_]) -> BaseGeometry:
    return polygonal(shapely.union_all(parts))


def _grown(parts: NDArray[np.object_], distance_m: float) -> NDArray[np.object_]:
    """Each part with the ground within a distance of it, in longitude and latitude."""
    if not len(parts) or distance_m == 0:
        return parts
    # An edge straight in one of degrees and metres leaves the other's by s²·tan(φ)/8R.
    edge_m = float(np.sqrt(8 * A_M * _SLACK * distance_m / 0.75))
    flat, middle = to_local(shapely.segmentize(parts, edge_m / 111_000.0))
    slim = _slimmer(flat, _SLACK * distance_m)
    out = shapely.buffer(slim, distance_m, quad_segs=_ARC)
    for row in _departing(slim, out, distance_m):
        pieces = shapely.get_parts(shapely.constrained_delaunay_triangles(slim[row]))
        out[row] = shapely.union_all(shapely.buffer(pieces, distance_m, quad_segs=_ARC))
    out = shapely.segmentize(_slimmer(out, _SLACK * distance_m), edge_m)
    return _from_local(out, middle)


def _departing(slim: NDArray[np.object_], out: NDArray[np.object_], distance_m: float) -> NDArray[np.int64]:
    """Rows whose buffer lies farther out or in than it should: GEOS had smoothed a dent."""
    hull = shapely.convex_hull(slim)
    # A dent w wide moves the line by w²/8d at most, whatever its depth; its mouth is an edge of the hull.
    wide = _longest_edge(hull) > np.sqrt(8 * _BULGE) * distance_m
    dented = np.flatnonzero(wide & (shapely.area(hull) > shapely.area(slim) * (1 + 1e-9)))
    if not len(dented):
        return dented
    lines = shapely.segmentize(shapely.boundary(out[dented]), distance_m / _SAMPLES)
    points, owner = shapely.get_coordinates(lines, return_index=True)
    near = slim[dented]
    shapely.prepare(near)
    away = shapely.distance(near[owner], shapely.points(points))
    held = (away <= distance_m * (1 + _BULGE)) & (away > distance_m * (1 - _SAG))
    return dented[np.unique(owner[~held])]


def _longest_edge(geoms: NDArray[np.object_]) -> FloatArray:
    """Length of the longest edge of each outer ring; 0 of a point."""
    points, owner = shapely.get_coordinates(geoms, return_index=True)
    length = np.hypot(*np.diff(points, axis=0).T) * (np.diff(owner) == 0)
    longest = np.zeros(len(geoms))
    np.maximum.at(longest, owner[1:], length)
    return longest


def _slimmer(geoms: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    """Fewer vertices, each line within the tolerance of what it was."""
    fast = shapely.simplify(geoms, tolerance_m, preserve_topology=False)
    # Ten times as fast, and now and then crossing itself or nothing at all: those are done with care.
    wrong = ~shapely.is_valid(fast) | shapely.is_empty(fast)
    wrong |= shapely.get_type_id(fast) != shapely.get_type_id(geoms)
    fast[wrong] = shapely.simplify(geoms[wrong], tolerance_m)
    return fast


def to_local(geoms: NDArray[np.object_]) -> tuple[NDArray[np.object_], FloatArray]:
    """Each geometry in metres of a transverse Mercator plane through its own middle, and that meridian.

    The projection knows longitude only as a difference from its meridian: so one of them serves all.
    """
    west, _, east, _ = np.moveaxis(shapely.bounds(geoms), -1, 0)
    middle = (west + east) / 2
    points, owner = shapely.get_coordinates(geoms, return_index=True)
    flat = np.column_stack(project(points[:, 0] - middle[owner], points[:, 1], 0))
    return shapely.set_coordinates(geoms.copy(), flat), middle


def _from_local(geoms: NDArray[np.object_], middle: FloatArray) -> NDArray[np.object_]:
    points, owner = shapely.get_coordinates(geoms, return_index=True)
    lon, lat = unproject(points[:, 0], points[:, 1], 0)
    return shapely.set_coordinates(geoms, np.column_stack((lon + middle[owner], lat)))


def area_shares(reach: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """How much of each area (city, county, park) lies within each distance.

    Parameters
    ----------
    reach
        As `rings` gives it.
    areas
        EPSG:4490, as `geo.places.load` gives them, or parks. A row without geometry has no share.

    Returns
    -------
    DataFrame
        One row a distance and area: ``distance_m``, ``area`` (the row's index label), the columns adcode,
        name, name_en and city as far as the areas have them, ``area_m2``, ``covered_m2`` (both on the
        ellipsoid) and ``share``, NaN where the area has no extent.

    Examples
    --------
    >>> import geopandas as gpd
    >>> halves = gpd.GeoDataFrame(geometry=[shapely.box(118, 32, 118.5, 33)], crs="EPSG:4490")
    >>> reach = gpd.GeoDataFrame({"distance_m": [0.0]}, geometry=[shapely.box(118, 31, 118.25, 34)], crs=4490)
    >>> area_shares(reach, halves)["share"].round(6).tolist()
    [0.5]
    """
    import pandas as pd  # noqa: PLC0415 - as in `rings`

    land = geometries_of(areas)
    total = ellipsoidal_area_m2(land)
    kept = {name: areas[name].to_numpy() for name in _KEPT if name in areas.columns}
    frames = [
        pd.DataFrame(
            {
                "distance_m": distance,
                "area": areas.index,
                **kept,
                "area_m2": total,
                "covered_m2": (covered := covered_m2(ground, land, total)),
                "share": ratio(covered, total),
            }
        )
        for distance, ground in zip(reach["distance_m"], geometries_of(reach), strict=True)
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Share that rounding does not lift above one; NaN of nothing."""
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return np.minimum(share, 1.0)


def covered_m2(ground: BaseGeometry, land: NDArray[np.object_], total_m2: FloatArray) -> FloatArray:
    """Area of each geometry that lies in one ground, m²; what lies in it wholly is not cut."""
    pieces = shapely.get_parts(ground)
    row, piece = shapely.STRtree(pieces).query(land, predicate="intersects")
    shapely.prepare(pieces)
    whole = shapely.covers(pieces[piece], land[row])
    covered = np.bincount(row[whole], weights=total_m2[row[whole]], minlength=len(land))
    row, piece = row[~whole], piece[~whole]
    shared = ellipsoidal_area_m2(shapely.intersection(land[row], pieces[piece]))
    covered = covered + np.bincount(row, weights=shared, minlength=len(land))
    return covered.astype(np.float64)


def park_shares(reach: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Parks within each distance, by number and by area; ground that two parks share counts once.

    Returns
    -------
    DataFrame
        One row a distance: ``distance_m``, ``parks`` (with a boundary), ``without_boundary`` (known by name
        only, counted nowhere else), ``met`` (any ground within), ``whole`` (all of it within), ``area_m2``,
        ``covered_m2``, ``share``.

    Examples
    --------
    >>> import geopandas as gpd
    >>> land = [shapely.box(118, 32, 118.5, 33), shapely.box(118, 32, 118.2, 33), None]
    >>> parks = gpd.GeoDataFrame(geometry=land, crs="EPSG:4490")
    >>> reach = gpd.GeoDataFrame({"distance_m": [0.0]}, geometry=[shapely.box(118, 31, 118.25, 34)], crs=4490)
    >>> found = park_shares(reach, parks).loc[0]
    >>> [float(found[name]) for name in ("parks", "without_boundary", "met", "whole", "share")]
    [2.0, 1.0, 2.0, 1.0, 0.5]
    """
    import pandas as pd  # noqa: PLC0415 - as in `rings`

    land = geometries_of(parks)
    bounded = land[~(shapely.is_missing(land) | shapely.is_empty(land))]
    total = ellipsoidal_area_m2(bounded)
    union = np.asarray(shapely.get_parts(_dissolved(bounded)), dtype=object)
    of_union = ellipsoidal_area_m2(union)
    rows = []
    for distance, ground in zip(reach["distance_m"], geometries_of(reach), strict=True):
        covered = covered_m2(ground, bounded, total)
        within = float(covered_m2(ground, union, of_union).sum())
        rows.append(
            {
                "distance_m": distance,
                "parks": len(bounded),
                "without_boundary": len(land) - len(bounded),
                "met": int((covered > 0).sum()),
                "whole": int((covered >= total * (1 - 1e-9)).sum()),
                "area_m2": float(of_union.sum()),
                "covered_m2": within,
                "share": float(ratio(np.array([within]), np.array([of_union.sum()]))[0]),
            }
        )
    return pd.DataFrame(rows)


def what_if(
    added: gpd.GeoDataFrame | Geometries, reach: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """What the shares of the areas become when bases are added to those `reach` was made from.

    Parameters
    ----------
    added
        Polygons or points on trial, EPSG:4490.
    reach
        As `rings` gives it, for the bases there are.
    areas
        As in `area_shares`.

    Returns
    -------
    DataFrame
        `area_shares` of the present, and beside it ``gain_m2``, ``share_after`` and ``gain`` (of the share).

    Examples
    --------
    >>> import geopandas as gpd
    >>> areas = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.box(118, 32, 119, 33)], crs="EPSG:4490")
    >>> reach = rings([shapely.Point(118.2, 32.5)], [5000])
    >>> twice = what_if([shapely.Point(118.8, 32.5)], reach, areas)
    >>> bool(abs(twice["share_after"][0] / twice["share"][0] - 2) < 1e-6)
    True
    """
    found = area_shares(reach, areas)
    new = rings(added, reach["distance_m"].tolist())
    land = geometries_of(areas)
    gains: list[Any] = []
    for before, after in zip(geometries_of(reach), new.geometry, strict=True):
        pieces = shapely.get_parts(before)
        near = pieces[shapely.STRtree(pieces).query(after, predicate="intersects")]
        fresh = polygonal(shapely.difference(after, shapely.union_all(near)))
        gains.append(covered_m2(fresh, land, ellipsoidal_area_m2(land)))
    found["gain_m2"] = np.concatenate(gains) if gains else []
    after_m2 = (found["covered_m2"] + found["gain_m2"]).to_numpy()
    found["share_after"] = ratio(after_m2, found["area_m2"].to_numpy())
    found["gain"] = found["share_after"] - found["share"]
    return found
