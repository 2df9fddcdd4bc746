"""Lists of many rows: when an application came into its stage, versions in order without their land.

And why a role was given or taken.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

from geo.registry.audit import Line, chained, head_of, row_hash
from geo.registry.schema import applications, audit

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _role_changes() -> None:
    op.create_table(
        "role_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_role_changes_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_changes"),
    )
    op.create_index("ix_role_changes_person_id_changed_at", "role_changes", ["person_id", "changed_at"])


def upgrade() -> None:
    """Add table, column and index, and keep geometries out of the way of what is not about them."""
    _role_changes()
    op.add_column("applications", sa.Column("staged_at", sa.Text()))
    op.drop_index("ix_footprints_added_at", "footprints")
    op.create_index(
        "ix_footprints_added_at_id",
        "footprints",
        ["added_at", "id", "application_id", "submission_id"],
    )
    connection = op.get_bind()
    _fill(connection)
    if connection.dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER role_changes_no_{verb.lower()} BEFORE {verb} ON role_changes "
            "BEGIN SELECT RAISE(ABORT, 'append only: role_changes'); END"
        )


def _postgresql() -> None:
    op.execute(
        "CREATE TRIGGER role_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON role_changes "
        "FOR EACH STATEMENT EXECUTE FUNCTION sizhi_append_only()"
    )
    # Geometries of some size stand in a table of their own beside the rows: a list reads a tenth of the
    # pages. The target is what a row without them needs, so that its texts stay where they are. What is
    # there already stays as it lies; a backup and its way back, or VACUUM FULL, writes it anew.
    op.execute("ALTER TABLE footprints ALTER COLUMN wkb SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE footprints ALTER COLUMN geom SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE footprints SET (toast_tuple_target = 512)")


def _fill(connection: sa.Connection) -> None:
    """When each application came into its stage, from its decisions; a draft when it was begun."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    connection.execute(
        sa.text(
            "UPDATE applications SET staged_at = coalesce((SELECT max(d.decided_at) FROM decisions d "
            "WHERE d.application_id = applications.id AND d.from_stage <> d.to_stage), added_at)"
        )
    )
    lines = []
    for row in connection.execute(sa.text("SELECT * FROM applications ORDER BY id")).mappings():
        digest = row_hash(applications, row)
        lines.append(Line(at, "migration", "migrate", applications.name, str(row["id"]), digest))
    if lines:
        connection.execute(audit.insert(), chained(head_of(connection), lines)[0])
