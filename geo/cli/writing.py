"""Files the command writes: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_bytes(target: Path, content: bytes) -> None:
    """Write beside the target and move it there: a kill in the middle leaves no half file.

    Raises
    ------
    OSError
        The folder cannot be made or written; the target is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
