"""``sizhi registry``: the register as a whole."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.console import console, progress, say
from geo.cli.exits import EXIT_FINDINGS, EXIT_PASS
from geo.i18n import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.registry.records import Query
    from geo.registry.store import Register
    from geo.registry.verify import Verification

MOST_SHOWN = 40
NEW = click.Path(path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="SIZHI_DATA",
    default=Path("sizhi-data"),
    show_default=True,
    help="Data folder (SIZHI_DATA) 数据文件夹.",
)
database_option = click.option(
    "--database",
    envvar="SIZHI_DATABASE_URL",
    metavar="URL",
    help="PostgreSQL with PostGIS instead of the file in the folder (SIZHI_DATABASE_URL) 数据库.",
)
lang_option = click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)


@click.group(short_help="The register: keep, find, export, verify 登记库")
def registry() -> None:
    """Keep zones, applications and decisions: nothing is ever lost, and everything can be checked.

    登记库：保存集聚区、申报、评定和办理过程，可备份、可核验。
    """


@registry.command(short_help="Make a register with the known zones 新建")
@data_option
@database_option
@lang_option
@click.option("--empty", is_flag=True, help="Without the known zones 不含已知集聚区.")
def init(data: Path, database: str | None, lang: str, *, empty: bool) -> None:
    """Make a register, or bring an older one up to date.

    新建登记库，或把旧版登记库升级。
    """
    from geo.registry import LOCAL
    from geo.registry.seed import seed

    with open_data(data, database, create=True) as register:
        added = 0 if empty else seed(register, LOCAL)
        say(text("cli.registry.ready", lang, place=register.place, count=added))


@registry.command("list", short_help="Zones, or applications 列表")
@data_option
@database_option
@lang_option
@click.option("--applications", is_flag=True, help="Applications instead of zones 申报.")
@click.option("--city", help="City 设区市.")
@click.option("--stage", help="Stage: review, approved … 阶段.")
@click.option("--box", nargs=4, type=float, metavar="W S E N", help="Degrees of longitude and latitude 范围.")
@click.option("--year", type=click.IntRange(1980, 2200), help="Approved in this year 批复年份.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
def list_(data: Path, database: str | None, lang: str, *, applications: bool, **given: Any) -> None:
    """List zones or applications.

    列出集聚区或申报。
    """
    from geo.registry import LOCAL
    from geo.registry.reading import applications_of
    from geo.registry.zones import zones_of

    query = _query(given, lang)
    with open_data(data, database) as register:
        if applications:
            mine = applications_of(register, LOCAL, query)
            rows = [(e.number or "—", e.name, e.city or "—", _stage(e.stage, lang), "") for e in mine.rows]
            total = mine.total
        else:
            found = zones_of(register, query)
            rows = [
                (
                    z.id,
                    z.name,
                    z.city or "—",
                    _stage(z.stage, lang),
                    f"{z.area_m2:,.1f}" if z.area_m2 else "—",
                )
                for z in found.rows
            ]
            total = found.total
    _table(rows, lang)
    say(text("cli.registry.total", lang, count=total, page=query.page))


@registry.command("export", short_help="Write it to a file 导出")
@click.argument("out", type=NEW)
@data_option
@database_option
@lang_option
def export_(out: Path, data: Path, database: str | None, lang: str) -> None:
    """Write zones, land, applications and files to OUT: .gpkg (opens in QGIS), .xlsx, .zip (GeoParquet).

    导出登记库内容。别人的草稿不在其中。
    """
    from geo.registry import LOCAL
    from geo.registry.exchange import export

    with open_data(data, database) as register, progress(text("cli.registry.working", lang)):
        done = export(register, LOCAL, out)
    say(text("cli.registry.exported", lang, count=done.rows, file=out))


@registry.command("import", short_help="Bring an export back 导入")
@click.argument("file", type=FILE)
@data_option
@database_option
@lang_option
def import_(file: Path, data: Path, database: str | None, lang: str) -> None:
    """Bring in what `sizhi registry export` wrote: all of it, or nothing.

    导入此前导出的文件；有矛盾时什么也不写入。
    """
    from geo.registry import LOCAL
    from geo.registry.exchange import import_file

    with open_data(data, database) as register, progress(text("cli.registry.working", lang)):
        done = import_file(register, LOCAL, file)
    say(text("cli.registry.imported", lang, count=done.rows, added=done.added))


@registry.command("backup", short_help="Copy it while it is in use 备份")
@click.argument("folder", type=NEW)
@data_option
@database_option
@lang_option
def backup_(folder: Path, data: Path, database: str | None, lang: str) -> None:
    """Copy the register to a new FOLDER, while others use it, and verify the copy.

    备份到新文件夹并核验。
    """
    from geo.registry import LOCAL
    from geo.registry.backup import backup

    with open_data(data, database) as register, progress(text("cli.registry.working", lang)):
        result = backup(register, LOCAL, folder)
    say(text("cli.registry.backed_up", lang, place=folder, lines=result.lines, files=result.files))


@registry.command("restore", short_help="Make it again from a backup 恢复")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_option
@lang_option
def restore_(folder: Path, data: Path, lang: str) -> None:
    """Make the register again from the backup in FOLDER; nothing that is there is overwritten.

    从备份恢复到空的数据文件夹。
    """
    from geo.registry.backup import restore

    with progress(text("cli.registry.working", lang)):
        result = restore(folder, data)
    say(text("cli.registry.restored", lang, place=data, lines=result.lines, files=result.files))


@registry.command("move", short_help="Move it to a database server 迁移")
@click.argument("url")
@data_option
@lang_option
def move_(url: str, data: Path, lang: str) -> None:
    """Copy the register in the data folder to the empty PostGIS database at URL, and verify it.

    把数据文件夹中的登记库迁移到 PostGIS 数据库；原始文件留在原处。
    """
    from geo.registry import LOCAL, open_register
    from geo.registry.backup import move
    from geo.registry.store import SCHEMES

    if not url.startswith(SCHEMES):
        raise click.BadParameter(text("cli.registry.no_url", lang), param_hint="URL")
    with open_data(data, None) as register, progress(text("cli.registry.working", lang)):
        target = open_register(url, folder=data, create=True)
        try:
            result = move(register, target, LOCAL)
        finally:
            target.close()
        say(text("cli.registry.restored", lang, place=target.place, lines=result.lines, files=result.files))


@registry.command("verify", short_help="Is everything as it was written? 核验")
@data_option
@database_option
@lang_option
@click.pass_context
def verify_(context: click.Context, data: Path, database: str | None, lang: str) -> None:
    """Check every line of the audit trail, every row and every file.

    核验审计记录、数据和原始文件是否被改动。

    Exit status: 0 everything is as it was written; 1 something is not; 2 wrong usage.
    """
    from geo.registry import verify

    with open_data(data, database) as register, progress(text("cli.registry.working", lang)):
        result = verify(register)
    _show(result, lang)
    context.exit(EXIT_PASS if result.clean else EXIT_FINDINGS)


@contextmanager
def open_data(data: Path, database: str | None, *, create: bool = False) -> Iterator[Register]:
    """The register that ``--data`` and ``--database`` name, given back at the end."""
    from geo.registry import open_register

    register = open_register(database or data, folder=data if database else None, create=create)
    try:
        yield register
    finally:
        register.close()


def _query(given: dict[str, Any], lang: str) -> Query:
    from geo.registry import Query, Stage

    stage = given["stage"]
    if stage is not None and stage not in set(Stage):
        known = [f"{item.value} {text(f'registry.stage.{item.value}', lang)}" for item in Stage]
        raise click.BadParameter(text("cli.registry.no_stage", lang, known=known), param_hint="--stage")
    return Query(
        city=given["city"],
        stage=Stage(stage) if stage else None,
        box=_box(given["box"], lang),
        year=given["year"],
        page=given["page"],
    )


def _box(
    box: tuple[float, float, float, float] | None, lang: str
) -> tuple[float, float, float, float] | None:
    if not box:
        return None
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise click.BadParameter(text("cli.registry.no_box", lang), param_hint="--box")
    return box


def _stage(stage: str | None, lang: str) -> str:
    return "—" if stage is None else text(f"registry.stage.{stage}", lang)


def _table(rows: list[tuple[str, str, str, str, str]], lang: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None)
    for name in ("number", "name", "city", "stage", "area"):
        table.add_column(
            text(f"cli.registry.column_{name}", lang), justify="right" if name == "area" else "left"
        )
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console().print(table)


def _show(result: Verification, lang: str) -> None:
    from rich.markup import escape

    out = console()
    for flaw in result.flaws[:MOST_SHOWN]:
        table = text(f"registry.table.{flaw.entity}", lang) if flaw.entity else None
        told = text(f"registry.flaw.{flaw.code}", lang, table=table, key=flaw.key, seq=flaw.seq)
        out.print(f"[red]✗ {escape(told)}[/]")
    if len(result.flaws) > MOST_SHOWN:
        out.print(text("cli.registry.more", lang, count=len(result.flaws) - MOST_SHOWN))
    key = "clean" if result.clean else "flawed"
    out.print(
        text(f"cli.registry.{key}", lang, lines=result.lines, files=result.files, count=len(result.flaws))
    )
    if result.loose:
        out.print(text("cli.registry.loose", lang, count=result.loose))
    out.print(text("cli.registry.head", lang, seq=result.head.seq, hash=result.head.hash))
