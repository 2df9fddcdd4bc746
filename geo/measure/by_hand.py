"""How well the corners of a boundary drawn on the page are known: clicked, typed, or left as they came."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.measure.uncertainty import VERTEX_ACCURACY_M, rounding_sigma_m, with_rounding

HAND_PIXELS = 3.0
"""How well a hand hits a point on a screen, pixels."""
SCREEN_M = VERTEX_ACCURACY_M["online_map"].sigma_m
"""Corners set on a screen are never known better than this, m, however near one was."""
TYPED_M = VERTEX_ACCURACY_M["survey"].sigma_m
"""Who types a coordinate reads it from a survey's list of corners, as a table is taken for one."""


ROUGH_M, ROUGH_SHARE = 30.0, 0.1
"""Corners known no better than this, m, or an area that may be off by more than this share of itself, are too
rough to stand for a boundary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corners:
    """What the corners of one boundary rest on.

    Parameters
    ----------
    clicked, typed, kept
        How many were set on the map, written as numbers, or left as the boundary before had them.
    metres
        Ground a pixel covered where one was clicked, at its coarsest, m.
    unit
        One of the last digit written, at its coarsest, degrees.
    before_m
        Standard deviation of the corners that were left, m.
    """

    clicked: int = 0
    typed: int = 0
    kept: int = 0
    metres: float = 0.0
    unit: float = 0.0
    before_m: float = 0.0

    @property
    def clicked_m(self) -> float:
        """Standard deviation of the clicked corners, m; 0 where there are none."""
        return clicked_accuracy_m(self.metres) if self.clicked else 0.0

    @property
    def typed_m(self) -> float:
        """Standard deviation of the typed corners, m; 0 where there are none."""
        return typed_accuracy_m(self.unit) if self.typed else 0.0

    @property
    def accuracy_m(self) -> float:
        """Standard deviation of the boundary: that of its worst corner, m.

        Examples
        --------
        >>> typed = Corners(typed=4, unit=1e-6)
        >>> typed.accuracy_m, Corners(typed=4, unit=1e-6, clicked=1, metres=2).accuracy_m
        (0.0594, 6.0)
        """
        kept = self.before_m if self.kept else 0.0
        return max(self.clicked_m, self.typed_m, kept) or SCREEN_M


def clicked_accuracy_m(metres: float) -> float:
    """Standard deviation of a corner set by hand where a pixel covers ``metres`` of ground.

    Examples
    --------
    >>> clicked_accuracy_m(0.5), clicked_accuracy_m(20)
    (3.0, 60.0)
    """
    return max(SCREEN_M, round(HAND_PIXELS * metres, 1))


def typed_accuracy_m(unit: float) -> float:
    """Standard deviation of a corner that was written to ``unit`` degrees, as of a survey's list, m.

    Never below what the digits hold, so that a file that states it is believed.

    Examples
    --------
    >>> typed_accuracy_m(1e-4), typed_accuracy_m(1e-8)
    (3.21, 0.05)
    """
    rounding = rounding_sigma_m(unit, degrees=True)
    if with_rounding(TYPED_M, rounding) == TYPED_M:
        return TYPED_M
    found = math.hypot(TYPED_M, rounding)
    step = 10.0 ** (math.floor(math.log10(found)) - 2)
    return float(f"{math.ceil(found / step) * step:.3g}")
