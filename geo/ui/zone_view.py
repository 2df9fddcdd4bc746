"""What the register tells everybody of one zone: land, facts, versions of the boundary, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import places, words
from geo.i18n import number, text
from geo.ui import cache, overview, register_view
from geo.ui.filters import stage_name
from geo.ui.render import html
from geo.ui.zone_rows import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.model.application import Application
    from geo.registry.records import Fact, FootprintVersion, Version
    from geo.ui.exports import Table
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


def application(row: ZoneRow, key: str) -> Application:
    """The land of a zone as an application that nobody hands in: so its map is drawn like any other."""
    if row.demo and row.id == register_view.demo_row().id:
        from geo.assess import demo_application

        return demo_application()
    found: Application = _application(key, row.id, row)
    return found


@st.cache_resource(max_entries=256, ttl=1800, show_spinner=False)
def _application(key: str, zone_id: str, _row: ZoneRow) -> Application:
    from geo.model.application import Application, Options, Upload
    from geo.model.zone import Level, Zone
    from geo.registry.zones import zone_footprint

    land = zone_footprint(register_view.opened(), zone_id)
    if land is None:
        msg = f"the zone {zone_id} of {key} has an area and no parts"
        raise LookupError(msg)
    zone = Zone(name=_row.name, level=Level(_row.level), city=_row.city, demo=_row.demo)
    content = _geojson(land).encode()
    return Application(
        zone=zone,
        boundary=Upload(name=f"{_row.name}.geojson", data=content),
        options=Options(crs="EPSG:4490"),
    )


def _geojson(land: gpd.GeoDataFrame) -> str:
    named = land.rename(columns={"part_id": "编号", "name": "名称", "role": "角色"})
    named["角色"] = [text(f"role.{role}") if isinstance(role, str) else None for role in named["角色"]]
    return str(named.to_json())


def map_page(row: ZoneRow, key: str, lang: str, *, assets_url: str | None) -> str | None:
    """The map of a zone's land; None where the file cannot be drawn."""
    from geo.model.case import Case

    asked = application(row, key)
    case = cache.assessed(asked)
    if not isinstance(case, Case):
        return None
    return cache.map_page(cache.key_of(asked), lang, case, assets_url=assets_url)


def head(row: ZoneRow, lang: str) -> None:
    """Name, and what everybody may know at a glance."""
    rows = [
        ("level", text(f"level.{row.level}", lang)),
        (
            "stage",
            text("ui.province.stage_none", lang) if row.stage == UNKNOWN else stage_name(row.stage, lang),
        ),
        ("city", " ".join(places.label(name, lang) for name in (row.city, row.district) if name)),
        ("land", number(row.land_m2, "m2", lang) if row.bounded else ""),
        ("core", number(row.core_m2, "m2", lang) if row.core_m2 is not None else ""),
        ("floor", number(row.floor_m2, "m2", lang) if row.floor_m2 is not None else ""),
        ("institutions", number(row.institutions, "count", lang) if row.institutions is not None else ""),
        ("approved", row.approved or ""),
    ]
    html(
        "reading.html.j2",
        title=row.name,
        demo=text("ui.demo_mark", lang) if row.demo else "",
        rows=[(text(f"ui.zone.{key}", lang), value) for key, value in rows if value],
    )


def sheet(row: ZoneRow, lang: str) -> Table:
    """The zone as a table of one row to take away."""
    return overview.zones_table((row,), lang)


def without_boundary(lang: str) -> None:
    """A zone that is known and has no published boundary: what that means, and what to do."""
    html(
        "notice.html.j2",
        tone="review",
        title=text("ui.province.unbounded", lang),
        lines=[text("ui.zone.unbounded_text", lang), text("ui.zone.unbounded_do", lang)],
    )


def told(found: Story, row: ZoneRow, lang: str) -> None:
    """Facts with their sources, versions of the land, verdicts."""
    if found.facts:
        overview.facts(found.facts, lang, title="ui.zone.facts")
    _table(
        "versions",
        ("version", "number", "added", "area"),
        [
            (v.version, v.number or "—", v.added_at[:10], f"{v.area_m2:,.1f}")
            for v in sorted(found.versions, key=lambda v: -v.version)
        ],
        lang,
        empty="versions_demo" if row.demo else "versions_none",
    )
    _table(
        "verdicts",
        ("number", "submitted", "outcome", "area"),
        [
            (
                v.number,
                v.submitted_at[:10],
                _outcome(v.outcome, lang),
                f"{v.area_m2:,.1f}",
            )
            for v in found.verdicts
        ],
        lang,
        empty="verdicts_demo" if row.demo else "verdicts_none",
    )
    if found.document is not None:
        _table(
            "clauses",
            ("outcome", "clause", "citation"),
            [
                (_outcome(f["outcome"], lang), _title(f, found.document, lang), f["clause"]["article"])
                for f in found.document["findings"]
            ],
            lang,
            empty="verdicts_none",
        )


def _outcome(outcome: str, lang: str) -> str:
    return f"{words.OUTCOME_MARK[outcome]} {text(f'outcome.{outcome}', lang)}"


def _title(finding: Mapping[str, Any], document: Mapping[str, Any], lang: str) -> str:
    """The clause in the language of the page, as far as its rule pack is still here."""
    from geo.errors import PackError
    from geo.rules.pack import load_pack

    try:
        rules = load_pack(document["pack"]["id"]).rules
    except PackError:
        rules = ()
    named = {rule.id: rule.title.get(lang) for rule in rules}
    return named.get(finding["rule"]) or str(finding["title"])


def _table(name: str, heads: tuple[str, ...], rows: list[tuple[Any, ...]], lang: str, *, empty: str) -> None:
    html(
        "table.html.j2",
        title=text(f"ui.zone.{name}", lang),
        heads=[text(f"ui.zone.head_{head}", lang) for head in heads],
        right=[head in {"area", "version"} for head in heads],
        rows=rows,
        empty=text(f"ui.zone.{empty}", lang),
    )
