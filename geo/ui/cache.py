"""Assessments computed once: keyed by what was sent and what was chosen, shared by all sessions."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import streamlit as st

from geo.model.assessment import plain

if TYPE_CHECKING:
    from geo.model.application import Application, Upload
    from geo.model.case import Case, Refused


def key_of(application: Application) -> str:
    """SHA-256 over every byte and every option of an application."""
    content = {
        "zone": plain(application.zone),
        "options": plain(application.options),
        "boundary": _digest(application.boundary),
        "layers": {name: _digest(upload) for name, upload in application.layers.items()},
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _digest(upload: Upload) -> list[str]:
    data = upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
    return [upload.name, hashlib.sha256(data).hexdigest()]


def assessed(application: Application) -> Case | Refused:
    """The assessment of an application, computed at most once."""
    result: Case | Refused = _assessed(key_of(application), application)
    return result


@st.cache_resource(max_entries=64, ttl=3600, show_spinner=False)
def _assessed(key: str, _application: Application) -> Case | Refused:  # noqa: ARG001 - the cache's key
    from geo.assess import assess

    return assess(_application)


@st.cache_data(max_entries=64, ttl=3600, show_spinner=False)
def map_page(digest: str, lang: str, _case: Case, *, assets_url: str | None) -> str:  # noqa: ARG001
    """The map of an assessed case as a page; with ``assets_url`` Leaflet is linked, else inlined."""
    from geo.maps import zone_map

    return zone_map(_case, lang, assets_url=assets_url)
