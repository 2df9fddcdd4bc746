"""One form for one land, whichever vertex, winding and order a file writes it in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.topology.rings import kept, opened, polygons_of, rings_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

GRID_PER_DEGREE = 1e9
"""Cells of 0.1 mm on the ground. Finer, and the last bits of a projection would tell equal land apart; the
coordinates of a survey are written to 1 mm at best."""


def normal_form(geometry: BaseGeometry) -> BaseGeometry:
    """Return the land as a multipolygon in canonical order on a grid of 1e-9°: to compare, not to measure.

    Shells run counter-clockwise and holes clockwise, each from its smallest vertex; holes and polygons
    stand sorted; repeated vertices are left out.

    Parameters
    ----------
    geometry
        Polygon or multipolygon with finite coordinates, degrees.

    Examples
    --------
    >>> from shapely import Polygon
    >>> one = normal_form(Polygon([(118, 32), (119, 32), (119, 33)]))
    >>> one == normal_form(Polygon([(119, 33), (119, 32), (118, 32), (118, 32)]))
    True
    >>> one.wkt
    'MULTIPOLYGON (((118 32, 119 32, 119 33, 118 32)))'
    """
    polygons = []
    for shell, *holes in _canonical(geometry):
        rings = [np.vstack([ring, ring[:1]]) / GRID_PER_DEGREE for ring in (shell, *holes)]
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.MultiPolygon(polygons)


def geometry_sha256(frame: gpd.GeoDataFrame) -> str:
    """SHA-256 of a footprint's land and the roles of its parts, on a grid of 1e-9°.

    Independent of the start vertex, the winding, the order of holes, polygons and parts, and of the
    names and ids of the parts.

    Parameters
    ----------
    frame
        Columns ``geometry`` and, if known, ``role``; EPSG:4490.
    """
    roles = frame["role"] if "role" in frame.columns else [None] * len(frame)
    rows = []
    for role, geometry in zip(roles, frame.geometry, strict=True):
        content = bytearray((role if isinstance(role, str) else "").encode())
        for rings in _canonical(geometry):
            content += b"P"
            for ring in rings:
                content += b"R" + np.ascontiguousarray(ring, dtype="<i8").tobytes()
        rows.append(hashlib.sha256(bytes(content)).digest())
    return hashlib.sha256(b"".join(sorted(rows))).hexdigest()


def _canonical(geometry: BaseGeometry) -> list[list[NDArray[np.int64]]]:
    """Return the polygons as open rings of grid cells, shell first, everything sorted.

    A ring of fewer than three cells encloses nothing and is left out, with its holes if it is a shell.
    """
    polygons = []
    for polygon in polygons_of(geometry):
        shell, *holes = (
            _ring(np.rint(opened(ring) * GRID_PER_DEGREE).astype(np.int64), clockwise=k > 0)
            for k, ring in enumerate(rings_of(polygon))
        )
        if len(shell) >= 3:
            polygons.append([shell, *sorted((hole for hole in holes if len(hole) >= 3), key=_key)])
    return sorted(polygons, key=lambda rings: [_key(ring) for ring in rings])


def _key(ring: NDArray[np.int64]) -> list[list[int]]:
    return ring.tolist()


def _ring(cells: NDArray[np.int64], *, clockwise: bool) -> NDArray[np.int64]:
    cells = cells[kept(cells.astype(float))]
    turn = _twice_area(cells)
    if not turn:
        # No area, no winding: the smaller of both directions.
        return min(_begun(cells), _begun(cells[::-1]), key=_key)
    return _begun(cells[::-1] if (turn < 0) != clockwise else cells)


def _begun(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Begin at the smallest vertex; where a ring comes back to it, at the smallest sequence."""
    listed = cells.tolist()
    low = min(listed)
    return min((np.roll(cells, -k, axis=0) for k, cell in enumerate(listed) if cell == low), key=_key)


def _twice_area(cells: NDArray[np.int64]) -> int:
    """Twice the signed area, counter-clockwise positive, in whole numbers: the same on every machine."""
    shifted = (cells - cells[0]).tolist()
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(shifted, shifted[1:] + shifted[:1], strict=True))
