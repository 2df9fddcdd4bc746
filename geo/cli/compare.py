"""``sizhi compare``: one application under several rule packs, or on several days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.console import COMPARED, console, progress, say
from geo.cli.exits import EXIT_FINDINGS, EXIT_PASS, EXIT_UNUSABLE
from geo.cli.published import settings
from geo.cli.reading import FILE, application_of, judging_options, layer_options, reading_options
from geo.cli.writing import write_bytes
from geo.i18n import LANGUAGES, text
from geo.model.case import Refused

if TYPE_CHECKING:
    from rich.console import Console

    from geo.assess.compare import Comparison
    from geo.model.assessment import Finding


@click.command(short_help="Judge under several packs or days 并列比较")
@click.argument("file", type=FILE)
@reading_options
@click.option("--name", help="Name of the zone 集聚区名称.")
@judging_options
@layer_options
@click.option("--pack", "packs", multiple=True, help="Rule pack, repeatable 规则包, 可重复.")
@click.option("--on", "days", multiple=True, metavar="DATE", help="Day, repeatable 评定日期, 可重复.")
@click.option(
    "--json", "json_out", metavar="OUT|-", help="Write the comparison as JSON; - is standard output."
)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
@click.pass_context
def compare(context: click.Context, /, file: Path, json_out: str | None, **given: Any) -> None:
    """Judge FILE under several rule packs, or on several days, side by side.

    同一申报按几个规则包或几个日期分别评定，并列比较。

    Name two packs (--pack A --pack B), or two days (--on 2025-01-01 --on 2026-01-01), or both.
    Exit status: 0 every clause is the same; 1 something differs; 2 wrong usage; 3 the file cannot be used.
    """
    from geo.assess.compare import choices_of
    from geo.assess.compare import compare as judge
    from geo.cli.assess import write_json
    from geo.cli.tables import print_refusal

    lang = given["lang"]
    choices = choices_of(given.pop("packs") or (settings().pack,), given.pop("days"))
    application = application_of(file, given)
    with progress(text("cli.working", lang)):
        found = judge(application, choices)
    if isinstance(found, Refused):
        if json_out is not None:
            write_json(found, json_out, lang)
        if json_out != "-":
            print_refusal(found, lang)
        context.exit(EXIT_UNUSABLE)
    if json_out is not None:
        _write(found, json_out, lang)
    if json_out != "-":
        _show(console(), found, lang)
    context.exit(EXIT_PASS if found.same else EXIT_FINDINGS)


def _write(found: Comparison, target: str, lang: str) -> None:
    from geo.assess.compare import comparison_document

    content = comparison_document(found, lang)
    shown = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if target == "-":
        click.echo(shown, nl=False)
        return
    write_bytes(Path(target), shown.encode())
    say(text("cli.written", lang, what="JSON", file=target))


def _show(out: Console, found: Comparison, lang: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from geo import words
    from geo.cli.tables import COLOURS

    table = Table(show_lines=True, expand=True)
    table.add_column(text("compare.clause", lang), ratio=2, overflow="fold")
    for choice, item, title in zip(found.choices, found.assessments, found.titles, strict=True):
        head = title.get(lang, item.pack["id"])
        dated = text("compare.version", lang, version=item.pack["version"], day=choice.on or "—")
        table.add_column(f"{escape(head)}\n[dim]{escape(dated)}[/dim]", ratio=3, overflow="fold")
    for row in found.rows:
        first = next(finding for finding in row.findings if finding is not None)
        differs = not row.same and None not in row.findings
        mark = "" if not differs else f"\n[yellow]{text('compare.differs', lang)}[/]"
        cells = [_cell(finding, lang) for finding in row.findings]
        table.add_row(escape(first.title.get(lang, first.rule)) + mark, *cells)
    overall = [
        f"[bold {COLOURS[item.outcome.value]}]{words.outcome(item.outcome, lang)}[/]\n"
        + escape(words.verdict(item.findings, lang))
        for item in found.assessments
    ]
    table.add_row(f"[bold]{text('compare.overall', lang)}[/bold]", *overall)
    out.print(f"[bold]{escape(found.assessments[0].zone.name)}[/bold]")
    out.print(table)
    out.print(text("compare.same" if found.same else "compare.not_same", lang))


def _cell(finding: Finding | None, lang: str) -> str:
    """Outcome, what is asked, what was observed."""
    from rich.markup import escape

    from geo import words
    from geo.cli.tables import COLOURS
    from geo.rules import say

    if finding is None:
        return f"[dim]{text('compare.absent', lang)}[/dim]"
    lines = [f"[{COLOURS[finding.outcome.value]}]{words.outcome(finding.outcome, lang)}[/]"]
    if finding.threshold is not None:
        sign = COMPARED.get(finding.operator or "", finding.operator or "")
        asked = f"{sign} {say.amount(finding.threshold, finding.unit)[lang]}"
        lines.append(escape(text("compare.asked", lang, value=asked)))
        shown = [words.measurement(m, lang) for m in finding.observed.values() if words.tells(m)]
        lines += [escape(text("compare.observed", lang, value=value)) for value in shown]
    if finding.outcome.value == "not_applicable":
        lines.append(escape(words.reasons(finding, lang)))
    return "\n".join(lines)
