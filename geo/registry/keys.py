"""Keys of online services: in a file of their own beside the register, never in the register itself."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

from geo.registry.problems import system_problem

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FILE = "keys.json"
_END = 4


def put(folder: Path, key: str) -> str:
    """Keep a key; gives what the register may know of it: its end and a fingerprint.

    Raises
    ------
    StoreError
        The file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> known = put(folder, "0123456789abcdef")
    >>> ending(known), get(folder, known), "0123456789" in known
    ('…cdef', '0123456789abcdef', False)
    """
    known = f"{masked(key)} {hashlib.sha256(key.encode()).hexdigest()}"
    held = _read(folder)
    if held.get(known) != key:
        _write(folder, {**held, known: key})
    return known


def get(folder: Path, known: str) -> str | None:
    """The key of which the register knows this much; None where the file does not hold it."""
    return _read(folder).get(known)


def forget(folder: Path, kept: Collection[str]) -> None:
    """Keep only these keys: one that was replaced lies nowhere any more.

    Raises
    ------
    StoreError
        The file cannot be written.
    """
    held = _read(folder)
    if set(held) - set(kept):
        _write(folder, {known: key for known, key in held.items() if known in kept})


def masked(key: str) -> str:
    """The end of a key, enough to tell two of them apart.

    Examples
    --------
    >>> masked("0123456789abcdef")
    '…cdef'
    """
    return "…" + key[-_END:]


def ending(known: str) -> str:
    """The end of the key the register speaks of."""
    return known.partition(" ")[0]


def _read(folder: Path) -> dict[str, str]:
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(known): str(key) for known, key in content.items()} if isinstance(content, dict) else {}


def _write(folder: Path, held: dict[str, str]) -> None:
    beside = folder / f".{FILE}.{os.getpid()}"
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            json.dump(held, stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(folder / FILE)
    except OSError as problem:
        raise system_problem(problem, folder) from problem
    finally:
        beside.unlink(missing_ok=True)
