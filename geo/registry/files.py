"""Files by their content: what came in is kept under its SHA-256 and checked whenever it is read."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.registry.problems import StoreError, system_problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files named by their SHA-256, two levels deep.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> store = FileStore(pathlib.Path(tempfile.mkdtemp()))
    >>> key = store.put("四至".encode())
    >>> store.get(key).decode(), store.put("四至".encode()) == key
    ('四至', True)
    """

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where the file of this hash lies.

        Raises
        ------
        StoreError
            Not a SHA-256 in small hexadecimal digits: never a way out of the folder.
        """
        if not _SHA256.fullmatch(sha256):
            raise StoreError("registry.no_hash", found=sha256[:80])
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, data: bytes) -> str:
        """Keep these bytes for good and give their SHA-256.

        When this returns, the bytes are on the disk: written beside, synced, renamed, and the folder
        synced as well. A kill at any moment leaves the whole file or none under its name.

        Raises
        ------
        StoreError
            The disk is full or cannot be written; nothing was lost.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        try:
            if target.exists() and _hash_of(target) == sha256:
                return sha256
            self._write(target, data)
        except OSError as problem:
            raise system_problem(problem, self.folder) from problem
        return sha256

    def _write(self, target: Path, data: bytes) -> None:
        fresh = not target.parent.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.parent / f".{secrets.token_hex(8)}.part"
        try:
            with beside.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
        if fresh:
            sync_folder(self.folder)

    def get(self, sha256: str) -> bytes:
        """The bytes, checked.

        Raises
        ------
        StoreError
            The file is missing, cannot be read, or is not what it was.
        """
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as problem:
            raise StoreError("registry.file_missing", sha256=sha256) from problem
        except OSError as problem:
            raise system_problem(problem, path) from problem
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError("registry.file_changed", sha256=sha256)
        return data

    def check(self, sha256: str) -> str | None:
        """``missing``, ``changed``, or None when the file is what it was; what is no hash is missing."""
        if not _SHA256.fullmatch(sha256):
            return "missing"
        try:
            return None if _hash_of(self.path(sha256)) == sha256 else "changed"
        except FileNotFoundError:
            return "missing"
        except OSError:
            return "changed"

    def known(self) -> Iterator[str]:
        """Hashes of all files that are there, whether or not the register speaks of them."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if _SHA256.fullmatch(folder.name + path.name):
                    yield folder.name + path.name


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
