"""Supporting layers the register keeps for everybody: parks above all, each with its vintage and source."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from geo.errors import SizhiError, UsageError
from geo.i18n import LANGUAGES, text
from geo.model.application import LAYERS, Choice, Upload
from geo.registry.access import Person, require_role
from geo.registry.content import as_text, receive
from geo.registry.problems import ConflictError, MissingError
from geo.registry.schema import files, layer_notes, layers
from geo.registry.stages import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from geo.assess.supporting import LayerRead
    from geo.registry.store import Change, Register

VINTAGE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
"""A year, a month or a day, so that the newest is the last in order."""
READ, RETIRED, RESTORED = "read", "retired", "restored"
"""Kinds of a note: how the file was read; no longer in use; in use again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer; ``vintage`` says of when its content is (2018, 2024-06).

    ``choice`` is how a person said the file is to be read; ``read`` what was found then (format,
    encoding, coordinate system, rows with a geometry), empty where nobody noted it; ``retired`` why it
    is no longer used, None while it is.
    """

    id: str
    kind: str
    name: str
    vintage: str
    source: str
    file_name: str
    sha256: str
    features: int
    added_by: str
    added_at: str
    choice: Choice = field(default_factory=Choice)
    read: Mapping[str, Any] = field(default_factory=dict)
    retired: str | None = None


def problems_of_layer(
    register: Register, found: LayerRead | None, *, kind: str, name: str, told: tuple[str, str]
) -> tuple[SizhiError, ...]:
    """Everything that keeps a layer out of the register, at once.

    Parameters
    ----------
    register
        The register.
    found
        The file as `geo.assess.supporting.read_layer` read it; None before there is one.
    kind
        One of `geo.model.application.LAYERS`.
    name
        What it is called.
    told
        Vintage and source.
    """
    vintage, source = (given.strip() for given in told)
    problems: list[SizhiError] = []
    if kind not in LAYERS:
        problems.append(UsageError("registry.layer_kind", kinds=_kinds()))
    for given, code in ((name, "layer_name"), (vintage, "layer_vintage"), (source, "layer_source")):
        if not given.strip():
            problems.append(UsageError(f"registry.{code}"))
    if vintage and not VINTAGE.fullmatch(vintage):
        problems.append(UsageError("registry.layer_no_vintage", found=vintage[:40]))
    if found is not None and (found.frame is None or not found.reading.features):
        # Where nothing but a choice is missing, the file is sound.
        open_choice = found.decision is not None and not found.decision.settled
        code = "registry.layer_crs" if open_choice else "registry.layer_unusable"
        problems.append(UsageError(code, name=found.reading.source.name))
    with register.reading() as connection:
        if _same(connection, kind, name.strip(), vintage):
            problems.append(ConflictError("registry.layer_exists", name=name.strip(), vintage=vintage))
    return tuple(problems)


def add_layer(
    register: Register, person: Person, upload: Upload, *, kind: str, name: str, told: tuple[str, str]
) -> Layer:
    """Keep a layer, with how it is to be read.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    upload
        Its file, in any format that is read, and the choices its reading takes.
    kind
        One of `geo.model.application.LAYERS`.
    name
        What it is called.
    told
        Vintage (a year, month or day) and source; neither may be empty.

    Raises
    ------
    AccessError
        Only an administrator may.
    UsageError
        The file is of no use, or kind, name, vintage or source is missing.
    ConflictError
        The register has one of this kind, name and vintage.
    """
    from geo.assess.supporting import read_layer  # noqa: PLC0415 - who lists layers reads none

    require_role(person, Role.ADMIN)
    name, vintage, source = (given.strip() for given in (name, *told))
    came = receive(kind, upload)
    found = (
        read_layer(kind, Upload(name=upload.name, data=came.data, choice=upload.choice))
        if kind in LAYERS
        else None
    )
    if problems := problems_of_layer(register, found, kind=kind, name=name, told=(vintage, source)):
        raise problems[0]
    assert found is not None  # noqa: S101 - a kind that is none was refused
    register.files.put(came.data)
    with register.writing(person.id, "add_layer") as change:
        if _same(change.connection, kind, name, vintage):
            raise ConflictError("registry.layer_exists", name=name, vintage=vintage)
        if change.row(files, came.sha256) is None:
            change.insert(files, {"sha256": came.sha256, "size": len(came.data), "added_at": change.at})
        row: dict[str, Any] = {
            "id": secrets.token_hex(8),
            "kind": kind,
            "name": name,
            "vintage": vintage,
            "source": source,
            "file_name": upload.name,
            "sha256": came.sha256,
            "features": len(found.reading.features),
            "added_by": person.id,
            "added_at": change.at,
        }
        change.insert(layers, row)
        content = {"choice": upload.choice.said, "read": facts_of(found)}
        change.insert(layer_notes, _note(change, row["id"], READ, content))
    return _layer(row, [{"kind": READ, "content": as_text(content)}])


def facts_of(found: LayerRead) -> dict[str, Any]:
    """What is worth noting of a reading: format, encoding, coordinate system, rows with a geometry."""
    decision, frame = found.decision, found.frame
    adopted = None if decision is None else decision.adopted
    return {
        "format": found.reading.source.format,
        "encoding": found.reading.source.encoding,
        "declared": None if found.reading.declared is None else found.reading.declared.text[:200],
        "crs": None if adopted is None else adopted.crs,
        "shift": None if adopted is None else adopted.shift,
        "status": None if decision is None else decision.status.value,
        "placed": 0 if frame is None else int(frame.geometry.notna().sum()),
    }


def retire(register: Register, person: Person, layer_id: str, reason: str) -> None:
    """Take a layer out of use; its file and its history stay.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    layer_id
        The layer.
    reason
        Why; not empty.

    Raises
    ------
    AccessError
        Only an administrator may.
    MissingError
        There is no such layer.
    UsageError
        No reason was given.
    """
    _decide(register, person, layer_id, (RETIRED, reason))


def bring_back(register: Register, person: Person, layer_id: str, reason: str) -> None:
    """Put a layer to use again.

    Parameters, errors as for `retire`.
    """
    _decide(register, person, layer_id, (RESTORED, reason))


def _decide(register: Register, person: Person, layer_id: str, said: tuple[str, str]) -> None:
    require_role(person, Role.ADMIN)
    kind, reason = said[0], said[1].strip()
    if not reason:
        raise UsageError("registry.layer_reason")
    action = "retire_layer" if kind == RETIRED else "bring_back_layer"
    with register.writing(person.id, action) as change:
        if change.row(layers, layer_id) is None:
            raise MissingError("registry.not_found", asked=layer_id[:80])
        change.insert(layer_notes, _note(change, layer_id, kind, {"reason": reason}))


def layers_of(register: Register, kind: str | None = None, *, retired: bool = False) -> tuple[Layer, ...]:
    """The layers of a kind, newest vintage first.

    Parameters
    ----------
    register
        The register.
    kind
        One of `geo.model.application.LAYERS`; None gives all, kind by kind.
    retired
        Whether to give those that are no longer in use as well.
    """
    wanted = select(layers).order_by(layers.c.vintage.desc(), layers.c.name)
    if kind is not None:
        wanted = wanted.where(layers.c.kind == kind)
    with register.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
        notes = _notes(connection)
    found = [_layer(row, notes.get(row["id"], ())) for row in rows]
    order = {name: place for place, name in enumerate(LAYERS)}
    found.sort(key=lambda layer: order.get(layer.kind, len(order)))
    return tuple(layer for layer in found if retired or layer.retired is None)


def layer_file(register: Register, layer_id: str) -> Upload:
    """The original file of a layer, checked, with how to read it: what `Application.layers` takes.

    Raises
    ------
    MissingError
        There is no such layer.
    StoreError
        The file is missing, or not what it was.
    """
    with register.reading() as connection:
        row = connection.execute(select(layers).where(layers.c.id == layer_id)).mappings().first()
        notes = _notes(connection, layer_id)
    if row is None:
        raise MissingError("registry.not_found", asked=layer_id[:80])
    layer = _layer(row, notes.get(layer_id, ()))
    return Upload(name=layer.file_name, data=register.files.get(layer.sha256), choice=layer.choice)


def _kinds() -> dict[str, list[str]]:
    """The kinds in every language."""
    return {lang: [text(f"supporting.layer.{kind}", lang) for kind in LAYERS] for lang in LANGUAGES}


def _same(connection: Connection, kind: str, name: str, vintage: str) -> bool:
    wanted = select(layers.c.id).where(
        layers.c.kind == kind, layers.c.name == name, layers.c.vintage == vintage
    )
    return connection.execute(wanted).first() is not None


def _notes(connection: Connection, layer_id: str | None = None) -> dict[str, list[Mapping[Any, Any]]]:
    wanted = select(layer_notes).order_by(layer_notes.c.id)
    if layer_id is not None:
        wanted = wanted.where(layer_notes.c.layer_id == layer_id)
    found: dict[str, list[Mapping[Any, Any]]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["layer_id"], []).append(row)
    return found


def _layer(row: Mapping[Any, Any], notes: Sequence[Mapping[Any, Any]]) -> Layer:
    choice, read, retired = Choice(), {}, None
    for note in notes:
        content = json.loads(note["content"])
        if note["kind"] == READ:
            choice, read = Choice(**content["choice"]), content["read"]
        else:
            retired = content["reason"] if note["kind"] == RETIRED else None
    known = {name: row[name] for name in Layer.__slots__ if name in row}
    return Layer(**known, choice=choice, read=read, retired=retired)


def _note(change: Change, layer_id: str, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The next note of a layer; writers come one after the other, so that the numbers tell the order."""
    counted = select(func.count()).where(layer_notes.c.layer_id == layer_id)
    number = change.connection.execute(counted).scalar_one() + 1
    return {
        "id": f"{layer_id}/{number:04d}",
        "layer_id": layer_id,
        "kind": kind,
        "content": as_text(content),
        "added_by": change.actor,
        "added_at": change.at,
    }
