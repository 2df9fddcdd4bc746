"""The overall outcome, and what holds for every rule whatever is known."""

from __future__ import annotations

import dataclasses
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import words
from geo.model.assessment import Outcome, Reason, canonical_json, plain
from geo.model.measurement import Measurement
from geo.rules.evaluate import evaluate, overall
from geo.rules.facts import Answer, Facts
from geo.rules.pack import load_pack, packs

JIANGSU = load_pack("jiangsu-2024-draft")
GOOD = {
    "total_floor_area_m2": 6000.0,
    "core_land_area_m2": 1500.0,
    "core_floor_area_m2": 2500.0,
    "market_institutions": 18.0,
}


def facts(**changed: float | None) -> Facts:
    values = {**GOOD, **changed}
    units = {"market_institutions": "count"}
    return Facts(
        measurements={
            name: Measurement(name=name, value=value, unit=units.get(name, "m2"), method="test")
            for name, value in values.items()
        }
    )


@pytest.mark.parametrize(
    ("changed", "outcome", "codes"),
    [
        ({}, "pass", ["overall_pass"]),
        ({"market_institutions": 14.0}, "fail", ["overall_fail"]),
        ({"market_institutions": None}, "review", ["overall_review"]),
        (
            {"market_institutions": 14.0, "total_floor_area_m2": None},
            "fail",
            ["overall_fail", "overall_review"],
        ),
        ({"core_land_area_m2": 900.0}, "review", ["overall_review"]),
        ({"core_land_area_m2": 900.0, "core_floor_area_m2": 900.0}, "fail", ["overall_fail"]),
    ],
)
def test_overall_is_the_worst_decidable_clause(
    changed: dict[str, float | None], outcome: str, codes: list[str]
) -> None:
    found, reasons = overall(evaluate(JIANGSU, facts(**changed)))
    assert found.value == outcome
    assert [reason.code for reason in reasons] == codes


@pytest.mark.parametrize("changed", [{}, {"market_institutions": 0.0}])
def test_a_doubt_about_the_place_is_review_whatever_the_areas_say(changed: dict[str, float | None]) -> None:
    found, reasons = overall(evaluate(JIANGSU, facts(**changed)), [Reason(code="no_claim")])
    assert found is Outcome.REVIEW
    assert [reason.code for reason in reasons][:2] == ["overall_place", "no_claim"]


def test_a_no_in_an_advisory_checklist_is_shown_and_not_counted() -> None:
    known = facts()
    answered = Facts(measurements=known.measurements, answers={"operator": Answer(value=False)})
    findings = evaluate(JIANGSU, answered)
    assert {f.rule: f for f in findings}["operator_and_managers"].outcome is Outcome.ADVISORY
    assert overall(findings)[0] is Outcome.PASS


def test_a_soft_clause_is_judged_and_not_counted() -> None:
    pack = load_pack("zhejiang-digital-ad-2024-illustrative")
    firms = Measurement(name="leading_firms", value=0.0, unit="count", method="test")
    findings = [
        f for f in evaluate(pack, Facts(measurements={"leading_firms": firms})) if f.severity == "soft"
    ]
    assert [f.outcome for f in findings] == [Outcome.FAIL]
    assert overall(findings) == (Outcome.REVIEW, (Reason(code="overall_nothing"),))


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.id)
def test_without_any_fact_nothing_passes_and_nothing_fails(pack: object) -> None:
    findings = evaluate(pack, Facts())  # type: ignore[arg-type]
    assert len(findings) == len(pack.rules)  # type: ignore[attr-defined]
    assert {f.outcome for f in findings} <= {Outcome.REVIEW, Outcome.ADVISORY}
    assert all(f.reasons for f in findings)
    assert overall(findings)[0] is Outcome.REVIEW


def test_findings_are_plain_json() -> None:
    open_ended = Measurement(
        name="total_floor_area_m2", value=10.0, unit="m2", method="floor_ledger", low=10.0, high=None
    )
    findings = evaluate(JIANGSU, Facts(measurements={"total_floor_area_m2": open_ended}))
    json.loads(canonical_json(plain(findings)), parse_constant=pytest.fail)
    assert "连同待定的上限：不明" in words.reasons(findings[0])
    assert "the undetermined as well: not known" in words.reasons(findings[0], "en")


def test_the_core_clause_is_named_so() -> None:
    assert [rule.id for rule in JIANGSU.rules if "core" in rule.id] == ["core_area"]


@given(
    value=st.floats(0, 20_000),
    below=st.floats(0, 5_000),
    above=st.floats(0, 5_000),
)
def test_a_narrower_band_never_contradicts_a_wider_one(value: float, below: float, above: float) -> None:
    def outcome(low: float, high: float) -> Outcome:
        area = Measurement(
            name="total_floor_area_m2", value=value, unit="m2", method="floor_ledger", low=low, high=high
        )
        return evaluate(JIANGSU, Facts(measurements={area.name: area}))[0].outcome

    wide = outcome(value - below, value + above)
    for part in (0.0, 0.5, 1.0):
        narrow = outcome(value - part * below, value + part * above)
        assert wide in {Outcome.REVIEW, narrow}


def test_the_order_of_outcomes() -> None:
    order = [Outcome.PASS, Outcome.REVIEW, Outcome.FAIL]
    passing = evaluate(JIANGSU, facts())[0]
    for a, b in itertools.product(order, repeat=2):
        pair = [dataclasses.replace(passing, outcome=a), dataclasses.replace(passing, outcome=b)]
        assert overall(pair)[0] is order[max(order.index(a), order.index(b))]
