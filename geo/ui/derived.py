"""What was worked out from the register, kept beside it: parks as they are drawn, and rings.

No start reads ten thousand parks anew, or measures the rings about five hundred zones.

Nothing here is part of the register: the folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.maps.listed import Listed

LOG = logging.getLogger(__name__)
FOLDER = "derived"
VERSION = 1
MOST_RING_BYTES = 200_000_000
"""Rings kept at most, the longest unused given up first."""
_HASH = hashlib.sha256().digest_size


def names_and_land(folder: Path, key: str, make: Callable[[], Listed]) -> Listed:
    """Names and geometries of a layer, from what is kept or made and then kept.

    Parameters
    ----------
    folder
        The data folder of the register.
    key
        Of the layer, whose file never changes.
    make
        Reads it.
    """
    place = folder / FOLDER / f"{key}-{VERSION}.npz"
    try:
        return _kept(place)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        found = make()
        _keep(place, found)
        return found


def _kept(place: Path) -> Listed:
    import numpy as np
    import shapely

    from geo.maps.listed import Listed

    with place.open("rb") as file, np.load(file, allow_pickle=False) as held:
        ends, land = held["ends"].tolist(), held["land"].tobytes()
        names = [name or None for name in held["names"].tolist()]
    pieces = [land[begin:end] or None for begin, end in zip([0, *ends], ends, strict=False)]
    none = [None] * len(names)
    shapes = shapely.from_wkb(np.array(pieces, dtype=object))
    return Listed([str(row) for row in range(len(names))], names, none, none, none, shapes)


def _keep(place: Path, found: Listed) -> None:
    import numpy as np
    import shapely

    pieces = [b"" if shape is None else shape for shape in shapely.to_wkb(found.geometry)]
    beside = place.with_suffix(f".{os.getpid()}.tmp")
    try:
        place.parent.mkdir(exist_ok=True)
        with beside.open("wb") as file:
            np.savez(
                file,
                names=np.array([name or "" for name in found.name]),
                ends=np.cumsum([len(piece) for piece in pieces], dtype=np.int64),
                land=np.frombuffer(b"".join(pieces), dtype=np.uint8),
            )
        beside.replace(place)
    except OSError:
        LOG.warning("what was worked out from a layer could not be kept in %s", place.parent, exc_info=True)
        beside.unlink(missing_ok=True)


def ring(folder: Path, key: str) -> BaseGeometry | None:
    """A ring that was kept, None where there is none or its file is not as it was written."""
    import shapely

    place = _ring(folder, key)
    try:
        content = place.read_bytes()
        os.utime(place)
    except OSError:
        return None
    if hashlib.sha256(content[_HASH:]).digest() != content[:_HASH]:
        LOG.warning("a ring kept in %s is damaged and is measured anew", place.parent)
        return None
    return shapely.from_wkb(content[_HASH:])


def keep_ring(folder: Path, key: str, found: BaseGeometry) -> None:
    """Keep a ring, and give up what has not been asked for the longest where there are too many."""
    place = _ring(folder, key)
    beside = place.with_suffix(f".{os.getpid()}.tmp")
    content: bytes = found.wkb
    try:
        place.parent.mkdir(exist_ok=True)
        beside.write_bytes(hashlib.sha256(content).digest() + content)
        beside.replace(place)
        _give_up(place.parent)
    except OSError:
        LOG.warning("a ring could not be kept in %s", place.parent, exc_info=True)
        beside.unlink(missing_ok=True)


def _ring(folder: Path, key: str) -> Path:
    return folder / FOLDER / f"ring-{key}-{VERSION}.wkb"


def _give_up(folder: Path) -> None:
    left = MOST_RING_BYTES
    kept = [(file.stat(), file) for file in folder.glob("ring-*.wkb")]
    for told, file in sorted(kept, key=lambda one: -one[0].st_mtime_ns):
        left -= told.st_size
        if left < 0:
            file.unlink(missing_ok=True)
