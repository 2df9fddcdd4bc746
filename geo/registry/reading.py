"""Lists, submitted versions and original files, each only for whom it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, column, func, select, table, text, true

from geo.model.application import Upload
from geo.places import require_city
from geo.registry.access import Person, owns, require, visible
from geo.registry.content import read_back
from geo.registry.current import application_row
from geo.registry.land import footprint_of
from geo.registry.problems import MissingError
from geo.registry.public import public_part
from geo.registry.records import Entry, Page, Query, Submission, Version
from geo.registry.schema import (
    applications,
    assessments,
    footprints,
    parts,
    submission_files,
    submissions,
    zones,
)
from geo.registry.stages import Action, Role, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Select
    from sqlalchemy.sql.selectable import FromClause

    from geo.model.application import Application
    from geo.registry.records import Box
    from geo.registry.stages import Right
    from geo.registry.store import Register

_INDEX = table(
    "footprint_index", column("fid"), column("west"), column("south"), column("east"), column("north")
)


def applications_of(register: Register, person: Person, query: Query | None = None) -> Page[Entry]:
    """The applications somebody may know of, newest change first.

    Parameters
    ----------
    register
        The register.
    person
        Who asks.
    query
        What to look for. A search by place finds only what the person may read, not merely know of.

    Returns
    -------
    Page of Entry
        One page, and how many there are.
    """
    query = query or Query()
    conditions = [visible(person, Action.LIST, applications)]
    if query.own:
        conditions.append(applications.c.applicant == person.id)
    if query.stage:
        conditions.append(applications.c.stage == query.stage.value)
    if query.level:
        conditions.append(applications.c.level == query.level)
    if query.city:
        conditions.append(applications.c.city == require_city(query.city))
    if query.words:
        conditions.append(applications.c.name.contains(query.words, autoescape=True))
    if query.zone_id:
        conditions.append(applications.c.zone_id == query.zone_id)
    if query.year:
        approved = select(zones.c.id).where(approved_in(query.year))
        conditions.append(applications.c.zone_id.in_(approved))
    source: FromClause = applications
    if query.box:
        # From the few footprints of the box to their applications, not the other way round.
        land = near(register, query.box)
        source = land.join(applications, applications.c.submission_id == land.c.submission_id)
        conditions.append(visible(person, Action.READ, applications))
    chosen = (
        select(applications.c.id)
        .select_from(source)
        .where(*conditions)
        .order_by(applications.c.changed_at.desc(), applications.c.id)
    )
    with register.reading() as connection:
        ids, total = page_of(connection, chosen, query)
        rows = connection.execute(
            select(applications, submissions.c.number)
            .outerjoin(submissions, submissions.c.id == applications.c.submission_id)
            .where(applications.c.id.in_(ids))
            .order_by(applications.c.changed_at.desc(), applications.c.id)
        )
        return Page(tuple(_entry(row, person, row["number"]) for row in rows.mappings()), total)


def page_of(connection: Connection, chosen: Select[Any], query: Query) -> tuple[list[str], int]:
    """Ids of one page and how many there are; the wide columns are read for the page only.

    Parameters
    ----------
    connection
        The register.
    chosen
        A selection of ids, in order.
    query
        Page and size.
    """
    first = (query.page - 1) * query.size
    if query.box:
        # The rows of a box are visited once, for the page and for the count.
        both = chosen.add_columns(func.count().over().label("total"))
        rows = connection.execute(both.limit(query.size).offset(first)).all()
        if rows or first == 0:
            return [row[0] for row in rows], rows[0].total if rows else 0
    counted = chosen.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = connection.execute(counted).scalar_one()
    ids = connection.execute(chosen.limit(query.size).offset(first)).scalars().all()
    return list(ids), total


def approved_in(year: int) -> ColumnElement[bool]:
    """Zones whose approval was in this year."""
    return zones.c.approved_on.between(f"{year:04d}-01-01", f"{year:04d}-12-31")


def near(register: Register, box: Box) -> FromClause:
    """The footprints of `in_box`, found before anything else is asked of them."""
    columns = ("id", "zone_id", "application_id", "submission_id", "city", "added_at")
    found = select(*(footprints.c[name] for name in columns)).where(in_box(register, box)).cte("near")
    return found.prefix_with("MATERIALIZED", dialect="postgresql")


def in_box(register: Register, box: Box) -> ColumnElement[bool]:
    """Footprints whose bounding box meets ``box``, found through the spatial index of the store."""
    west, south, east, north = box
    if not register.embedded:
        meets = text("footprints.geom && ST_MakeEnvelope(:w, :s, :e, :n, 4490)")
        return meets.bindparams(w=west, s=south, e=east, n=north)  # type: ignore[return-value]
    near = select(_INDEX.c.fid).where(
        _INDEX.c.west <= east, _INDEX.c.east >= west, _INDEX.c.south <= north, _INDEX.c.north >= south
    )
    # The R-tree keeps single-precision boxes, rounded outwards; the columns keep the exact ones.
    return and_(
        footprints.c.fid.in_(near),
        footprints.c.west <= east,
        footprints.c.east >= west,
        footprints.c.south <= north,
        footprints.c.north >= south,
    )


def entry(register: Register, person: Person, application_id: str) -> Entry:
    """One application as a line of a list.

    Raises
    ------
    MissingError
        There is none, or the person may not know of it.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
        require(person, Action.LIST, row, application_id)
        assert row is not None  # noqa: S101 - `require` has refused it
        return _entry(row, person, _number(connection, row["submission_id"]))


