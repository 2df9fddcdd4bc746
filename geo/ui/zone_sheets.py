"""A zone as a workbook: a sheet for each matter everybody may read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import words
from geo.i18n import text
from geo.measure.categories import PUBLIC
from geo.measure.registry import MEASURES
from geo.report import ledger_rows, overlap_words, sheet
from geo.report.together import together
from geo.ui import overview, zone_versions, zone_view
from geo.ui.exports import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.model.assessment import Assessment
    from geo.model.measurement import Measurement
    from geo.ui.zone_land import Land
    from geo.ui.zone_rows import ZoneRow
    from geo.ui.zone_view import Story

STATES = ("evidenced", "declared", "undetermined", "outside")
"""Buildings by what proves their floor area; those outside the zone apart."""
FLOOR = ("floor_m2", "floor_low_m2", "floor_high_m2", "core_m2", "core_low_m2", "core_high_m2")
"""Floor area of buildings of one kind, in the zone and in the core, each with its limits (None: unknown)."""
DIGITS = {"m2": 1, "m": 1, "count": 0, "ratio": 1, "1_per_ha": 2}
"""Decimals of a value in its unit; a share is told in per cent."""


def tables(row: ZoneRow, found: Story, held: Land | None, lang: str) -> list[Table]:
    """Facts, measures, clauses, parts, ledgers in numbers, overlaps, versions; what is not known has none.

    Parameters
    ----------
    row
        The zone.
    found
        What the register tells everybody.
    held
        Its land; None where no boundary is published.
    lang
        ``zh`` or ``en``.
    """
    from geo.registry.public import ledger_totals

    made = [_facts(row, found, held, lang)]
    if held is not None:
        item = held.case.assessment
        made += [_measures(item, lang), _parts(item, lang)]
        if held.approved:
            told = None if found.document is None else found.document["ledger_totals"]
            totals = ledger_totals(item.ledgers) if told is None else told
            made.insert(2, _clauses(item, lang))
            made += [_buildings(totals["buildings"], lang), _institutions(totals["institutions"], lang)]
        made.append(_overlaps(item, lang))
    made += [_versions(found, lang), _verdicts(found, lang)]
    return [table for table in made if table.rows]


def _table(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], lang: str) -> Table:
    named = [text(f"ui.zone_sheet.head.{head}", lang) for head in heads]
    return Table(text(f"ui.zone_sheet.{name}", lang), named, rows)


def _facts(row: ZoneRow, found: Story, held: Land | None, lang: str) -> Table:
    """What is known at a glance, then what others stated, each with its source."""
    own = text("ui.zone_sheet.register", lang)
    rows = [(text("ui.zone_sheet.zone", lang), row.name, own)]
    rows += [(label, value, own) for label, value in zone_view.facts_of(row, lang, held)]
    if row.demo:
        rows.append((text("ui.zone_sheet.mark", lang), text("ui.demo_mark", lang), own))
    stated = text("ui.zone_sheet.stated", lang)
    rows += [(stated, overview.fact_said(fact, lang), fact.source) for fact in found.facts]
    return _table("facts", ("what", "value", "source"), rows, lang)


def _measures(item: Assessment, lang: str) -> Table:
    rows = [
        _measure(measured, lang)
        for name in MEASURES
        if (measured := item.measurements.get(name)) is not None and words.tells(measured)
    ]
    return _table("measures", ("measure", "value", "unit", "low", "high", "told"), rows, lang)


def _measure(measured: Measurement, lang: str) -> tuple[Any, ...]:
    open_value = words.undetermined(measured)
    return (
        sheet.measure_name(measured.name, lang),
        text("ui.zone_sheet.undetermined", lang) if open_value else _amount(measured.value, measured.unit),
        text(f"ui.zone_sheet.unit.{measured.unit}", lang),
        _amount(measured.low, measured.unit),
        _amount(measured.high, measured.unit),
        words.measurement(measured, lang),
    )


def _amount(value: float | None, unit: str) -> float | None:
    """A number with the digits it is worth, in the unit of its column."""
    if value is None:
        return None
    digits = DIGITS[unit]
    return round(100 * value if unit == "ratio" else value, digits or None)


def _clauses(item: Assessment, lang: str) -> Table:
    rows = []
    for finding in item.findings:
        told = sheet.clause(item, finding, lang)
        observed = [f"{name} {value}" for name, value in told["observed"]]
        rows.append(
            (
                told["title"],
                told["clause"],
                told["citation"],
                f"{told['mark']} {told['word']}",
                ("；" if lang == "zh" else "; ").join(observed),
                told["threshold"],
                told["margin"],
                told["reason"],
            )
        )
    heads = ("clause", "text", "citation", "outcome", "observed", "threshold", "margin", "reason")
    return _table("clauses", heads, rows, lang)


def _parts(item: Assessment, lang: str) -> Table:
    rows: list[tuple[Any, ...]] = [
        (
            part.name or part.part_id,
            text(f"role.{part.role or 'none'}", lang),
            round(part.area_m2, 1),
            round(part.plane_area_m2, 1),
        )
        for part in sheet.core_first(item)
    ]
    if (last := together(item, lang)) is not None:
        areas = (float(last[key].replace(",", "")) if last[key] != "—" else None for key in ("area", "plane"))
        rows.append((last["name"], last["note"], *areas))
    return _table("parts", ("part", "role", "area", "plane"), rows, lang)


def _buildings(totals: Sequence[Mapping[str, Any]], lang: str) -> Table:
    """How many buildings there are of each kind, and their floor area with its limits: none by name."""
    known = {one["state"]: one for one in totals}
    counted = []
    for state in (state for state in STATES if state in known):
        one = known[state]
        name = text("ledger_why.outside" if state == "outside" else f"sheet.state_{state}", lang)
        counted.append((name, one["buildings"], *(_amount(one.get(key), "m2") for key in FLOOR)))
    heads = ("floor", "floor_low", "floor_high", "floor_core", "core_low", "core_high")
    return _table("buildings", ("state", "buildings", *heads), counted, lang)


def _institutions(totals: Sequence[Mapping[str, Any]], lang: str) -> Table:
    """How many institutions there are of each kind: none by name."""
    counted = []
    for one in totals:
        market = "counted_no" if one["category"] in PUBLIC else "counted_yes"
        name, marked = ledger_rows.category(one["category"], lang), text(f"sheet.{market}", lang)
        low, high = one["low"], one["high"]
        counted.append((name, marked, low, high - low, one["listed"] - high))
    return _table("institutions", ("category", "market", "inside", "perhaps", "not"), counted, lang)


def _overlaps(item: Assessment, lang: str) -> Table:
    named = {part.part_id: part.name or part.part_id for part in item.parts}
    rows = [
        (
            named.get(str(one.get("part_id")), ""),
            text(f"overlap.layer.{one['layer']}", lang),
            one.get("name") or text("overlap.unnamed", lang),
            text(f"ui.zone_sheet.met.{overlap_words.overlap_kind(one)}", lang),
            *(_amount(one.get(key), unit) for key, unit in SHARED),
            one.get("vintage") or "",
        )
        for one in item.overlaps
    ]
    heads = ("part", "layer", "name", "met", "shared", "of_part", "of_other", "vintage")
    return _table("overlaps", heads, rows, lang)


SHARED = (("area_m2", "m2"), ("part_share", "ratio"), ("feature_share", "ratio"))
"""What is told of shared ground, and its unit."""


def _versions(found: Story, lang: str) -> Table:
    rows = [
        (
            int(place),
            version.number or text("ui.zone.version_survey", lang),
            zone_view.day(version.added_at),
            round(version.area_m2, 1),
        )
        for place, version in zone_versions.ordered(found).items()
    ]
    return _table("versions", ("version", "number", "added", "area"), rows, lang)


def _verdicts(found: Story, lang: str) -> Table:
    rows = [
        (
            verdict.number,
            zone_view.day(verdict.submitted_at),
            text(f"outcome.{verdict.outcome}", lang),
            round(verdict.area_m2, 1),
        )
        for verdict in sorted(found.verdicts, key=lambda verdict: verdict.submitted_at)
    ]
    return _table("verdicts", ("number", "submitted", "outcome", "area"), rows, lang)
