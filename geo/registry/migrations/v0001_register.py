"""The register: zones, applications, submissions, footprints, decisions, the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "files",
    "submissions",
    "submission_files",
    "footprints",
    "parts",
    "assessments",
    "decisions",
    "layers",
    "audit",
)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text()),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_entity_key", "audit", ["entity", "key"])


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_files"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )


def _zones() -> None:
    op.create_table(
        "zones",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text()),
        sa.Column("city", sa.Text()),
        sa.Column("district", sa.Text()),
        sa.Column("operator", sa.Text()),
        sa.Column("claim", sa.Text()),
        sa.Column("declared_area_m2", sa.Double()),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("footprint_id", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_zones"),
    )
    op.create_index("ix_zones_city_name", "zones", ["city", "name"])
    op.create_index("ix_zones_footprint_id", "zones", ["footprint_id"])
    op.create_index("ix_zones_name", "zones", ["name"])
    op.create_index("ix_zones_stage", "zones", ["stage"])


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("zone_id", sa.Text()),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("city", sa.Text()),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Text()),
        sa.Column("draft", sa.Text()),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name="fk_applications_zone_id"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
    )
    op.create_index("ix_applications_applicant", "applications", ["applicant"])
    op.create_index("ix_applications_city_stage", "applications", ["city", "stage"])
    op.create_index("ix_applications_stage_changed_at", "applications", ["stage", "changed_at"])
    op.create_index("ix_applications_submission_id", "applications", ["submission_id"])
    op.create_index("ix_applications_zone_id", "applications", ["zone_id"])


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("zone_id", sa.Text()),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name="fk_facts_zone_id"),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
    )
    op.create_index("ix_facts_zone_id", "facts", ["zone_id"])


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_grants_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
        sa.UniqueConstraint("person_id", "role", name="uq_grants_person_id_role"),
    )


def _layers() -> None:
    op.create_table(
        "layers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("features", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name="fk_layers_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_layers"),
        sa.UniqueConstraint("kind", "name", "vintage", name="uq_layers_kind_name_vintage"),
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_submissions_application_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("application_id", "version", name="uq_submissions_application_id_version"),
        sa.UniqueConstraint("number", name="uq_submissions_number"),
    )


def _assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("assessed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_assessments_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint("submission_id", name="uq_assessments_submission_id"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_stage", sa.Text(), nullable=False),
        sa.Column("to_stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_decisions_application_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_decisions_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_application_id_decided_at", "decisions", ["application_id", "decided_at"])


def _footprints() -> None:
    op.create_table(
        "footprints",
        sa.Column("fid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("zone_id", sa.Text()),
        sa.Column("application_id", sa.Text()),
        sa.Column("submission_id", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("city", sa.Text()),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.Column("geometry_sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name="fk_footprints_application_id",
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_footprints_submission_id"),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name="fk_footprints_zone_id"),
        sa.PrimaryKeyConstraint("fid", name="pk_footprints"),
        sa.UniqueConstraint("id", name="uq_footprints_id"),
    )
    op.create_index("ix_footprints_added_at", "footprints", ["added_at"])
    op.create_index("ix_footprints_city_added_at", "footprints", ["city", "added_at"])
    op.create_index(
        "ix_footprints_application_id_submission_id", "footprints", ["application_id", "submission_id"]
    )
    op.create_index("ix_footprints_submission_id", "footprints", ["submission_id"])
    op.create_index("ix_footprints_zone_id_version", "footprints", ["zone_id", "version"])


def _submission_files() -> None:
    op.create_table(
        "submission_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name="fk_submission_files_sha256"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_submission_files_submission_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submission_files"),
        sa.UniqueConstraint("submission_id", "part", name="uq_submission_files_submission_id_part"),
    )
    op.create_index("ix_submission_files_sha256", "submission_files", ["sha256"])


def _parts() -> None:
    op.create_table(
        "parts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("footprint_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["footprint_id"], ["footprints.id"], name="fk_parts_footprint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_parts"),
        sa.UniqueConstraint("footprint_id", "position", name="uq_parts_footprint_id_position"),
    )


TABLES = (
    _audit,
    _files,
    _people,
    _zones,
    _applications,
    _facts,
    _grants,
    _layers,
    _submissions,
    _assessments,
    _decisions,
    _footprints,
    _submission_files,
    _parts,
)


def upgrade() -> None:
    """Make the tables, the spatial index, and the refusal to change what was written once."""
    for create in TABLES:
        create()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    op.execute("CREATE VIRTUAL TABLE footprint_index USING rtree(fid, west, east, south, north)")
    op.execute(
        "CREATE TRIGGER footprint_indexed AFTER INSERT ON footprints BEGIN "
        "INSERT INTO footprint_index VALUES (new.fid, new.west, new.east, new.south, new.north); END"
    )
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
            )


def _postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.execute(
        "ALTER TABLE footprints ADD COLUMN geom geometry(MultiPolygon, 4490) "
        "GENERATED ALWAYS AS (ST_GeomFromWKB(wkb, 4490)) STORED"
    )
    op.execute("CREATE INDEX ix_footprints_geom ON footprints USING gist (geom)")
    # What a dashboard may see: no applications, no people.
    op.execute(
        "CREATE VIEW public_zones AS SELECT z.id, z.name, z.level, z.stage, z.city, z.district, z.operator, "
        "z.demo, f.area_m2, f.geom FROM zones z LEFT JOIN footprints f ON f.id = z.footprint_id"
    )
    op.execute(
        "CREATE FUNCTION sizhi_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append only: %', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION sizhi_append_only()"
        )
