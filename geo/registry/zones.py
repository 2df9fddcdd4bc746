"""The zones of the register, what is known of them with its source, and every version of their land."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import false, func, or_, select

from geo.errors import UsageError
from geo.model.zone import Zone
from geo.places import require_city
from geo.registry.access import (
    PUBLIC,
    Person,
    reads_standing_only,
    require_role,
    visible,
    visible_versions,
)
from geo.registry.dates import dates_of
from geo.registry.land import county_of, footprint_of, footprint_rows
from geo.registry.problems import ConflictError, MissingError
from geo.registry.reading import approved_in, in_box, near, page_of
from geo.registry.records import Fact, FootprintVersion, Page, Query, ZoneRecord
from geo.registry.schema import applications, facts, footprints, parts, submissions, zones
from geo.registry.stages import Action, Role, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from sqlalchemy import ColumnElement, Connection, Select
    from sqlalchemy.sql.selectable import FromClause

    from geo.registry.store import Change, Register


_NEWEST = (footprints.c.added_at.desc(), footprints.c.id)


def add_zone(
    register: Register, person: Person, zone: Zone, known: Sequence[Fact] = (), *, stage: Stage | None = None
) -> str:
    """Write a zone into the register, with or without what is known of it; gives its id.

    Raises
    ------
    AccessError
        Only an administrator may.
    ConflictError
        There is a zone of this id.
    """
    require_role(person, Role.ADMIN)
    with register.writing(person.id, "add_zone") as change:
        return insert_zone(change, zone, known, stage)


def insert_zone(change: Change, zone: Zone, known: Sequence[Fact] = (), stage: Stage | None = None) -> str:
    """`add_zone` inside a change that is under way."""
    zone_id = zone.id or secrets.token_hex(8)
    if change.row(zones, zone_id) is not None:
        raise ConflictError("registry.zone_exists", name=zone.name, id=zone_id)
    change.insert(
        zones,
        {
            "id": zone_id,
            "name": zone.name,
            "level": zone.level.value,
            "stage": None if stage is None else stage.value,
            "city": None if zone.city is None else require_city(zone.city),
            "district": zone.district,
            "operator": zone.operator,
            "claim": zone.claim,
            "declared_area_m2": zone.declared_area_m2,
            "demo": zone.demo,
            "footprint_id": None,
            "version": 1,
            "added_at": change.at,
            "changed_at": change.at,
        },
    )
    insert_facts(change, zone_id, known)
    return zone_id


def insert_facts(change: Change, zone_id: str | None, known: Sequence[Fact]) -> None:
    """Facts about a zone, or about the province for None."""
    change.insert(
        facts,
        *(
            {
                "id": f"{zone_id or 'province'}/{fact.key}",
                "zone_id": zone_id,
                "key": fact.key,
                "value": fact.value,
                "source": fact.source,
                "confidence": fact.confidence,
                "added_at": change.at,
            }
            for fact in known
        ),
    )


def facts_of(register: Register, zone_id: str | None = None) -> tuple[Fact, ...]:
    """What is known of a zone, or of the province for None; each with its source."""
    condition = facts.c.zone_id.is_(None) if zone_id is None else facts.c.zone_id == zone_id
    with register.reading() as connection:
        rows = connection.execute(select(facts).where(condition).order_by(facts.c.key)).mappings().all()
    return tuple(
        Fact(key=row["key"], value=row["value"], source=row["source"], confidence=row["confidence"])
        for row in rows
    )


def add_footprint(
    register: Register,
    person: Person,
    zone_id: str,
    frame: gpd.GeoDataFrame,
    *,
    source: str,
    expected: int,
) -> str:
    """Add a version of a zone's land that did not come through an application, like a survey.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    zone_id
        The zone.
    frame
        A footprint, EPSG:4490.
    source
        Where it was learned; shown with the land.
    expected
        Version of the zone this change was made from.

    Raises
    ------
    AccessError, MissingError, ConflictError
        Not an administrator; no such zone; somebody changed the zone in between.
    UsageError
        No source is given.
    """
    require_role(person, Role.ADMIN)
    if not source.strip():
        raise UsageError("registry.source_needed")
    land = footprint_rows(frame, secrets.token_hex(16))
    with register.writing(person.id, "add_footprint") as change:
        zone = change.row(zones, zone_id)
        if zone is None:
            raise MissingError("registry.no_zone", asked=zone_id[:80])
        if zone["version"] != expected:
            raise ConflictError("registry.zone_conflict", name=zone["name"], at=zone["changed_at"])
        last = change.connection.execute(
            select(func.max(footprints.c.version)).where(footprints.c.zone_id == zone_id)
        ).scalar()
        known = {"zone_id": zone_id, "version": (last or 0) + 1, "source": source, "added_at": change.at}
        change.insert(footprints, {**land[0], **known})
        change.insert(parts, *land[1])
        district = zone["district"] or county_of(shapely.from_wkb(land[0]["wkb"]), zone["city"])
        values = {"footprint_id": land[0]["id"], "district": district, "changed_at": change.at}
        change.update(zones, zone_id, version=expected + 1, **values)
    return str(land[0]["id"])


def zones_of(register: Register, query: Query | None = None) -> Page[ZoneRecord]:
    """The recognised zones, by city and name; everybody may see them.

    A zone enters this list with its approval, from the seed, or by an administrator; with a box only
    zones whose land is known are found.
    """
    query = query or Query()
    source: FromClause = zones
    conditions: list[ColumnElement[bool]] = []
    if query.level:
        conditions.append(zones.c.level == query.level)
    if query.stage:
        conditions.append(zones.c.stage == query.stage.value)
    if query.city:
        conditions.append(zones.c.city == require_city(query.city))
    if query.words:
        conditions.append(zones.c.name.contains(query.words, autoescape=True))
    if query.zone_id:
        conditions.append(zones.c.id == query.zone_id)
    if query.year:
        conditions.append(approved_in(query.year))
    if query.box:
        land = near(register, query.box)
        source = land.join(zones, zones.c.footprint_id == land.c.id)
    chosen = (
        select(zones.c.id)
        .select_from(source)
        .where(*conditions)
        .order_by(zones.c.city, zones.c.name, zones.c.id)
    )
    with register.reading() as connection:
        ids, total = page_of(connection, chosen, query)
        rows = connection.execute(
            select(zones, footprints.c.area_m2, footprints.c.wkb)
            .outerjoin(footprints, footprints.c.id == zones.c.footprint_id)
            .where(zones.c.id.in_(ids))
            .order_by(zones.c.city, zones.c.name, zones.c.id)
        )
        return Page(tuple(_zone(row) for row in rows.mappings()), total)


def zone(register: Register, zone_id: str) -> ZoneRecord:
    """One zone.

    Raises
    ------
    MissingError
        There is none of this id.
    """
    with register.reading() as connection:
        row = (
            connection.execute(
                select(zones, footprints.c.area_m2, footprints.c.wkb)
                .outerjoin(footprints, footprints.c.id == zones.c.footprint_id)
                .where(zones.c.id == zone_id)
            )
            .mappings()
            .first()
        )
    if row is None:
        raise MissingError("registry.no_zone", asked=zone_id[:80])
    return _zone(row)


def zone_footprint(register: Register, zone_id: str) -> gpd.GeoDataFrame | None:
    """The land of a zone part by part, EPSG:4490; None where it is not known.

    Raises
    ------
    MissingError
        There is no such zone.
    """
    zone(register, zone_id)
    with register.reading() as connection:
        rows = (
            connection.execute(
                select(parts)
                .join(zones, zones.c.footprint_id == parts.c.footprint_id)
                .where(zones.c.id == zone_id)
                .order_by(parts.c.position)
            )
            .mappings()
            .all()
        )
    return footprint_of(rows) if rows else None


def footprints_of(
    register: Register, person: Person, query: Query | None = None, *, zone_id: str | None = None
) -> Page[FootprintVersion]:
    """Versions of footprints the person may read, newest first; those of a zone, a box, a city.

    Parameters
    ----------
    register
        The register.
    person
        Who asks.
    query
        Box, city, stage and page.
    zone_id
        Only of this zone.
    """
    query = query or Query()
    with register.reading() as connection:
        chosen = _chosen(register, person, query, _applied(connection, query, zone_id))
        last = query.page * query.size
        found = [_first(connection, *one, last, once=query.box is not None) for one in chosen]
        newest = sorted(
            sorted(row for rows, _ in found for row in rows), key=lambda row: row[1], reverse=True
        )
        ids = [row[0] for row in newest[last - query.size : last]]
        rows = connection.execute(
            select(footprints, submissions.c.number)
            .outerjoin(submissions, submissions.c.id == footprints.c.submission_id)
            .where(footprints.c.id.in_(ids))
            .order_by(*_NEWEST)
        )
        return Page(tuple(_version(row) for row in rows.mappings()), sum(total for _, total in found))


def _first(
    connection: Connection, chosen: Select[Any], listed: Select[Any], last: int, *, once: bool
) -> tuple[list[tuple[str, str]], int]:
    """Id and time of the newest ``last`` of a selection, and how many there are in all.

    ``listed`` says the same in the words that are answered in order. With ``once`` the rows are visited one
    time for both: worth it where finding them is the work.
    """
    if once:
        listed = listed.add_columns(func.count().over().label("total"))
    newest = (listed.selected_columns.added_at.desc(), listed.selected_columns.id)
    rows = connection.execute(listed.order_by(*newest).limit(last)).all()
    if once:
        total = rows[0].total if rows else 0
    else:
        counted = chosen.with_only_columns(func.count(), maintain_column_froms=True)
        total = connection.execute(counted).scalar_one()
    return [(row[0], row[1]) for row in rows], total


def _chosen(
    register: Register, person: Person, query: Query, of: tuple[str, Sequence[str]] | None
) -> tuple[tuple[Select[Any], Select[Any]], ...]:
    """Id and time of the versions asked for: those of applications, and those that came without one.

    Each to be counted, and to be listed.
    """
    land = footprints if query.box is None else near(register, query.box)
    every = handed = select(land.c.id, land.c.added_at).where(*_asked(land, query, of))
    listed = None
    if reads_standing_only(person):
        handed = handed.join(applications, applications.c.submission_id == land.c.submission_id)
        handed = handed.where(visible(PUBLIC, Action.READ, applications))
    else:
        of_land = applications.c.id == land.c.application_id
        readable = visible_versions(person, applications, land.c.submission_id)
        handed = handed.join(applications, of_land).where(readable)
        if every.whereclause is None and query.box is None and query.stage is None:
            # Version by version, newest first, till the page is full: a join would be put in order whole.
            listed = every.where(select(applications.c.id).where(of_land, readable).correlate(land).exists())
    alone = select(footprints.c.id, footprints.c.added_at).where(*_asked(footprints, query, of))
    if query.box:
        alone = alone.where(in_box(register, query.box))
    if query.stage:
        handed, alone = handed.where(applications.c.stage == query.stage.value), alone.where(false())
    alone = alone.where(footprints.c.submission_id.is_(None))
    return (handed, handed if listed is None else listed), (alone, alone)


def _asked(land: FromClause, query: Query, of: tuple[str, Sequence[str]] | None) -> list[ColumnElement[bool]]:
    """Versions of a zone with its applications, of the zones of a year, of a city."""
    found: list[ColumnElement[bool]] = []
    if of is not None:
        found.append(or_(land.c.zone_id == of[0], land.c.application_id.in_(of[1])))
    if query.year:
        wanted = select(zones.c.id).where(approved_in(query.year))
        through = select(applications.c.id).where(applications.c.zone_id.in_(wanted))
        found.append(or_(land.c.zone_id.in_(wanted), land.c.application_id.in_(through)))
    if query.city:
        found.append(land.c.city == require_city(query.city))
    return found


def _applied(connection: Connection, query: Query, zone_id: str | None) -> tuple[str, Sequence[str]] | None:
    """A zone with the applications that speak of it: its land was handed in before there was one to name.

    Asked beforehand: a condition on a subquery would be tried on every version there is.
    """
    of = zone_id or query.zone_id
    if of is None:
        return None
    applied = select(applications.c.id).where(applications.c.zone_id == of)
    return of, connection.execute(applied).scalars().all()


def _zone(row: Mapping[Any, Any]) -> ZoneRecord:
    return ZoneRecord(
        id=row["id"],
        version=row["version"],
        name=row["name"],
        level=row["level"],
        stage=None if row["stage"] is None else Stage(row["stage"]),
        city=row["city"],
        district=row["district"],
        operator=row["operator"],
        claim=row["claim"],
        declared_area_m2=row["declared_area_m2"],
        demo=bool(row["demo"]),
        dates=dates_of(row),
        area_m2=row["area_m2"],
        geometry=None if row["wkb"] is None else shapely.from_wkb(bytes(row["wkb"])),
    )


def _version(row: Mapping[Any, Any]) -> FootprintVersion:
    return FootprintVersion(
        id=row["id"],
        zone_id=row["zone_id"],
        number=row["number"],
        version=row["version"],
        city=row["city"],
        area_m2=row["area_m2"],
        geometry=shapely.from_wkb(bytes(row["wkb"])),
        added_at=row["added_at"],
    )
