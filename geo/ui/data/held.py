"""Layers read once for the data page, and drawn once under the settings of the moment."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import streamlit as st

from geo.model.application import Choice, Upload
from geo.ui import publisher

if TYPE_CHECKING:
    from geo.assess.supporting import LayerRead

Read = tuple[str, str, str, str]
"""What a reading rests on: the kind, the file's name, its hash, how it is to be read."""


def key_of(kind: str, upload: Upload) -> Read:
    """What the reading of a file rests on."""
    data = upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
    return kind, upload.name, hashlib.sha256(data).hexdigest(), repr(sorted(upload.choice.said.items()))


def read(kind: str, upload: Upload) -> LayerRead:
    """A file as it was understood.

    Raises
    ------
    CrsError
        The choice names no coordinate system.
    """
    found: LayerRead = _read(key_of(kind, upload), kind, upload)
    return found


@st.cache_resource(max_entries=16, ttl=1800, show_spinner=False)
def _read(key: Read, kind: str, _upload: Upload) -> LayerRead:  # noqa: ARG001 - the cache's key
    from geo.assess.supporting import read_layer

    return read_layer(kind, _upload)


def map_page(kind: str, upload: Upload, lang: str, assets_url: str) -> str:
    """The features of a file on a map."""
    page: str = _map_page((*key_of(kind, upload), publisher.key()), kind, lang, assets_url, _upload=upload)
    return page


@st.cache_resource(max_entries=16, ttl=1800, show_spinner=False)
def _map_page(key: tuple[str, ...], kind: str, lang: str, assets_url: str, *, _upload: Upload) -> str:  # noqa: ARG001
    from geo.maps.layer_map import layer_map

    frame = read(kind, _upload).frame
    if frame is None:  # the page draws no map then
        msg = "a layer of no use has no map"
        raise ValueError(msg)
    return layer_map(kind, frame, lang, assets_url=assets_url, **publisher.on_maps(served=True))


def placed(found: LayerRead) -> int:
    """Rows that have a place."""
    return 0 if found.frame is None else int(found.frame.geometry.notna().sum())


def chosen(layer: str | None, crs: str | None, shift: str | None, *, approximate: bool) -> Choice:
    """A choice as the widgets give it: what is empty was not chosen."""
    return Choice(
        layer=layer or None,
        crs=(crs or "").strip() or None,
        shift=shift or None,
        approximate=approximate,
    )
