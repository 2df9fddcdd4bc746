"""The audit trail: one line for every row written, each line holding the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, ColumnElement, Double, and_, select, true

from geo.registry.schema import KEPT, LOCAL_COLUMNS, audit, key_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

GENESIS = "0" * 64
"""What the first line follows."""
BLOCK = 5_000
"""Rows of a table whose lines are held at a time."""
_MANY, _FEW = {"yield_per": 2_000}, {"yield_per": 50}
"""Rows fetched at a time: short ones, and those that may carry a document or a geometry."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the chain; ``seq`` 0 when there is none."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says, before it has its place in the chain."""

    at: str
    actor: str
    action: str
    entity: str
    key: str
    row_hash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something that is not as it was written.

    ``code`` is a catalogue key under ``registry.flaw.``; ``entity`` and ``key`` name the row or the file,
    ``seq`` the line of the trail.
    """

    code: str
    entity: str | None = None
    key: str | None = None
    seq: int | None = None


def row_hash(table: Table, row: Mapping[Any, Any]) -> str:
    """SHA-256 of a row: its columns by name; bytes count by their own hash, missing ones as None.

    A column a later schema added counts only where it says something: older rows keep their hash.

    Examples
    --------
    >>> from geo.registry.schema import people
    >>> one = row_hash(people, {"id": "a", "name": "甲", "added_at": "2026"})
    >>> len(one), one == row_hash(people, {"id": "a", "name": "乙", "added_at": "2026"})
    (64, False)
    """
    content = {
        column.name: _plain(column.type, row.get(column.name))
        for column in table.columns
        if column.name not in LOCAL_COLUMNS and not ("since" in column.info and row.get(column.name) is None)
    }
    return _hash(content)


def _plain(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(kind, Double) and isinstance(value, int | float):
        # The shortest text that gives the same double: alike in every store.
        return repr(float(value))
    if isinstance(kind, Boolean):
        return bool(value)
    return value


def _hash(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def chained(head: Head, lines: Sequence[Line]) -> tuple[list[dict[str, Any]], Head]:
    """The rows of these lines behind ``head``, and the new end."""
    rows = []
    for line in lines:
        row: dict[str, Any] = {
            "seq": head.seq + 1,
            "at": line.at,
            "actor": line.actor,
            "action": line.action,
            "entity": line.entity,
            "key": line.key,
            "row_hash": line.row_hash,
            "previous": head.hash,
        }
        row["hash"] = _hash(row)
        rows.append(row)
        head = Head(row["seq"], row["hash"])
    return rows, head


def head_of(connection: Connection) -> Head:
    """The last line of the trail."""
    row = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    return Head(0, GENESIS) if row is None else Head(row.seq, row.hash)


def chain_flaws(connection: Connection, witnesses: Sequence[Head] = ()) -> Iterator[Flaw]:
    """Lines that are missing, changed or out of order.

    Parameters
    ----------
    connection
        The register.
    witnesses
        Ends of the chain noted elsewhere (the head file, receipts): each must still stand in it.
    """
    previous = Head(0, GENESIS)
    wanted = {head.seq: head.hash for head in witnesses if head.seq}
    lines = connection.execute(select(audit).order_by(audit.c.seq), execution_options=_MANY)
    for row in lines.mappings():
        content = {name: row[name] for name in row if name != "hash"}
        if row["seq"] != previous.seq + 1:
            yield Flaw(code="line_removed", seq=previous.seq + 1)
        elif row["previous"] != previous.hash:
            yield Flaw(code="line_out_of_order", seq=row["seq"])
        if _hash(content) != row["hash"]:
            yield Flaw(code="line_changed", seq=row["seq"])
        if row["seq"] in wanted and wanted[row["seq"]] != row["hash"]:
            yield Flaw(code="line_not_witnessed", seq=row["seq"])
        previous = Head(row["seq"], row["hash"])
    for seq in sorted(seq for seq in wanted if seq > previous.seq):
        yield Flaw(code="line_removed", seq=seq)


def row_flaws(connection: Connection, told: Callable[[float], None] | None = None) -> Iterator[Flaw]:
    """Rows that are not what the trail says was written last.

    Parameters
    ----------
    connection
        The register.
    told
        Called after each table with the share that is done.
    """
    for number, table in enumerate(KEPT, start=1):
        for within in _blocks(connection, table):
            yield from _block_flaws(connection, table, within)
        if told is not None:
            told(number / len(KEPT))


Within = Callable[[ColumnElement[str]], ColumnElement[bool]]
"""Whether a key is of a block."""


def _blocks(connection: Connection, table: Table) -> Iterator[Within]:
    """All keys there could be, a block of rows at a time: a table of any length takes the same memory."""
    key = table.c[key_column(table)]
    ends = select(key).order_by(key).offset(BLOCK - 1).limit(1)
    after: str | None = None
    while True:
        upto = connection.execute(ends if after is None else ends.where(key > after)).scalar()
        yield _between(after, upto)
        if upto is None:
            return
        after = upto


def _between(after: str | None, upto: str | None) -> Within:
    def within(key: ColumnElement[str]) -> ColumnElement[bool]:
        above = true() if after is None else key > after
        return above if upto is None else and_(above, key <= upto)

    return within


def _block_flaws(connection: Connection, table: Table, within: Within) -> Iterator[Flaw]:
    key = table.c[key_column(table)]
    lines = (
        select(audit.c.key, audit.c.row_hash)
        .where(audit.c.entity == table.name, within(audit.c.key))
        .order_by(audit.c.seq)
    )
    said = {line.key: line.row_hash for line in connection.execute(lines)}
    for row in connection.execute(select(table).where(within(key)), execution_options=_FEW).mappings():
        name = str(row[key.name])
        if name not in said:
            yield Flaw(code="row_added", entity=table.name, key=name)
        elif said.pop(name) != row_hash(table, row):
            yield Flaw(code="row_changed", entity=table.name, key=name)
    for name, digest in said.items():
        if digest is not None:
            yield Flaw(code="row_removed", entity=table.name, key=name)
