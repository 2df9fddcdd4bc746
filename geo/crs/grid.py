"""The grid test: survey vertices stand on whole millimetres or centimetres of their plane.

Under the right reading every vertex falls on that grid; under any other the remainders are random. No
reference data is needed, only decimals: nine of a degree for millimetres, eight for centimetres. The
test is one of significance, so it has an error rate one can state, and "cannot tell" is its usual answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import gcj
from geo.crs.gate import converter
from geo.crs.systems import find

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

# A remainder this unlikely is not chance: two offsets, two zones and two grids are tried, so fewer than
# one honest file in a million is doubted.
SIGNIFICANT = -7.0
_MOST_POINTS = 200
_ZONES = (39, 40, 41)
# Cell of the grid in metres, and the decimals of a degree, or of a metre, it takes to see it: of a metre one
# more than the cell has, since a file's own rounding makes a grid that tells nothing.
_CELLS = ((0.001, 9, 4), (0.01, 8, 3))
# Within this share of a cell a vertex stands on the grid: the fewest decimals round by 0.055 of one.
_ON = 0.06


@dataclass(frozen=True, slots=True)
class GridTest:
    """Outcome: the offset under which the vertices stand on a grid, None as is; ``told`` whether it tells.

    ``log10_p`` is the chance of so good a fit at random, by offset, as a power of ten; ``crs`` the plane
    whose grid it is.
    """

    told: bool
    shift: str | None
    log10_p: dict[str | None, float]
    cell_m: float | None = None
    crs: str | None = None

    def standing(self, lonlat: Points) -> NDArray[np.bool_]:
        """Which vertices (degrees, as read) stand on the grid found; the test must tell."""
        true = (
            lonlat
            if self.shift is None
            else np.column_stack(gcj.remove(lonlat[:, 0], lonlat[:, 1], self.shift))
        )
        cells = converter(self.crs or "", forward=True)(true) / (self.cell_m or 1.0)
        return np.asarray(np.max(np.abs(cells - np.round(cells)), axis=1) < _ON)


def grid_test(lonlat: Points, decimals: int, *, metres: bool = False) -> GridTest:
    """Ask which offset puts the vertices on a survey grid.

    Parameters
    ----------
    lonlat
        Vertices as read, degrees, shape (n, 2).
    decimals
        Number of decimals the file's coordinates carry.
    metres
        Whether those were metres.

    Examples
    --------
    >>> import numpy as np
    >>> from geo.crs.gate import to_lonlat
    >>> plane = np.array([[512345.678, 3545678.912], [512545.123, 3545679.004], [512540.77, 3545801.238],
    ...                   [512400.019, 3545899.5]])
    >>> true = to_lonlat(plane, "EPSG:4549")
    >>> map_copy = np.column_stack(gcj.apply(*true.T, "gcj02")).round(9)
    >>> grid_test(map_copy, 9).shift, grid_test(true.round(9), 9).shift, grid_test(map_copy, 7).told
    ('gcj02', None, False)
    """
    points = np.unique(lonlat[np.isfinite(lonlat).all(axis=1)], axis=0)
    cells = [cell for cell, degrees, metric in _CELLS if decimals >= (metric if metres else degrees)]
    if len(points) < 3 or not cells:
        return GridTest(told=False, shift=None, log10_p={})
    if len(points) > _MOST_POINTS:
        points = points[np.linspace(0, len(points) - 1, _MOST_POINTS).astype(int)]
    found: dict[str | None, tuple[float, float, str]] = {}
    for shift in (None, *gcj.SHIFTS):
        true = points if shift is None else np.column_stack(gcj.remove(points[:, 0], points[:, 1], shift))
        found[shift] = min(
            (_chance(converter(crs, forward=True)(true) / cell), cell, crs)
            for crs in _planes(float(np.median(true[:, 0])))
            for cell in cells
        )
    best = min(found, key=lambda shift: found[shift][0])
    told = found[best][0] < SIGNIFICANT
    # As is wins whenever it is itself beyond chance: nobody surveys on the grid of an online map.
    if told and found[None][0] < SIGNIFICANT:
        best = None
    return GridTest(
        told=told,
        shift=best if told else None,
        log10_p={shift: round(p, 1) for shift, (p, *_) in found.items()},
        cell_m=found[best][1] if told else None,
        crs=found[best][2] if told else None,
    )


def decimals_of(coordinates: Points) -> int:
    """Count the decimals binary coordinates were once written with; 12 when they never were.

    Examples
    --------
    >>> import numpy as np
    >>> decimals_of(np.array([[118.5, 32.123456]])), decimals_of(np.array([[118.0 / 7.0, 32.0]]))
    (6, 12)
    """
    sample = coordinates[:_MOST_POINTS]
    for decimals in range(12):
        if np.all(np.abs(sample - np.round(sample, decimals)) <= 4e-16 * np.abs(sample)):
            return decimals
    return 12


def _planes(lon: float) -> list[str]:
    """CGCS2000 planes a surveyor may have used there: every 3° zone within two degrees."""
    near = [find("cgcs2000", "gauss3", zone) for zone in _ZONES if abs(lon - 3 * zone) < 2.0]
    return [row.crs for row in near if row] or ["EPSG:4549"]


def _chance(cells: Points) -> float:
    """Power of ten of the chance that random remainders are as small as these.

    Twice the distance to the nearest grid line is uniform on 0 to 1. The sum of n such stays below s
    with a chance of at most sⁿ/n! (Irwin-Hall), their largest below m with mⁿ; the smaller of the two,
    doubled for having looked twice.
    """
    remainders = 2.0 * np.abs(cells - np.round(cells)).ravel()
    if not np.isfinite(remainders).all():
        return 0.0
    n = remainders.size
    # Below the noise of a double no remainder means anything.
    total, largest = max(float(remainders.sum()), 1e-9), max(float(remainders.max()), 1e-9)
    by_sum = n * math.log10(total) - math.lgamma(n + 1) / math.log(10)
    return min(0.0, math.log10(2.0) + min(by_sum, n * math.log10(largest)))
