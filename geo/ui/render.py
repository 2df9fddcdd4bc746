"""Assessments on the page: banner, figures, clauses, problems. Text is escaped by the templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader

from geo import words
from geo.i18n import number, text
from geo.measure.registry import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.assessment import Assessment, Finding
    from geo.model.case import Refused
    from geo.model.datum import CrsDecision
    from geo.model.issue import Issue
    from geo.model.measurement import Measurement

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
SEVERITIES = ("error", "warning", "note")


def _html(template: str, **content: Any) -> None:
    style = TEMPLATES.get_template("style.html.j2").render()
    st.html(style + TEMPLATES.get_template(template).render(**content))


def empty(lang: str) -> None:
    """What this page is, before anything was sent."""
    _html(
        "empty.html.j2",
        steps=[text(f"ui.empty.step{i}", lang) for i in (1, 2, 3)],
        title=text("ui.empty.title", lang),
    )


def banner(item: Assessment, lang: str) -> None:
    """The verdict in one sentence, with the next step."""
    _html(
        "banner.html.j2",
        outcome=item.outcome.value,
        mark=words.OUTCOME_MARK[item.outcome.value],
        word=text(f"outcome.{item.outcome.value}", lang),
        name=item.zone.name,
        verdict=words.verdict(item.findings, lang),
        reasons=[words.reason(reason, lang) for reason in item.outcome_reasons],
        demo=text("ui.demo_mark", lang) if item.zone.demo else "",
        next_step=text(f"ui.next.{item.outcome.value}", lang),
    )


def key_figures(item: Assessment, lang: str) -> None:
    """Total and core land, floor area, institutions."""
    names = ("total_land_area_m2", "core_land_area_m2", "total_floor_area_m2", "market_institutions")
    figures = [
        {
            "label": text(f"ui.figure.{name}", lang),
            "value": words.measurement(item.measurements.get(name), lang),
        }
        for name in names
    ]
    _html("figures.html.j2", figures=figures)


def parts(item: Assessment, lang: str) -> None:
    """The parts with their two areas."""
    rows = [
        {
            "role": text(f"role.{part.role or 'none'}", lang),
            "style": part.role or "none",
            "name": part.name or part.part_id,
            "area": f"{part.area_m2:,.1f}",
            "plane": f"{part.plane_area_m2:,.1f}",
        }
        for part in item.parts
    ]
    heads = [text(f"ui.part.{key}", lang) for key in ("name", "area", "plane")]
    _html("parts.html.j2", rows=rows, heads=heads)


def findings(item: Assessment, lang: str) -> None:
    """One row a clause: outcome, measured value with band, threshold, margin, reason."""
    heads = {key: text(f"ui.finding.{key}", lang) for key in ("title", "observed", "threshold", "advisory")}
    decided = [_finding(f, lang) for f in item.findings if f.threshold is not None]
    others = [_finding(f, lang) for f in item.findings if f.threshold is None]
    _html("findings.html.j2", heads=heads, decided=decided, others=others)


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    known = [m for m in finding.observed.values() if m.value is not None]
    return {
        "outcome": finding.outcome.value,
        "mark": words.OUTCOME_MARK[finding.outcome.value],
        "word": text(f"outcome.{finding.outcome.value}", lang),
        "title": finding.title.get(lang, finding.rule),
        "clause": finding.clause.text.get(lang, ""),
        "citation": f"{finding.clause.article}",
        "observed": [(_name(m, lang), words.measurement(m, lang)) for m in known],
        "threshold": ""
        if finding.threshold is None
        else f"{SIGNS.get(finding.operator or '', '')} {number(finding.threshold, finding.unit or '', lang)}",
        "bar": _bar(finding),
        "reason": words.reasons(finding, lang),
    }


def _name(item: Measurement, lang: str) -> str:
    known = MEASURES.get(item.name)
    return "" if known is None else known.zh if lang == "zh" else known.en


def _bar(finding: Finding) -> dict[str, float] | None:
    """The margin as a bar: the threshold stands at 40 %, the value fills from the left."""
    known = [m for m in finding.observed.values() if m.value is not None]
    if not known or not finding.threshold:
        return None
    shown = known[0]
    share = (shown.value or 0.0) / finding.threshold
    low = (shown.low if shown.low is not None else shown.value or 0.0) / finding.threshold
    high = (shown.high if shown.high is not None else shown.value or 0.0) / finding.threshold
    return {"value": min(100.0, 40 * share), "low": min(100.0, 40 * low), "high": min(100.0, 40 * high)}


def issues(found: Sequence[Issue], lang: str) -> None:
    """All problems at once, errors first: what, where, what to do."""
    groups = [
        {
            "severity": severity,
            "name": text(f"severity.{severity}", lang),
            "items": [
                {
                    "place": words.issue_place(issue.where, lang),
                    "message": words.issue_message(issue, lang),
                    "action": words.issue_action(issue, lang),
                }
                for issue in found
                if issue.severity.value == severity
            ],
        }
        for severity in SEVERITIES
    ]
    shown = [group for group in groups if group["items"]]
    _html("issues.html.j2", groups=shown, title=text("ui.issues", lang), none=text("ui.no_issues", lang))


def refusal(refused: Refused, lang: str) -> None:
    """Why the file cannot be used: every reason."""
    st.error(text("ui.refused", lang, name=refused.source.name), icon=":material/error:")
    issues(refused.issues, lang)
    if refused.crs is not None:
        crs(refused.crs, lang)


def crs(decision: CrsDecision, lang: str) -> None:
    """The readings of the coordinates, with evidence."""
    rows = [
        {
            "name": item.name,
            "adopted": decision.adopted == item,
            "place": ""
            if item.lon is None
            else f"{item.lon:.4f}°E {item.lat:.4f}°N {item.city or ''}{item.county or ''}",
            "evidence": [words.evidence(e, lang) for e in item.evidence],
        }
        for item in decision.hypotheses
    ]
    title = text("ui.crs_title", lang)
    _html(
        "crs.html.j2",
        rows=rows,
        title=title,
        status=words.crs_status(decision, lang),
        adopted=text("ui.adopted", lang),
    )


def sensitivity(item: Assessment, lang: str) -> None:
    """The outcomes under other defensible ways to measure."""
    titles = {f.rule: f.title.get(lang, f.rule) for f in item.findings if f.threshold is not None}
    rows = [
        {
            "about": text(f"depends.{row.depends_on}", lang),
            "variant": row.variant,
            "outcomes": [words.outcome(row.outcomes[rule], lang) for rule in titles],
        }
        for row in item.sensitivity
    ]
    heads = [text("ui.sensitivity.about", lang), text("ui.sensitivity.variant", lang), *titles.values()]
    _html("sensitivity.html.j2", rows=rows, heads=heads, title=text("ui.sensitivity.title", lang))
