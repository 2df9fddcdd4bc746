"""The public JSON of an assessment: what other programs rely on (docs/assessment-json.md).

The frozen `Assessment` carries codes only; here every code gets its sentence in one language. The
digest does not depend on the language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import words
from geo.crs.weigh import system_words
from geo.model.assessment import SCHEMA, plain
from geo.model.case import Case, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.model.assessment import Assessment, Finding
    from geo.model.datum import CrsDecision, Hypothesis
    from geo.model.issue import Issue


def document(result: Case | Refused, lang: str = "zh") -> dict[str, Any]:
    """Build the JSON document of an assessed or a refused file.

    Parameters
    ----------
    result
        What `geo.assess.assess` returned.
    lang
        Language of the sentences: ``zh`` or ``en``.
    """
    if isinstance(result, Refused):
        return {
            "schema": SCHEMA,
            "status": "refused",
            "source": plain(result.source),
            "crs": None if result.crs is None else _crs(result.crs, lang),
            "issues": _issues(result.issues, lang),
            "outcome": None,
        }
    return assessment_document(result.assessment, lang)


def assessment_document(item: Assessment, lang: str = "zh") -> dict[str, Any]:
    """Build the JSON document of an assessment alone; `geo.report.stored` reads it back."""
    return {
        "schema": SCHEMA,
        "status": "assessed",
        "engine": plain(item.engine),
        "pack": plain(item.pack),
        "options": plain(item.options),
        "inputs": plain(item.inputs),
        "zone": plain(item.zone),
        "source": plain(item.source),
        "crs": _crs(item.crs, lang),
        "geometry_sha256": item.geometry_sha256,
        "parts": plain(item.parts),
        "issues": _issues(item.issues, lang),
        "measurements": {
            name: {key: value for key, value in plain(measured).items() if key != "name"}
            for name, measured in item.measurements.items()
        },
        "areas": [_areas(row, lang) for row in item.areas],
        "ledgers": plain(item.ledgers),
        "overlaps": plain(item.overlaps),
        "four_boundaries": plain(item.four_boundaries),
        "concentration": plain(item.concentration),
        "findings": [_finding(finding, lang) for finding in item.findings],
        "sensitivity": [
            {**plain(row), "message": words.variant(row.depends_on, row.variant, row.params, lang)}
            for row in item.sensitivity
        ],
        "outcome": item.outcome.value,
        "outcome_reasons": [
            {"code": reason.code, "params": plain(reason.params), "message": words.reason(reason, lang)}
            for reason in item.outcome_reasons
        ],
        "verdict": words.verdict(item.findings, lang),
        "digest": item.digest,
    }


def _areas(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {**plain(row), "message": words.area_differences(row, lang)}


def _issues(issues: Iterable[Issue], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "code": issue.code,
            "severity": issue.severity.value,
            "message": words.issue_message(issue, lang),
            "action": words.issue_action(issue, lang),
            "where": {key: value for key, value in plain(issue.where).items() if value is not None},
            "params": plain(issue.params),
            "before": plain(issue.before),
            "after": plain(issue.after),
        }
        for issue in issues
    ]


def _crs(decision: CrsDecision, lang: str) -> dict[str, Any]:
    adopted = decision.adopted
    return {
        "declared": decision.declared,
        "adopted": None if adopted is None else adopted.crs,
        "adopted_name": None if adopted is None else system_words(adopted)[lang],
        "shift": None if adopted is None else adopted.shift,
        "swapped": False if adopted is None else adopted.swapped,
        "status": decision.status.value,
        "message": words.crs_status(decision, lang),
        "hypotheses": [_hypothesis(item, lang) for item in decision.hypotheses],
    }


def _hypothesis(item: Hypothesis, lang: str) -> dict[str, Any]:
    content: dict[str, Any] = plain(item)
    content["name"] = system_words(item)[lang]
    content["evidence"] = [
        {
            "test": e.test,
            "supports": e.supports,
            "params": plain(e.params),
            "message": words.evidence(e, lang),
        }
        for e in item.evidence
    ]
    return content


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    observed = next((m.value for m in finding.observed.values() if m.value is not None), None)
    clause = finding.clause
    return {
        "rule": finding.rule,
        "title": finding.title.get(lang),
        "clause": {
            "citation": clause.article,
            "document": clause.document,
            "article": clause.article,
            "text": clause.text.get(lang),
            "url": clause.url,
        },
        "severity": finding.severity,
        "outcome": finding.outcome.value,
        "observed": observed,
        "observations": plain(finding.observed),
        "operator": finding.operator,
        "threshold": finding.threshold,
        "unit": finding.unit,
        "margin": finding.margin,
        "reason": words.reasons(finding, lang),
        "reasons": plain(finding.reasons),
        "evidence": plain(finding.evidence),
    }
