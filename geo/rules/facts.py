"""What a pack is applied to: everything known of one zone, and what is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo.model.assessment import Reason
    from geo.model.measurement import Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An applicant's answer to a checklist item; ``value`` None is "not answered".

    ``evidence`` names the attachments that came with it.
    """

    value: bool | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """The measurements of one part (``part_land_area_m2``, ``part_floor_area_m2``), by name."""

    part_id: str
    role: str | None
    measurements: Mapping[str, Measurement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One zone as the rules see it.

    Parameters
    ----------
    measurements
        By name of `geo.measure.registry.MEASURES`; absent, or with value None, is "missing".
    level, zone_type, city
        The zone's level (national, provincial, municipal), type and city; None is unknown.
    answers
        Checklist answers and conditions by id.
    categories
        Institutions by category, each with low and high (`geo.measure.institutions`).
    parts
        Measurements part by part, for rules of scope ``part``.
    dates
        Earliest and latest day something began, by name (``operation_since``).
    claims
        Verdict of each claimed side, ``"1/E": "confirmed"`` or ``"E": "too_far"``.
    claim
        The text of the claimed 四至 as submitted; with no ``claims`` beside it nothing in it was understood.
    doubts
        Why the place of the land is in doubt; not empty makes the overall outcome *review*.
    on_date
        The day the zone is judged for.
    """

    measurements: Mapping[str, Measurement] = field(default_factory=lambda: MappingProxyType({}))
    level: str | None = None
    zone_type: str | None = None
    city: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    categories: Mapping[str, Measurement] = field(default_factory=lambda: MappingProxyType({}))
    parts: tuple[PartFacts, ...] = ()
    dates: Mapping[str, tuple[dt.date, dt.date]] = field(default_factory=lambda: MappingProxyType({}))
    claims: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    claim: str | None = None
    doubts: tuple[Reason, ...] = ()
    on_date: dt.date | None = None

    def known(self, name: str) -> Measurement | None:
        """Return the measurement of this name, None when it is missing or could not be measured."""
        found = self.measurements.get(name)
        return None if found is None or found.value is None else found
