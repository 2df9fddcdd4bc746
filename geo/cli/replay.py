"""``sizhi replay``: the same answer a year later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.console import console, progress, write
from geo.cli.exits import EXIT_FINDINGS, EXIT_PASS
from geo.i18n import LANGUAGES, text
from geo.model.application import Upload

if TYPE_CHECKING:
    from geo.assess.replay import Replay

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_SHOWN = 40


@click.command(short_help="Judge the original bytes again 复核旧结论")
@click.argument("assessment", type=FILE)
@click.option(
    "--file", "files", type=FILE, multiple=True, required=True, help="An original file (repeatable)."
)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
@click.pass_context
def replay(context: click.Context, /, assessment: Path, files: tuple[Path, ...], lang: str) -> None:
    """Judge the original files of ASSESSMENT (JSON) again and compare every number.

    用原始文件和当时的选项重新评定，逐项比较。

    Exit status: 0 the same digest; 1 something differs, with what changed; 2 wrong usage.
    """
    from geo.assess.replay import replay as again

    try:
        recorded = json.loads(assessment.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as problem:
        raise click.BadParameter(text("cli.replay_not_json", lang), param_hint="ASSESSMENT") from problem
    if not isinstance(recorded, dict):
        raise click.BadParameter(text("cli.replay_not_json", lang), param_hint="ASSESSMENT")
    with progress(text("cli.working", lang)):
        found = again(recorded, [Upload(name=path.name, data=path) for path in files])
    _show(found, lang)
    context.exit(EXIT_PASS if found.same else EXIT_FINDINGS)


def _show(found: Replay, lang: str) -> None:
    from rich.markup import escape

    out = console()
    if found.same:
        write(out, f"[green]✓ {text('cli.replay_same', lang, digest=found.digest_before)}[/]")
        return
    write(out, f"[yellow]{text('cli.replay_differs', lang, count=len(found.differences))}[/]")
    write(out, f"{found.digest_before} → {found.digest_after or '—'}")
    for cause, params in found.causes:
        write(out, escape(text(f"replay.cause.{cause}", lang, **params)))
    for item in found.differences[:MOST_SHOWN]:
        write(out, escape(f"  {item.path}: {_brief(item.before)} → {_brief(item.after)}"))
    if len(found.differences) > MOST_SHOWN:
        write(out, text("cli.replay_more", lang, count=len(found.differences) - MOST_SHOWN))


def _brief(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
