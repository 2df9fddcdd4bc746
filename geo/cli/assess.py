"""``sizhi assess``: one boundary file, judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from geo.cli.console import progress, say
from geo.cli.exits import EXIT_FINDINGS, EXIT_PASS, EXIT_UNUSABLE
from geo.cli.published import settings
from geo.cli.reading import FILE, application_of, judging_options, layer_options, reading_options
from geo.cli.writing import write_bytes
from geo.i18n import LANGUAGES, text
from geo.model.case import Case, Refused


@click.command(short_help="Judge a boundary file 评定边界文件")
@click.argument("file", type=FILE)
@reading_options
@click.option("--name", help="Name of the zone 集聚区名称.")
@judging_options
@layer_options
@click.option("--pack", help="Rule pack 规则包; without it the one in use: jiangsu-2024-draft unless set.")
@click.option("--on", metavar="DATE", help="Day the zone is judged for, like 2026-11-22 评定日期.")
@click.option(
    "--json", "json_out", metavar="OUT|-", help="Write the assessment as JSON; - is standard output."
)
@click.option(
    "--map", "map_out", type=click.Path(dir_okay=False, path_type=Path), help="Write a map, one file."
)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
@click.pass_context
def assess(
    context: click.Context, /, file: Path, json_out: str | None, map_out: Path | None, **given: Any
) -> None:
    """Judge one boundary FILE clause by clause.

    逐条评定一个边界文件。

    FILE: GeoJSON, GeoPackage, zipped Shapefile, KML, land-parcel TXT, DXF, corner tables and more,
    recognised by content.

    Exit status: 0 every clause passes; 1 something fails or needs review; 2 wrong usage;
    3 the file cannot be used (every reason is listed).
    """
    from geo.intake import warm

    warm()  # the reader process starts while this one still imports
    from geo.assess import assess as judge

    lang = given["lang"]
    application = application_of(file, given)
    with progress(text("cli.working", lang)):
        result = judge(application)
    # Files first: a reader who closes the pipe early has them all the same.
    if json_out is not None:
        write_json(result, json_out, lang)
    if map_out is not None and isinstance(result, Case):
        with progress(text("cli.drawing", lang)):
            write_map(result, map_out, lang)
    if json_out != "-":
        show(result, lang)
    if isinstance(result, Refused):
        context.exit(EXIT_UNUSABLE)
    context.exit(EXIT_PASS if result.assessment.outcome.value == "pass" else EXIT_FINDINGS)


def write_json(result: Case | Refused, target: str, lang: str) -> None:
    """Write the public JSON to a file, whole or not at all, or to standard output for ``-``."""
    from geo.report.document import document

    content = json.dumps(document(result, lang), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if target == "-":
        click.echo(content, nl=False)
        return
    write_bytes(Path(target), content.encode())
    say(text("cli.written", lang, what="JSON", file=target))


def write_map(case: Case, target: Path, lang: str) -> None:
    """Write the map as one HTML file that needs no network."""
    from geo.maps import zone_map
    from geo.maps.notice import from_settings

    write_bytes(target, zone_map(case, lang, notice=from_settings(settings())).encode())
    say(text("cli.written", lang, what=text("cli.map", lang), file=target))


def show(result: Case | Refused, lang: str) -> None:
    """Print the verdict, or every reason why there is none."""
    from geo.cli.tables import print_case, print_refusal

    if isinstance(result, Refused):
        print_refusal(result, lang)
    else:
        print_case(result, lang)
