"""The original files of a submission with their hashes, and the dossier to print and file."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import text
from geo.ui import exports
from geo.ui.render import html, size
from geo.ui.review import dossier, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.ui.review.held import Desk


def block(desk: Desk) -> None:
    """Every file: what it is, its own name, its size, its hash, and the way to have it."""
    lang, found = desk.lang, desk.held.submission
    _dossier(desk)
    html("heading.html.j2", title=text("ui.review.files", lang), lead=text("ui.review.files_lead", lang))
    with st.container(key="review_files"):
        for part, file in found.files.items():
            _file(desk, part, file)
    html(
        "review_digests.html.j2",
        rows=[
            (text("ui.review.sha_submission", lang), found.sha256),
            (text("ui.review.sha_geometry", lang), desk.held.assessment.geometry_sha256),
            (text("ui.review.sha_digest", lang), found.digest),
        ],
    )


def _dossier(desk: Desk) -> None:
    """The whole of it on paper: verdict, map, evidence, way, hashes."""
    lang = desk.lang
    name, number = desk.held.entry.name, desk.held.submission.number
    stem = exports.file_stem("dossier", name, number=number, lang=lang)
    html("heading.html.j2", title=text("ui.review.dossier", lang), lead=text("ui.review.dossier_lead", lang))
    st.download_button(
        text("ui.review.dossier_download", lang),
        data=functools.partial(dossier.page, desk),
        file_name=f"{stem}.html",
        mime="text/html",
        icon=":material/print:",
        on_click="ignore",
        key=f"{desk.held.submission.sha256}:dossier",
    )


def _file(desk: Desk, part: str, file: Mapping[str, Any]) -> None:
    lang, found = desk.lang, desk.held.submission
    said, button = st.columns([4, 1], vertical_alignment="center")
    with said:
        html(
            "review_file.html.j2",
            kind=told.kind_of(part, lang),
            name=file["name"],
            size=size(file["size"]),
            sha256=file["sha256"],
        )
    button.download_button(
        text("ui.review.file_download", lang),
        data=functools.partial(_bytes, desk, part),
        file_name=file["name"],
        mime="application/octet-stream",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
        key=f"{found.sha256}:{part}",
    )


def _bytes(desk: Desk, part: str) -> bytes:
    from geo.registry.reading import original

    held = desk.held
    upload = original(
        desk.register, desk.person, held.entry.id, part=part, submitted=held.submission.submitted
    )
    return upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
