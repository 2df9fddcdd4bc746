"""Step seven: what will be handed in, to whom it will be visible, and the step that cannot be taken back."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from geo import words
from geo.errors import SizhiError
from geo.i18n import text
from geo.registry import submissions
from geo.report import sheet
from geo.ui import register_view, who
from geo.ui.apply import saving, session, tie
from geo.ui.apply.desk import kept_as
from geo.ui.apply.matters import open_matters
from geo.ui.render import html, size
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.application import Application
    from geo.model.case import Case
    from geo.ui.apply.look import Look
    from geo.ui.apply.matters import Matter


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    html(
        "apply_head.html.j2",
        title=text("ui.apply.sending.title", lang),
        lead=text("ui.apply.sending.lead", lang),
    )
    found = open_matters(seen)
    waiting(found, lang, asked=saving.asked(who.person(), seen.desk))
    if seen.case is None:
        return
    handed = seen.application
    html(
        "apply_content.html.j2",
        title=text("ui.apply.sending.content", lang),
        facts=_facts(seen, lang),
        files_title=text("ui.apply.sending.files", lang, count=len(files_of(handed))),
        files=[
            (text(f"ui.apply.part.{part}", lang), name, size(count)) for part, name, count in files_of(handed)
        ],
        seen_title=text("ui.apply.sending.visible", lang),
        seen_by=[text(f"ui.apply.sending.visible_{key}", lang) for key in ("staff", "public", "files")],
        final=text("ui.apply.sending.final", lang),
    )
    if not seen.desk.kept:
        _not_kept(seen, lang)
    elif seen.desk.trouble is not None:
        st.info(text("ui.apply.sending.unsaved", lang), icon=":material/info:")
    elif any(matter.stops for matter in found):
        st.error(text("ui.apply.sending.stopped", lang), icon=":material/block:")
    else:
        _confirm(seen, handed, seen.case, lang)


def files_of(application: Application) -> list[tuple[str, str, int]]:
    """Use, name and size of every file; of one that is not judged why it is kept."""
    used = {"boundary": application.boundary, **application.layers}
    named = [(part, upload) for part, upload in used.items() if upload is not None]
    named += [(kept_as(name), upload) for name, upload in application.kept.items()]
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
    tied = tie.known(zone.id)
    return [
        (text("ui.apply.about.name", lang), zone.name or dash),
        (text("ui.apply.about.level", lang), text(f"level.{zone.level.value}", lang)),
        (text("ui.apply.about.city", lang), zone.city or dash),
        (text("ui.apply.about.operator", lang), zone.operator or dash),
        (
            text("ui.apply.about.tie", lang),
            text("ui.apply.tie.not_tied", lang) if tied is None else tie.named(tied, lang),
        ),
        (
            text("ui.figure.total_land_area_m2", lang),
            words.measurement(item.measurements.get("total_land_area_m2"), lang)
            + sheet.figure_proposed(item, "total_land_area_m2", lang),
        ),
        (
            text("ui.figure.core_land_area_m2", lang),
            words.measurement(item.measurements.get("core_land_area_m2"), lang)
            + sheet.figure_proposed(item, "core_land_area_m2", lang),
        ),
        (text("ui.apply.sending.outcome", lang), words.outcome(item.outcome, lang)),
        (text("ui.apply.sending.verdict", lang), words.verdict(item.findings, lang)),
    ]


def waiting(found: Sequence[Matter], lang: str, *, asked: Sequence[str] = ()) -> None:
    """What is open on the other steps, each with the way there: what stops, then what deserves a look.

    Last what the return asked for, whatever was done about it: only a person can say that it is answered.
    """
    groups = [
        {
            "tone": tone,
            "title": text(f"ui.apply.sending.{key}", lang),
            "rows": [
                {
                    "step": text(f"ui.apply.step.{matter.step}", lang),
                    "url": session.url_of(session.asked(), lang, matter.step),
                    "said": matter.said(lang),
                }
                for matter in found
                if matter.stops is stops
            ],
        }
        for key, tone, stops in (("stops", "fail", True), ("looks", "review", False))
    ]
    groups.append(
        {
            "tone": "review",
            "title": text("ui.apply.sending.asked", lang, count=len(asked)),
            "rows": [{"step": "", "url": "", "said": line} for line in asked],
        }
    )
    html(
        "apply_matters.html.j2",
        groups=[group for group in groups if group["rows"]],
        nothing=text("ui.apply.sending.nothing_open", lang),
    )


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
            on_click=_keep,
        )
    else:
        st.info(text("ui.apply.sign_in", lang), icon=":material/login:")


def _keep() -> None:
    desk = session.here()
    if desk is not None:
        session.begin(dataclasses.replace(desk, kept=True), "submit")


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
                register_view.opened(),
                who.person(),
                handed,
                case,
                seen=seen.desk.seen,
                zone_id=handed.zone.id or "",
            )
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    session.forget(session.asked() or "")
    session.go(receipt.seen.id)
    st.rerun()
