"""The ledgers of an assessment as rows of words: buildings and institutions, and how they count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.i18n import text
from geo.measure.categories import CATEGORIES, PUBLIC
from geo.measure.floor import standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.model.assessment import Assessment


def counts(rows: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """How the rows of a list of institutions bear on the market-oriented ones; together they are all rows."""
    keys = [how_counted(row) for row in rows]
    tally = {key: keys.count(key) for key in ("yes", "platform", "perhaps", "no")}
    return [text(f"sheet.rests_{key}", lang, count=count) for key, count in tally.items() if count]


def floor_counts(rows: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """How the rows of a ledger of buildings bear on the floor area inside; together they are all rows.

    Examples
    --------
    >>> limits = [(900.0, 900.0), (0.0, 835.0), (0.0, None), (0.0, 0.0)]
    >>> floor_counts([{"counted_m2": {"low": low, "high": high}} for low, high in limits], "zh")
    ['1 行确定计入', '2 行申报或待定', '1 行不计入']
    """
    keys = [_certainty(row["counted_m2"]) for row in rows]
    tally = {key: keys.count(key) for key in ("certain", "open", "none")}
    return [text(f"sheet.rests_floor_{key}", lang, count=count) for key, count in tally.items() if count]


def _certainty(limits: Mapping[str, float | None]) -> str:
    """Whether floor area counts for certain, perhaps or only in part for certain, or never."""
    low, high = limits["low"], limits["high"]
    return "open" if low != high else "certain" if high else "none"


def how_counted(row: Mapping[str, Any]) -> str:
    """Whether a row counts as a market-oriented institution: yes, no, perhaps, or never as a public platform.

    Examples
    --------
    >>> how_counted({"category": "rapid_centre", "counted": {"low": 1, "high": 1}})
    'platform'
    """
    low, high = row["counted"]["low"], row["counted"]["high"]
    if high and row["category"] in PUBLIC:
        return "platform"
    return "yes" if low else "perhaps" if high else "no"


def buildings(item: Assessment, lang: str) -> list[tuple[str, ...]]:
    """The floor-area ledger row by row: row, name, papers, stated, counted, in the core, what keeps it."""
    return [
        (
            f"{row['row']}",
            row["name"] or "—",
            text(f"sheet.state_{standing(row['state'], row['why'])}", lang)
            + (f" {row['certificate']}" if row["certificate"] else ""),
            _metres(row["stated_m2"]),
            _counted(row, "counted_m2", lang),
            _counted(row, "core_m2", lang),
            _why(row, lang),
        )
        for row in _rows(item, "buildings")
    ]


def institutions(item: Assessment, lang: str) -> list[tuple[str, ...]]:
    """The list of institutions row by row: row, name, category, building, whether it counts, why not."""
    return [
        (
            f"{row['row']}",
            row["name"],
            category(row["category"], lang),
            row["building"] or "—",
            text(f"sheet.counted_{counted}", lang),
            text("sheet.why_platform", lang) if counted == "platform" else _why(row, lang),
        )
        for row in _rows(item, "institutions")
        for counted in (how_counted(row),)
    ]


LEDGERS = {
    "buildings": (buildings, ("row", "name", "state", "stated", "counted", "core", "why"), (0, 3, 4, 5)),
    "institutions": (institutions, ("row", "name", "category", "building", "counts", "why"), (0,)),
}
"""What tells a ledger's rows, the heads of its columns, and the places of those that are numbers."""


def ledgers(item: Assessment, lang: str) -> list[dict[str, Any]]:
    """The ledgers that came along, each a table: title, heads, rows, and which cells are numbers."""
    found = []
    for name, (told, heads, numbers) in LEDGERS.items():
        if rows := told(item, lang):
            found.append(
                {
                    "title": text(f"sheet.ledger_{name}", lang, count=len(rows)),
                    "heads": [text(f"sheet.ledger_{head}", lang) for head in heads],
                    "right": [place in numbers for place in range(len(heads))],
                    "rows": rows,
                }
            )
    return found


def category(key: str, lang: str) -> str:
    """A kind of institution in words.

    Examples
    --------
    >>> category("protection_centre", "zh"), category("undetermined", "en")
    ('知识产权保护中心', 'undetermined')
    """
    known = CATEGORIES.get(key)
    if known is None:
        return text("sheet.state_undetermined", lang)
    return known.zh if lang == "zh" else known.en


def _rows(item: Assessment, name: str) -> Sequence[Mapping[str, Any]]:
    ledger = item.ledgers.get(name)
    return () if ledger is None else ledger["rows"]


def _metres(value: float | None) -> str:
    return "—" if value is None else f"{value:,.1f}"


def _counted(row: Mapping[str, Any], target: str, lang: str) -> str:
    """What a building adds to a floor area: one number, or the ends it lies between and why it is open."""
    limits = row[target]
    low, value, high = (_metres(limits[end]) for end in ("low", "value", "high"))
    if low == high:
        return low
    key = "to" if limits["high"] is not None else "from"
    ends = text(f"sheet.floor_{key}", lang, low=low if limits["low"] else "0", high=high)
    if value not in {low, high}:
        ends = text("sheet.floor_about", lang, value=value, ends=ends)
    state = "declared" if row["why"] == "declared" else "undetermined"
    return text("sheet.floor_open", lang, ends=ends, state=text(f"sheet.state_{state}", lang))


def _why(row: Mapping[str, Any], lang: str) -> str:
    return "" if row["why"] is None else text(f"ledger_why.{row['why']}", lang)
