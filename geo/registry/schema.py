"""The tables of the register, the same in SQLite and in PostgreSQL.

Every value is text, a whole number, a double or bytes, so that a row has one hash in every store. Times
are UTC in ISO 8601; documents are JSON text, kept byte for byte. Geometry is WKB in CGCS2000 degrees.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0004"
"""The schema version this code reads and writes: the newest of `geo.registry.migrations`."""

SINCE: dict[str, str] = {"since": "0003"}
"""Marks a column a later version added to a table: it counts in a row's hash only where it says something,
so that the hashes of older rows hold, and an older export does not have it."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

people = Table(
    "people",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("added_at", Text, nullable=False),
)

grants = Table(
    "grants",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("granted_at", Text, nullable=False),
    UniqueConstraint("person_id", "role"),
)

role_changes = Table(
    "role_changes",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Index(None, "person_id", "changed_at"),
)
"""One row for a role given or taken away, and why; `grants` holds what is held now."""

files = Table(
    "files",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
)

zones = Table(
    "zones",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("stage", Text),
    Column("city", Text),
    Column("district", Text),
    Column("operator", Text),
    Column("claim", Text),
    Column("declared_area_m2", Double),
    Column("demo", Boolean, nullable=False),
    Column("footprint_id", Text),
    Column("version", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("approved_on", Text, info=SINCE),
    Column("started_on", Text, info=SINCE),
    Column("due_on", Text, info=SINCE),
    Column("accepted_on", Text, info=SINCE),
    Column("revoked_on", Text, info=SINCE),
    Index(None, "city", "name"),
    Index(None, "name"),
    Index(None, "stage"),
    Index(None, "footprint_id"),
    Index(None, "approved_on"),
)
"""The dates are days in ISO 8601: 批复, 开始建设, 建设期限, 验收, 撤销."""

facts = Table(
    "facts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("zone_id", Text, ForeignKey("zones.id")),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("confidence", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Index(None, "zone_id"),
)

applications = Table(
    "applications",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("zone_id", Text, ForeignKey("zones.id")),
    Column("applicant", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("city", Text),
    Column("stage", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("submission_id", Text),
    Column("draft", Text),
    Column("added_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("staged_at", Text, info={"since": "0004"}),
    Index(None, "stage", "changed_at"),
    Index(None, "city", "stage"),
    Index(None, "applicant"),
    Index(None, "zone_id"),
    Index(None, "submission_id"),
)

submissions = Table(
    "submissions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, ForeignKey("applications.id"), nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("submitted_by", Text, nullable=False),
    Column("submitted_at", Text, nullable=False),
    UniqueConstraint("application_id", "version"),
)

submission_files = Table(
    "submission_files",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("submission_id", Text, ForeignKey("submissions.id"), nullable=False),
    Column("part", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, ForeignKey("files.sha256"), nullable=False),
    UniqueConstraint("submission_id", "part"),
    Index(None, "sha256"),
)

footprints = Table(
    "footprints",
    METADATA,
    Column("fid", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("zone_id", Text, ForeignKey("zones.id")),
    Column("application_id", Text, ForeignKey("applications.id")),
    Column("submission_id", Text, ForeignKey("submissions.id")),
    Column("version", Integer, nullable=False),
    Column("city", Text),
    Column("area_m2", Double, nullable=False),
    Column("west", Double, nullable=False),
    Column("south", Double, nullable=False),
    Column("east", Double, nullable=False),
    Column("north", Double, nullable=False),
    Column("wkb", LargeBinary, nullable=False),
    Column("geometry_sha256", Text, nullable=False),
    Column("source", Text),
    Column("added_at", Text, nullable=False),
    Index(None, "city", "added_at"),
    Index(None, "zone_id", "version"),
    Index(None, "application_id", "submission_id"),
    Index(None, "submission_id"),
    Index("ix_footprints_added_at_id", "added_at", "id", "application_id", "submission_id"),
)
"""One row a version, never changed; ``fid`` is local to a store, ``id`` the same everywhere."""

parts = Table(
    "parts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("footprint_id", Text, ForeignKey("footprints.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("part_id", Text, nullable=False),
    Column("role", Text),
    Column("name", Text),
    Column("area_m2", Double, nullable=False),
    Column("wkb", LargeBinary, nullable=False),
    UniqueConstraint("footprint_id", "position"),
)

assessments = Table(
    "assessments",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("submission_id", Text, ForeignKey("submissions.id"), nullable=False, unique=True),
    Column("digest", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("assessed_at", Text, nullable=False),
)

figures = Table(
    "figures",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("submission_id", Text, ForeignKey("submissions.id"), nullable=False, unique=True),
    Column("land_m2", Double),
    Column("core_m2", Double),
    Column("floor_m2", Double),
    Column("core_floor_m2", Double),
    Column("institutions", Double),
)
"""The figures of a submission that are listed and ranked; all of them stand in its assessment."""

buildings = Table(
    "buildings",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("submission_id", Text, ForeignKey("submissions.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("name", Text),
    Column("state", Text, nullable=False),
    Column("certificate", Text),
    Column("storeys", Double),
    Column("stated_m2", Double),
    Column("low_m2", Double),
    Column("counted_m2", Double),
    Column("high_m2", Double),
    Column("core_m2", Double),
    Column("parts", Text, nullable=False),
    Column("why", Text),
    Column("lon", Double),
    Column("lat", Double),
    Column("outline", LargeBinary),
    Index(None, "submission_id"),
)
"""One row of a submission's floor-area ledger; ``outline`` is WKB where the ledger is a layer of areas."""

institutions = Table(
    "institutions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("submission_id", Text, ForeignKey("submissions.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("building", Text),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("parts", Text, nullable=False),
    Column("why", Text),
    Column("lon", Double),
    Column("lat", Double),
    Index(None, "submission_id"),
    Index(None, "name"),
)
"""One row of a submission's list of institutions; without a place of its own it stands in its building."""

decisions = Table(
    "decisions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, ForeignKey("applications.id"), nullable=False),
    Column("submission_id", Text, ForeignKey("submissions.id")),
    Column("action", Text, nullable=False),
    Column("from_stage", Text, nullable=False),
    Column("to_stage", Text, nullable=False),
    Column("reason", Text),
    Column("changes", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Index(None, "application_id", "decided_at"),
)

layers = Table(
    "layers",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("vintage", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, ForeignKey("files.sha256"), nullable=False),
    Column("features", Integer, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    UniqueConstraint("kind", "name", "vintage"),
)

layer_notes = Table(
    "layer_notes",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("layer_id", Text, ForeignKey("layers.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Index(None, "layer_id"),
)
"""What is said of a layer besides its file: how it is to be read, that it is no longer used, and why."""

settings = Table(
    "settings",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("before", Text),
    Column("value", Text),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Index(None, "name"),
)
"""One row a change, numbered: the last of a name is in force; ``value`` None is the programme's own."""

audit = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("row_hash", Text),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index(None, "entity", "key"),
)
"""One line for every row written; ``row_hash`` None says that the row was taken away."""

KEPT: tuple[Table, ...] = (
    people,
    grants,
    role_changes,
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
    settings,
)
"""The tables whose rows the audit trail holds, in an order in which they can be filled."""

CHANGING = frozenset({people, grants, zones, facts, applications})
"""The tables whose rows say how something stands now."""

APPEND_ONLY: tuple[Table, ...] = (*(table for table in KEPT if table not in CHANGING), audit)
"""What was written once and never changes: the store refuses UPDATE and DELETE."""

LOCAL_COLUMNS = frozenset({"fid"})
"""Columns whose value belongs to one store: not hashed, not exported."""


def key_column(table: Table) -> str:
    """Name of the column that identifies a row in every store.

    Examples
    --------
    >>> key_column(footprints), key_column(files)
    ('id', 'sha256')
    """
    return "sha256" if table.name == "files" else "id"
