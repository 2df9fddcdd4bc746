"""What a rule pack is made of: the types, and the literal tables of what a pack may say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo.model.assessment import Clause


class Kind(StrEnum):
    """How a rule decides."""

    THRESHOLD = "threshold"
    """A measure against a number."""
    RATIO = "ratio"
    """One measure divided by another, against a number."""
    COUNT = "count"
    """A number of institutions, some categories excluded."""
    DURATION = "duration"
    """Years since a date."""
    CHECKLIST = "checklist"
    """Items answered yes or no, with evidence where it is asked for."""
    ADVISORY = "advisory"
    """No number: indicators and evidence for a reviewer."""
    FOUR_BOUNDARIES = "four_boundaries"
    """The claimed 四至 as `geo.fourbounds` verified it."""


OPERATORS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt"}
SEVERITIES = ("hard", "soft")
SCOPES = ("whole", "core", "part")
BASES = ("land", "floor", "both")
STATUSES = ("in_force", "draft", "illustrative")
DURATION_UNIT = "years"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold of a zone; every field given must. Empty: always holds.

    ``answer`` is the id of a checklist answer that must be yes.
    """

    level: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    answer: str | None = None

    @property
    def always(self) -> bool:
        """Whether nothing is asked."""
        return not (self.level or self.type or self.city or self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another threshold under a condition: a relaxation, or an extra demand.

    ``threshold`` None means the regulation relaxes without a number (适当放宽): a value short of
    the ordinary threshold is then for a person to decide.
    """

    when: Condition
    threshold: float | None
    text: Mapping[str, str]
    relaxes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a checklist; ``evidence`` whether an attachment must come with a yes."""

    id: str
    text: Mapping[str, str]
    evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One clause that is judged by itself.

    ``measures`` names what is looked at: ``{"value": …}``, ``{"land": …, "floor": …}`` for
    ``basis = "both"``, ``{"numerator": …, "denominator": …}`` for a ratio, ``{"date": …}`` for a
    duration. ``substitutes`` are shown, never used to decide, when those are missing.
    """

    id: str
    kind: Kind
    clause: Clause
    title: Mapping[str, str]
    severity: str
    scope: str = "whole"
    basis: str | None = None
    advisory: bool = False
    measures: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    substitutes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    operator: str | None = None
    threshold: float | None = None
    unit: str | None = None
    exclude: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    roles: tuple[str, ...] = ()
    applies: Condition = field(default_factory=Condition)
    overrides: tuple[Override, ...] = ()
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One version of one regulation. ``sha256`` is over the content, not the bytes of the file."""

    id: str
    version: str
    status: str
    title: Mapping[str, str]
    document: str
    note: Mapping[str, str]
    effective_from: dt.date
    effective_to: dt.date | None
    url: str | None
    rules: tuple[Rule, ...]
    sha256: str

    @property
    def identity(self) -> dict[str, str]:
        """What an assessment records of its pack.

        Examples
        --------
        >>> from geo.rules.pack import load_pack
        >>> sorted(load_pack("jiangsu-2024-draft").identity)
        ['id', 'sha256', 'status', 'version']
        """
        return {"id": self.id, "version": self.version, "status": self.status, "sha256": self.sha256}

    def rule(self, rule_id: str) -> Rule:
        """Return the rule of this id.

        Raises
        ------
        KeyError
            No such rule.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


def in_dates(on: dt.date | None, start: dt.date | None, end: dt.date | None) -> bool:
    """Whether a day lies within a validity, both ends included; an unknown day does.

    Examples
    --------
    >>> import datetime as dt
    >>> in_dates(dt.date(2024, 1, 1), dt.date(2024, 1, 1), None)
    True
    >>> in_dates(dt.date(2023, 12, 31), dt.date(2024, 1, 1), None)
    False
    """
    return on is None or ((start is None or on >= start) and (end is None or on <= end))
