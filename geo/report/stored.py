"""A recorded assessment read back from its JSON: what pages and dossiers show of a verdict given long ago.

The way back from `geo.report.document`. Nothing is judged again: codes, numbers and outcomes are those of
the record, and the sentences are made anew from the codes, in either language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.model.assessment import (
    SCHEMA,
    Assessment,
    Clause,
    Finding,
    Outcome,
    PartFigures,
    Reason,
    Sensitivity,
)
from geo.model.datum import CrsDecision, CrsStatus, Evidence, Hypothesis
from geo.model.issue import Issue, Severity, Where
from geo.model.measurement import Measurement
from geo.model.reading import Source
from geo.model.zone import Level, Zone
from geo.rules.pack import packs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.rules.schema import Rule


def stored_assessment(document: Mapping[str, Any]) -> Assessment:
    """The assessment a document records.

    Titles and clauses of a rule are told in the other language too as far as the very rule pack of the
    record still ships; its `digest` is the recorded one only under the version that computed it, so show
    ``document["digest"]``.

    Parameters
    ----------
    document
        The public JSON, in any language.

    Raises
    ------
    UsageError
        Not the document of an assessment.
    """
    if document.get("schema") != SCHEMA or document.get("status") != "assessed":
        raise UsageError("replay.not_an_assessment", found=str(document.get("schema")))
    rules = _rules(document["pack"])
    return Assessment(
        zone=Zone(**{**document["zone"], "level": Level(document["zone"]["level"])}),
        source=Source(**document["source"]),
        crs=_crs(document["crs"]),
        parts=tuple(PartFigures(**part) for part in document["parts"]),
        issues=tuple(_issue(issue) for issue in document["issues"]),
        measurements={
            name: Measurement(name=name, **values) for name, values in document["measurements"].items()
        },
        overlaps=tuple(document["overlaps"]),
        four_boundaries=document["four_boundaries"],
        concentration=document["concentration"],
        findings=tuple(_finding(found, rules.get(found["rule"])) for found in document["findings"]),
        sensitivity=tuple(_sensitivity(row) for row in document["sensitivity"]),
        outcome=Outcome(document["outcome"]),
        outcome_reasons=tuple(_reason(reason) for reason in document["outcome_reasons"]),
        options=document["options"],
        inputs=document["inputs"],
        pack=document["pack"],
        engine=document["engine"],
        geometry_sha256=document["geometry_sha256"],
        areas=tuple(
            {key: value for key, value in row.items() if key != "message"} for row in document["areas"]
        ),
        ledgers=document["ledgers"],
    )


def _rules(recorded: Mapping[str, str]) -> dict[str, Rule]:
    """The rules of the very pack of the record; none when it does not ship any more."""
    found = (pack for pack in packs() if pack.sha256 == recorded["sha256"])
    return {rule.id: rule for pack in found for rule in pack.rules}


def _crs(recorded: Mapping[str, Any]) -> CrsDecision:
    hypotheses = tuple(_hypothesis(item) for item in recorded["hypotheses"])
    adopted = next(
        (
            item
            for item in hypotheses
            if (item.crs, item.shift, item.swapped)
            == (recorded["adopted"], recorded["shift"], recorded["swapped"])
        ),
        None,
    )
    return CrsDecision(
        declared=recorded["declared"],
        adopted=adopted,
        status=CrsStatus(recorded["status"]),
        hypotheses=hypotheses,
    )


def _hypothesis(recorded: Mapping[str, Any]) -> Hypothesis:
    evidence = tuple(
        Evidence(test=e["test"], supports=e["supports"], params=e["params"]) for e in recorded["evidence"]
    )
    return Hypothesis(**{**recorded, "evidence": evidence})


def _issue(recorded: Mapping[str, Any]) -> Issue:
    return Issue(
        code=recorded["code"],
        severity=Severity(recorded["severity"]),
        where=Where(**recorded["where"]),
        params=recorded["params"],
        before=recorded["before"],
        after=recorded["after"],
    )


def _finding(recorded: Mapping[str, Any], rule: Rule | None) -> Finding:
    clause = recorded["clause"]
    title, words = {"zh": recorded["title"]}, {"zh": clause["text"]}
    if rule is not None:
        title, words = dict(rule.title), dict(rule.clause.text)
    return Finding(
        rule=recorded["rule"],
        clause=Clause(document=clause["document"], article=clause["article"], text=words, url=clause["url"]),
        outcome=Outcome(recorded["outcome"]),
        title=title,
        observed={name: Measurement(**values) for name, values in recorded["observations"].items()},
        threshold=recorded["threshold"],
        unit=recorded["unit"],
        operator=recorded["operator"],
        margin=recorded["margin"],
        severity=recorded["severity"],
        reasons=tuple(_reason(reason) for reason in recorded["reasons"]),
        evidence=recorded["evidence"],
    )


def _reason(recorded: Mapping[str, Any]) -> Reason:
    return Reason(code=recorded["code"], params=recorded["params"])


def _sensitivity(recorded: Mapping[str, Any]) -> Sensitivity:
    outcome = recorded["outcome"]
    return Sensitivity(
        depends_on=recorded["depends_on"],
        variant=recorded["variant"],
        outcomes={rule: Outcome(value) for rule, value in recorded["outcomes"].items()},
        params=recorded["params"],
        outcome=None if outcome is None else Outcome(outcome),
        changed=tuple(recorded["changed"]),
    )
