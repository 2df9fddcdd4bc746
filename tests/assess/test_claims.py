"""A claimed 四至 in an assessment: confirmed, contradicted, absent."""

import dataclasses

import pytest

from geo.assess import assess, demo_application
from geo.model.case import Case

TRUE = "演示中心：东至示例紫藤路、南至示例浒溪河、西至示例青杨路、北至示例文昌大道"
SWAPPED = "演示中心：东至示例青杨路、南至示例浒溪河、西至示例紫藤路、北至示例文昌大道"


def _assessed(claim: str | None) -> Case:
    application = demo_application()
    zone = dataclasses.replace(application.zone, claim=claim)
    case = assess(dataclasses.replace(application, zone=zone))
    assert isinstance(case, Case)
    return case


def test_a_true_claim_is_confirmed_and_changes_nothing() -> None:
    found = _assessed(TRUE).assessment
    assert found.four_boundaries["claim"]["outcome"] == "confirmed"
    assert found.outcome is _assessed(None).assessment.outcome


def test_a_claim_that_contradicts_the_coordinates_makes_review() -> None:
    found = _assessed(SWAPPED).assessment
    verdicts = {
        side["direction"]: side["verdict"]
        for block in found.four_boundaries["claim"]["blocks"]
        for side in block["sides"]
    }
    assert verdicts == {
        "east": "wrong_side",
        "south": "confirmed",
        "west": "wrong_side",
        "north": "confirmed",
    }
    assert found.outcome.value == "review"
    assert "doubt.claim" in {reason.code for reason in found.outcome_reasons}


@pytest.mark.parametrize(
    "claim", ["今天天气很好", "东至", "。。。", "东" * 5000, "东至<script>alert(1)</script>"]
)
def test_a_claim_nobody_understands_is_told(claim: str) -> None:
    found = _assessed(claim).assessment
    assert found.four_boundaries["claim"]["outcome"] != "confirmed"
    assert any(issue.code.startswith("claim.") for issue in found.issues)


def test_the_sides_and_the_evidence_are_there_to_be_drawn() -> None:
    case = _assessed(TRUE)
    assert set(case.layers["sides"]["side"]) == {"east", "south", "west", "north"}
    assert len(case.layers["claims"]) >= 4


def test_a_claim_that_is_not_understood_was_submitted_all_the_same() -> None:
    codes = {
        claim: [
            reason.code
            for finding in _assessed(claim).assessment.findings
            for reason in finding.reasons
            if "claim" in reason.code
        ]
        for claim in ("随便写写", None)
    }
    assert codes == {"随便写写": ["claim_not_understood"], None: ["no_claim"]}


@pytest.mark.parametrize("called", ["火星科技园", "演示中兴", "示例三号基地"])
def test_a_claim_for_other_land_is_neither_met_nor_refuted(called: str) -> None:
    found = _assessed(TRUE.replace("演示中心", called)).assessment
    assert found.four_boundaries["claim"]["outcome"] == "undecided"
    (finding,) = [finding for finding in found.findings if "claims" in finding.evidence]
    assert finding.outcome.value in {"review", "advisory"}
    assert set(finding.evidence["claims"].values()) == {"unplaced"}
