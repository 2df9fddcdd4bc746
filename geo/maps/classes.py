"""Classes of a choropleth: natural breaks, each told in the legend by the values that really lie in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

GREENS = ("#a1d99b", "#74c476", "#41ab5d", "#238b45", "#005a32")
"""ColorBrewer's sequential Greens: told apart by lightness alone, and by no hue the zones or parks have.

Without their lightest, which is nearly the colour of land where there is nothing."""
ZERO, MISSING = -1, -2
"""Classes of their own: nothing there, and not known."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The class of each value (0 lowest, `ZERO`, `MISSING`), and the least and largest value of each."""

    of: tuple[int, ...]
    limits: tuple[tuple[float, float], ...]

    def colour(self, number: int) -> str:
        """Colour of a class, the whole range used however few they are."""
        last = len(self.limits) - 1
        return GREENS[round(number * (len(GREENS) - 1) / last)] if last else GREENS[2]


def classify(values: Sequence[float | None], most: int = len(GREENS)) -> Classes:
    """Put values into at most ``most`` classes with the least spread inside them (Fisher 1958, Jenks 1977).

    Few different values have a class each; zero stands apart, for "none" is not a little.

    Parameters
    ----------
    values
        One an area; None or NaN is not known.
    most
        Classes besides those for zero and for missing values.

    Examples
    --------
    >>> found = classify([0, 1, 2, 2, 9, 10, None], most=2)
    >>> found.of, found.limits
    ((-1, 0, 0, 0, 1, 1, -2), ((1.0, 2.0), (9.0, 10.0)))
    """
    array = np.array([np.nan if v is None else v for v in values], dtype=float)
    known = np.sort(array[~np.isnan(array) & (array != 0)])
    starts = _breaks(known, most) if len(known) else []
    lower = known[starts]
    upper = [float(known[end - 1]) for end in [*starts[1:], len(known)]] if starts else []
    number = np.searchsorted(lower, array, side="right") - 1
    number = np.where(np.isnan(array), MISSING, np.where(array == 0, ZERO, number))
    return Classes(tuple(number.tolist()), tuple(zip(lower.tolist(), upper, strict=True)))


def _breaks(known: np.ndarray, most: int) -> list[int]:
    """Where each class begins in sorted values: the least sum of squares, equal values kept together."""
    values, counts = np.unique(known, return_counts=True)
    n, k = len(values), min(most, len(values))
    weight = np.concatenate(([0], np.cumsum(counts)))
    total = np.concatenate(([0], np.cumsum(counts * values)))
    square = np.concatenate(([0], np.cumsum(counts * values**2)))

    def spread(begin: np.ndarray, end: int) -> np.ndarray:
        of = weight[end] - weight[begin]
        return square[end] - square[begin] - (total[end] - total[begin]) ** 2 / of

    best = np.full((k + 1, n + 1), np.inf)
    cut = np.zeros((k + 1, n + 1), dtype=int)
    best[0, 0] = 0
    for classes in range(1, k + 1):
        for end in range(classes, n + 1):
            begin = np.arange(classes - 1, end)
            cost = best[classes - 1, begin] + spread(begin, end)
            best[classes, end], cut[classes, end] = cost.min(), begin[cost.argmin()]
    starts, end = [], n
    for classes in range(k, 0, -1):
        end = int(cut[classes, end])
        starts.append(int(weight[end]))
    return starts[::-1]
