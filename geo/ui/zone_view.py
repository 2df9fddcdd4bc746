"""What the register tells everybody of one zone: land, facts, versions of the boundary, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import places, words
from geo.i18n import number, text
from geo.model.clock import china
from geo.ui import overview, register_view
from geo.ui.filters import stage_name
from geo.ui.render import html
from geo.ui.zone_rows import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.registry.records import Fact, FootprintVersion, Version
    from geo.ui.zone_land import Land
    from geo.ui.zone_rows import ZoneRow

LAST = 50
"""Versions shown; a zone has a handful."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is public of a zone besides its land; ``document`` is the assessment it was approved on."""

    facts: tuple[Fact, ...] = ()
    versions: tuple[FootprintVersion, ...] = ()
    verdicts: tuple[Version, ...] = ()
    document: Mapping[str, Any] | None = None


def story(row: ZoneRow, key: str) -> Story:
    """The story of a zone; of the demonstration there is none in the register."""
    found: Story = _story(key, row.id) if row.id != register_view.demo_row().id else Story()
    return found


@st.cache_resource(max_entries=256, ttl=1800, show_spinner=False)
def _story(key: str, zone_id: str) -> Story:  # noqa: ARG001 - the cache's key: the moment of the register
    from geo.registry import PUBLIC
    from geo.registry.reading import applications_of, submission, versions
    from geo.registry.records import Query
    from geo.registry.stages import Action, Role, stages_of
    from geo.registry.zones import facts_of, footprints_of

    register = register_view.opened()
    land = footprints_of(register, PUBLIC, Query(size=LAST), zone_id=zone_id).rows
    entries = applications_of(register, PUBLIC, Query(zone_id=zone_id, size=register_view.ALL)).rows
    readable = stages_of(Role.PUBLIC, Action.READ)
    approved = [entry for entry in entries if entry.stage in readable]
    verdicts = tuple(item for entry in approved for item in versions(register, PUBLIC, entry.id))
    document = submission(register, PUBLIC, approved[0].id).document if approved else None
    return Story(facts_of(register, zone_id), land, verdicts, document)


def head(row: ZoneRow, lang: str, held: Land | None = None) -> None:
    """Name, and what everybody may know at a glance."""
    html(
        "reading.html.j2",
        title=row.name,
        demo=text("ui.demo_mark", lang) if row.demo else "",
        rows=facts_of(row, lang, held),
    )


def facts_of(row: ZoneRow, lang: str, held: Land | None = None) -> tuple[tuple[str, str], ...]:
    """What everybody may know of a zone at a glance: a label and a value each.

    Of land with the verdict it was approved on a value is told with its limits: what a ledger leaves open
    must not look settled.
    """
    judged = held.case.assessment.measurements if held is not None and held.approved else {}

    def told(name: str, value: float | None, unit: str) -> str:
        if value is None:
            return ""
        measured = judged.get(name)
        return words.measurement(measured, lang) if words.tells(measured) else number(value, unit, lang)

    rows = [
        ("level", text(f"level.{row.level}", lang)),
        (
            "stage",
            text("ui.province.stage_none", lang) if row.stage == UNKNOWN else stage_name(row.stage, lang),
        ),
        ("city", " ".join(places.label(name, lang) for name in (row.city, row.district) if name)),
        ("land", told("total_land_area_m2", row.land_m2, "m2")),
        ("core", told("core_land_area_m2", row.core_m2, "m2")),
        ("floor", told("total_floor_area_m2", row.floor_m2, "m2")),
        ("institutions", told("market_institutions", row.institutions, "count")),
        ("approved", row.approved or ""),
    ]
    return tuple((text(f"ui.zone.{key}", lang), value) for key, value in rows if value)


def day(at: str) -> str:
    """The day of a moment of the register, by the clock in China.

    Examples
    --------
    >>> day("2026-01-01T16:30:00.000Z")
    '2026-01-02'
    """
    return china(at).date().isoformat()


def without_boundary(lang: str) -> None:
    """A zone that is known and has no published boundary: what that means, and what to do."""
    html(
        "notice.html.j2",
        tone="review",
        title=text("ui.province.unbounded", lang),
        lines=[text("ui.zone.unbounded_text", lang), text("ui.zone.unbounded_do", lang)],
    )


def facts(found: Story, lang: str) -> None:
    """What is known with its sources."""
    if found.facts:
        overview.facts(found.facts, lang, title="ui.zone.facts")


def verdicts(found: Story, row: ZoneRow, lang: str) -> None:
    """Every verdict everybody may read, the newest first."""
    html(
        "table.html.j2",
        title=text("ui.zone.verdicts", lang),
        heads=[text(f"ui.zone.head_{head}", lang) for head in ("number", "submitted", "outcome", "area")],
        right=[False, False, False, True],
        rows=[
            (v.number, day(v.submitted_at), _outcome(v.outcome, lang), f"{v.area_m2:,.1f}")
            for v in sorted(found.verdicts, key=lambda v: v.submitted_at, reverse=True)
        ],
        empty=text(
            "ui.zone.verdicts_demo" if row.demo and not found.verdicts else "ui.zone.verdicts_none", lang
        ),
    )


def _outcome(outcome: str, lang: str) -> str:
    return f"{words.OUTCOME_MARK[outcome]} {text(f'outcome.{outcome}', lang)}"
