"""The lists beside the map: its parts, and its problems with the numbers of their pins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import words
from geo.i18n import number, text
from geo.model.issue import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from geo.model.case import Case
    from geo.model.issue import Issue

ORDER = {"core": 0, "centre": 1, "base": 2}
SETTLED = "settled"
"""Weight of an error whose part was repaired with somebody's word."""
WEIGHTS = (Severity.ERROR, Severity.WARNING)


def numbered(issues: Iterable[Issue]) -> list[Issue]:
    """Problems in the order of their numbers: errors, then warnings. Notes have none.

    The page and the map both count by this list, so that a number means the same on both.
    """
    found = list(issues)
    return [issue for weight in WEIGHTS for issue in found if issue.severity is weight]


def is_settled(issue: Issue, settled: Collection[str]) -> bool:
    """Whether an error lies in a part whose repair a person has taken."""
    return issue.severity is Severity.ERROR and issue.where.part in settled


def part_rows(case: Case, lang: str) -> list[dict[str, Any]]:
    """The parts, core first: role, name, area, and the box to zoom to."""
    boxes = case.footprint.bounds.set_index(case.footprint["part_id"])
    rows = [
        {
            "id": part.part_id,
            "style": part.role or "none",
            "role": text(f"role.{part.role or 'none'}", lang),
            "name": part.name or part.part_id,
            "area": number(part.area_m2, "m2"),
            "area_m2": round(part.area_m2, 1),
            "at": [round(part.lat, 7), round(part.lon, 7)],
            "box": [round(float(v), 6) for v in boxes.loc[part.part_id]],
        }
        for part in case.assessment.parts
    ]
    return sorted(rows, key=lambda row: ORDER.get(row["style"], 3))


def pins(case: Case, lang: str) -> list[dict[str, Any]]:
    """Numbered problems that have a place; those of a part whose repair was taken are settled."""
    settled, names = case.assessment.settled_parts, words.part_names(case.assessment)
    return [
        {
            "number": index,
            "severity": SETTLED if is_settled(issue, settled) else issue.severity.value,
            "at": [issue.where.lat, issue.where.lon],
            "message": words.issue_message(issue, lang),
            "action": words.issue_action(issue, lang),
            "place": words.issue_place(issue.where, lang, names),
        }
        for index, issue in enumerate(numbered(case.assessment.issues), start=1)
        if issue.where.lon is not None and issue.where.lat is not None
    ]
