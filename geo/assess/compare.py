"""One application under several rule packs, or on several days: clause beside clause."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.assess.compose import assess, day_of
from geo.assess.land import read_boundary
from geo.errors import UsageError
from geo.model.case import Refused
from geo.rules.pack import load_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model.application import Application
    from geo.model.assessment import Assessment, Finding
    from geo.model.case import Case
    from geo.model.reading import Reading
    from geo.rules.schema import Rule

SCHEMA = "sizhi/comparison/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One column: a pack (id or path) and the day the zone is judged for (ISO, None leaves it open)."""

    pack: str
    on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the columns say of one matter; None where a pack has no such clause."""

    findings: tuple[Finding | None, ...]

    @property
    def same(self) -> bool:
        """Whether every column has the clause, asks the same and comes to the same."""
        told = {None if f is None else (f.outcome, f.operator, f.threshold, f.unit) for f in self.findings}
        return None not in told and len(told) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same land and files, judged several times; ``cases`` run parallel to ``choices``."""

    choices: tuple[Choice, ...]
    cases: tuple[Case, ...]
    titles: tuple[dict[str, str], ...]
    rows: tuple[Row, ...]

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """The assessment of each column."""
        return tuple(case.assessment for case in self.cases)

    @property
    def same(self) -> bool:
        """Whether the columns agree on every clause and on the whole."""
        return all(row.same for row in self.rows) and len({a.outcome for a in self.assessments}) == 1


def choices_of(packs: Sequence[str], days: Sequence[str]) -> tuple[Choice, ...]:
    """Every pack on every day, in the order given, each once.

    Raises
    ------
    UsageError
        Fewer than two columns come of it.

    Examples
    --------
    >>> [(c.pack, c.on) for c in choices_of(["a"], ["2025-01-01", "2026-01-01"])]
    [('a', '2025-01-01'), ('a', '2026-01-01')]
    """
    open_day: Sequence[str | None] = [None]
    pairs = itertools.product(packs, days or open_day)
    chosen = tuple(dict.fromkeys(Choice(pack=pack, on=day) for pack, day in pairs))
    if len(chosen) < 2:
        raise UsageError("compare.one_column")
    return chosen


def compare(
    application: Application, choices: Sequence[Choice], *, reading: Reading | None = None
) -> Comparison | Refused:
    """Judge one application once for every choice.

    Parameters
    ----------
    application
        The zone with its files; its own pack and day are not looked at.
    choices
        The columns, two or more.
    reading
        The boundary file as read before.

    Returns
    -------
    Comparison or Refused
        Clauses of the same id stand in one row; else those of one kind that look at the same measures.

    Raises
    ------
    UsageError
        A day that is none, a part that is not in the file.
    PackError
        A pack that is unknown or does not hold.

    Examples
    --------
    >>> from geo.assess import demo_application
    >>> packs = ["jiangsu-2024-draft", "zhejiang-digital-ad-2024-illustrative"]
    >>> found = compare(demo_application(), choices_of(packs, []))
    >>> row = next(row for row in found.rows if row.findings[0].rule == "floor_area")
    >>> [finding.threshold for finding in row.findings]
    [5000.0, 20000.0]
    """
    packs = [load_pack(choice.pack, day_of(choice.on, "on")) for choice in choices]
    if reading is None:
        reading = read_boundary(application)
    cases: list[Case] = []
    for choice in choices:
        options = dataclasses.replace(application.options, pack=choice.pack, on=choice.on)
        result = assess(dataclasses.replace(application, options=options), reading=reading)
        if isinstance(result, Refused):
            return result
        cases.append(result)
    judged = [
        list(zip(pack.rules, case.assessment.findings, strict=True))
        for pack, case in zip(packs, cases, strict=True)
    ]
    return Comparison(
        choices=tuple(choices),
        cases=tuple(cases),
        titles=tuple(dict(pack.title) for pack in packs),
        rows=tuple(_rows(judged)),
    )


def _rows(judged: Sequence[Sequence[tuple[Rule, Finding]]]) -> Iterable[Row]:
    """Clauses of all columns, each matched to the row that speaks of the same matter."""
    rows: list[dict[int, tuple[Rule, Finding]]] = []
    for column, pairs in enumerate(judged):
        ids = {rule.id for rule, _ in pairs}
        for rule, finding in pairs:
            open_rows = [row for row in rows if column not in row]
            own = [row for row in open_rows if any(other.id == rule.id for other, _ in row.values())]
            # A row whose own clause is still to come in this column waits for it.
            alike = [
                row
                for row in open_rows
                if any(_same_matter(rule, other) and other.id not in ids for other, _ in row.values())
            ]
            place = next(iter([*own, *alike]), None)
            if place is None:
                place = {}
                rows.append(place)
            place[column] = (rule, finding)
    return [Row(findings=tuple(row[i][1] if i in row else None for i in range(len(judged)))) for row in rows]


def _same_matter(one: Rule, other: Rule) -> bool:
    looked_at = set(one.measures.values())
    return one.kind is other.kind and bool(looked_at) and looked_at == set(other.measures.values())


def comparison_document(found: Comparison, lang: str = "zh") -> dict[str, Any]:
    """The comparison as JSON for other programs (docs/verdicts.md).

    Returns
    -------
    dict
        ``columns``: pack, its title, day, outcome, verdict, reasons and digest of each; ``rows``: the
        finding of each column as `sizhi assess --json` gives it, or null, and whether they are the same.
    """
    from geo.report.document import document  # noqa: PLC0415 - the views are loaded when asked for

    documents = [document(case, lang) for case in found.cases]
    findings = [{finding["rule"]: finding for finding in each["findings"]} for each in documents]
    first = documents[0]
    return {
        "schema": SCHEMA,
        "zone": first["zone"],
        "source": first["source"],
        "geometry_sha256": first["geometry_sha256"],
        "same": found.same,
        "columns": [
            {
                "pack": each["pack"],
                "title": title.get(lang),
                "on": choice.on,
                "outcome": each["outcome"],
                "verdict": each["verdict"],
                "outcome_reasons": each["outcome_reasons"],
                "digest": each["digest"],
            }
            for choice, each, title in zip(found.choices, documents, found.titles, strict=True)
        ],
        "rows": [
            {
                "same": row.same,
                "findings": [
                    None if finding is None else findings[column][finding.rule]
                    for column, finding in enumerate(row.findings)
                ],
            }
            for row in found.rows
        ],
    }
