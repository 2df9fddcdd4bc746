"""Dates of zones; figures, buildings and institutions of submissions as rows that can be asked for.

What is already there is filled in from its assessments and decisions, with its lines in the audit trail.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from geo.registry.audit import Line, chained, head_of, row_hash
from geo.registry.evidence import evidence_rows
from geo.registry.schema import audit, zones

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DATES = ("approved_on", "started_on", "due_on", "accepted_on", "revoked_on")
ADDED = ("figures", "buildings", "institutions")
STEPS = {"approve": "approved_on", "start": "started_on", "accept": "accepted_on", "revoke": "revoked_on"}
"""Decisions, and the date of the zone each of them sets."""


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("land_m2", sa.Double()),
        sa.Column("core_m2", sa.Double()),
        sa.Column("floor_m2", sa.Double()),
        sa.Column("core_floor_m2", sa.Double()),
        sa.Column("institutions", sa.Double()),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_figures_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_figures"),
        sa.UniqueConstraint("submission_id", name="uq_figures_submission_id"),
    )


def _buildings() -> None:
    op.create_table(
        "buildings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text()),
        sa.Column("storeys", sa.Double()),
        sa.Column("stated_m2", sa.Double()),
        sa.Column("low_m2", sa.Double()),
        sa.Column("counted_m2", sa.Double()),
        sa.Column("high_m2", sa.Double()),
        sa.Column("core_m2", sa.Double()),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        sa.Column("outline", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_buildings_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_buildings"),
    )
    op.create_index("ix_buildings_submission_id", "buildings", ["submission_id"])


def _institutions() -> None:
    op.create_table(
        "institutions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("building", sa.Text()),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_institutions_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_institutions"),
    )
    op.create_index("ix_institutions_submission_id", "institutions", ["submission_id"])
    op.create_index("ix_institutions_name", "institutions", ["name"])


def upgrade() -> None:
    """Add the columns and the tables, and fill them from what is there."""
    for name in DATES:
        op.add_column("zones", sa.Column(name, sa.Text()))
    op.create_index("ix_zones_approved_on", "zones", ["approved_on"])
    for create in (_figures, _buildings, _institutions):
        create()
    connection = op.get_bind()
    _fill(connection)
    if connection.dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _fill(connection: sa.Connection) -> None:
    """Rows for every assessment, dates for every zone, a line of the trail for each."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    lines = []

    def wrote(table: sa.Table, row: Any) -> None:
        lines.append(Line(at, "migration", "migrate", table.name, str(row["id"]), row_hash(table, row)))

    ids = connection.execute(sa.text("SELECT submission_id FROM assessments ORDER BY id")).scalars().all()
    one = sa.text("SELECT document FROM assessments WHERE submission_id = :id")
    for submission_id in ids:
        document = json.loads(connection.execute(one, {"id": submission_id}).scalar_one())
        for table, rows in evidence_rows(submission_id, document).items():
            if rows:
                connection.execute(table.insert(), rows)
            for row in rows:
                wrote(table, row)
    for zone_id, dates in _dates(connection).items():
        connection.execute(zones.update().where(zones.c.id == zone_id).values(**dates))
        columns = sa.text("SELECT * FROM zones WHERE id = :id")
        row = dict(connection.execute(columns, {"id": zone_id}).mappings().one())
        wrote(zones, row)
    if lines:
        connection.execute(audit.insert(), chained(head_of(connection), lines)[0])


def _dates(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """The days a zone's decisions were taken, since its last approval."""
    found: dict[str, dict[str, str]] = {}
    steps = connection.execute(
        sa.text(
            "SELECT a.zone_id, d.action, d.decided_at FROM decisions d "
            "JOIN applications a ON a.id = d.application_id "
            "WHERE a.zone_id IS NOT NULL AND d.action IN ('approve', 'start', 'accept', 'revoke') "
            "ORDER BY d.decided_at, d.id"
        )
    )
    for zone_id, action, decided_at in steps:
        dates = {} if action == "approve" else found.get(zone_id, {})
        found[zone_id] = {**dates, STEPS[action]: _day(decided_at)}
    return found


def _day(at: str) -> str:
    """The day it was in China."""
    china = dt.timezone(dt.timedelta(hours=8))
    return dt.datetime.fromisoformat(at).astimezone(china).date().isoformat()


def _sqlite() -> None:
    for table in ADDED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
            )


def _postgresql() -> None:
    for table in ("buildings", "institutions"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN geom geometry(Point, 4490) "
            "GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4490)) STORED"
        )
    # New columns stand behind the old ones: the view, and who may read it, stay.
    op.execute(
        "CREATE OR REPLACE VIEW public_zones AS SELECT z.id, z.name, z.level, z.stage, z.city, z.district, "
        "z.operator, z.demo, f.area_m2, f.geom, z.approved_on, z.started_on, z.due_on, z.accepted_on, "
        "g.core_m2, g.floor_m2, g.core_floor_m2, g.institutions, s.outcome "
        "FROM zones z LEFT JOIN footprints f ON f.id = z.footprint_id "
        "LEFT JOIN applications a ON a.submission_id = f.submission_id "
        "AND a.stage IN ('approved', 'building', 'accepted') "
        "LEFT JOIN figures g ON g.submission_id = a.submission_id "
        "LEFT JOIN assessments s ON s.submission_id = a.submission_id"
    )
    for table in ADDED:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION sizhi_append_only()"
        )
