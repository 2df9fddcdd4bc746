"""The replay: the original bytes judged again today, beside what was recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import words
from geo.errors import SizhiError
from geo.i18n import number, text
from geo.i18n.catalogue import has
from geo.measure.registry import MEASURES
from geo.model.case import Case
from geo.report import sheet
from geo.ui.render import html
from geo.ui.review import held as holding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.assess.replay import Difference, Replay
    from geo.ui.review.held import Desk

MOST = 60
"""Differences shown; more than that are counted."""
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")


def line(desk: Desk) -> None:
    """Whether today's engine comes to the same, in one line under the verdict."""
    lang = desk.lang
    try:
        found = holding.replayed(desk)
    except SizhiError as problem:
        html(
            "review_again_line.html.j2",
            tone="review",
            mark="?",
            said=text("ui.review.again_not", lang),
            why=text(f"error.{problem.code}", lang, **problem.params),
            digest=desk.held.submission.digest,
        )
        return
    key = "same" if found.same else "differs"
    html(
        "review_again_line.html.j2",
        tone="pass" if found.same else "review",
        mark="✓" if found.same else "?",
        said=text(f"ui.review.again_{key}", lang, count=len(found.differences)),
        why="",
        digest=desk.held.submission.digest,
    )


def block(desk: Desk) -> None:
    """The replay in full, and the button that judges once more before one's eyes."""
    lang = desk.lang
    html("note.html.j2", said=text("ui.review.again_lead", lang))
    st.button(
        text("ui.review.again_now", lang),
        key=f"{desk.held.entry.id}:again",
        on_click=holding.forget,
        args=(desk.held,),
        icon=":material/replay:",
    )
    try:
        with st.spinner(text("ui.review.again_working", lang)):
            found = holding.replayed(desk)
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    _digests(desk, found)
    _beside(desk, found)
    if found.differences:
        _differences(desk, found)


def _digests(desk: Desk, found: Replay) -> None:
    lang, item = desk.lang, desk.held.assessment
    today = found.result.assessment if isinstance(found.result, Case) else None
    heads = [text(f"ui.review.again_head_{key}", lang) for key in ("what", "then", "now")]
    versions = [
        (
            f"{name}",
            item.engine.get(name, "—"),
            "—" if today is None else today.engine.get(name, "—"),
        )
        for name in item.engine
    ]
    pack_then = _pack(item.pack, lang)
    pack_now = "—" if today is None else _pack(today.pack, lang)
    rows = [
        (text("ui.review.again_digest", lang), found.digest_before, found.digest_after or "—"),
        (text("ui.review.again_pack", lang), pack_then, pack_now),
        *((text("ui.review.again_engine", lang, name=name), then, now) for name, then, now in versions),
    ]
    causes = [text(f"replay.cause.{cause}", lang, **params) for cause, params in found.causes]
    html(
        "review_again.html.j2",
        title=text("ui.review.again_same_title" if found.same else "ui.review.again_differs_title", lang),
        tone="pass" if found.same else "review",
        mark="✓" if found.same else "?",
        causes=causes,
        heads=heads,
        rows=rows,
        same=text("ui.review.again_equal", lang),
        other=text("ui.review.again_other", lang),
    )


def _pack(identity: Mapping[str, str], lang: str) -> str:
    """A rule pack by its title, with its version and the beginning of its hash."""
    return f"{sheet.pack_name(identity, lang)} · {identity['sha256'][:12]}"


def _beside(desk: Desk, found: Replay) -> None:
    """Clause beside clause."""
    lang, item = desk.lang, desk.held.assessment
    today = found.result.assessment if isinstance(found.result, Case) else None
    now = {} if today is None else {f.rule: f.outcome for f in today.findings}
    rows = [
        (
            f.title.get(lang) or f.title["zh"],
            words.outcome(f.outcome, lang),
            words.outcome(now[f.rule], lang) if f.rule in now else "—",
        )
        for f in item.findings
    ]
    whole = "—" if today is None else words.outcome(today.outcome, lang)
    html(
        "table.html.j2",
        title=text("ui.review.again_verdicts", lang),
        heads=[text(f"ui.review.again_head_{key}", lang) for key in ("clause", "then", "now")],
        right=[False, False, False],
        rows=[(text("ui.review.again_whole", lang), words.outcome(item.outcome, lang), whole), *rows],
        empty="",
    )


def _differences(desk: Desk, found: Replay) -> None:
    lang = desk.lang
    rows = [(_named(one, desk), _said(one.before, lang), _said(one.after, lang)) for one in found.differences]
    more = len(rows) - MOST
    html(
        "table.html.j2",
        title=text("ui.review.again_differences", lang, count=len(rows)),
        heads=[text(f"ui.review.again_head_{key}", lang) for key in ("value", "then", "now")],
        right=[False, True, True],
        rows=rows[:MOST],
        note=text("ui.review.again_more", lang, count=more) if more > 0 else "",
        empty="",
    )


def _named(one: Difference, desk: Desk) -> str:
    """Where a value stands, in words: the matter, the measure or clause or part, and what of it."""
    lang, item = desk.lang, desk.held.assessment
    titles = {f.rule: f.title.get(lang) or f.title["zh"] for f in item.findings}
    parts = {part.part_id: part.name or part.part_id for part in item.parts}
    steps = [plain or index for plain, index in _STEP.findall(one.path)]
    said = [text(f"ui.review.again_in_{steps[0]}", lang)]
    for step in steps[1:]:
        if step in MEASURES:
            said.append(MEASURES[step].zh if lang == "zh" else MEASURES[step].en)
        elif step in titles or step in parts:
            said.append(titles.get(step) or text("where.part", lang, value=parts[step]))
        elif has(f"ui.review.again_of_{step}"):
            said.append(text(f"ui.review.again_of_{step}", lang))
        elif step.isdecimal():
            said.append(text("ui.review.again_nth", lang, number=int(step) + 1))
    return " · ".join(said)


def _said(value: Any, lang: str) -> str:
    """A value as people write it."""
    match value:
        case None:
            return "—"
        case bool():
            return text("ui.review.yes" if value else "ui.review.no", lang)
        case int() | float():
            return f"{value:,.10g}"
        case str() if has(f"outcome.{value}"):
            return text(f"outcome.{value}", lang)
        case str():
            return value if len(value) <= 60 else f"{value[:57]}…"
        case list() | tuple() | dict():
            return text("ui.review.again_entries", lang, count=number(len(value), "count"))
        case _:
            return "—"
