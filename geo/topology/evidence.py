"""What the applicant's own number says about which repair was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FITS = 0.01
"""A declared area no repair comes within a hundredth of speaks for none."""
_TELLS = 0.001
"""Repairs that differ by less than a thousandth of the land are not told apart by a declared area."""
_NEARER = 3.0
"""How many times nearer another repair must be to outweigh the usual order."""


def nearest_to(areas_m2: Sequence[float], declared_m2: float | None) -> int:
    """Which of several repairs a declared area speaks for: the usual first one, unless another is clearly it.

    Parameters
    ----------
    areas_m2
        Area after each repair, m², in the usual order of recommendation.
    declared_m2
        Area the applicant declared for this part, m²; None when none was.

    Returns
    -------
    int
        Place of the repair to recommend.

    Examples
    --------
    The usual repair leaves a slit, the second comes within 0.2 m² of what was declared:

    >>> nearest_to([1407.2, 1410.2], 1410.0), nearest_to([1407.2, 1410.2], None)
    (1, 0)
    >>> nearest_to([1407.2, 1410.2], 2000.0), nearest_to([1407.2, 1407.9], 1408.0)
    (0, 0)
    """
    if declared_m2 is None or declared_m2 <= 0 or len(areas_m2) < 2:
        return 0
    gaps = [abs(area - declared_m2) for area in areas_m2]
    best = min(range(len(gaps)), key=gaps.__getitem__)
    fits = gaps[best] <= _FITS * declared_m2
    tells = gaps[0] - gaps[best] > _TELLS * declared_m2 and _NEARER * gaps[best] <= gaps[0]
    return best if fits and tells else 0
