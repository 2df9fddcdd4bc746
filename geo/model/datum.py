"""Where the coordinates lie: what was declared, what was adopted, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.model.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping


class CrsStatus(StrEnum):
    """How the adopted coordinate system was arrived at."""

    CONFIRMED = "confirmed"
    """Declared by the file, and nothing speaks against it."""
    GIVEN = "given"
    """Chosen by the person who sent the file."""
    INFERRED = "inferred"
    """Not declared; one reading only fits."""
    CONFLICT = "conflict"
    """Declared, but the evidence says otherwise: a person must choose."""
    UNDECIDED = "undecided"
    """Not declared; several readings fit: a person must choose."""
    REFUSED = "refused"
    """No reading can be adopted (Xian80 without parameters, coordinates outside any reading)."""


OFFSET_TESTS = frozenset({"grid", "reference"})
"""Tests that can tell an online map's offset from none (`geo.crs.shifts`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One test of a hypothesis.

    ``test`` is a catalogue key under ``evidence.``; ``supports`` is None when the test cannot tell.
    """

    test: str
    supports: bool | None
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One way to read the coordinates, and where it would put the land.

    ``crs`` is ``"EPSG:4528"`` or WKT; ``shift`` None, ``"gcj02"`` or ``"bd09"``; ``swapped`` whether x
    and y change places first; ``score`` is comparable within one file only, best first.
    """

    crs: str
    name: str
    score: float
    fits: bool
    shift: str | None = None
    swapped: bool = False
    lon: float | None = None
    lat: float | None = None
    city: str | None = None
    county: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrsDecision:
    """The outcome of `geo.crs.infer.decide`: the adopted reading, the others, and what is doubtful."""

    declared: str | None
    adopted: Hypothesis | None
    status: CrsStatus
    hypotheses: tuple[Hypothesis, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the land's place is beyond doubt."""
        return self.status in {CrsStatus.CONFIRMED, CrsStatus.GIVEN, CrsStatus.INFERRED}

    @property
    def offset_open(self) -> bool:
        """Whether an online map's offset may lie on the land, and no test could tell either way."""
        if self.adopted is None or self.adopted.shift or self.status is CrsStatus.GIVEN or not self.settled:
            return False
        told = [item.supports for item in self.adopted.evidence if item.test in OFFSET_TESTS]
        return any(item.shift for item in self.hypotheses) and all(found is None for found in told)
