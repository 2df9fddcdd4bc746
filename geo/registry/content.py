"""What an application consists of, as the register writes it down: zone, options, files by their hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.model.application import LAYERS, Application, Choice, Options, Upload
from geo.model.assessment import plain
from geo.model.zone import Level, Role, Zone
from geo.registry.problems import system_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BOUNDARY = "boundary"
KEPT = "kept/"
"""Begins the part of a file that is kept beside those judged."""


@dataclass(frozen=True, slots=True)
class Received:
    """One file of an application: which ``part`` it is, its own name, its hash, its bytes, how to read it."""

    part: str
    name: str
    sha256: str
    data: bytes
    choice: Choice = field(default_factory=Choice)


def received(application: Application) -> tuple[Received, ...]:
    """The files of an application, read and hashed.

    Raises
    ------
    StoreError
        A file cannot be read.
    """
    named = {BOUNDARY: application.boundary, **application.layers}
    named |= {f"{KEPT}{key}": upload for key, upload in application.kept.items()}
    return tuple(receive(part, upload) for part, upload in named.items() if upload is not None)


def receive(part: str, upload: Upload) -> Received:
    """One file, read and hashed.

    Raises
    ------
    StoreError
        It cannot be read.
    """
    if isinstance(upload.data, bytes):
        data = upload.data
    else:
        try:
            data = upload.data.read_bytes()
        except OSError as problem:
            raise system_problem(problem, upload.data) from problem
    return Received(part, upload.name, hashlib.sha256(data).hexdigest(), data, upload.choice)


def written(application: Application, files: tuple[Received, ...]) -> dict[str, Any]:
    """The content as a document: everything but the bytes."""
    return {
        "zone": plain(application.zone),
        "options": plain(application.options),
        "files": [
            {
                "part": file.part,
                "name": file.name,
                "sha256": file.sha256,
                "size": len(file.data),
                **({"choice": said} if (said := file.choice.said) else {}),
            }
            for file in files
        ],
    }


def as_text(content: Mapping[str, Any]) -> str:
    """One text for one content.

    Examples
    --------
    >>> as_text({"b": 1, "a": "四至"})
    '{"a":"四至","b":1}'
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """Hash of a text in UTF-8.

    Examples
    --------
    >>> sha256_of("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def read_back(content: Mapping[str, Any], get: Callable[[str], bytes]) -> Application:
    """The application again, with its bytes.

    Parameters
    ----------
    content
        What `written` gave.
    get
        Bytes of a hash: `geo.registry.files.FileStore.get`.
    """
    zone = {**content["zone"], "level": Level(content["zone"]["level"])}
    options = dict(content["options"])
    options["roles"] = {part: Role(role) for part, role in options["roles"].items()}
    uploads = {
        file["part"]: Upload(
            name=file["name"], data=get(file["sha256"]), choice=Choice(**file.get("choice", {}))
        )
        for file in content["files"]
    }
    return Application(
        zone=Zone(**zone),
        boundary=uploads.get(BOUNDARY),
        layers={name: uploads[name] for name in LAYERS if name in uploads},
        kept={part[len(KEPT) :]: upload for part, upload in uploads.items() if part.startswith(KEPT)},
        options=Options(**options),
    )
