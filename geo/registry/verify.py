"""Is everything as it was written? Lines, rows and files, checked against each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from geo.registry.audit import Flaw, Head, chain_flaws, head_of, row_flaws
from geo.registry.schema import files, footprints
from geo.registry.store import HEAD_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from geo.registry.store import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. ``loose`` counts files nobody speaks of: left by a kill, and harmless."""

    flaws: tuple[Flaw, ...]
    lines: int
    files: int
    loose: int
    head: Head

    @property
    def clean(self) -> bool:
        """Whether everything is as it was written."""
        return not self.flaws


Told = Callable[[str, float], None]
"""Told what is being looked at (database, trail, rows, files) and the share of all that is done."""


def verify(register: Register, witnesses: Sequence[Head] = (), told: Told | None = None) -> Verification:
    """Check every line of the audit trail, every row and every file.

    Found are lines removed, changed or put in another order; rows added, changed or removed behind the
    register's back; files missing or changed; a trail cut short behind the head file or a receipt; a
    database file that is damaged; a spatial index that does not fit.

    Parameters
    ----------
    register
        The register.
    witnesses
        Ends of the trail noted elsewhere: ``Head(receipt.line, receipt.line_hash)``.
    told
        Called on the way, for somebody who waits.
    """
    step = told or _unheard
    # Noted before the moment that is looked at: what others write from here on is no flaw.
    noted = _noted(register)
    with register.reading() as connection:
        known = connection.execute(select(files.c.sha256)).scalars().all()
        step("database", 0.0)
        flaws = list(_database_flaws(register, connection))
        step("trail", 0.1)
        flaws += chain_flaws(connection, (*noted, *witnesses))
        step("rows", 0.4)
        flaws += row_flaws(connection, lambda share: step("rows", 0.4 + 0.4 * share))
        head = head_of(connection)
    broken = []
    for number, sha256 in enumerate(known):
        step("files", 0.8 + 0.2 * number / len(known))
        if state := register.files.check(sha256):
            broken.append(Flaw(code=f"file_{state}", entity="files", key=sha256))
    spoken_of = set(known)
    return Verification(
        flaws=(*flaws, *broken),
        lines=head.seq,
        files=len(known),
        loose=sum(name not in spoken_of for name in register.files.known()),
        head=head,
    )


def _unheard(_what: str, _share: float) -> None:
    """Nobody waits."""


def _noted(register: Register) -> tuple[Head, ...]:
    """The end of the trail as the last change noted it beside the database."""
    try:
        said = json.loads((register.folder / HEAD_FILE).read_text(encoding="utf-8"))
        return (Head(int(said["seq"]), str(said["hash"])),)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _database_flaws(register: Register, connection: Connection) -> Iterator[Flaw]:
    """What the database itself can tell."""
    if not register.embedded:
        return
    if connection.execute(text("PRAGMA integrity_check")).scalars().all() != ["ok"]:
        yield Flaw(code="database_damaged")
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield Flaw(code="row_orphaned", entity=str(row[0]), key=str(row[1]))
    indexed = text(
        "SELECT count(*) FROM footprints f JOIN footprint_index i ON i.fid = f.fid "
        "WHERE i.west <= f.west AND i.east >= f.east AND i.south <= f.south AND i.north >= f.north"
    )
    inside = connection.execute(indexed).scalar_one()
    total = connection.execute(text("SELECT count(*) FROM footprint_index")).scalar_one()
    rows = connection.execute(select(func.count()).select_from(footprints)).scalar_one()
    if not inside == total == rows:
        yield Flaw(code="index_wrong", entity="footprints")
