"""Problems: a summary that leads to each, then what, where, what to do, and what a repair would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import words
from geo.i18n import number, text
from geo.maps.marks import numbered
from geo.model.issue import Severity
from geo.ui.render import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.issue import Issue

AREAS = ("area_m2", "points")


def summary(found: Sequence[Issue], lang: str) -> None:
    """How many errors, each leading to its place; nothing when there is none."""
    errors = [issue for issue in numbered(found) if issue.severity is Severity.ERROR]
    if not errors:
        return
    warnings = sum(issue.severity is Severity.WARNING for issue in found)
    html(
        "summary.html.j2",
        title=text(
            "ui.summary" if warnings else "ui.summary_alone", lang, errors=len(errors), warnings=warnings
        ),
        rows=[_row(issue, index, lang) for index, issue in enumerate(errors, start=1)],
    )


def issues(found: Sequence[Issue], lang: str, *, on_map: bool = True) -> None:
    """All problems at once, errors first, numbered as on the map."""
    order = numbered(found)
    rows = [_row(issue, index, lang) for index, issue in enumerate(order, start=1)]
    notes = [_row(issue, None, lang) for issue in found if issue.severity is Severity.NOTE]
    groups = [
        {"severity": weight.value, "name": text(f"severity.{weight.value}", lang), "items": items}
        for weight, items in (
            (Severity.ERROR, [row for row in rows if row["severity"] == "error"]),
            (Severity.WARNING, [row for row in rows if row["severity"] == "warning"]),
            (Severity.NOTE, notes),
        )
        if items
    ]
    html(
        "issues.html.j2",
        groups=groups,
        title=text("ui.issues", lang),
        none=text("ui.no_issues", lang),
        show=text("ui.show", lang) if on_map else "",
        change=text("ui.change", lang),
    )


def _row(issue: Issue, index: int | None, lang: str) -> dict[str, Any]:
    located = issue.where.lon is not None and issue.where.lat is not None
    return {
        "number": index,
        "severity": issue.severity.value,
        "show": f"pin:{index}" if located and index is not None else "",
        "place": words.issue_place(issue.where, lang),
        "message": words.issue_message(issue, lang),
        "action": words.issue_action(issue, lang),
        "changes": _changes(issue, lang),
    }


def _changes(issue: Issue, lang: str) -> list[tuple[str, str, str]]:
    """Before and after of a repair: what, was, became."""
    if issue.before is None or issue.after is None:
        return []
    rows = []
    for key in AREAS:
        if key in issue.before and key in issue.after:
            unit = "m2" if key == "area_m2" else "count"
            was, became = (
                text("ui.change_unknown", lang) if side[key] is None else number(side[key], unit, lang)
                for side in (issue.before, issue.after)
            )
            rows.append((text(f"ui.change_{key}", lang), was, became))
    return rows
