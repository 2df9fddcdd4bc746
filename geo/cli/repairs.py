"""What could be done about faulty boundaries, to choose from: every defensible repair with its areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from geo import topology
from geo.cli.console import write
from geo.i18n import number, text

if TYPE_CHECKING:
    from rich.console import Console

    from geo.model.case import Case


def print_repairs(out: Console, case: Case, lang: str) -> None:
    """Every faulty part with its repairs, the one in use first, and how to accept it."""
    faulty = case.original[~case.original.geometry.is_valid]
    if faulty.empty:
        return
    accepted = bool(case.assessment.options["repair"])
    out.print()
    write(out, f"[bold]{text('cli.repairs.title', lang)}[/bold]")
    for row in faulty.itertuples():
        # The one in use is the recommended one, even where it rests on a doubtful reading.
        used, *others = topology.repairs(row.geometry)
        offered = [used, *(option for option in others if option.defensible)]
        write(out, escape(text("cli.repairs.part", lang, part=row.name or row.part_id)))
        for option in offered:
            state = "" if option is not used else "used" if accepted else "proposed"
            line = text(
                "cli.repairs.option",
                lang,
                method=text(f"repair.method.{option.method}", lang),
                before=text("cli.repairs.undefined", lang)
                if option.area_before is None
                else number(option.area_before, "m2", lang),
                after=number(option.area_after, "m2", lang),
                state=text(f"cli.repairs.{state}", lang) if state else "",
            )
            write(out, escape(f"  {line}"))
    write(out, text(f"cli.repairs.{'map' if accepted else 'accept'}", lang))
