"""Supporting layers the register keeps for everybody: parks above all, each with its vintage and source."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from geo.errors import UsageError
from geo.intake import read_features
from geo.model.application import LAYERS, Upload
from geo.registry.access import Person, require_role
from geo.registry.content import receive
from geo.registry.problems import ConflictError, MissingError
from geo.registry.schema import files, layers
from geo.registry.stages import Role

if TYPE_CHECKING:
    from geo.registry.store import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer; ``vintage`` says of when its content is (2018, 2024-06)."""

    id: str
    kind: str
    name: str
    vintage: str
    source: str
    file_name: str
    sha256: str
    features: int
    added_at: str


def add_layer(
    register: Register, person: Person, upload: Upload, *, kind: str, name: str, told: tuple[str, str]
) -> Layer:
    """Keep a layer.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    upload
        Its file, in any format that is read.
    kind
        One of `geo.model.application.LAYERS`.
    name
        What it is called.
    told
        Vintage and source; neither may be empty.

    Raises
    ------
    AccessError
        Only an administrator may.
    UsageError
        The file cannot be read, or kind, name, vintage or source is missing.
    ConflictError
        The register has one of this kind, name and vintage.
    """
    require_role(person, Role.ADMIN)
    vintage, source = told
    if kind not in LAYERS or not (name.strip() and vintage.strip() and source.strip()):
        raise UsageError("registry.layer_told", kinds=list(LAYERS))
    came = receive(kind, upload)
    reading = read_features(came.data, name=upload.name)
    if not reading.usable or not reading.features:
        raise UsageError("registry.layer_unusable", name=upload.name)
    register.files.put(came.data)
    with register.writing(person.id, "add_layer") as change:
        same = select(layers.c.id).where(
            layers.c.kind == kind, layers.c.name == name, layers.c.vintage == vintage
        )
        if change.connection.execute(same).first() is not None:
            raise ConflictError("registry.layer_exists", name=name, vintage=vintage)
        if change.row(files, came.sha256) is None:
            change.insert(files, {"sha256": came.sha256, "size": len(came.data), "added_at": change.at})
        row = {
            "id": secrets.token_hex(8),
            "kind": kind,
            "name": name,
            "vintage": vintage,
            "source": source,
            "file_name": upload.name,
            "sha256": came.sha256,
            "features": len(reading.features),
            "added_at": change.at,
        }
        change.insert(layers, {**row, "added_by": person.id})
    return Layer(**row)  # type: ignore[arg-type]


def layers_of(register: Register, kind: str) -> tuple[Layer, ...]:
    """All layers of a kind, newest vintage first."""
    wanted = select(layers).where(layers.c.kind == kind).order_by(layers.c.vintage.desc(), layers.c.name)
    with register.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    return tuple(Layer(**{name: row[name] for name in Layer.__slots__}) for row in rows)


def layer_file(register: Register, layer_id: str) -> Upload:
    """The original file of a layer, checked: what `Application.layers` takes.

    Raises
    ------
    MissingError
        There is no such layer.
    StoreError
        The file is missing, or not what it was.
    """
    with register.reading() as connection:
        wanted = select(layers.c.file_name, layers.c.sha256).where(layers.c.id == layer_id)
        row = connection.execute(wanted).first()
    if row is None:
        raise MissingError("registry.not_found", asked=layer_id[:80])
    return Upload(name=row.file_name, data=register.files.get(row.sha256))
