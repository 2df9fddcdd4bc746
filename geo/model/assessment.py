"""The verdict: clause by clause, frozen, serialisable, with a digest that is the same everywhere."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.model.datum import CrsDecision
    from geo.model.issue import Issue
    from geo.model.measurement import Measurement
    from geo.model.reading import Source
    from geo.model.zone import Zone

SCHEMA = "sizhi/assessment/1"


class Outcome(StrEnum):
    """What a clause comes to."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    REVIEW = "review"
    """Cannot be decided yet; the finding says why."""
    ADVISORY = "advisory"
    """A clause without a number: indicators and evidence for a reviewer, not counted."""
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an outcome is what it is: a catalogue key under ``reason.`` and its values."""

    code: str
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The place in the regulation a rule rests on; ``text`` by language (zh, en)."""

    document: str
    article: str
    text: Mapping[str, str]
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One clause, judged.

    ``observed`` maps the name of each measurement the rule looked at to its value; ``margin`` is
    observed minus threshold in the rule's unit, positive on the passing side, of the reading that
    decided; ``evidence`` names what it rests on (input files, parts, ledger rows).
    """

    rule: str
    clause: Clause
    outcome: Outcome
    title: Mapping[str, str]
    observed: Mapping[str, Measurement]
    threshold: float | None
    unit: str | None
    operator: str | None
    margin: float | None
    severity: str
    reasons: tuple[Reason, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFigures:
    """One part of the footprint with its two areas, m²; ``lon``, ``lat`` of a point inside."""

    part_id: str
    role: str | None
    name: str | None
    area_m2: float
    plane_area_m2: float
    declared_area_m2: float | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The outcomes under one other defensible way to measure: a row of the sensitivity table.

    ``depends_on`` is a catalogue key under ``depends.`` (repair, area_method, basis, accuracy, crs);
    ``outcome`` the worst of the decidable clauses under this variant, doubts aside; ``changed`` the rules
    whose outcome is not that of the adopted way.
    """

    depends_on: str
    variant: str
    outcomes: Mapping[str, Outcome]
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    outcome: Outcome | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything a planner signs. Built only by `geo.assess`.

    ``areas`` is `geo.assess.areas.area_table`, ``ledgers`` `geo.assess.ledgers.record`.
    """

    zone: Zone
    source: Source
    crs: CrsDecision
    parts: tuple[PartFigures, ...]
    issues: tuple[Issue, ...]
    measurements: Mapping[str, Measurement]
    overlaps: tuple[Mapping[str, Any], ...]
    four_boundaries: Mapping[str, Any]
    concentration: Mapping[str, Any]
    findings: tuple[Finding, ...]
    sensitivity: tuple[Sensitivity, ...]
    outcome: Outcome
    outcome_reasons: tuple[Reason, ...]
    options: Mapping[str, Any]
    inputs: Mapping[str, Mapping[str, Any]]
    pack: Mapping[str, str]
    engine: Mapping[str, str]
    geometry_sha256: str
    areas: tuple[Mapping[str, Any], ...] = ()
    ledgers: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def settled_parts(self) -> frozenset[str]:
        """Parts whose repair a person has taken: what was wrong with them is settled."""
        every = {part.part_id for part in self.parts} if self.options.get("repair") else set()
        return frozenset(self.options.get("repairs", {})) | frozenset(every)

    @property
    def proposed_parts(self) -> frozenset[str]:
        """Parts whose land is that of a repair nobody has taken yet: their areas are told as such."""
        proposed = {issue.where.part for issue in self.issues if issue.code.endswith("_proposed")}
        return frozenset(part for part in proposed if part is not None) - self.settled_parts

    @property
    def digest(self) -> str:
        """SHA-256 over the content without its words and without the file's own name and bytes.

        The same land, options, pack and versions give the same digest on every machine, whichever
        vertex the file begins with; numbers count with ten significant digits and eight decimals,
        so that the last bits of a library's arithmetic do not. Issues count by code, weight and part:
        where in the file a thing stands depends on how the file is written.
        """
        content = plain(self)
        content["schema"] = SCHEMA
        if not content["options"].get("repairs"):
            content["options"].pop("repairs", None)  # as before a repair could be chosen part by part
        for own in ("name", "sha256", "size"):
            del content["source"][own]
        issues = [*self.issues, *self.crs.issues]
        content["issues"] = sorted([i.code, i.severity.value, i.where.part or ""] for i in issues)
        del content["crs"]["issues"]
        return hashlib.sha256(canonical_json(_without_words(content)).encode()).hexdigest()


_WORDS = frozenset({"zh", "en"})


def _without_words(content: Any) -> Any:
    """Values that carry their own words in both languages keep the code or the number."""
    if isinstance(content, dict):
        return {key: _without_words(value) for key, value in content.items() if key not in _WORDS}
    if isinstance(content, list):
        return [_without_words(item) for item in content]
    return content


def plain(value: Any) -> Any:
    """Turn frozen types into dicts, lists and scalars that JSON knows.

    Examples
    --------
    >>> plain(Reason(code="missing", params={"what": ("ledger",)}))
    {'code': 'missing', 'params': {'what': ['ledger']}}
    """
    if isinstance(value, StrEnum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN has no place in JSON
        return None
    if isinstance(value, str | int | float | None):
        return value
    msg = f"{type(value).__name__} has no place in an assessment"
    raise TypeError(msg)


def canonical_json(content: Any) -> str:
    """JSON with sorted keys, no blanks, and floats at ten significant digits and eight decimals.

    Examples
    --------
    >>> canonical_json({"b": 0.1 + 0.2, "a": "四至"})
    '{"a":"四至","b":0.3}'
    """

    def rounded(item: Any) -> Any:
        if isinstance(item, float):
            return round(float(f"{item:.10g}"), 8) + 0.0
        if isinstance(item, dict):
            return {key: rounded(entry) for key, entry in item.items()}
        if isinstance(item, list):
            return [rounded(entry) for entry in item]
        return item

    return json.dumps(rounded(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