def versions(register: Register, person: Person, application_id: str) -> tuple[Version, ...]:
    """The submitted versions of an application, oldest first; for the public the approved one.

    Raises
    ------
    MissingError, AccessError
        There is none the person may know of, or read.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
        right = require(person, Action.READ, row, application_id)
        assert row is not None  # noqa: S101 - `require` has refused it
        found = connection.execute(
            select(submissions, assessments.c.outcome, assessments.c.digest, footprints.c.area_m2)
            .join(assessments, assessments.c.submission_id == submissions.c.id)
            .join(footprints, footprints.c.submission_id == submissions.c.id)
            .where(submissions.c.application_id == application_id, _open_to(right, row))
            .order_by(submissions.c.version)
        ).mappings()
        return tuple(
            Version(
                submitted=item["version"],
                number=item["number"],
                submitted_at=item["submitted_at"],
                outcome=item["outcome"],
                digest=item["digest"],
                area_m2=item["area_m2"],
            )
            for item in found
        )


def submission(
    register: Register, person: Person, application_id: str, *, submitted: int | None = None
) -> Submission:
    """One submitted version, whole; for the public without what names firms, files and people.

    Parameters
    ----------
    register
        The register.
    person
        Who asks.
    application_id
        The application.
    submitted
        Which version, from 1; None the last.

    Raises
    ------
    MissingError, AccessError
        There is none the person may know of, or read.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
        right = require(person, Action.READ, row, application_id)
        assert row is not None  # noqa: S101 - `require` has refused it
        found = submitted_row(connection, row, right, submitted)
        judged = (
            connection.execute(select(assessments).where(assessments.c.submission_id == found["id"]))
            .mappings()
            .one()
        )
        land = (
            connection.execute(select(footprints).where(footprints.c.submission_id == found["id"]))
            .mappings()
            .one()
        )
        of = connection.execute(
            select(parts).where(parts.c.footprint_id == land["id"]).order_by(parts.c.position)
        )
        whole = Submission(
            entry=_entry(row, person, _number(connection, row["submission_id"])),
            number=found["number"],
            submitted=found["version"],
            submitted_by=found["submitted_by"],
            submitted_at=found["submitted_at"],
            sha256=found["sha256"],
            outcome=judged["outcome"],
            digest=judged["digest"],
            area_m2=land["area_m2"],
            document=json.loads(judged["document"]),
            footprint=footprint_of(of.mappings()),
            files={file["part"]: file for file in json.loads(found["content"])["files"]},
        )
    return public_part(whole) if right.role is Role.PUBLIC else whole


def original(
    register: Register, person: Person, application_id: str, *, part: str, submitted: int | None = None
) -> Upload:
    """An original file, its bytes checked against their hash.

    Raises
    ------
    MissingError, AccessError
        There is none the person may know of, or read.
    StoreError
        The file is missing, or not what it was.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
        right = require(person, Action.READ_FILES, row, application_id)
        assert row is not None  # noqa: S101 - `require` has refused it
        found = submitted_row(connection, row, right, submitted)
        file = connection.execute(
            select(submission_files.c.name, submission_files.c.sha256).where(
                submission_files.c.submission_id == found["id"], submission_files.c.part == part
            )
        ).first()
    if file is None:
        raise MissingError("registry.no_part", asked=part[:80])
    return Upload(name=file.name, data=register.files.get(file.sha256))


def application_again(
    register: Register, person: Person, application_id: str, *, submitted: int | None = None
) -> Application:
    """The application as it was handed in, with its bytes: what a replay judges again.

    Raises
    ------
    MissingError, AccessError, StoreError
        As `original`.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
        right = require(person, Action.READ_FILES, row, application_id)
        assert row is not None  # noqa: S101 - `require` has refused it
        found = submitted_row(connection, row, right, submitted)
    return read_back(json.loads(found["content"]), register.files.get)


def submitted_row(
    connection: Connection, row: Mapping[Any, Any], right: Right, submitted: int | None
) -> Mapping[Any, Any]:
    """The row of a submitted version this right opens; None the last."""
    wanted = select(submissions).where(submissions.c.application_id == row["id"], _open_to(right, row))
    if submitted is None:
        wanted = wanted.order_by(submissions.c.version.desc()).limit(1)
    else:
        wanted = wanted.where(submissions.c.version == submitted)
    found = connection.execute(wanted).mappings().first()
    if found is None:
        raise MissingError("registry.no_version", asked=str(submitted or "—"))
    return found


def _open_to(right: Right, row: Mapping[Any, Any]) -> ColumnElement[bool]:
    """The public reads the version that was approved, nobody's earlier attempts."""
    if right.role is Role.PUBLIC:
        return submissions.c.id == row["submission_id"]
    return true()


def _number(connection: Connection, submission_id: str | None) -> str | None:
    found = connection.execute(select(submissions.c.number).where(submissions.c.id == submission_id))
    return found.scalar()


def _entry(row: Mapping[Any, Any], person: Person, number: str | None) -> Entry:
    return Entry(
        id=row["id"],
        version=row["version"],
        name=row["name"],
        level=row["level"],
        city=row["city"],
        stage=Stage(row["stage"]),
        zone_id=row["zone_id"],
        number=number,
        own=owns(person, row),
        changed_at=row["changed_at"],
    )
