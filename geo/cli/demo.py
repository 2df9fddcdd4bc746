"""``sizhi demo``: the main job on the demonstration application."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.assess import show, write_json, write_map
from geo.cli.console import progress, say
from geo.cli.exits import EXIT_UNUSABLE
from geo.i18n import LANGUAGES, text
from geo.model.case import Refused


@click.command(short_help="Judge the demonstration application 评定示例")
@click.option(
    "--out", default="out/demo", show_default=True, type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
def demo(out: Path, lang: str) -> None:
    """Judge the demonstration application and write its map.

    评定示例申报。

    Writes assessment.json and map.html (one file, opens without a network) into the folder OUT.
    The land, the names and the institutions are made up.
    """
    from geo.assess import assess, demo_application

    with progress(text("cli.working", lang)):
        result = assess(demo_application())
    show(result, lang)
    write_json(result, str(out / "assessment.json"), lang)
    if isinstance(result, Refused):
        click.get_current_context().exit(EXIT_UNUSABLE)
    write_map(result, out / "map.html", lang)
    say(text("cli.demo_next", lang, folder=out))
