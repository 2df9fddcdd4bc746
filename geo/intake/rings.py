"""From rows of numbers to polygons, unrepaired, with a word about everything that was not as it should be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_DEGREES = 360.0
"""No coordinate of a plane in use here is as small, and no angle larger."""


def positions(rows: Any) -> NDArray[np.float64] | None:
    """Turn positions as a file gives them into an (n, 2) or (n, 3) array; None when they are no numbers.

    Missing numbers become NaN; heights are kept so that the caller can tell that there were some.

    Examples
    --------
    >>> positions([[118.5, 32], [118.6, None]])
    array([[118.5,  32. ],
           [118.6,   nan]])
    >>> positions([["a", "b"]]) is None
    True
    """
    try:
        array = np.asarray(rows)
        if array.dtype.kind == "U":
            return None
        array = array.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        try:
            array = np.array([list(row[:2]) for row in rows], dtype=np.float64)
        except (ValueError, TypeError, OverflowError, KeyError, IndexError):
            return None
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] < 2:
        return None
    return array[:, :3]


def _closed(ring: NDArray[np.float64]) -> bool:
    return bool((ring[0, :2] == ring[-1, :2]).all())


def _distinct(ring: NDArray[np.float64]) -> int:
    return len(np.unique(ring[:, :2], axis=0))


def check_ring(ring: NDArray[np.float64], where: Where) -> list[Issue]:
    """What is wrong with one ring that a reader must say: missing numbers, too few points, not closed."""
    bad = np.flatnonzero(~np.isfinite(ring[:, :2]).all(axis=1))
    if bad.size:
        return [
            Issue(
                code="coordinate.missing",
                severity=Severity.ERROR,
                where=_at(where, point=int(bad[0]) + 1),
                params={"count": int(bad.size), "point": int(bad[0]) + 1},
            )
        ]
    found = _distinct(ring) if len(ring) else 0
    if found < 3:
        return [Issue(code="ring.few_points", severity=Severity.ERROR, where=where, params={"points": found})]
    if not _closed(ring):
        first = Where(
            layer=where.layer,
            part=where.part,
            ring=where.ring,
            point=len(ring),
            row=where.row,
            x=float(ring[-1, 0]),
            y=float(ring[-1, 1]),
        )
        return [
            Issue(
                code="ring.open",
                severity=Severity.WARNING,
                where=first,
                params=gap_params(ring[-1], ring[0]),
                before={"points": len(ring), "closed": False},
                after={"points": len(ring) + 1, "closed": True},
            )
        ]
    return []


def gap_params(
    last: Sequence[float] | NDArray[np.float64], first: Sequence[float] | NDArray[np.float64]
) -> dict[str, Any]:
    """How far the ends of a ring are apart, in the unit its coordinates show, and about how many metres.

    Examples
    --------
    >>> gap_params((40383243.9, 3472108.0), (40383243.9, 3472141.5))
    {'gap': 33.5, 'unit': 'm', 'metres': 33.5}
    >>> told = gap_params((120.47, 31.36), (120.471, 31.36))
    >>> told["unit"], round(told["metres"])
    ('°', 95)
    """
    east, north = float(last[0]) - float(first[0]), float(last[1]) - float(first[1])
    gap = math.hypot(east, north)
    if not all(abs(float(value)) <= _DEGREES for value in last[:2]):
        return {"gap": gap, "unit": "m", "metres": gap}
    across, along = 111_320.0 * math.cos(math.radians(float(last[1]))), 110_900.0
    return {"gap": gap, "unit": "°", "metres": math.hypot(east * across, north * along)}


def _at(where: Where, *, point: int | None = None, ring: int | None = None) -> Where:
    return Where(
        layer=where.layer,
        part=where.part,
        ring=ring if ring is not None else where.ring,
        point=point,
        row=where.row,
    )


def polygon(
    rings: Sequence[NDArray[np.float64]], where: Where
) -> tuple[shapely.Polygon | None, tuple[Issue, ...]]:
    """Build one polygon from its rings, exterior first; None when a ring cannot be one.

    An open ring is closed with a straight edge and told; nothing else is touched, so the polygon may
    cross itself. A hole without area is left out and told.

    Parameters
    ----------
    rings
        (n, 2) or (n, 3) arrays in file coordinates, x first.
    where
        The part the rings belong to.

    Examples
    --------
    >>> shape, issues = polygon([np.array([[0.0, 0], [2, 0], [2, 2]])], Where(part="1"))
    >>> shape.area, [i.code for i in issues]
    (2.0, ['ring.open'])
    """
    issues: list[Issue] = []
    good: list[shapely.LinearRing] = []
    if not rings:
        return None, (
            Issue(code="ring.few_points", severity=Severity.ERROR, where=where, params={"points": 0}),
        )
    usable = True
    for number, ring in enumerate(rings, start=1):
        found = check_ring(ring, _at(where, ring=number))
        if number > 1 and [i.code for i in found] == ["ring.few_points"]:
            issues.append(
                Issue(
                    code="ring.hole_dropped",
                    severity=Severity.WARNING,
                    where=_at(where, ring=number),
                    params={"points": found[0].params["points"]},
                )
            )
            continue
        issues += found
        if any(i.severity is Severity.ERROR for i in found):
            usable = False
            continue
        good.append(shapely.linearrings(ring[:, :2]))
    if not usable or not good:
        return None, tuple(issues)
    return shapely.polygons(good[0], good[1:] or None), tuple(issues)


def join(polygons: Sequence[shapely.Polygon]) -> BaseGeometry | None:
    """One geometry from the polygons of one feature: itself, a multipolygon, or None when there are none."""
    match list(polygons):
        case []:
            return None
        case [only]:
            return only
        case several:
            return shapely.multipolygons(several)


def decimals(*arrays: NDArray[np.float64], sample: int = 20_000) -> int | None:
    """Give the largest number of decimals the coordinates are written with, from up to ``sample`` numbers.

    The shortest text that gives the same double is the one written, up to trailing zeros.

    Examples
    --------
    >>> decimals(np.array([[118.5, 32.125]])), decimals(np.array([[1e-7, 2.0]])), decimals()
    (3, 7, None)
    """
    most: int | None = None
    left = sample
    for array in arrays:
        for value in array[:, :2].ravel()[:left].tolist():
            text = np.format_float_positional(value, trim="-")
            most = max(most or 0, len(text.partition(".")[2]))
        left -= array.size
        if left <= 0:
            break
    return most
