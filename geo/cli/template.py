"""``sizhi template``: the workbooks an applicant fills in."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.console import say
from geo.cli.writing import write_bytes
from geo.i18n import LANGUAGES, text

KINDS = ("buildings", "institutions")


@click.command(short_help="Write an empty ledger to fill in 台账模板")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write 写出文件.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
def template(kind: str, out: Path | None, lang: str) -> None:
    """Write an empty workbook for the buildings ledger or the list of institutions.

    写出建筑台账或入驻机构的空白模板，附每一列的说明。
    """
    from geo.measure.templates import template as workbook

    target = out or Path(f"{kind}.xlsx")
    write_bytes(target, workbook(kind, lang))
    say(text("cli.written", lang, what=text(f"cli.template_{kind}", lang), file=target))
