"""Problems: a summary that leads to each, then what, where, what to do, and what a repair would change."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.i18n import text
from geo.maps.marks import is_settled, numbered
from geo.model.issue import Severity
from geo.report import sheet
from geo.ui.render import html

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.model.issue import Issue

NO_WAYS: Mapping[str, tuple[str, str]] = MappingProxyType({})
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def summary(found: Sequence[Issue], lang: str, *, settled: Collection[str] = ()) -> None:
    """How many errors, each leading to its place; nothing when there is none.

    Errors come first among the numbered problems, so that the number of one is its place here, too.

    Parameters
    ----------
    found
        All problems.
    lang
        ``zh`` or ``en``.
    settled
        Parts whose errors a person has settled.
    """
    numbers = enumerate(numbered(found), start=1)
    errors = [
        (number, issue)
        for number, issue in numbers
        if issue.severity is Severity.ERROR and not is_settled(issue, settled)
    ]
    if not errors:
        return
    warnings = sum(issue.severity is Severity.WARNING for issue in found)
    html(
        "summary.html.j2",
        title=text(
            "ui.summary" if warnings else "ui.summary_alone", lang, errors=len(errors), warnings=warnings
        ),
        rows=[_row(issue, index, lang) for index, issue in errors],
    )


def issues(
    found: Sequence[Issue],
    lang: str,
    *,
    on_map: bool = True,
    settled: Collection[str] = (),
    ways: Mapping[str, tuple[str, str]] = NO_WAYS,
    names: Mapping[str, str] = NO_NAMES,
) -> None:
    """All problems at once, errors first, numbered as on the map; those a repair settled among themselves.

    Parameters
    ----------
    found
        All problems.
    lang
        ``zh`` or ``en``.
    on_map
        Whether there is a map to show them on.
    settled
        Parts whose repair a person has taken.
    ways
        By code of a problem: where it is dealt with, words and address.
    names
        Names of the parts by id.
    """
    rows = [
        (issue, _row(issue, index, lang, ways, names=names))
        for index, issue in enumerate(numbered(found), start=1)
    ]
    done = [row for issue, row in rows if is_settled(issue, settled)]
    open_ = [row for issue, row in rows if not is_settled(issue, settled)]
    notes = [_row(issue, None, lang, ways, names=names) for issue in found if issue.severity is Severity.NOTE]
    groups = [
        {"severity": weight, "name": text(f"severity.{weight}", lang), "items": items}
        for weight, items in (
            ("error", [row for row in open_ if row["severity"] == "error"]),
            ("warning", [row for row in open_ if row["severity"] == "warning"]),
            ("settled", done),
            ("note", notes),
        )
        if items
    ]
    html(
        "issues.html.j2",
        groups=groups,
        title=text("ui.issues", lang),
        nothing=text("ui.no_issues", lang),
        show=text("ui.show", lang) if on_map else "",
        change=text("ui.change", lang),
    )


def _row(
    issue: Issue,
    index: int | None,
    lang: str,
    ways: Mapping[str, tuple[str, str]] = NO_WAYS,
    *,
    names: Mapping[str, str] = NO_NAMES,
) -> dict[str, Any]:
    row = {**sheet.issue(issue, index, lang, names), "way": ways.get(issue.code)}
    if row["located"] and index is not None:
        return {**row, "show": f"pin:{index}"}
    part = issue.where.part
    return {**row, "show": f"part:{part}" if part is not None and part in names else ""}
