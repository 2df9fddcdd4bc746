"""Very many zones or parks for one map: a line each to draw points from, outlines block by block on demand.

An outline is sent whole with every block its box meets, simplified to half a pixel of the zoom the block
serves; so nothing is cut, and what two blocks hold is the same thing.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    Geometries = NDArray[np.object_]

MANY = 1000
"""Features from which a layer is drawn on a canvas: below, each is a path one can tab to."""
STEPS = (9, 11, 13, 15)
"""Zooms whose tiles the blocks are; each serves until the next."""
SCALE = 1e6
"""Coordinates travel as whole numbers of this part of a degree: 0.1 m."""
PLACES = 1e5
EXACT = 15
"""At the last step outlines are sent as they are."""
_EQUATOR_M = 40_075_016.7
_TILE = 256


@dataclass(frozen=True, slots=True)
class Lines:
    """What is told of each geometry at once, whole numbers of 1e-5 degrees and metres.

    ``x``, ``y`` a place on its largest piece; ``size`` the larger side of that piece's box in metres;
    ``piece`` that box and ``box`` the one of all of it: west, south, east, north.
    """

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    size: NDArray[np.int64]
    piece: NDArray[np.int64]
    box: NDArray[np.int64]


def lines(geometry: Geometries) -> Lines:
    """Where each geometry is and how large.

    Parameters
    ----------
    geometry
        Polygons and multipolygons, EPSG:4490, none missing or empty.

    Examples
    --------
    >>> found = lines(np.array([shapely.box(118, 32, 118.01, 32.02)]))
    >>> found.x.tolist(), found.box.tolist(), found.size.tolist()
    ([11800500], [[11800000, 3200000, 11801000, 3202000]], [2226])
    """
    pieces, owner = shapely.get_parts(geometry, return_index=True)
    west, south, east, north = np.moveaxis(shapely.bounds(pieces), -1, 0)
    degree = _EQUATOR_M / 360
    span = np.maximum((east - west) * np.cos(np.radians(south)), north - south) * degree
    # The last of each owner in this order is its largest piece.
    order = np.lexsort((span, owner))
    last = order[np.flatnonzero(np.diff(owner[order], append=len(geometry)))]
    at = shapely.get_coordinates(shapely.point_on_surface(pieces[last]))
    return Lines(
        x=np.rint(at[:, 0] * PLACES).astype(np.int64),
        y=np.rint(at[:, 1] * PLACES).astype(np.int64),
        size=np.rint(span[last]).astype(np.int64),
        piece=np.rint(shapely.bounds(pieces[last]) * PLACES).astype(np.int64).reshape(-1, 4),
        box=np.rint(shapely.bounds(geometry) * PLACES).astype(np.int64).reshape(-1, 4),
    )


class Blocks:
    """The outlines of very many geometries, found by tile.

    Parameters
    ----------
    geometry
        As for `lines`; the position of each is its number in what is sent.
    """

    def __init__(self, geometry: Geometries) -> None:
        self.pieces, self.owner = shapely.get_parts(geometry, return_index=True)
        self.tree = shapely.STRtree(self.pieces)
        self.weight = 16 * int(shapely.get_num_coordinates(self.pieces).sum()) + 200 * len(self.pieces)
        """Bytes this holds, near enough."""

    def block(self, z: int, x: int, y: int) -> bytes:
        """The outlines whose boxes meet one tile, as JSON: ``[owner, piece, ring, hole, …]`` each.

        Parameters
        ----------
        z
            One of `STEPS`.
        x, y
            The tile, counted from the north-west as web maps do.

        Raises
        ------
        ValueError
            No such tile.
        """
        if z not in STEPS or not (0 <= x < 2**z and 0 <= y < 2**z):
            msg = f"there is no block {z}/{x}/{y}"
            raise ValueError(msg)
        found = np.sort(self.tree.query(shapely.box(*tile_box(z, x, y))))
        return _written(found, self.owner[found], self.pieces[found], tolerance(z))

    def all(self, tolerance_deg: float) -> bytes:
        """Every outline, simplified: for a map that is saved and can ask nobody."""
        every = np.arange(len(self.pieces))
        return _written(every, self.owner, self.pieces, tolerance_deg)


def tolerance(z: int) -> float:
    """Degrees an outline may move in the blocks of a step: half a pixel where the next step takes over.

    Examples
    --------
    >>> tolerance(15), round(tolerance(9) / tolerance(11), 1)
    (0.0, 4.0)
    """
    return 0.0 if z >= EXACT else 0.5 * 360 / (_TILE * 2 ** (z + 2))


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile of the web's Mercator map, degrees.

    Examples
    --------
    >>> [round(edge, 3) for edge in tile_box(1, 1, 0)]
    [0.0, 0.0, 180.0, 85.051]
    """

    def lat(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**z))))

    return x / 2**z * 360 - 180, lat(y + 1), (x + 1) / 2**z * 360 - 180, lat(y)


def _simpler(pieces: Geometries, tolerance_deg: float) -> Geometries:
    if not tolerance_deg:
        return pieces
    fast = shapely.simplify(pieces, tolerance_deg, preserve_topology=False)
    # What is smaller than the tolerance vanishes so: those few are simplified with care.
    lost = shapely.is_empty(fast) | (shapely.get_type_id(fast) != shapely.GeometryType.POLYGON)
    fast[lost] = shapely.simplify(pieces[lost], tolerance_deg)
    return fast


def _written(number: Iterable[int], owner: Iterable[int], pieces: Geometries, tolerance_deg: float) -> bytes:
    # Outer rings one way round, holes the other: then many are filled at once.
    shapes = shapely.orient_polygons(_simpler(pieces, tolerance_deg))
    rings, of = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    grid = np.rint(points * SCALE).astype(np.int64)
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    steps = np.diff(grid, axis=0, prepend=0)
    steps[first] = grid[first]
    flat, ends = steps.ravel().tolist(), [*first.tolist(), len(grid)][1:]
    content: list[list[Any]] = [[int(whose), int(piece)] for whose, piece in zip(owner, number, strict=True)]
    for shape, begin, end in zip(of.tolist(), first.tolist(), ends, strict=True):
        # The last vertex of a ring is its first again.
        content[shape].append(flat[2 * begin : 2 * (end - 1)])
    return json.dumps(content, separators=(",", ":")).encode()
