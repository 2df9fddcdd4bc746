"""The register's content in a file other programs open, and back without losing anything."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Double, Integer, or_, select

from geo.errors import UsageError
from geo.registry.access import Person, require_role, visible_as
from geo.registry.audit import row_hash
from geo.registry.evidence import evidence_rows
from geo.registry.problems import ConflictError, StoreError
from geo.registry.schema import (
    LOCAL_COLUMNS,
    METADATA,
    applications,
    assessments,
    buildings,
    decisions,
    facts,
    figures,
    files,
    footprints,
    institutions,
    key_column,
    layer_notes,
    layers,
    parts,
    submission_files,
    submissions,
    zones,
)
from geo.registry.stages import Action, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Table

    from geo.registry.store import Change, Register

Rows = list[dict[str, Any]]
Dump = dict[str, Rows]
"""Rows by table name; ``contents`` holds the files themselves: sha256, data."""

CONTENTS = "contents"
EXCHANGED: tuple[Table, ...] = (
    files,
    zones,
    facts,
    applications,
    submissions,
    submission_files,
    footprints,
    parts,
    assessments,
    figures,
    buildings,
    institutions,
    decisions,
    layers,
    layer_notes,
)
"""The tables that are exchanged, in an order in which they can be filled."""

LATER = frozenset({"layer_notes", "figures", "buildings", "institutions"})
"""Tables an export of an earlier version does not have: nothing is missing then."""

FORMATS = {".gpkg": "gpkg", ".xlsx": "xlsx", ".zip": "parquet"}
"""Formats by ending: GeoPackage, workbook, GeoParquet files in a zip archive."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """How many rows were written or read, and how many of them were new."""

    rows: int
    added: int


def export(register: Register, person: Person, target: Path) -> Exchanged:
    """Write all that the person may read to one file.

    A reviewer gets zones, facts, layers, submitted applications with their versions, assessments,
    decisions and original files; the public gets zones, facts and approved land. Drafts of others are
    never in it. People and the audit trail are not exported: that is what a backup is for.

    Parameters
    ----------
    register
        The register.
    person
        Who asks.
    target
        File to write; its ending says the format: .gpkg, .xlsx, .zip (GeoParquet).

    Raises
    ------
    UsageError
        The ending names no format, or there is no such folder.
    StoreError
        The file cannot be written; what was there before is left.
    """
    writer = _format(target)
    if not target.absolute().parent.is_dir():
        raise UsageError("registry.no_folder", place=str(target.absolute().parent))
    dump = collect(register, person)
    writer.write(dump, target)
    return Exchanged(sum(len(rows) for rows in dump.values()), 0)


def import_file(register: Register, person: Person, source: Path) -> Exchanged:
    """Bring in what `export` wrote: all of it or, when something contradicts the register, nothing.

    Rows that are there already and say the same are left alone.

    Raises
    ------
    AccessError
        Only an administrator may.
    UsageError
        Not a file `export` wrote.
    ConflictError
        A row of the same id says something else, with how many and the first of them.
    """
    require_role(person, Role.ADMIN)
    dump = _format(source).read(source)
    if unknown := set(dump) - {table.name for table in EXCHANGED} - {CONTENTS}:
        raise UsageError("registry.no_export", name=source.name, found=sorted(unknown))
    for content in dump.get(CONTENTS, []):
        if hashlib.sha256(content["data"]).hexdigest() != content["sha256"]:
            raise StoreError("registry.file_changed", sha256=content["sha256"])
        register.files.put(content["data"])
    _complete(dump)
    with register.writing(person.id, "import") as change:
        added = _merge(change, dump)
    return Exchanged(sum(len(rows) for rows in dump.values()), added)


def collect(register: Register, person: Person) -> Dump:
    """All rows the person may read, without the columns that belong to one store."""
    with register.reading() as connection:
        own = _rows(connection, applications, _readable(person))
        drafts_of = {row["id"] for row in own if person.id and row["applicant"] == person.id}
        for row in own:
            row["draft"] = row["draft"] if row["id"] in drafts_of else None
        by = select(applications.c.id).where(_readable(person))
        of = select(submissions.c.id).where(submissions.c.application_id.in_(by))
        dump: Dump = {
            "zones": _rows(connection, zones),
            "facts": _rows(connection, facts),
            "applications": own,
            "submissions": _rows(connection, submissions, submissions.c.application_id.in_(by)),
            "submission_files": _rows(connection, submission_files, submission_files.c.submission_id.in_(of)),
            **{
                table.name: _rows(connection, table, table.c.submission_id.in_(of))
                for table in (assessments, figures, buildings, institutions)
            },
            "decisions": _rows(connection, decisions, decisions.c.application_id.in_(by)),
            "layers": _rows(connection, layers),
            "layer_notes": _rows(connection, layer_notes),
            "footprints": _rows(connection, footprints, _known_land(of)),
        }
        lands = {row["id"] for row in dump["footprints"]}
        dump["parts"] = [row for row in _rows(connection, parts) if row["footprint_id"] in lands]
        _cut_loose(dump)
        wanted = {row["sha256"] for table in ("submission_files", "layers") for row in dump[table]}
        wanted |= {file["sha256"] for row in own if row["draft"] for file in _draft_files(row["draft"])}
        dump["files"] = [row for row in _rows(connection, files) if row["sha256"] in wanted]
    dump[CONTENTS] = [{"sha256": sha256, "data": register.files.get(sha256)} for sha256 in sorted(wanted)]
    return {name: dump[name] for name in (*(table.name for table in EXCHANGED), CONTENTS)}


def coerced(table: Table, column: str, value: Any) -> Any:
    """A value as the table wants it, whatever the format made of it."""
    if value is None:
        return None
    kind = table.columns[column].type
    if isinstance(kind, Double):
        return float(value)
    if isinstance(kind, Boolean):
        return bool(value)
    return int(value) if isinstance(kind, Integer) else value


def columns_of(table: Table) -> list[str]:
    """The columns that are exchanged."""
    return [column.name for column in table.columns if column.name not in LOCAL_COLUMNS]


def _format(path: Path) -> Any:
    name = FORMATS.get(path.suffix.lower())
    if name is None:
        raise UsageError("registry.export_ending", endings=list(FORMATS))
    return import_module(f"geo.registry.exchange_{name}")


def _draft_files(draft: str) -> Sequence[Mapping[str, Any]]:
    return json.loads(draft)["files"]


def _readable(person: Person) -> ColumnElement[bool]:
    """Applications to be exported whole: what the person's own roles let them read, the public's aside."""
    roles = sorted(person.roles - {Role.PUBLIC})
    return or_(False, *(visible_as(person, role, Action.READ_FILES, applications) for role in roles))


def _known_land(of: Any) -> ColumnElement[bool]:
    """Land of exported submissions, of zones as they stand, and what came without an application."""
    standing = select(zones.c.footprint_id).where(zones.c.footprint_id.is_not(None))
    return or_(
        footprints.c.submission_id.in_(of),
        footprints.c.submission_id.is_(None),
        footprints.c.id.in_(standing),
    )


def _cut_loose(dump: Dump) -> None:
    """References to what is not exported point nowhere."""
    there = {
        name: {row["id"] for row in dump[name]} for name in ("applications", "submissions", "footprints")
    }
    for row in dump["footprints"]:
        for column, table in (("application_id", "applications"), ("submission_id", "submissions")):
            row[column] = row[column] if row[column] in there[table] else None
    for row in dump["zones"]:
        row["footprint_id"] = row["footprint_id"] if row["footprint_id"] in there["footprints"] else None


def _rows(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> Rows:
    wanted = select(*(table.columns[name] for name in columns_of(table))).where(*conditions)
    found = connection.execute(wanted.order_by(table.columns[key_column(table)])).mappings()
    return [dict(row) for row in found]


def _complete(dump: Dump) -> None:
    """An export of an earlier version: what has become rows since stands in its assessments."""
    if figures.name in dump:
        return
    for assessment in dump.get("assessments", []):
        document = json.loads(assessment["document"])
        for table, rows in evidence_rows(assessment["submission_id"], document).items():
            dump.setdefault(table.name, []).extend(rows)


def _merge(change: Change, dump: Dump) -> int:
    """Insert what is new; refuse all when a row contradicts one that is there."""
    added = 0
    contradictions: list[str] = []
    for table in EXCHANGED:
        fresh = []
        for row in _clean(table, dump.get(table.name, [])):
            there = change.row(table, str(row[key_column(table)]))
            if there is None:
                fresh.append(row)
            elif table is not files and row_hash(table, there) != row_hash(table, row):
                # A file is its hash; when it came in first is each register's own.
                contradictions.append(f"{table.name}/{row[key_column(table)]}")
        if not contradictions:
            change.insert(table, *fresh)
        added += len(fresh)
    if contradictions:
        raise ConflictError("registry.import_conflict", count=len(contradictions), first=contradictions[:3])
    return added


def _clean(table: Table, rows: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    names = columns_of(table)
    needed = [name for name in names if "since" not in table.columns[name].info]
    for row in rows:
        if missing := [name for name in needed if name not in row]:
            raise UsageError("registry.no_export", name=table.name, found=missing)
        yield {name: coerced(table, name, row.get(name)) for name in names}


TABLES: dict[str, Table] = {table.name: METADATA.tables[table.name] for table in EXCHANGED}
"""The exchanged tables by name."""
