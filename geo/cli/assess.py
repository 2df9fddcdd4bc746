"""``sizhi assess``: one boundary file, judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.console import progress, say
from geo.cli.exits import EXIT_FINDINGS, EXIT_PASS, EXIT_UNUSABLE
from geo.cli.writing import write_bytes
from geo.i18n import LANGUAGES, text
from geo.model.application import LAYERS, Application, Options, Upload
from geo.model.case import Case, Refused
from geo.model.zone import Level, Role, Zone

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def _layer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    helps = {
        "parks": "Industrial parks, any boundary format 产业园区.",
        "lines": "Named roads and rivers, to write and verify 四至 道路河流.",
        "buildings": "Floor-area ledger: XLSX, CSV or a layer 建筑台账.",
        "institutions": "Resident institutions: XLSX, CSV or a layer 入驻机构.",
        "zones": "Other zones, to find overlaps 其他集聚区.",
    }
    for name in reversed(LAYERS):
        command = click.option(f"--{name}", type=FILE, help=helps[name])(command)
    return command


@click.command(short_help="Judge a boundary file 评定边界文件")
@click.argument("file", type=FILE)
@click.option("--city", help="City the land lies in: 苏州, Suzhou 所在设区市.")
@click.option("--level", type=click.Choice([level.value for level in Level]), default="provincial")
@click.option("--name", help="Name of the zone 集聚区名称.")
@click.option("--crs", help="Coordinate system, when the file is silent or wrong: EPSG:4528 坐标系.")
@click.option(
    "--shift", type=click.Choice(["gcj02", "bd09"]), help="Drawn on an online map 火星坐标/百度坐标."
)
@click.option("--approximate", is_flag=True, help="Accept Xian80 or Beijing54 to within metres 按近似转换.")
@click.option("--layer", help="Layer, when the file holds several 图层.")
@_layer_options
@click.option("--claim", help="Claimed four boundaries to verify, or @FILE 声称的四至: 东至…、南至….")
@click.option("--core", multiple=True, metavar="PART", help="This part is the core 核心区 (repeatable).")
@click.option("--centre", multiple=True, metavar="PART", help="This part is the centre 中心 (repeatable).")
@click.option("--base", multiple=True, metavar="PART", help="This part is a base 基地 (repeatable).")
@click.option("--repair", is_flag=True, help="Apply the recommended repairs 采用建议的修复.")
@click.option(
    "--accuracy", type=click.FloatRange(0, 1000), metavar="METRES", help="Vertex accuracy 界址点中误差."
)
@click.option("--pack", default="jiangsu-2024-draft", show_default=True, help="Rule pack 规则包.")
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
    r"""Judge one boundary FILE clause by clause.

    逐条评定一个边界文件。

    \b
    FILE: GeoJSON, GeoPackage, zipped Shapefile, KML, land-parcel TXT and more, recognised by content.
    Exit status: 0 every clause passes; 1 something fails or needs review; 2 wrong usage;
    3 the file cannot be used (every reason is listed).
    """
    from geo.assess import assess as judge

    lang = given["lang"]
    application = _application(file, given)
    with progress(text("cli.working", lang)):
        result = judge(application)
    if json_out is not None:
        write_json(result, json_out, lang)
    if json_out != "-":
        show(result, lang)
    if isinstance(result, Refused):
        context.exit(EXIT_UNUSABLE)
    if map_out is not None:
        with progress(text("cli.drawing", lang)):
            write_map(result, map_out, lang)
    context.exit(EXIT_PASS if result.assessment.outcome.value == "pass" else EXIT_FINDINGS)


def _application(file: Path, given: dict[str, Any]) -> Application:
    from geo.places import city_name

    lang = given["lang"]
    city = given["city"] and city_name(given["city"])
    if given["city"] and city is None:
        raise click.BadParameter(text("cli.unknown_city", lang, city=given["city"]), param_hint="--city")
    if given["crs"]:
        _check_crs(given["crs"], lang)
    claim = given["claim"]
    if claim and claim.startswith("@"):
        try:
            claim = Path(claim[1:]).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise click.BadParameter(
                text("cli.claim_file", lang, file=claim[1:]), param_hint="--claim"
            ) from problem
    roles = {part: role for role in Role for part in given[role.value]}
    return Application(
        zone=Zone(name=given["name"] or file.stem, level=Level(given["level"]), city=city, claim=claim),
        boundary=Upload(name=file.name, data=file),
        layers={name: Upload(name=given[name].name, data=given[name]) for name in LAYERS if given[name]},
        options=Options(
            layer=given["layer"],
            crs=given["crs"],
            shift=given["shift"],
            approximate=given["approximate"],
            roles=roles,
            repair=given["repair"],
            vertex_accuracy_m=given["accuracy"],
            pack=given["pack"],
            on=given["on"],
        ),
    )


def _check_crs(given: str, lang: str) -> None:
    """An option nobody can read is wrong usage, told before the file is opened."""
    from geo.crs import parse
    from geo.errors import CrsError

    try:
        parse(given)
    except CrsError as problem:
        raise click.BadParameter(
            text(f"error.{problem.code}", lang, **problem.params), param_hint="--crs"
        ) from problem


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

    write_bytes(target, zone_map(case, lang).encode())
    say(text("cli.written", lang, what=text("cli.map", lang), file=target))


def show(result: Case | Refused, lang: str) -> None:
    """Print the verdict, or every reason why there is none."""
    from geo.cli.tables import print_case, print_refusal

    if isinstance(result, Refused):
        print_refusal(result, lang)
    else:
        print_case(result, lang)
