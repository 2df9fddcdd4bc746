"""The verdict: banner, figures, parts, and one row a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import words
from geo.i18n import number, text
from geo.report import sheet
from geo.report.together import together
from geo.ui.render import html

if TYPE_CHECKING:
    from geo.model.assessment import Assessment, Finding
    from geo.model.case import Case

FIGURES = ("total_land_area_m2", "core_land_area_m2", "total_floor_area_m2", "market_institutions")
PLACES = {
    "core_area": "core",
    "floor_area": "layer:buildings",
    "market_institutions": "layer:institutions",
    "four_boundaries": "layer:claims",
    "concentrated_layout": "whole",
    "centre_and_bases": "whole",
}
"""What the map shows for a clause, by rule."""


def banner(item: Assessment, lang: str, *, next_step: str | None = None) -> None:
    """The verdict in one sentence, with the next step: the applicant's, unless another is given."""
    html(
        "banner.html.j2",
        outcome=item.outcome.value,
        mark=words.OUTCOME_MARK[item.outcome.value],
        word=text(f"outcome.{item.outcome.value}", lang),
        name=item.zone.name or text("map.unnamed", lang),
        verdict=words.verdict(item.findings, lang),
        reasons=[words.reason(reason, lang) for reason in item.outcome_reasons],
        demo=text("ui.demo_mark", lang) if item.zone.demo else "",
        next_step=next_step or text(f"ui.next.{'demo' if item.zone.demo else item.outcome.value}", lang),
    )


def repairs(item: Assessment, lang: str) -> None:
    """Which areas rest on how a faulty boundary was repaired, beside those declared; nothing when none."""
    found = [issue for issue in item.issues if issue.code == "repair.beside_declared"]
    said = [words.issue_message(issue, lang) for issue in found]
    if said:
        html("notice.html.j2", tone="review", title=text("ui.rests_on_repair", lang), lines=said)


def key_figures(item: Assessment, lang: str) -> None:
    """Total and core land, floor area, institutions: value, band and unit apart."""
    html("figures.html.j2", figures=[_figure(item, name, lang) for name in FIGURES])


def _figure(item: Assessment, name: str, lang: str) -> dict[str, str]:
    measured = item.measurements.get(name)
    label = text(f"ui.figure.{name}", lang)
    if measured is None or measured.value is None:
        return {"label": label, "value": "—", "unit": "", "band": text("ui.figure.missing", lang)}
    value, _, unit = number(measured.value, measured.unit, lang).partition(" ")
    band = ""
    if measured.low is not None and measured.high is not None and measured.low != measured.high:
        low, high = (number(v, measured.unit, lang).partition(" ")[0] for v in (measured.low, measured.high))
        band = f"{low} – {high}"
    elif (measured.low is None) is not (measured.high is None):
        band = words.band(measured, lang)
    marked = sheet.figure_proposed(item, name, lang)
    return {"label": label, "value": value, "unit": unit, "band": f"{band}{marked}".strip()}


def parts(item: Assessment, lang: str) -> None:
    """The parts with their two areas; each leads to its place."""
    rows = sheet.parts(item, lang)
    heads = [text(f"ui.part.{key}", lang) for key in ("name", "area", "plane")]
    html(
        "parts.html.j2",
        rows=rows,
        heads=heads,
        last=together(item, lang),
        note=text("ui.part.note", lang),
        show=text("ui.show", lang),
        several=len({(p.role, p.area_m2) for p in item.parts}) > 1,
    )


def findings(case: Case, lang: str) -> None:
    """One row a clause: outcome, measured value with band, threshold, margin, reason."""
    item = case.assessment
    heads = {
        key: text(f"ui.finding.{key}", lang)
        for key in ("title", "threshold", "margin", "advisory", "evidence")
    }
    decided = [_finding(f, case, lang) for f in item.findings if f.threshold is not None]
    others = [_finding(f, case, lang) for f in item.findings if f.threshold is None]
    documents = dict.fromkeys(f.clause.document for f in item.findings)
    html(
        "findings.html.j2",
        heads=heads,
        decided=decided,
        others=others,
        show=text("ui.show", lang),
        cjk=lang == "zh",
        basis=text("ui.basis", lang, documents=list(documents)),
    )


def _finding(finding: Finding, case: Case, lang: str) -> dict[str, Any]:
    return {**sheet.clause(case.assessment, finding, lang), "show": _place(finding, case)}


def _place(finding: Finding, case: Case) -> str | None:
    """Where the map shows what a clause rests on; None when nothing is drawn of it."""
    what = PLACES.get(finding.rule)
    if what == "core":
        core = next((part.part_id for part in case.assessment.parts if part.role == "core"), None)
        return None if core is None else f"part:{core}"
    if what is not None and what.startswith("layer:") and what.removeprefix("layer:") not in case.layers:
        return None
    return what
