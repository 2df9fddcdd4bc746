"""What stands above the steps: the name, whether it is saved, what went wrong, what is to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.registry import Action, Stage, decisions, submissions
from geo.registry.problems import ConflictError
from geo.ui import register_view, who
from geo.ui.apply import session
from geo.ui.apply.standing import TONES, local_time, papers, said, withdraw
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry.access import Person
    from geo.registry.records import Decision
    from geo.ui.apply.desk import Desk


def top(desk: Desk, lang: str) -> None:
    """Name and stage, and when it was saved last."""
    name = desk.zone.name or text("ui.apply.home.unnamed", lang)
    html(
        "apply_top.html.j2",
        name=name,
        demo=text("ui.demo_mark", lang) if desk.zone.demo else "",
        chip=text(_chip(desk), lang),
        tone=TONES.get(desk.stage, "advisory") if desk.kept else "advisory",
        home=session.home_url(lang),
        home_text=text("ui.apply.home.back", lang),
        saved=_saved(desk, lang),
        warn=desk.trouble is not None,
    )


def _chip(desk: Desk) -> str:
    if not desk.kept:
        return "ui.apply.check"
    return "ui.apply.draft" if desk.stage is Stage.NURTURE else f"registry.stage.{desk.stage.value}"


def _saved(desk: Desk, lang: str) -> str:
    if not desk.kept:
        return text("ui.apply.saved_not", lang)
    if desk.trouble is not None:
        return text("ui.apply.saved_waits", lang)
    if desk.saved_at is None:
        return text("ui.apply.saved_nothing", lang)
    return text("ui.apply.saved", lang, at=local_time(desk.saved_at)[-5:])


def trouble(desk: Desk, lang: str) -> None:
    """Why the last change is not saved, and what to do; nothing here is lost."""
    if isinstance(desk.trouble, ConflictError):
        _conflict(desk.trouble, lang)
    elif desk.trouble is not None:
        problem = desk.trouble
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")


def _conflict(problem: ConflictError, lang: str) -> None:
    with st.container(border=True, key="apply_conflict"):
        html(
            "notice.html.j2",
            tone="review",
            title=text("ui.apply.conflict.title", lang),
            lines=[text("ui.apply.conflict.text", lang, at=local_time(str(problem.params["at"])))],
        )
        with st.container(horizontal=True):
            for key, act, args in (
                ("mine", session.take_mine, (who.person(),)),
                ("theirs", session.take_theirs, ()),
                ("both", session.take_both, ()),
            ):
                st.button(
                    text(f"ui.apply.conflict.{key}", lang),
                    key=f"{Key.APPLY}:conflict:{key}",
                    help=text(f"ui.apply.conflict.{key}_help", lang),
                    on_click=act,
                    args=args,
                )


def returned(person: Person, desk: Desk, lang: str) -> None:
    """What a returned application is to answer, above everything else."""
    steps = _way(person, desk)
    last = _last_return(steps)
    if last is None or desk.seen is None:
        return
    entry = session.entry_of(person, desk.seen.id)
    html(
        "apply_returned.html.j2",
        title=text("ui.apply.returned.title", lang, at=local_time(last.decided_at)),
        reason=last.reason or "",
        changes_title=text("ui.apply.returned.changes", lang),
        changes=last.changes,
        then=text("ui.apply.returned.then", lang),
    )
    if entry.number is not None:
        with st.expander(text("ui.apply.returned.papers", lang), icon=":material/receipt_long:"):
            papers(person, entry, entry.number, lang)
            said(steps, lang)


def asked(person: Person, desk: Desk) -> tuple[str, ...]:
    """What a returned application is to answer, a line each: the changes asked for, or else the reason."""
    last = _last_return(_way(person, desk))
    if last is None:
        return ()
    return last.changes or tuple(filter(None, (last.reason,)))


def _way(person: Person, desk: Desk) -> tuple[Decision, ...]:
    """The steps of a returned application so far; none of any other."""
    if desk.stage is not Stage.RETURNED or desk.seen is None:
        return ()
    return decisions.history(register_view.opened(), person, desk.seen.id)


def _last_return(steps: tuple[Decision, ...]) -> Decision | None:
    return next((step for step in reversed(steps) if step.action is Action.RETURN), None)


def more(person: Person, desk: Desk, lang: str) -> None:
    """Give a draft up, or take a returned application back."""
    if not desk.kept or desk.seen is None:
        return
    if desk.stage is Stage.RETURNED:
        withdraw(person, session.entry_of(person, desk.seen.id), lang)
        return
    with st.expander(text("ui.apply.discard.title", lang), icon=":material/delete:"):
        html("apply_quiet.html.j2", said=text("ui.apply.discard.lead", lang))
        if not st.button(text("ui.apply.discard.do", lang), key=f"{Key.APPLY}:discard"):
            return
        try:
            submissions.discard(register_view.opened(), person, desk.seen)
        except SizhiError as problem:
            st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
            return
    session.forget(desk.seen.id)
    session.go(None)
    st.rerun()


def missing(lang: str) -> None:
    """An application that is not there, or not this person's: the two look the same."""
    html(
        "notice.html.j2",
        tone="review",
        title=text("ui.apply.missing.title", lang),
        lines=[text("ui.apply.missing.text", lang)],
        links=[(text("ui.apply.home.back", lang), session.home_url(lang))],
    )
