"""What was worked out from a layer of the register, kept beside it: no start reads ten thousand parks anew.

Nothing here is part of the register: the folder may be deleted at any time.
"""

from __future__ import annotations

import logging
import os
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.maps.listed import Listed

LOG = logging.getLogger(__name__)
FOLDER = "derived"
VERSION = 1


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
