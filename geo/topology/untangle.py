"""The order of the points that was probably meant: two-opt, which uncrosses a ring step by step."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.topology.contacts import contacts

if TYPE_CHECKING:
    from geo.topology.rings import Floats

MOST_POINTS = 500
MOST_CROSSINGS = 60
"""Beyond this the boundary is not out of order but a scribble, and a reordering is a guess."""
MOST_SWAPPED = 6
"""Two points that changed places make a handful of crossings: up to two for each of the four edges."""


def untangled(xy: Floats) -> Floats:
    """Reorder an open ring until no two edges cross, reversing the stretch between a crossing pair.

    Every step shortens the ring, so the work ends; the first crossing in point order goes first and
    the shorter stretch is reversed, so the result is the same for the same input. The ring comes back
    as it was when it does not cross, or when it is too tangled to guess.

    Examples
    --------
    >>> untangled(np.array([[0, 0], [1, 1], [1, 0], [0, 1.0]])).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    """
    if not 4 <= len(xy) <= MOST_POINTS:
        return xy
    ring = xy
    for step in range(2 * MOST_CROSSINGS):
        found, _ = contacts([ring])
        crossing = [c for c in found if c.kind == "cross"]
        if not crossing:
            return ring
        if step == 0 and len(crossing) > MOST_CROSSINGS:
            return xy
        i, j = crossing[0].first[1], crossing[0].second[1]
        ring = _reversed(ring, i + 1, j)
    return xy


def swapped(xy: Floats) -> Floats:
    """Exchange the two points of an open ring that were probably taken for one another.

    Of all pairs of points at a crossing, the one that leaves no crossing and the
    shortest ring. The ring comes back as it was when it does not cross, or when no such exchange helps.

    Examples
    --------
    The second and the fifth corner of a square with a corner on two of its sides have changed places:

    >>> ring = np.array([[0, 0], [1, 2.0], [2, 0], [2, 2], [1, 0], [0, 2]])
    >>> swapped(ring).tolist()
    [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [2.0, 2.0], [1.0, 2.0], [0.0, 2.0]]
    """
    if not 4 <= len(xy) <= MOST_POINTS:
        return xy
    found, _ = contacts([xy])
    crossing = [c for c in found if c.kind == "cross"]
    if not 0 < len(crossing) <= MOST_SWAPPED:
        return xy
    ends = {at % len(xy) for c in crossing for edge in (c.first[1], c.second[1]) for at in (edge, edge + 1)}
    pairs = list(combinations(sorted(ends), 2))
    rings = []
    for one, other in pairs:
        changed = xy.copy()
        changed[[one, other]] = xy[[other, one]]
        rings.append(changed)
    shapes = shapely.polygons(np.array(rings))
    sound = shapely.is_valid(shapes)
    if not sound.any():
        return xy
    lengths = np.where(sound, shapely.length(shapes), np.inf)
    return rings[int(np.argmin(lengths))]


def _reversed(ring: Floats, first: int, last: int) -> Floats:
    """Reverse the vertices ``first`` to ``last``, or the others when they are fewer: the same cycle."""
    if last - first + 1 <= len(ring) - (last - first + 1):
        return np.concatenate([ring[:first], ring[first : last + 1][::-1], ring[last + 1 :]])
    rotated = np.roll(ring, -(last + 1), axis=0)
    rest = len(ring) - (last - first + 1)
    turned = np.concatenate([rotated[:rest][::-1], rotated[rest:]])
    return np.roll(turned, last + 1, axis=0)
