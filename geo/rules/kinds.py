"""How each kind of rule comes to its verdict: one function a kind, in one literal table."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.fourbounds.verdict import CONFIRMING, CONTRADICTING, UNPLACED
from geo.measure.categories import PUBLIC
from geo.model.assessment import Outcome, Reason
from geo.model.measurement import Measurement
from geo.rules import say
from geo.rules.decide import against, bars, explain, limits, margin, worst
from geo.rules.schema import DURATION_UNIT, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.rules.facts import Facts, PartFacts
    from geo.rules.schema import Rule

_HARDEST_FIRST = {">=": max, ">": max, "<=": min, "<": min}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a rule comes to, before dates, zone and severity are looked at."""

    outcome: Outcome
    observed: Mapping[str, Measurement] = field(default_factory=lambda: MappingProxyType({}))
    threshold: float | None = None
    margin: float | None = None
    reasons: tuple[Reason, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def _one(rule: Rule, facts: Facts, measurement: Measurement) -> Verdict:
    """One measurement that has a value, against every threshold that may apply.

    Of several thresholds the hardest is shown: its margin is the one that has to be made up.
    """
    operator = rule.operator or ""
    possible, why = bars(rule, facts)
    threshold = _HARDEST_FIRST[operator](bar.threshold for bar in possible)
    return Verdict(
        outcome=against(measurement, rule, possible),
        observed={measurement.name: measurement},
        threshold=threshold,
        margin=margin(measurement, operator, threshold),
        reasons=(*(explain(measurement, operator, bar.threshold) for bar in possible), *why),
    )


def _missing(rule: Rule, facts: Facts, *names: str) -> Verdict:
    """Nothing to judge: say what is missing, show what stands in for it, decide nothing."""
    reasons = [
        Reason(code="missing", params={"measure": say.measure(name), "need": say.need(name)})
        for name in names
    ]
    shown = {key: facts.known(name) for key, name in rule.substitutes.items()}
    observed: dict[str, Measurement] = {}
    evidence: dict[str, Any] = {}
    for measurement in shown.values():
        if measurement is None:
            continue
        instead = _one(replace(rule, substitutes={}), facts, measurement)
        observed[measurement.name] = measurement
        evidence[measurement.name] = instead.outcome.value
        params = {
            "measure": say.measure(measurement.name),
            "value": say.amount(measurement.value, measurement.unit),
            "outcome": say.outcome(instead.outcome),
        }
        reasons.append(Reason(code="would_be", params=params))
    _, why = bars(rule, facts) if rule.threshold is not None else ((), ())
    return Verdict(
        outcome=Outcome.REVIEW,
        observed=observed,
        reasons=(*reasons, *why),
        evidence={"substitute": evidence} if evidence else {},
    )


def _threshold(rule: Rule, facts: Facts) -> Verdict:
    if rule.scope == "part":
        return _each_part(rule, facts)
    if rule.basis == "both":
        return _both(rule, facts)
    found = facts.known(rule.measures["value"])
    return _missing(rule, facts, rule.measures["value"]) if found is None else _one(rule, facts, found)


def _both(rule: Rule, facts: Facts) -> Verdict:
    """Land and floor readings of a clause that does not say which it means: they must agree."""
    names = {basis: rule.measures[basis] for basis in ("land", "floor")}
    readings = {
        basis: _one(rule, facts, found)
        for basis, name in names.items()
        if (found := facts.known(name)) is not None
    }
    if not readings:
        return _missing(rule, facts, *names.values())
    observed = {name: m for verdict in readings.values() for name, m in verdict.observed.items()}
    reasons = [reason for verdict in readings.values() for reason in verdict.reasons]
    reasons = [reason for i, reason in enumerate(reasons) if reason not in reasons[:i]]
    if len(readings) == 1:
        (basis, verdict), *_ = readings.items()
        other = names["floor" if basis == "land" else "land"]
        params = {
            "basis": say.catalogued(f"basis.{basis}"),
            "outcome": say.outcome(verdict.outcome),
            "measure": say.measure(other),
            "need": say.need(other),
        }
        reasons.insert(0, Reason(code="basis_missing", params=params))
        return replace(verdict, outcome=Outcome.REVIEW, reasons=tuple(reasons), margin=None)
    land, floor = readings["land"], readings["floor"]
    outcome = land.outcome if land.outcome is floor.outcome else Outcome.REVIEW
    params = {"land": say.outcome(land.outcome), "floor": say.outcome(floor.outcome)}
    reasons.insert(
        0, Reason(code="basis_agree" if outcome is not Outcome.REVIEW else "basis_differ", params=params)
    )
    margins = [verdict.margin for verdict in readings.values() if verdict.margin is not None]
    return Verdict(
        outcome=outcome,
        observed=observed,
        threshold=land.threshold,
        margin=min(margins) if outcome is not Outcome.REVIEW else None,
        reasons=tuple(reasons),
    )


def _each_part(rule: Rule, facts: Facts) -> Verdict:
    """Every part of the roles named must meet the clause by itself; the worst part decides."""
    parts = [part for part in facts.parts if not rule.roles or part.role in rule.roles]
    if not parts:
        roles = say.joined([say.catalogued(f"role.{role}") for role in rule.roles or ("none",)])
        return Verdict(
            outcome=Outcome.REVIEW, reasons=(Reason(code="no_such_part", params={"roles": roles}),)
        )
    name = rule.measures["value"]
    verdicts = {part.part_id: _of_part(rule, facts, part, name) for part in parts}
    margins = [verdict.margin for verdict in verdicts.values() if verdict.margin is not None]
    return Verdict(
        outcome=worst(verdict.outcome for verdict in verdicts.values()) or Outcome.REVIEW,
        observed={f"{name}@{pid}": m for pid, v in verdicts.items() for m in v.observed.values()},
        threshold=next(iter(verdicts.values())).threshold,
        margin=min(margins) if len(margins) == len(verdicts) else None,
        reasons=tuple(
            reason
            for pid, verdict in verdicts.items()
            for reason in (Reason(code="of_part", params={"part": pid}), *verdict.reasons)
        ),
        evidence={"parts": {pid: verdict.outcome.value for pid, verdict in verdicts.items()}},
    )


def _of_part(rule: Rule, facts: Facts, part: PartFacts, name: str) -> Verdict:
    found = part.measurements.get(name)
    if found is None or found.value is None:
        return _missing(rule, facts, name)
    return _one(rule, facts, found)


def _ratio(rule: Rule, facts: Facts) -> Verdict:
    """One measure over another. The band is the widest the two bands allow."""
    names = rule.measures["numerator"], rule.measures["denominator"]
    top, bottom = (facts.known(name) for name in names)
    if top is None or bottom is None:
        lacking = [name for name, found in zip(names, (top, bottom), strict=True) if found is None]
        return _missing(rule, facts, *lacking)
    (top_low, top_high), (bottom_low, bottom_high) = limits(top), limits(bottom)
    if bottom_low <= 0 or bottom.value is None or top.value is None:
        observed = {measurement.name: measurement for measurement in (top, bottom)}
        reason = Reason(code="ratio_of_nothing", params={"measure": say.measure(bottom.name)})
        return Verdict(outcome=Outcome.REVIEW, observed=observed, reasons=(reason,))
    ratio = Measurement(
        name=rule.id,
        value=top.value / bottom.value,
        unit="ratio",
        method="ratio",
        low=top_low / bottom_high,
        high=top_high / bottom_low,
    )
    verdict = _one(rule, facts, ratio)
    return replace(verdict, observed={top.name: top, bottom.name: bottom, rule.id: ratio})


def _count(rule: Rule, facts: Facts) -> Verdict:
    """Institutions without the excluded categories.

    Without a table by category the measured count serves, provided the pack excludes exactly the
    categories that count was made without.
    """
    name = rule.measures["value"]
    counted = facts.known(name)
    if facts.categories:
        counted = _without(name, rule, facts)
    elif counted is not None and rule.exclude and set(rule.exclude) != set(PUBLIC):
        return _missing(rule, facts, "institutions_by_category")
    if counted is None:
        return _missing(rule, facts, name)
    verdict = _one(rule, facts, counted)
    left_out = {key: found for key in rule.exclude if (found := facts.categories.get(key)) and found.value}
    excluded = sum(found.value or 0.0 for found in left_out.values())
    if not excluded:
        return verdict
    reason = Reason(
        code="excluded",
        params={
            "value": say.amount(excluded, "count"),
            "categories": say.joined([say.category(key) for key in left_out]),
        },
    )
    evidence = {"excluded": {key: found.value for key, found in left_out.items()}}
    return replace(verdict, reasons=(*verdict.reasons, reason), evidence=evidence)


def _without(name: str, rule: Rule, facts: Facts) -> Measurement:
    kept = [found for key, found in facts.categories.items() if key not in rule.exclude]
    pairs = [limits(found) for found in kept if found.value is not None]
    return Measurement(
        name=name,
        value=math.fsum(found.value for found in kept if found.value is not None),
        unit="count",
        method="institution_list",
        low=math.fsum(low for low, _ in pairs),
        high=math.fsum(high for _, high in pairs),
    )


def _duration(rule: Rule, facts: Facts) -> Verdict:
    """Years from a date to the day the zone is judged for."""
    name = rule.measures["date"]
    began = facts.dates.get(name)
    if began is None:
        return Verdict(
            outcome=Outcome.REVIEW, reasons=(Reason(code="no_date", params={"date": say.date_name(name)}),)
        )
    if facts.on_date is None:
        return Verdict(outcome=Outcome.REVIEW, reasons=(Reason(code="no_day"),))
    earliest, latest = began
    low, high = _years(latest, facts.on_date), _years(earliest, facts.on_date)
    value = Measurement(name=name, value=low, unit=DURATION_UNIT, method="dates", low=low, high=high)
    evidence = {"from": str(earliest), "to": str(facts.on_date)}
    return replace(_one(rule, facts, value), evidence=evidence)


def _years(start: dt.date, end: dt.date) -> float:
    """Whole years by the calendar, and the days since the last anniversary as a share of a year."""
    whole = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    last, following = _anniversary(start, start.year + whole), _anniversary(start, start.year + whole + 1)
    return whole + (end - last).days / (following - last).days


def _anniversary(start: dt.date, year: int) -> dt.date:
    """The same day in another year; 29 February falls on 1 March where there is none."""
    if (start.month, start.day) == (2, 29) and not calendar.isleap(year):
        return dt.date(year, 3, 1)
    return start.replace(year=year)


def _checklist(rule: Rule, facts: Facts) -> Verdict:
    """Pass: every item yes, with evidence where asked. Fail: an item is answered no."""
    lists: dict[str, list[dict[str, str]]] = {
        "item_yes": [],
        "item_no": [],
        "item_no_evidence": [],
        "item_unanswered": [],
    }
    evidence: dict[str, Any] = {}
    for item in rule.items:
        answer = facts.answers.get(item.id)
        if answer is None or answer.value is None:
            code = "item_unanswered"
        elif not answer.value:
            code = "item_no"
        else:
            code = "item_no_evidence" if item.evidence and not answer.evidence else "item_yes"
        lists[code].append({"id": item.id, **item.text})
        if answer is not None and answer.evidence:
            evidence[item.id] = list(answer.evidence)
    if lists["item_no"]:
        outcome = Outcome.FAIL
    else:
        outcome = Outcome.PASS if len(lists["item_yes"]) == len(rule.items) else Outcome.REVIEW
    reasons = tuple(
        Reason(code=code, params={"items": say.joined(items), "count": len(items)})
        for code, items in lists.items()
        if items
    )
    return Verdict(outcome=outcome, reasons=reasons, evidence=evidence)


def _advisory(rule: Rule, facts: Facts) -> Verdict:
    """Indicators and evidence for a reviewer; no cut-off."""
    observed = {
        name: found
        for name in rule.indicators
        if (found := facts.measurements.get(name)) is not None
        and (found.value is not None or found.low is not None)
    }
    lacking = [name for name in rule.indicators if name not in observed]
    reasons = [Reason(code="no_number")]
    if lacking:
        reasons.append(
            Reason(
                code="indicators_missing",
                params={"measures": say.joined([say.measure(name) for name in lacking])},
            )
        )
    asked = _checklist(rule, facts)
    return Verdict(
        outcome=Outcome.ADVISORY,
        observed=observed,
        reasons=(*reasons, *asked.reasons),
        evidence=asked.evidence,
    )


def _four_boundaries(_rule: Rule, facts: Facts) -> Verdict:
    """Pass: every claimed side is confirmed. Fail: one is refuted. Otherwise review."""
    if not facts.claims:
        submitted = bool(facts.claim and facts.claim.strip())
        reason = Reason(code="claim_not_understood" if submitted else "no_claim")
        return Verdict(outcome=Outcome.REVIEW, reasons=(reason,))
    verdicts = {side: str(verdict) for side, verdict in facts.claims.items()}
    confirmed = [side for side, verdict in verdicts.items() if verdict in CONFIRMING]
    refuted = [side for side, verdict in verdicts.items() if verdict in CONTRADICTING]
    unrefuted = Outcome.PASS if len(confirmed) == len(verdicts) else Outcome.REVIEW
    outcome = Outcome.FAIL if refuted else unrefuted
    params = {"confirmed": len(confirmed), "refuted": len(refuted), "count": len(verdicts)}
    reasons = [Reason(code="claims", params=params)]
    if unplaced := sum(verdict == UNPLACED for verdict in verdicts.values()):
        reasons.append(Reason(code="claims_unplaced", params={"count": unplaced}))
    return Verdict(outcome=outcome, reasons=tuple(reasons), evidence={"claims": verdicts})


KINDS: dict[Kind, Callable[[Rule, Facts], Verdict]] = {
    Kind.THRESHOLD: _threshold,
    Kind.RATIO: _ratio,
    Kind.COUNT: _count,
    Kind.DURATION: _duration,
    Kind.CHECKLIST: _checklist,
    Kind.ADVISORY: _advisory,
    Kind.FOUR_BOUNDARIES: _four_boundaries,
}
