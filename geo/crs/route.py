"""What each way of deciding hands on, and how an issue of this room is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from geo.crs.clues import Clues
    from geo.model.datum import CrsStatus, Hypothesis


@dataclass(frozen=True, slots=True)
class Route:
    """A decision before offsets and place are looked at.

    ``offer_shifts``: the coordinates are of the kind online maps give out, so that un-shifted readings
    are listed even when no test speaks for them.
    """

    status: CrsStatus
    adopted: Hypothesis | None
    hypotheses: tuple[Hypothesis, ...]
    issues: tuple[Issue, ...] = ()
    offer_shifts: bool = False


def said(code: str, severity: Severity, clues: Clues, *, where: Where | None = None, **params: Any) -> Issue:
    """Build an issue of this room; the file is its place unless a better one is known."""
    place = where or Where(file=clues.reading.source.name, layer=clues.reading.source.layer)
    return Issue(code=f"crs.{code}", severity=severity, where=place, params=params)
