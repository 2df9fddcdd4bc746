"""What two assessments say differently of neighbours and problems: rows for a table of each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geo import words
from geo.i18n import number, text
from geo.report import overlap_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model.assessment import Assessment

Key = tuple[str, str, str]


def overlaps(before: Assessment, after: Assessment, lang: str) -> list[tuple[str, ...]]:
    """Parks and zones that meet a part otherwise than before: part, which, before, after, difference.

    Parameters
    ----------
    before, after
        The older and the newer assessment; parts are the same by name, or by number without one.
    lang
        ``zh`` or ``en``.
    """
    old, new = _met(before), _met(after)
    rows = []
    for key in dict.fromkeys((*old, *new)):
        told = [_told(side.get(key), lang) for side in (old, new)]
        if told[0] != told[1]:
            part, layer, name = key
            other = f"{text(f'overlap.layer.{layer}', lang)} {name or text('overlap.unnamed', lang)}"
            rows.append((part, other, *told, _difference(old.get(key), new.get(key), lang)))
    return rows


def _met(item: Assessment) -> dict[Key, Mapping[str, Any]]:
    named = {part.part_id: part.name or part.part_id for part in item.parts}
    found: dict[Key, Mapping[str, Any]] = {}
    for one in item.overlaps:
        part = str(one.get("part_id") or "")
        found[(named.get(part, part) or "—", one["layer"], one.get("name") or "")] = one
    return found


def _told(one: Mapping[str, Any] | None, lang: str) -> str:
    """How they meet, with the shared ground where they share any."""
    if one is None:
        return "—"
    kind = overlap_words.overlap_kind(one)
    met = text(f"ui.zone_sheet.met.{kind}", lang)
    return met if kind in {"touching", "name"} else f"{number(one['area_m2'], 'm2', lang)} · {met}"


def _difference(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, lang: str) -> str:
    areas = [0.0 if one is None or one.get("touching") else one.get("area_m2") for one in (old, new)]
    before, after = areas
    if before is None or after is None:
        return "—"
    return "—" if before == after else words.difference(before, after, "m2", lang)


def problems(before: Assessment, after: Assessment, lang: str) -> list[tuple[str, ...]]:
    """Problems only one of them has: new or gone, how grave, what, and where.

    The same words of the same part and file are one problem, wherever its row or corner has moved to.
    """
    old, new = _problems(before, lang), _problems(after, lang)
    counted = [(Counter(key for key, _ in side)) for side in (old, new)]
    rows = []
    for change, side, more in (("new", new, counted[1] - counted[0]), ("gone", old, counted[0] - counted[1])):
        left = Counter(more)
        for key, row in side:
            if left[key]:
                left[key] -= 1
                rows.append((text(f"ui.review.against_{change}", lang), *row))
    return rows


def _problems(item: Assessment, lang: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    names = words.part_names(item)
    return [
        (
            (issue.code, words.issue_message(issue, lang), issue.where.part or "", issue.where.file or ""),
            (
                text(f"severity.{issue.severity.value}", lang),
                words.issue_message(issue, lang),
                words.issue_place(issue.where, lang, names),
            ),
        )
        for issue in item.issues
    ]
