"""The numbers behind a verdict, short: areas by every method, what the verdict depends on, the ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from geo import words
from geo.cli.console import write
from geo.i18n import number, text
from geo.report import ledger_rows, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from rich.console import Console

    from geo.model.assessment import Assessment

METHODS = ("ellipsoidal", "plane", "official")
MOST_NAMED = 6
"""Rows of a ledger named for one reason; the JSON lists them all."""


def print_areas(out: Console, item: Assessment, lang: str) -> None:
    """The whole, the core and the centre by every method and as declared, and why they differ."""
    options = item.options
    told = words.accuracy(options["adopted_accuracy_m"], options["adopted_accuracy_origin"], lang)
    out.print()
    write(out, f"[bold]{text('areas.title', lang)}[/bold]  {escape(told)}")
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for method in METHODS:
        table.add_column(text(f"areas.column_{method}", lang), justify="right")
    table.add_column(text("areas.column_declared", lang), justify="right")
    for row in item.areas:
        areas, stated = row["areas_m2"], row["declared"]
        table.add_row(
            text(f"areas.scope.{row['scope']}", lang)
            + sheet.figure_proposed(item, f"{row['scope']}_land_area_m2", lang),
            f"{number(areas['ellipsoidal'], 'm2', lang)} ± {row['band_m2']:,.1f}",
            *(number(areas[method], "m2", lang) for method in METHODS[1:]),
            "—" if stated is None else number(stated["value_m2"], "m2", lang),
        )
    out.print(table)
    for line in dict.fromkeys(words.area_differences(row, lang) for row in item.areas[:1]):
        write(out, escape(f"  {line}"))


def print_sensitivity(out: Console, item: Assessment, lang: str) -> None:
    """Only the ways that change a clause; that the others change none is one line."""
    if not item.sensitivity:
        return
    changing = [row for row in item.sensitivity if row.changed]
    out.print()
    write(out, f"[bold]{text('sensitivity.title', lang)}[/bold]")
    titles = {finding.rule: finding.title.get(lang, finding.rule) for finding in item.findings}
    for row in changing:
        name = words.variant(row.depends_on, row.variant, row.params, lang)
        changes = text("sensitivity.joint", lang).join(
            text(
                "sensitivity.change",
                lang,
                rule=titles[rule],
                outcome=text(f"outcome.{row.outcomes[rule].value}", lang),
            )
            for rule in row.changed
        )
        write(out, escape(f"  {text('sensitivity.row', lang, variant=name, changes=changes)}"))
    if steady := len(item.sensitivity) - len(changing):
        names = text("sensitivity.joint", lang).join(
            words.variant(row.depends_on, row.variant, row.params, lang)
            for row in item.sensitivity
            if not row.changed
        )
        write(out, escape(f"  {text('sensitivity.steady', lang, count=steady, names=names)}"))


def print_ledgers(out: Console, item: Assessment, lang: str) -> None:
    """What each ledger comes to, and the rows that do not count whole and for certain."""
    for name in ("buildings", "institutions"):
        ledger = item.ledgers.get(name)
        if ledger is None or not ledger["rows"]:  # why no row could be read is among the problems
            continue
        rows = ledger["rows"]
        doubtful = [row for row in rows if row["why"] is not None]
        out.print()
        write(out, f"[bold]{text(f'ledgers.{name}', lang)}[/bold]  {_counts(name, rows, lang)}")
        if "sums" in ledger:
            write(out, f"  {_sums(ledger['sums']['zone'], lang)}")
        for why in dict.fromkeys(row["why"] for row in doubtful):
            alike = [row for row in doubtful if row["why"] == why]
            named = [
                text("ledgers.one", lang, name=row["name"], row=row["row"]) for row in alike[:MOST_NAMED]
            ]
            if len(alike) > MOST_NAMED:
                named.append(text("ledgers.more", lang, count=len(alike) - MOST_NAMED))
            rows_of = text("ledgers.joint", lang).join(named)
            told = text("ledgers.row", lang, why=text(f"ledger_why.{why}", lang), rows=rows_of)
            write(out, escape(f"  {told}"))


def _counts(name: str, rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    """How many rows there are, and what becomes of them."""
    counts = ledger_rows.counts if name == "institutions" else ledger_rows.floor_counts
    return text("ledgers.listed", lang, rows=len(rows), counts=counts(rows, lang))


def _sums(total: Mapping[str, Any], lang: str) -> str:
    open_end = total["undetermined_m2"] is None
    undetermined = (
        text("ledgers.no_limit", lang) if open_end else number(total["undetermined_m2"], "m2", lang)
    )
    return text(
        "ledgers.sums",
        lang,
        value=number(total["evidenced_m2"] + total["declared_m2"], "m2", lang),
        evidenced=number(total["evidenced_m2"], "m2", lang),
        declared=number(total["declared_m2"], "m2", lang),
        undetermined=undetermined,
    )
