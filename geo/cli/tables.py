"""The verdict as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from geo import words
from geo.cli.console import COMPARED, console, write
from geo.cli.numbers import print_areas, print_ledgers, print_sensitivity
from geo.cli.repairs import print_repairs
from geo.crs.weigh import system_words
from geo.i18n import number, text
from geo.places import label
from geo.report import overlap_words, sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console

    from geo.model.assessment import Assessment, Finding
    from geo.model.case import Case, Refused
    from geo.model.datum import CrsDecision, Hypothesis
    from geo.model.issue import Issue

COLOURS = {"pass": "green", "fail": "red", "review": "yellow", "advisory": "cyan", "not_applicable": "dim"}
SEVERITIES = {"error": "red", "warning": "yellow", "note": "dim"}
MOST_READINGS = 5


def print_case(case: Case, lang: str) -> None:
    """Zone, coordinate system, areas, findings, problems, and the verdict in one sentence."""
    out = console()
    item = case.assessment
    demo = f"  [{text('cli.demo_mark', lang)}]" if item.zone.demo else ""
    write(out, f"[bold]{escape(item.zone.name)}[/bold]{escape(demo)}")
    write(out, escape(_source_line(item, lang)))
    _print_crs(out, item.crs, lang)
    out.print(_parts_table(item, lang))
    print_areas(out, item, lang)
    out.print()
    out.print(_findings_table(item.findings, lang))
    print_sensitivity(out, item, lang)
    print_ledgers(out, item, lang)
    _print_four_boundaries(out, item, lang)
    _print_overlaps(out, item, lang)
    _print_concentration(out, item, lang)
    print_issues(out, item.issues, lang, words.part_names(item))
    print_repairs(out, case, lang)
    colour = COLOURS[item.outcome.value]
    out.print()
    write(out, f"[bold {colour}]{words.outcome(item.outcome, lang)}[/]  {words.verdict(item.findings, lang)}")
    for reason in item.outcome_reasons:
        write(out, f"  {escape(words.reason(reason, lang))}")
    write(out, f"[dim]{text('cli.digest', lang, digest=item.digest)}[/dim]")


def print_refusal(refused: Refused, lang: str) -> None:
    """Every reason why the file cannot be used, and what to do about each."""
    out = console(err=True)
    write(out, f"[bold red]{escape(text('cli.refused', lang, name=refused.source.name))}[/]")
    if refused.crs is not None:
        _print_crs(out, refused.crs, lang)
    print_issues(out, refused.issues, lang)


def _source_line(item: Assessment, lang: str) -> str:
    source = item.source
    layer = text("cli.source_layer", lang, layer=source.layer) if source.layer else ""
    return text(
        "cli.source", lang, name=source.name, format=text(f"format.{source.format}", lang), layer=layer
    )


def _print_crs(out: Console, decision: CrsDecision, lang: str) -> None:
    if decision.adopted is not None:
        adopted = system_words(decision.adopted)[lang]
        write(out, escape(text("cli.crs", lang, name=adopted, status=words.crs_status(decision, lang))))
    if decision.settled or not decision.hypotheses:
        return
    out.print()
    write(out, f"[bold]{text('cli.readings', lang)}[/bold]")
    for item in decision.hypotheses[:MOST_READINGS]:
        place = "" if item.lon is None else f"{item.lon:.4f}°E {item.lat:.4f}°N"
        city = "" if item.city is None else label(item.city, lang)
        write(out, f"[bold]• {escape(system_words(item)[lang])}[/bold]  {place} {city}")
        for told in words.evidence_lines(item.evidence, lang):
            write(out, escape(f"    {told}"))
        write(out, escape(f"    {text('cli.choose', lang, options=_choice(item))}"))


def _choice(item: Hypothesis) -> str:
    """The options that adopt this reading."""
    shift = f" --shift {item.shift}" if item.shift else ""
    crs = item.crs if len(item.crs) < 20 else '"…"'
    return f"--crs {crs}{shift}"


def _parts_table(item: Assessment, lang: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(text("cli.column_part", lang))
    table.add_column(text("cli.column_role", lang))
    table.add_column(text("cli.column_area", lang), justify="right")
    table.add_column(text("cli.column_plane", lang), justify="right")
    for part in item.parts:
        name = part.part_id if part.name is None else f"{part.part_id}  {part.name}"
        table.add_row(
            escape(name + sheet.proposed(item, part.part_id, lang)),
            text(f"role.{part.role or 'none'}", lang),
            f"{part.area_m2:,.1f}",
            f"{part.plane_area_m2:,.1f}",
        )
    return table


def _findings_table(findings: Iterable[Finding], lang: str) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column(text("cli.column_outcome", lang), no_wrap=True)
    table.add_column(text("cli.column_clause", lang), ratio=3, overflow="fold")
    table.add_column(text("cli.column_observed", lang), justify="right", ratio=2, overflow="fold")
    table.add_column(text("cli.column_threshold", lang), justify="right", no_wrap=True)
    table.add_column(text("cli.column_reason", lang), ratio=5, overflow="fold")
    for finding in findings:
        colour = COLOURS[finding.outcome.value]
        table.add_row(
            f"[{colour}]{words.outcome(finding.outcome, lang)}[/]",
            escape(finding.title.get(lang, finding.rule)) + f"\n[dim]{escape(finding.clause.article)}[/dim]",
            escape(_observed(finding, lang)),
            escape(_threshold(finding, lang)),
            escape(words.reasons(finding, lang)),
        )
    return table


def _observed(finding: Finding, lang: str) -> str:
    known = [m for m in finding.observed.values() if words.tells(m)]
    if finding.threshold is None and len(known) > 1:
        return text("cli.indicators", lang, count=len(known))
    return "\n".join(words.measurement(m, lang) for m in known) or "—"


def _threshold(finding: Finding, lang: str) -> str:
    if finding.threshold is None:
        return "—"
    sign = COMPARED.get(finding.operator or "", finding.operator or "")
    return f"{sign} {number(finding.threshold, finding.unit or '', lang)}"


def _print_four_boundaries(out: Console, item: Assessment, lang: str) -> None:
    """四至 as told from the land, and the claim with its verdict on every side."""
    described = item.four_boundaries.get("described")
    if described is None:
        return
    out.print()
    write(out, f"[bold]{text('cli.four_boundaries', lang)}[/bold]")
    write(out, escape(described["sentence"][lang]))
    claim = item.four_boundaries.get("claim")
    if claim is None:
        return
    write(out, escape(text("cli.claim", lang, sentence=claim["sentence"][lang])))
    for block in claim["blocks"]:
        for side in block["sides"]:
            write(out, escape(f"  {side['message'][lang]}"))


def _print_overlaps(out: Console, item: Assessment, lang: str) -> None:
    """Every park and zone the parts meet."""
    if not item.overlaps:
        return
    out.print()
    write(out, f"[bold]{text('cli.overlaps', lang)}[/bold]")
    for overlap in item.overlaps:
        write(out, escape(f"  {overlap_words.overlap(overlap, lang)}"))


def _print_concentration(out: Console, item: Assessment, lang: str) -> None:
    """The indicators, each with its place among the zones compared with; never a cut-off."""
    shown = sheet.indicators(item)
    if not shown:
        return
    placed = item.concentration.get("percentiles", {})
    among = item.concentration["compared_with"]
    out.print()
    write(out, f"[bold]{text('cli.concentration', lang)}[/bold]")
    for measured in shown:
        told = f"{sheet.measure_name(measured.name, lang)} {words.measurement(measured, lang)}"
        if measured.name in placed:
            percentile = placed[measured.name]["percentile"]
            told += text("cli.percentile", lang, percentile=percentile, among=among)
        write(out, escape(f"  {told}"))


def print_issues(
    out: Console, issues: tuple[Issue, ...], lang: str, names: Mapping[str, str] | None = None
) -> None:
    """All problems, errors first: what was found, where, what to do."""
    if not issues:
        return
    counts = {s: sum(issue.severity.value == s for issue in issues) for s in SEVERITIES}
    told = "，" if lang == "zh" else ", "
    summary = told.join(f"{text(f'severity.{s}', lang)} {n}" for s, n in counts.items() if n)
    out.print()
    write(out, f"[bold]{text('cli.issues', lang, summary=summary)}[/bold]")
    for issue in sorted(issues, key=lambda i: list(SEVERITIES).index(i.severity.value)):
        colour = SEVERITIES[issue.severity.value]
        place = words.issue_place(issue.where, lang, names)
        write(out, f"[{colour}]● {text(f'severity.{issue.severity.value}', lang)}[/] {escape(place)}")
        write(out, f"  {escape(words.issue_message(issue, lang, command=True))}")
        write(out, f"  [dim]→ {escape(words.issue_action(issue, lang, command=True))}[/dim]")
