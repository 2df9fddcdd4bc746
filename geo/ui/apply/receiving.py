"""Files that come in: several at once, each told what it seems to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.i18n import text
from geo.model.application import Upload
from geo.ui import cache
from geo.ui.apply.desk import CLAIM
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.assess.recognise import Guess
    from geo.ui.apply.desk import Desk


def uploader(lang: str, *, label: str) -> list[Upload]:
    """Ask for files; each comes once, and the field is empty again afterwards."""
    state = st.session_state
    turn = f"{Key.APPLY}:turn"
    key = f"{Key.APPLY}:upload:{state.setdefault(turn, 0)}"
    sent = st.file_uploader(label, accept_multiple_files=True, key=key, help=text("ui.file_help", lang))
    if not sent:
        return []
    state[turn] += 1
    uploads = [Upload(name=file.name, data=file.getvalue()) for file in sent]
    _let_go(sent)
    return uploads


def _let_go(sent: Sequence[UploadedFile]) -> None:
    """Drop the framework's own copies: the field they came through is gone, and a session may be long."""
    context = get_script_run_ctx()
    drop = None if context is None else getattr(context.uploaded_file_mgr, "remove_file", None)
    if context is not None and drop is not None:
        for file in sent:
            drop(context.session_id, file.file_id)


def laid(desk: Desk, uploads: list[Upload], lang: str) -> Desk:
    """Put files on the desk, each as what it seems to be; shows how far it is."""
    shown = st.progress(0.0)
    for index, upload in enumerate(uploads):
        words = text("ui.apply.files.reading", lang, at=index + 1, count=len(uploads), name=upload.name)
        shown.progress(index / len(uploads), words)
        desk = with_guess(desk, upload, cache.recognised(upload))
    shown.empty()
    return desk


def with_guess(desk: Desk, upload: Upload, guess: Guess) -> Desk:
    """Put one file on the desk; a written 四至 becomes the claim, unless there is another."""
    if guess.part != CLAIM:
        return desk.with_file(upload, guess.part)
    if guess.text and desk.zone.claim in {None, guess.text} and desk.upload(CLAIM) is None:
        return desk.with_file(upload, CLAIM).with_zone(claim=guess.text)
    return desk.with_file(upload, None)
