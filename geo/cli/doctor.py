"""``sizhi doctor``: what stands between a hostile file and this machine, and what the numbers rest on."""

from __future__ import annotations

import click

from geo.cli.console import console
from geo.i18n import LANGUAGES, text
from geo.i18n.catalogue import has


@click.command(short_help="Which protections hold on this machine 检查本机")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
def doctor(lang: str) -> None:
    """Say which protections hold on this machine, and which versions compute.

    检查本机读取不可信文件时的防护，以及参与计算的软件版本。
    """
    from rich.table import Table

    from geo.assess.compose import engine, machine
    from geo.intake import protections

    out = console()
    out.print(f"[bold]{text('cli.doctor_protections', lang)}[/bold]")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, on in protections().items():
        key = f"cli.protection.{name}"
        mark = f"[green]✓ {text('cli.on', lang)}[/]" if on else f"[yellow]– {text('cli.off', lang)}[/]"
        table.add_row(mark, text(key, lang) if has(key, lang) else name)
    out.print(table)
    out.print(f"[bold]{text('cli.doctor_engine', lang)}[/bold]")
    for name, version in engine().items():
        out.print(f"{name} {version}")
    out.print(machine())
