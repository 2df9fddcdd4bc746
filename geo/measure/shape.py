"""How compact and how drawn out a shape is. Pure numbers, no unit, no cut-off.

Every function takes polygons in EPSG:4490 degrees, longitude first, looks at each in the Gauss–Krüger
plane of its own 3° zone, and gives one number a geometry: NaN for what is missing or has no area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.plane import to_plane, zone_of
from geo.measure.rings import as_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.measure.rings import FloatArray, Geometries


def _in_planes(geoms: Geometries) -> NDArray[np.object_]:
    """Each geometry in metres, in the plane of its own zone."""
    array = as_array(geoms)
    zones = zone_of(array)
    moved = np.full(len(array), None, dtype=object)
    for zone in np.unique(zones[zones >= 0]):
        at = zones == zone
        moved[at] = to_plane(array[at], int(zone))
    return moved


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.divide(above, below, out=np.full(len(above), np.nan), where=(above > 0) & (below > 0))


def polsby_popper(geoms: Geometries) -> FloatArray:
    r"""Compactness against a circle of the same perimeter: :math:`4πA / P²`.

    1 for a circle; less the more ragged, elongated or scattered. Holes and parts add to the perimeter.

    Notes
    -----
    D. D. Polsby and R. D. Popper, *The Third Criterion*, Yale Law & Policy Review 9 (1991).

    Examples
    --------
    About a square, π/4 = 0.785:

    >>> polsby_popper(shapely.box(118.70, 32.0, 118.71, 32.008522)).round(3).tolist()
    [0.785]
    """
    shapes = _in_planes(geoms)
    return _ratio(4 * np.pi * shapely.area(shapes), shapely.length(shapes) ** 2)


def reock(geoms: Geometries) -> FloatArray:
    """Compactness against the smallest circle around it: area / area of that circle.

    1 for a circle, 2/π for a square; small for what is elongated or scattered, however smooth.

    Notes
    -----
    E. C. Reock, *Measuring Compactness as a Requirement of Legislative Apportionment*, Midwest Journal of
    Political Science 5 (1961).

    Examples
    --------
    About a square, 2/π = 0.637:

    >>> reock(shapely.box(118.70, 32.0, 118.71, 32.008522)).round(3).tolist()
    [0.637]
    """
    shapes = _in_planes(geoms)
    radius = shapely.minimum_bounding_radius(shapes)
    return _ratio(shapely.area(shapes), np.pi * radius**2)


def elongation(geoms: Geometries) -> FloatArray:
    """Short side / long side of the smallest rectangle around it: 1 for a square, near 0 for a strip.

    Examples
    --------
    Twice as long as wide:

    >>> elongation(shapely.box(118.70, 32.0, 118.72, 32.008522)).round(2).tolist()
    [0.5]
    """
    shapes = _in_planes(geoms)
    shapes[shapely.area(shapes) == 0] = None
    sides = np.full((len(shapes), 2), np.nan)
    for i, rectangle in enumerate(shapely.oriented_envelope(shapes)):
        if rectangle is not None:
            sides[i] = np.hypot(*np.diff(shapely.get_coordinates(rectangle)[:3], axis=0).T)
    sides.sort(axis=1)
    return _ratio(sides[:, 0], sides[:, 1])
