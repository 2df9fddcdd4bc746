"""What could be done about faulty boundaries, to choose from: every defensible repair with its areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from geo.assess.repairs import repair_choices
from geo.cli.console import write
from geo.i18n import number, text

if TYPE_CHECKING:
    from rich.console import Console

    from geo.assess.repairs import RepairChoice, RepairOption
    from geo.model.case import Case


def print_repairs(out: Console, case: Case, lang: str) -> None:
    """Every faulty part with its repairs, the recommended one first, and how to accept or choose."""
    choices = repair_choices(case)
    if not choices:
        return
    out.print()
    write(out, f"[bold]{text('cli.repairs.title', lang)}[/bold]")
    for choice in choices:
        write(out, escape(text("cli.repairs.part", lang, part=choice.name)))
        for option in choice.options:
            write(out, escape(f"  {_line(choice, option, lang)}"))
    if not all(choice.confirmed for choice in choices):
        write(out, text("cli.repairs.accept", lang))
    if other := next((o for o in choices[0].options if not o.adopted), None):
        part = choices[0].part_id
        write(out, escape(text("cli.repairs.choose", lang, part=part, method=other.method)))
    write(out, text("cli.repairs.map", lang))


def _line(choice: RepairChoice, option: RepairOption, lang: str) -> str:
    state = "" if not option.adopted else "used" if choice.confirmed else "assumed"
    return text(
        "cli.repairs.option",
        lang,
        way=option.method,
        method=text(f"repair.method.{option.method}", lang),
        before=text("cli.repairs.undefined", lang)
        if option.area_before is None
        else number(option.area_before, "m2", lang),
        after=number(option.area_after, "m2", lang),
        recommended=text("cli.repairs.recommended", lang) if option.recommended else "",
        state=text(f"cli.repairs.{state}", lang) if state else "",
    )
