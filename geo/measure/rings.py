"""All rings of many polygons as flat arrays: what every area and accuracy formula runs over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    FloatArray: TypeAlias = NDArray[np.float64]
    IntArray: TypeAlias = NDArray[np.int64]
    Geometries: TypeAlias = "Iterable[BaseGeometry | None] | BaseGeometry | NDArray[np.object_]"

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
_EMPTY = shapely.Polygon()
_BLOCK = 1 << 16
"""Vertices flattened at a time."""


@dataclass(frozen=True, slots=True)
class Rings:
    """The closed rings of ``size`` geometries, one after the other.

    ``x``, ``y`` have one entry per vertex, the closing one included; ring *r* occupies
    ``start[r]:start[r + 1]``, belongs to geometry ``owner[r]`` and has ``sign[r]`` +1 for an exterior
    and −1 for a hole. ``missing`` marks the geometries that were None.
    """

    x: FloatArray
    y: FloatArray
    start: IntArray
    owner: IntArray
    sign: FloatArray
    missing: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Number of geometries, those without any ring included."""
        return len(self.missing)

    @property
    def lengths(self) -> IntArray:
        """Vertices of each ring, the closing one included."""
        return np.diff(self.start)

    @property
    def last(self) -> IntArray:
        """Index of the closing vertex of each ring."""
        return self.start[1:] - 1

    def middle(self, values: FloatArray) -> FloatArray:
        """Half-way between the least and the largest value of each ring: the same from any vertex."""
        if not len(self.owner):
            return np.empty(0)
        low = np.minimum.reduceat(values, self.start[:-1])
        return low + (np.maximum.reduceat(values, self.start[:-1]) - low) / 2

    def spread(self, per_ring: FloatArray) -> FloatArray:
        """One value a ring, repeated for each of its vertices."""
        return np.repeat(per_ring, self.lengths)

    def sum_edges(self, edges: FloatArray) -> FloatArray:
        """Sum of each ring's edges; ``edges[i]`` runs from vertex *i* to *i* + 1 (closing entry ignored)."""
        if not len(self.owner):
            return np.empty(0)
        edges[self.last] = 0.0
        return np.add.reduceat(edges, self.start[:-1])

    def areas(self, signed: FloatArray) -> FloatArray:
        """Area of each geometry from the ring areas of either winding: exteriors less holes."""
        total = np.bincount(self.owner, weights=self.sign * np.abs(signed), minlength=self.size)
        return np.where(self.missing, np.nan, total)

    def take(self, wanted: NDArray[np.bool_]) -> Rings:
        """Only the wanted rings; the geometries keep their numbers."""
        keep = np.repeat(wanted, self.lengths)
        start = np.concatenate(([0], np.cumsum(self.lengths[wanted])))
        return Rings(self.x[keep], self.y[keep], start, self.owner[wanted], self.sign[wanted], self.missing)


def as_array(geoms: Geometries) -> NDArray[np.object_]:
    """Any of a geometry, a list, a GeoSeries or an array as a flat object array."""
    values = getattr(geoms, "to_numpy", None)
    if values is not None:
        return np.asarray(values(), dtype=object)
    if isinstance(geoms, np.ndarray):
        return geoms.astype(object).ravel()
    items = [geoms] if hasattr(geoms, "geom_type") else list(geoms)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """The areas of a geometry as a MultiPolygon; points and lines of an intersection fall away.

    Examples
    --------
    >>> mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(3, 3)])
    >>> polygonal(mixed).wkt
    'MULTIPOLYGON (((1 0, 1 1, 0 1, 0 0, 1 0)))'
    """
    kind = geometry.geom_type
    if kind == "MultiPolygon":
        return geometry
    if kind == "Polygon":
        return shapely.multipolygons([geometry])
    areas = [p for member in getattr(geometry, "geoms", ()) for p in polygonal(member).geoms]
    return shapely.MultiPolygon([p for p in areas if not p.is_empty])


def blocks_of(geoms: Geometries) -> Iterator[Rings]:
    """`rings_of` in blocks that stay in the processor's cache: many geometries go three times as fast."""
    array = as_array(geoms)
    filled = np.cumsum(shapely.get_num_coordinates(array))
    begin = 0
    while begin < len(array):
        reached = filled[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(filled, reached + _BLOCK, side="right")))
        yield rings_of(array[begin:end])
        begin = end


def rings_of(geoms: Geometries) -> Rings:
    """Flatten polygons, multipolygons and the areas of collections; anything else has no ring.

    Examples
    --------
    >>> rings = rings_of([shapely.box(0, 0, 1, 1), None, shapely.Point(0, 0).buffer(1, quad_segs=1)])
    >>> rings.lengths.tolist(), rings.owner.tolist(), rings.missing.tolist()
    ([5, 5], [0, 2], [False, True, False])
    """
    array = as_array(geoms)
    kinds = shapely.get_type_id(array)
    missing = kinds == -1
    if not (areas := (kinds == _POLYGON) | (kinds == _MULTIPOLYGON)).all():
        array = array.copy()
        for i in np.flatnonzero(~areas):
            array[i] = polygonal(array[i]) if kinds[i] == _COLLECTION else _EMPTY
    parts, part_owner = shapely.get_parts(array, return_index=True)
    filled = ~shapely.is_empty(parts)
    parts, part_owner = parts[filled], part_owner[filled]
    count = shapely.get_num_interior_rings(parts) + 1
    first = np.cumsum(count) - count
    lengths = np.zeros(int(count.sum()), dtype=np.int64)
    lengths[first] = shapely.get_num_coordinates(parts)
    # Only polygons with holes are taken apart: most have none, and taking apart costs a copy.
    if (holed := count > 1).any():
        lengths[np.repeat(holed, count)] = shapely.get_num_coordinates(shapely.get_rings(parts[holed]))
    sign = np.full(len(lengths), -1.0)
    sign[first] = 1.0
    coords = shapely.get_coordinates(parts)
    x, y = np.ascontiguousarray(coords[:, 0]), np.ascontiguousarray(coords[:, 1])
    start = np.concatenate(([0], np.cumsum(lengths)))
    return Rings(x, y, start, np.repeat(part_owner, count).astype(np.int64), sign, missing)
