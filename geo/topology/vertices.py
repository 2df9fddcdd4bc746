"""Findings at single vertices and of single rings: missing numbers, repeats, spikes, slivers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.model.issue import Issue, Severity
from geo.topology.contacts import scribbled
from geo.topology.overlay import mended
from geo.topology.rings import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.topology.rings import Floats, Land, Ring

SPIKE_DEGREES = 2.0
SLIVER_WIDTH_M = 0.5
SLIVER_ROUNDNESS = 0.01
CLOSE_M = 0.01
LISTED = 20
"""So many places of one kind are listed one by one; the rest is counted."""

_FLAT = 1e-9
"""Points whose spread across is under this share of their spread along lie on one line."""


def unreadable_points(ring: Ring) -> Iterator[Issue]:
    """NaN or infinite coordinates, point by point."""
    bad = np.flatnonzero(~np.isfinite(ring.xy).all(axis=1))
    for k in bad[:LISTED].tolist():
        yield Issue(
            code="ring.not_finite",
            severity=Severity.ERROR,
            where=ring.where(k),
            params={"point": ring.label(k)},
        )
    yield from more(ring, "not_finite", len(bad) - LISTED, Severity.ERROR)


def collapsed(ring: Ring, *, valid: bool) -> Issue | None:
    """Tell of a ring that encloses nothing: too few points, all on one line, or out and back the same way."""
    distinct = len(np.unique(ring.xy, axis=0))
    severity = Severity.WARNING if valid else Severity.ERROR
    if distinct < 3:
        return Issue(
            code="ring.too_few_points",
            severity=severity,
            where=ring.where(0),
            params={"distinct": distinct, "listed": ring.listed},
        )
    if flat(ring.metres) or (not valid and _retraced(ring.metres)):
        return Issue(
            code="ring.zero_area",
            severity=severity,
            where=ring.where(0),
            params={"listed": ring.listed},
        )
    return None


def _retraced(xy: Floats) -> bool:
    outline = shapely.polygons(xy)
    return not shapely.is_valid(outline) and not scribbled([xy]) and not mended(outline).area > 0


def flat(xy: Floats) -> bool:
    """Whether the points lie on one line, to a part in 10⁹ of their length."""
    centred = xy - xy.mean(axis=0)
    size = np.abs(centred).max()
    if not np.isfinite(size) or size <= 0:
        return True
    spread = np.linalg.svd(centred / size, compute_uv=False)
    return bool(spread[1] <= _FLAT * spread[0])


def repeated_points(ring: Ring) -> Iterator[Issue]:
    """One note a ring: the points that repeat the one before, which are left out."""
    if not len(ring.repeats):
        return
    names = [ring.numbered(int(number)) for number in ring.repeats[:LISTED]]
    first = int(np.searchsorted(ring.points, ring.repeats[0])) - 1
    yield Issue(
        code="ring.repeated_points",
        severity=Severity.NOTE,
        where=ring.where(first),
        params={"count": len(ring.repeats), "points": names},
        before={"points": ring.listed},
        after={"points": ring.listed - len(ring.repeats)},
    )


def angles(metres: Floats) -> tuple[Floats, Floats]:
    """Angle at every vertex of an open ring between its two edges, degrees, and its shorter edge, m.

    Examples
    --------
    >>> angle, leg = angles(np.array([[0, 0], [10, 0], [10, 5], [0, 5.0]]))
    >>> angle.round(6).tolist(), leg.tolist()
    ([90.0, 90.0, 90.0, 90.0], [5.0, 5.0, 5.0, 5.0])
    """
    back = np.roll(metres, 1, axis=0) - metres
    ahead = np.roll(metres, -1, axis=0) - metres
    cross = back[:, 0] * ahead[:, 1] - back[:, 1] * ahead[:, 0]
    dot = (back * ahead).sum(axis=1)
    legs = np.minimum(np.hypot(*back.T), np.hypot(*ahead.T))
    return np.degrees(np.abs(np.arctan2(cross, dot))), legs


def spike_vertices(metres: Floats, *, degrees: float = SPIKE_DEGREES) -> NDArray[np.int64]:
    """Vertices where an open ring turns back on itself, by index."""
    if len(metres) < 3:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(angles(metres)[0] < degrees)


def spikes(ring: Ring) -> Iterator[Issue]:
    """Vertices where the boundary runs out and back: a slip of the pen, or a wrong point between two."""
    found = spike_vertices(ring.metres)
    angle, legs = angles(ring.metres)
    for k in found[:LISTED].tolist():
        where = ring.where(k)
        yield Issue(
            code="ring.spike",
            severity=Severity.WARNING,
            where=where,
            params={
                "point": ring.label(k),
                "at": at(where.x, where.y),
                "angle": float(angle[k]),
                "length": float(legs[k]),
            },
        )
    yield from more(ring, "spike", len(found) - LISTED, Severity.WARNING)


def sliver(land: Land, ring: Ring) -> Issue | None:
    """Tell of a ring too narrow to be land: mean width 2A/P under 0.5 m, or 4πA/P² under 0.01."""
    outline = shapely.polygons(ring.metres)
    perimeter = float(shapely.length(outline))
    area = float(shapely.area(outline))
    if not perimeter > 0 or not math.isfinite(perimeter) or not math.isfinite(area):
        return None
    width = 2 * area / perimeter
    if width >= SLIVER_WIDTH_M and 4 * math.pi * area / perimeter**2 >= SLIVER_ROUNDNESS:
        return None
    where = ring.where(0)
    return Issue(
        code="ring.sliver_hole" if ring.hole else "ring.sliver",
        severity=Severity.WARNING,
        where=where,
        params={
            "part": land.title,
            "width": width,
            "length": perimeter / 2,
            "area": area,
            "at": at(where.x, where.y),
        },
    )


def closeness(land: Land, rings: Sequence[Ring], number: int) -> Issue | None:
    """Tell where a sound polygon all but touches itself, or two points all but coincide.

    Rounding the coordinates to centimetres there can close the gap and break the boundary.
    """
    clearance = shapely.minimum_clearance_line(land.plane.project(land.grounds[number]))
    if clearance.is_empty or not clearance.length < CLOSE_M:
        return None
    one, other = shapely.get_coordinates(clearance)
    ring, k = min(
        ((ring, int(np.hypot(*(ring.metres - one).T).argmin())) for ring in rings),
        key=lambda spot: float(np.hypot(*(spot[0].metres[spot[1]] - one))),
    )
    size = len(ring.metres)
    beside = [j for j in ((k - 1) % size, (k + 1) % size) if np.allclose(ring.metres[j], other, atol=1e-9)]
    where = ring.where(k)
    return Issue(
        code="ring.close_points" if beside else "ring.near_touch",
        severity=Severity.NOTE if beside else Severity.WARNING,
        where=where,
        params={
            "a": ring.label(k),
            "b": ring.label(beside[0]) if beside else None,
            "distance": float(clearance.length) * 1000,
            "at": at(where.x, where.y),
        },
    )


def more(ring: Ring, kind: str, count: int, severity: Severity) -> Iterator[Issue]:
    """Count what is not listed one by one."""
    if count > 0:
        where = ring.where(0)
        yield Issue(
            code=f"more.{kind}",
            severity=severity,
            where=where,
            params={"count": count, "listed": LISTED},
        )
