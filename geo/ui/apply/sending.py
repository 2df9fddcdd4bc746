"""Step seven: what will be handed in, to whom it will be visible, and the step that cannot be taken back."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from geo import words
from geo.errors import SizhiError
from geo.i18n import text
from geo.registry import submissions
from geo.ui import register_view, who
from geo.ui.apply import picture, session
from geo.ui.apply.desk import ASIDE
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.model.application import Application
    from geo.model.case import Case
    from geo.ui.apply.look import Look

MISSING = ("claim", "buildings", "institutions", "city")
"""What an application may lack, which then makes a clause a matter for review."""


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    html(
        "apply_head.html.j2",
        title=text("ui.apply.sending.title", lang),
        lead=text("ui.apply.sending.lead", lang),
    )
    if seen.reading is None:
        picture.nothing(lang)
        return
    if seen.case is None:
        picture.refused(lang)
        return
    handed = for_submission(seen.application)
    html(
        "apply_content.html.j2",
        title=text("ui.apply.sending.content", lang),
        facts=_facts(seen, lang),
        files_title=text("ui.apply.sending.files", lang, count=len(files_of(handed))),
        files=[
            (text(f"ui.apply.part.{part}", lang), name, f"{size / 1024:,.1f} KB")
            for part, name, size in files_of(handed)
        ],
        missing=[text(f"ui.apply.sending.missing_{key}", lang) for key in _missing(seen)],
        missing_title=text("ui.apply.sending.missing", lang),
        seen_title=text("ui.apply.sending.visible", lang),
        seen_by=[text(f"ui.apply.sending.visible_{key}", lang) for key in ("staff", "public", "files")],
        final=text("ui.apply.sending.final", lang),
    )
    if not seen.desk.kept:
        _not_kept(seen, lang)
    elif seen.desk.trouble is not None:
        st.info(text("ui.apply.sending.unsaved", lang), icon=":material/info:")
    else:
        _confirm(seen, handed, seen.case, lang)


def for_submission(application: Application) -> Application:
    """What is handed in: files without a use stay behind."""
    kept = {name: upload for name, upload in application.kept.items() if not name.startswith(ASIDE)}
    return dataclasses.replace(application, kept=kept)


def files_of(application: Application) -> list[tuple[str, str, int]]:
    """Use, name and size of every file; one kept beside a changed one as ``original``."""
    used = {"boundary": application.boundary, **application.layers}
    named = [(part, upload) for part, upload in used.items() if upload is not None]
    named += [("original", upload) for upload in application.kept.values()]
    return [
        (
            part,
            upload.name,
            len(upload.data) if isinstance(upload.data, bytes) else upload.data.stat().st_size,
        )
        for part, upload in named
    ]


def _facts(seen: Look, lang: str) -> list[tuple[str, str]]:
    assert seen.case is not None  # noqa: S101 - `draw` has looked
    item, zone = seen.case.assessment, seen.application.zone
    dash = text("ui.apply.sending.not_told", lang)
    return [
        (text("ui.apply.about.name", lang), zone.name),
        (text("ui.apply.about.level", lang), text(f"level.{zone.level.value}", lang)),
        (text("ui.apply.about.city", lang), zone.city or dash),
        (text("ui.apply.about.operator", lang), zone.operator or dash),
        (
            text("ui.figure.total_land_area_m2", lang),
            words.measurement(item.measurements.get("total_land_area_m2"), lang),
        ),
        (
            text("ui.figure.core_land_area_m2", lang),
            words.measurement(item.measurements.get("core_land_area_m2"), lang),
        ),
        (text("ui.apply.sending.outcome", lang), words.outcome(item.outcome, lang)),
        (text("ui.apply.sending.verdict", lang), words.verdict(item.findings, lang)),
    ]


def _missing(seen: Look) -> list[str]:
    desk = seen.desk
    given = {
        "claim": desk.zone.claim,
        "city": desk.zone.city,
        "buildings": desk.upload("buildings"),
        "institutions": desk.upload("institutions"),
    }
    return [key for key in MISSING if not given[key]]


def _not_kept(seen: Look, lang: str) -> None:
    """A check of the moment: how it becomes an application."""
    if seen.desk.zone.demo:
        st.info(text("ui.apply.sending.demo", lang), icon=":material/science:")
    elif session.may_apply(who.person()):
        st.info(text("ui.apply.sending.check", lang), icon=":material/info:")
        st.button(
            text("ui.apply.sending.keep", lang),
            key=f"{Key.APPLY}:keep",
            type="primary",
            on_click=session.begin,
            args=(dataclasses.replace(seen.desk, kept=True), "submit"),
        )
    else:
        st.info(text("ui.apply.sign_in", lang), icon=":material/login:")


def _confirm(seen: Look, handed: Application, case: Case, lang: str) -> None:
    with st.container(border=True, key="apply_confirm"):
        sure = st.checkbox(text("ui.apply.sending.sure", lang), key=f"{Key.APPLY}:sure")
        pressed = st.button(
            text("ui.apply.sending.submit", lang),
            key=f"{Key.APPLY}:submit",
            type="primary",
            icon=":material/send:",
            disabled=not sure,
        )
    if not pressed:
        return
    try:
        with st.spinner(text("ui.apply.sending.working", lang)):
            receipt = submissions.submit(
                register_view.opened(), who.person(), handed, case, seen=seen.desk.seen
            )
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    session.forget(session.asked() or "")
    session.go(receipt.seen.id)
    st.rerun()
