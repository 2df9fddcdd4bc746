"""Files read and assessments computed once: keyed by what was sent and what was chosen.

The caches are shared by all sessions, and a key holds every byte and every option: two people see the
same result only when they sent the same files and said the same of them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from geo.model.assessment import plain
from geo.ui import memory
from geo.ui.shelf import Shelf, land_bytes

if TYPE_CHECKING:
    from geo.assess.grids import Grid
    from geo.assess.recognise import Guess
    from geo.model.application import Application, Upload
    from geo.model.case import Case, Refused
    from geo.model.reading import Reading

HEAVY = ("geopandas", "pyproj", "geo.assess", "geo.maps.zone")
"""What an assessment and its map import: a second that nobody should wait for."""

WARM_AFTER_S = 1.5
"""By then the first page is drawn: the loading does not compete with it."""


@st.cache_resource(show_spinner=False)
def warm() -> None:
    """Load what the first file will need while the first visitor reads the page; once a process."""
    later = threading.Timer(WARM_AFTER_S, _load)
    later.daemon = True
    later.start()


def _load() -> None:
    from geo import intake

    intake.warm()
    for name in HEAVY:
        import_module(name)
    memory.settle()


def key_of(application: Application) -> str:
    """SHA-256 over every byte and every option of an application."""
    content = {
        "zone": plain(application.zone),
        "options": plain(application.options),
        "boundary": None if application.boundary is None else digest(application.boundary),
        "layers": {
            name: [*digest(upload), upload.choice.said] for name, upload in application.layers.items()
        },
        "kept": {name: digest(upload) for name, upload in application.kept.items()},
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def digest(upload: Upload) -> list[str]:
    """Name and SHA-256 of a file."""
    data = upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
    return [upload.name, hashlib.sha256(data).hexdigest()]


def _reading_bytes(found: Reading) -> int:
    names = sum(len(ring) for part in found.parts for ring in part.labels)
    # What a file says of its parts may be longer than their outlines.
    said = sum(sys.getsizeof(value) for part in found.parts for value in part.attributes.values())
    return 500_000 + 60 * names + said + sum(land_bytes(part.geometry) for part in found.parts)


POINT_BYTES = 96
"""Of a point of an assessment: twice as much lies beside its coordinates (measured, docs/performance.md)."""


def _case_bytes(found: Case | Refused) -> int:
    import shapely

    from geo.model.case import Case

    frames = [one.frame for one in found.alternatives]
    if isinstance(found, Case):
        frames += [found.footprint, found.original, *found.layers.values()]
    points = sum(int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum()) for frame in frames)
    return 1_000_000 + 2_000 * sum(map(len, frames)) + POINT_BYTES * points


READ: Shelf[Reading] = Shelf(100_000_000, _reading_bytes)
ASSESSED: Shelf[Case | Refused] = Shelf(200_000_000, _case_bytes)
"""Bounded by what they weigh: by their number alone, a few dozen large files filled the memory."""


def read(upload: Upload, layer: str | None) -> Reading:
    """The boundary file as read, so that a changed option does not read it again."""
    from geo import intake

    key = (*digest(upload), layer)
    return READ.get(key, lambda: intake.read(upload.data, name=upload.name, layer=layer))


def assessed(application: Application) -> Case | Refused:
    """The assessment of an application, computed at most once; what is not judged does not count."""
    judged = dataclasses.replace(application, kept={})
    return ASSESSED.get(key_of(judged), lambda: _assessed(judged))


def _assessed(application: Application) -> Case | Refused:
    from geo.assess import assess

    boundary = application.boundary
    known = None if boundary is None else read(boundary, application.options.layer)
    return assess(application, reading=known)


def recognised(upload: Upload) -> Guess:
    """What a file seems to be, so that a list of files does not read them again."""
    result: Guess = _recognised(tuple(digest(upload)), upload)
    return result


@st.cache_resource(max_entries=128, ttl=1800, show_spinner=False)
def _recognised(key: tuple[str, ...], _upload: Upload) -> Guess:  # noqa: ARG001
    from geo.assess.recognise import recognise

    return recognise(_upload)


def ledger_grid(kind: str, upload: Upload, city: str | None) -> Grid:
    """A ledger row by row, so that looking at it does not read it again."""
    result: Grid = _ledger_grid((kind, city, *digest(upload)), upload)
    return result


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def _ledger_grid(key: tuple[str | None, ...], _upload: Upload) -> Grid:
    from geo.assess.grids import grid_of

    return grid_of(str(key[0]), _upload, key[1])
