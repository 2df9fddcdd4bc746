"""``sizhi convert``: the same land in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.console import console, progress, say
from geo.cli.exits import EXIT_UNUSABLE
from geo.cli.reading import FILE, application_of, reading_options
from geo.cli.writing import write_bytes
from geo.i18n import LANGUAGES, text
from geo.model.case import Refused

if TYPE_CHECKING:
    from geo.assess.land import Land

FORMATS = {
    "parcel_txt": ".txt",
    "corners_csv": ".csv",
    "corners_xlsx": ".xlsx",
    "geojson": ".geojson",
    "gpkg": ".gpkg",
    "shapefile": ".zip",
    "kml": ".kml",
    "dxf": ".dxf",
}
"""Formats by the ending they are recognised by in OUT."""


@click.command(short_help="Write the same land in another format 转换格式")
@click.argument("file", type=FILE)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to", type=click.Choice(list(FORMATS)), help="Format, when the ending of OUT does not say it."
)
@click.option("--to-crs", metavar="CRS", help="Coordinate system to write, like EPSG:4528 目标坐标系.")
@reading_options
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
@click.pass_context
def convert(context: click.Context, /, file: Path, out: Path, **given: Any) -> None:
    """Read FILE as `sizhi assess` does and write its land to OUT.

    读入一个边界文件，另存为其他格式。

    What was read, shifted or repaired on the way is told. The accuracy of the vertices goes along where
    the format can state it (TXT and corner tables); where not, the value to state is told. Exit status:
    0 written; 2 wrong usage; 3 the file cannot be used, or its place is in doubt (name it with --crs or
    --city).
    """
    from geo.assess.land import read_land
    from geo.cli.tables import print_issues, print_refusal
    from geo.intake.write import write

    lang = given["lang"]
    target = given["to"] or next((fmt for fmt, end in FORMATS.items() if out.suffix.lower() == end), None)
    if target is None:
        raise click.BadParameter(
            text("cli.unknown_ending", lang, endings=list(FORMATS.values())), param_hint="OUT"
        )
    with progress(text("cli.working", lang)):
        land = read_land(application_of(file, given))
    if isinstance(land, Refused):
        print_refusal(land, lang)
        context.exit(EXIT_UNUSABLE)
    print_issues(console(err=True), land.issues, lang)
    if not land.decision.settled:
        say(text("cli.not_converted", lang))
        context.exit(EXIT_UNUSABLE)
    carried = _carried(land, target)
    write_bytes(out, write(land.footprint, target, crs=given["to_crs"], name=out.stem, accuracy_m=carried))
    say(text("cli.written", lang, what=text(f"format.{target}", lang), file=out))
    if carried is None and not _as_assumed(land, target):
        accuracy = f"{land.accuracy_m:g}"
        say(text("cli.accuracy_not_carried", lang, accuracy=accuracy, what=text(f"format.{target}", lang)))


def _carried(land: Land, target: str) -> float | None:
    """The accuracy for the file to state; None where it cannot, or where the reader assumes it anyway."""
    from geo.assess.land import FINEST_SURVEY_M
    from geo.intake.write import WRITERS

    if not WRITERS[target].states_accuracy or _as_assumed(land, target):
        return None
    return land.accuracy_m if land.accuracy_m >= FINEST_SURVEY_M else None


def _as_assumed(land: Land, target: str) -> bool:
    """Whether a file of this format gets the same accuracy without a word: nothing is lost then."""
    from geo.measure.uncertainty import default_accuracy

    return default_accuracy(target) == (land.accuracy_m, land.accuracy_origin)
