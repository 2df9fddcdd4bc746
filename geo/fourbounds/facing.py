"""How a reference feature lies to each side of an outline: the measurements a verdict rests on.

The outline is sampled every few metres. At a sample the nearest point of the feature is found; the
sample *faces* the feature when the way there leaves the land within 53 degrees of the edge's normal or
of the side's (a road that runs into the side end-on is faced by no more than its own width), or when
the feature runs a little inside the land, as a road does whose far kerb is the boundary.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.fourbounds.compass import Direction
from geo.fourbounds.sides import WALK, Outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

FACING_COS = 0.6
"""Cosine of the widest angle between the way to the feature and the side's normal."""

SIDE_COS = math.cos(math.radians(75))
"""An edge of a side that looks further away from it than this (the flank of a notch) does not count."""

AMBIGUOUS_COS = math.cos(math.radians(62))
"""An edge may be told under any direction within this angle of its normal: on a corner-standing square
the north-east edge is as well the east as the north."""

SAMPLES = 400
MIN_STEP_M = 0.5


@dataclass(frozen=True, slots=True)
class Samples:
    """Points along an outline.

    ``xy`` (m, 2) metres, unit ``normal`` (m, 2), ``side`` (m,) index in `WALK`, ``weight`` (m,) metres
    each stands for, ``facing`` (m,) whether the edge looks its side's way, and ``axis`` (4, 2) the mean
    normals of the sides.
    """

    xy: NDArray[np.float64]
    normal: NDArray[np.float64]
    side: NDArray[np.int64]
    weight: NDArray[np.float64]
    facing: NDArray[np.bool_]
    axis: NDArray[np.float64]

    def of(self, direction: Direction) -> NDArray[np.bool_]:
        """Mask of the samples that count for a side: all of it when no edge looks its way."""
        mask = self.side == WALK.index(direction)
        looking = mask & self.facing
        return looking if looking.any() else mask

    def open_to(self, direction: Direction) -> NDArray[np.bool_]:
        """Mask of the samples that may as well be told under this direction."""
        return self.normal @ np.array(direction.unit) >= AMBIGUOUS_COS


def sample(walked: Outline) -> Samples:
    """Points along the outline, every stretch between two vertices or cuts its own."""
    step = max(walked.perimeter / SAMPLES, MIN_STEP_M)
    xy, normal, side, weight = [], [], [], []
    axes = np.zeros((4, 2))
    for k, direction in enumerate(WALK):
        line = walked.stretch(direction)
        delta = np.diff(line, axis=0)
        lengths = np.hypot(*delta.T)
        long = lengths >= 1e-9
        start, way, length = line[:-1][long], delta[long], lengths[long]
        count = np.maximum(1, np.ceil(length / step)).astype(np.int64)
        edge = np.repeat(np.arange(len(count)), count)
        place = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        along = (place + 0.5) / count[edge]
        xy.append(start[edge] + along[:, None] * way[edge])
        normal.append((np.column_stack((way[:, 1], -way[:, 0])) / length[:, None])[edge])
        side.append(np.full(len(edge), k))
        weight.append((length / count)[edge])
        axes[k] = _axis(line, direction)
    normals, sides = np.vstack(normal), np.concatenate(side)
    looking = np.einsum("ij,ij->i", normals, axes[sides]) >= SIDE_COS
    return Samples(np.vstack(xy), normals, sides, np.concatenate(weight), looking, axes)


def _axis(line: NDArray[np.float64], direction: Direction) -> NDArray[np.float64]:
    """Mean outward normal of a side; the compass where the side is a mere tip."""
    across = line[-1] - line[0]
    length = float(np.hypot(*across))
    compass = np.array(direction.unit)
    if length < 1e-9:
        return compass
    mean = np.array([across[1], -across[0]]) / length
    return mean if float(mean @ compass) >= 0.5 else compass


@dataclass(frozen=True, slots=True)
class Facing:
    """Distances of one feature.

    ``gap`` (m,) metres; ``outer`` (m,) where a sample faces it from outside, ``inner`` (m,) where it runs
    inside the land; ``way`` (m, 2) the unit vectors to it, ``foot`` (m, 2) its nearest points.
    """

    gap: NDArray[np.float64]
    outer: NDArray[np.bool_]
    inner: NDArray[np.bool_]
    way: NDArray[np.float64]
    foot: NDArray[np.float64]

    def within(self, tolerance_m: float) -> NDArray[np.bool_]:
        """Samples that have the feature beside them: outside by the tolerance, inside by half of it."""
        return (self.outer & (self.gap <= tolerance_m)) | (self.inner & (self.gap <= tolerance_m / 2))


def face(samples: Samples, land: Any, feature: Any) -> Facing:
    """Measure a feature (metres, same plane) from every sample."""
    points = shapely.points(samples.xy)
    shapely.prepare(feature)
    nearest = shapely.get_coordinates(shapely.shortest_line(points, feature)).reshape(-1, 2, 2)
    foot = nearest[:, 1]
    vector = foot - samples.xy
    gap = np.hypot(*vector.T)
    way = vector / np.maximum(gap, 1e-9)[:, None]
    cosine = np.einsum("ij,ij->i", way, samples.normal)
    sideways = np.einsum("ij,ij->i", way, samples.axis[samples.side])
    touching = gap < 1.0
    shapely.prepare(land)
    inside = shapely.contains_xy(land, foot[:, 0], foot[:, 1])
    outer = touching | (((cosine >= FACING_COS) | (sideways >= FACING_COS)) & ~inside & (cosine > 0))
    inner = ~outer & inside & ((cosine <= -FACING_COS) | (sideways <= -FACING_COS))
    return Facing(gap, outer, inner, way, foot)


def share(mask: NDArray[np.bool_], of: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    """Share of the length of ``of`` that ``mask`` covers, 0 to 1."""
    total = float(weight[of].sum())
    return float(weight[of & mask].sum()) / total if total else 0.0


def quantile(values: NDArray[np.float64], weight: NDArray[np.float64], q: float) -> float | None:
    """Weighted quantile, None of nothing: the smallest value with at least ``q`` of the weight below it.

    Examples
    --------
    >>> quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0]), 0.5)
    2.0
    """
    if not len(values):
        return None
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][min(int(np.searchsorted(reached, q - 1e-12)), len(values) - 1)])
