"""Every rule of a pack applied to one zone: one finding a clause, nothing short-circuits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.model.assessment import Finding, Outcome, Reason
from geo.rules import say
from geo.rules.decide import holds, worst
from geo.rules.kinds import KINDS
from geo.rules.schema import in_dates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.rules.facts import Facts
    from geo.rules.kinds import Verdict
    from geo.rules.schema import Pack, Rule


def evaluate(pack: Pack, facts: Facts) -> tuple[Finding, ...]:
    """Judge a zone clause by clause.

    Parameters
    ----------
    pack
        The rules, from `geo.rules.pack.load_pack`.
    facts
        What is known of the zone. What is missing makes *review*, never pass and never fail.

    Returns
    -------
    tuple of Finding
        One per rule, in the pack's order, each with its reasons.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> from geo.rules.facts import Facts
    >>> from geo.rules.pack import load_pack
    >>> area = Measurement(name="total_floor_area_m2", value=5200.0, unit="m2", method="floor_ledger")
    >>> found = evaluate(load_pack("jiangsu-2024-draft"), Facts(measurements={area.name: area}))
    >>> [(f.rule, f.outcome.value, f.margin) for f in found[:2]]
    [('floor_area', 'pass', 200.0), ('core_area', 'review', None)]
    """
    return tuple(_finding(pack, rule, facts) for rule in pack.rules)


def overall(findings: Iterable[Finding], doubts: Iterable[Reason] = ()) -> tuple[Outcome, tuple[Reason, ...]]:
    """Overall outcome: the worst of the hard clauses that can be decided.

    Advisory clauses, soft ones and those that do not apply are not counted. A doubt about where the
    land lies makes it *review* whatever the areas say.

    Parameters
    ----------
    findings
        What `evaluate` gave.
    doubts
        Why the place of the land is in doubt (`Facts.doubts`).

    Returns
    -------
    Outcome, tuple of Reason
        Pass, fail or review, with the clauses it hangs on.

    Examples
    --------
    >>> overall([], [Reason(code="crs_conflict")])[0].value
    'review'
    """
    doubts = tuple(doubts)
    counted = [f for f in findings if f.severity == "hard" and f.outcome is not Outcome.ADVISORY]
    outcome = worst(finding.outcome for finding in counted)
    reasons: list[Reason] = []
    if outcome is None:
        reasons.append(Reason(code="overall_nothing"))
    elif outcome is Outcome.PASS:
        reasons.append(Reason(code="overall_pass", params={"count": len(_with(counted, outcome))}))
    else:
        for each in (Outcome.FAIL, Outcome.REVIEW):
            if named := _with(counted, each):
                params = {
                    "rules": say.joined([{"id": f.rule, **f.title} for f in named]),
                    "count": len(named),
                }
                reasons.append(Reason(code=f"overall_{each.value}", params=params))
    if doubts:
        return Outcome.REVIEW, (Reason(code="overall_place"), *doubts, *reasons)
    return outcome or Outcome.REVIEW, tuple(reasons)


def _with(findings: list[Finding], outcome: Outcome) -> list[Finding]:
    return [finding for finding in findings if finding.outcome is outcome]


def _finding(pack: Pack, rule: Rule, facts: Facts) -> Finding:
    outside = None
    if not in_dates(facts.on_date, pack.effective_from, pack.effective_to):
        outside = _outside("pack_dates", facts, pack)
    elif not in_dates(facts.on_date, rule.effective_from, rule.effective_to):
        outside = _outside("rule_dates", facts, rule)
    elif holds(rule.applies, facts) is False:
        outside = Reason(code="not_this_zone", params={"wanted": say.condition(rule.applies)})
    verdict = KINDS[rule.kind](rule, facts)
    if outside is not None:
        # Still shown with what was observed, so that two packs or two dates compare side by side.
        verdict = replace(verdict, outcome=Outcome.NOT_APPLICABLE, margin=None, reasons=(outside,))
    elif holds(rule.applies, facts) is None:
        verdict = _may_not_apply(rule, verdict)
    if rule.advisory and verdict.outcome is not Outcome.NOT_APPLICABLE:
        verdict = replace(verdict, outcome=Outcome.ADVISORY)
    return Finding(
        rule=rule.id,
        clause=rule.clause,
        outcome=verdict.outcome,
        title=rule.title,
        observed=verdict.observed,
        threshold=rule.threshold if verdict.threshold is None else verdict.threshold,
        unit=rule.unit,
        operator=rule.operator,
        margin=verdict.margin,
        severity=rule.severity,
        reasons=verdict.reasons,
        evidence=verdict.evidence,
    )


def _may_not_apply(rule: Rule, verdict: Verdict) -> Verdict:
    """A clause for some zones only, and it is not known whether this is one of them."""
    params = {"wanted": say.condition(rule.applies), "outcome": say.outcome(verdict.outcome)}
    reason = Reason(code="zone_unknown", params=params)
    return replace(verdict, outcome=Outcome.REVIEW, reasons=(reason, *verdict.reasons))


def _outside(code: str, facts: Facts, dated: Pack | Rule) -> Reason:
    return Reason(
        code=code,
        params={
            "on": str(facts.on_date),
            "start": str(dated.effective_from) if dated.effective_from else None,
            "end": str(dated.effective_to) if dated.effective_to else None,
        },
    )
