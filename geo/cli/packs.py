"""``sizhi packs``: the rules, as data one can look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli.console import COMPARED, console, say
from geo.cli.exits import EXIT_FINDINGS, EXIT_PASS
from geo.i18n import LANGUAGES, number, text

if TYPE_CHECKING:
    from geo.rules.schema import Pack, Rule

LANG = click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)


@click.group(short_help="List, show and check rule packs 规则包")
def packs() -> None:
    """List, show and check rule packs.

    列出、查看、检查规则包。
    """


@packs.command(name="list")
@LANG
def list_(lang: str) -> None:
    """List the packs that ship with the service."""
    from rich.table import Table

    from geo.rules.pack import packs as shipped

    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("id", "version", "status", "from", "rules", "title"):
        table.add_column(text(f"cli.pack_{heading}", lang), overflow="fold", no_wrap=heading == "id")
    for pack in shipped():
        table.add_row(
            pack.id,
            pack.version,
            text(f"status.{pack.status}", lang),
            _dates(pack, lang),
            str(len(pack.rules)),
            pack.title[lang],
        )
    console().print(table)


@packs.command()
@click.argument("pack")
@LANG
def show(pack: str, lang: str) -> None:
    """Show the rules of PACK: an id, or a TOML file."""
    from rich.markup import escape
    from rich.table import Table

    from geo.rules.pack import load_pack

    found = load_pack(pack)
    out = console()
    out.print(f"[bold]{escape(found.title[lang])}[/bold]")
    out.print(escape(found.note[lang]))
    table = Table(show_lines=True)
    for heading in ("rule", "kind", "threshold", "clause"):
        table.add_column(text(f"cli.pack_{heading}", lang), overflow="fold")
    for rule in found.rules:
        kind = f"{text(f'kind.{rule.kind.value}', lang)}\n{text(f'rule_severity.{rule.severity}', lang)}"
        clause = f"{rule.clause.text[lang]}\n{rule.clause.article}"
        table.add_row(f"{rule.title[lang]}\n{rule.id}", kind, _threshold(rule, lang), escape(clause))
    out.print(table)


@packs.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LANG
@click.pass_context
def check(context: click.Context, /, file: Path, lang: str) -> None:
    """Check the pack FILE: every problem with its line. Exit status 1 when there is one."""
    from geo.rules.pack import check as problems_of

    problems = problems_of(file)
    for problem in problems:
        click.echo(f"{file}: {problem.describe(lang)}")
    if not problems:
        say(text("cli.pack_sound", lang, file=file))
    context.exit(EXIT_FINDINGS if problems else EXIT_PASS)


def _dates(pack: Pack, lang: str) -> str:
    if pack.status == "draft":
        return text("cli.pack_not_in_force", lang)
    until = pack.effective_to.isoformat() if pack.effective_to else text("cli.pack_open", lang)
    return f"{pack.effective_from.isoformat()} – {until}"


def _threshold(rule: Rule, lang: str) -> str:
    if rule.threshold is None:
        return "—"
    sign = COMPARED.get(rule.operator or "", rule.operator or "")
    return f"{sign} {number(rule.threshold, rule.unit or '', lang)}"
