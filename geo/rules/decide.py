"""From a measurement and a threshold to an outcome: the arithmetic every kind of rule shares.

The true value lies somewhere in the band [low, high], both ends included. An outcome is given only
when it is the same over the whole band. For ``>=``: pass when ``low >= t``, fail when ``high < t``,
otherwise review. So the lower edge exactly on the threshold passes, the upper edge exactly on the
threshold is review (that value itself would pass), and a value without a band passes exactly at it.
"""

from __future__ import annotations

import math
import operator as op
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.model.assessment import Outcome, Reason
from geo.rules import say
from geo.rules.schema import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.model.measurement import Measurement
    from geo.rules.facts import Facts
    from geo.rules.schema import Condition, Rule

_COMPARE = {">=": op.ge, ">": op.gt, "<=": op.le, "<": op.lt}
# Sums of decimals differ from the decimals' sum in their last bits; a clause must not turn on that.
_RELATIVE_NOISE = 1e-9
# Why a band straddles a threshold depends on what the band is made of.
_BAND_REASON = {"floor_ledger": "band_ledger", "institution_list": "band_count", "dates": "band_dates"}
_LISTED = frozenset({"floor_ledger", "institution_list"})
_RANK = {Outcome.PASS: 0, Outcome.REVIEW: 1, Outcome.FAIL: 2}


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    """Fail is worse than review, review worse than pass; the rest do not count.

    Examples
    --------
    >>> worst([Outcome.PASS, Outcome.REVIEW, Outcome.ADVISORY]).value
    'review'
    >>> worst([Outcome.ADVISORY]) is None
    True
    """
    return max((o for o in outcomes if o in _RANK), key=_RANK.__getitem__, default=None)


def satisfies(value: float, operator: str, threshold: float) -> bool:
    """Whether a number meets a threshold; two numbers equal to nine digits are equal.

    Examples
    --------
    >>> satisfies(4999.9 + 0.1, ">=", 5000), satisfies(0.1 + 0.2, ">", 0.3)
    (True, False)
    """
    if math.isclose(value, threshold, rel_tol=_RELATIVE_NOISE):
        value = threshold
    return bool(_COMPARE[operator](value, threshold))


def limits(measurement: Measurement) -> tuple[float, float]:
    """Low and high of a measurement that has a value; without limits the value itself.

    One limit alone means that the other side is open: a ledger with a building of unknown size has
    a low and no high.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> limits(Measurement(name="parts", value=3.0, unit="count", method="counted"))
    (3.0, 3.0)
    >>> limits(Measurement(name="total_floor_area_m2", value=3.0, unit="m2", method="floor_ledger", low=2.0))
    (2.0, inf)
    """
    value, low, high = measurement.value, measurement.low, measurement.high
    if value is None:
        raise ValueError(measurement.name)
    if low is None and high is None:
        return value, value
    return -math.inf if low is None else low, math.inf if high is None else high


def judge(measurement: Measurement, operator: str, threshold: float) -> Outcome:
    """Outcome of a measurement that has a value.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> area = Measurement(name="parts", value=1001.0, unit="m2", method="x", low=998.0, high=1004.0)
    >>> [judge(area, ">=", t).value for t in (998.0, 1000.0, 1004.0, 1004.1)]
    ['pass', 'review', 'review', 'fail']
    """
    ends = [satisfies(end, operator, threshold) for end in limits(measurement)]
    if all(ends):
        return Outcome.PASS
    return Outcome.REVIEW if any(ends) else Outcome.FAIL


def margin(measurement: Measurement, operator: str, threshold: float) -> float:
    """Observed minus threshold in the rule's unit, positive on the passing side.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> margin(Measurement(name="parts", value=3.0, unit="count", method="x"), "<=", 5.0)
    2.0
    """
    value = measurement.value
    if value is None:
        raise ValueError(measurement.name)
    difference = value - threshold if operator in {">=", ">"} else threshold - value
    return round(difference, 6) + 0.0


def explain(measurement: Measurement, operator: str, threshold: float) -> Reason:
    """Why `judge` says what it says."""
    outcome = judge(measurement, operator, threshold)
    low, high = limits(measurement)
    unit = measurement.unit
    params: dict[str, Any] = {
        "measure": say.measure(measurement.name),
        "operator": say.catalogued(f"operator.{OPERATORS[operator]}"),
        "value": say.amount(measurement.value, unit, beside=threshold),
        "threshold": say.amount(threshold, unit),
        "low": say.amount(low, unit, beside=threshold),
        "high": say.amount(high, unit, beside=threshold),
        "gap": say.amount(abs(margin(measurement, operator, threshold)), unit, beside=0.0),
    }
    if outcome is Outcome.REVIEW:
        listed = measurement.method in _LISTED and unit not in {"m2", "count"}
        code = "band_share" if listed else _BAND_REASON.get(measurement.method, "band_accuracy")
        return Reason(code=code, params=params)
    code = "met" if outcome is Outcome.PASS else "not_met"
    proved = measurement.method == "floor_ledger" and low < high
    return Reason(code=f"{code}_ledger" if proved else code, params=params)


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether every part of a condition holds; None when one is unknown and none is refuted."""
    tests: list[bool | None] = []
    for wanted, found in (
        (condition.level, facts.level),
        (condition.type, facts.zone_type),
        (condition.city, facts.city),
    ):
        if wanted:
            tests.append(None if found is None else found in wanted)
    if condition.answer:
        answer = facts.answers.get(condition.answer)
        tests.append(None if answer is None else answer.value)
    if False in tests:
        return False
    return None if None in tests else True


@dataclass(frozen=True, slots=True)
class Bar:
    """One threshold that may apply; ``open`` when the regulation relaxes it without a number."""

    threshold: float
    open: bool = False


def bars(rule: Rule, facts: Facts) -> tuple[tuple[Bar, ...], tuple[Reason, ...]]:
    """Every threshold that may apply to this zone, and why.

    Overrides are read in order, extra demands before relaxations; the last that holds counts. One
    whose condition is unknown leaves both thresholds possible.
    """
    base = Bar(_threshold(rule))
    possible: list[Bar] = [base]
    reasons: list[Reason] = []
    for override in rule.overrides:
        holding = holds(override.when, facts)
        if holding is False:
            continue
        changed = (
            [Bar(bar.threshold, open=True) for bar in possible]
            if override.threshold is None
            else [Bar(override.threshold)]
        )
        possible = list(dict.fromkeys(changed if holding else possible + changed))
        kind = "relaxation" if override.relaxes else "extra"
        state = "applied" if holding else "unknown"
        if holding and override.threshold is None:
            state = "unquantified"
        params: Mapping[str, Any] = {
            "text": dict(override.text),
            "threshold": say.amount(override.threshold, rule.unit),
            "base": say.amount(base.threshold, rule.unit),
        }
        reasons.append(Reason(code=f"{kind}_{state}", params=params))
    return tuple(possible), tuple(reasons)


def against(measurement: Measurement, rule: Rule, possible: tuple[Bar, ...]) -> Outcome:
    """Outcome against every threshold that may apply: given only when they agree."""
    outcomes = set()
    for bar in possible:
        outcome = judge(measurement, rule.operator or "", bar.threshold)
        outcomes.add(Outcome.REVIEW if bar.open and outcome is Outcome.FAIL else outcome)
    return outcomes.pop() if len(outcomes) == 1 else Outcome.REVIEW


def _threshold(rule: Rule) -> float:
    if rule.threshold is None:
        raise ValueError(rule.id)
    return rule.threshold
