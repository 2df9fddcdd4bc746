"""An application that was handed in: its receipt, where it stands, what was said, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import words
from geo.errors import SizhiError
from geo.i18n import text
from geo.model.assessment import Outcome
from geo.model.clock import china
from geo.registry import Action, Stage, decisions, submissions
from geo.registry.content import KEPT
from geo.registry.reading import submission, versions
from geo.registry.stages import step
from geo.report import sheet
from geo.report.stored import stored_assessment
from geo.rules.pack import load_pack
from geo.ui import register_view, tied
from geo.ui.apply import session, tie
from geo.ui.apply.desk import kept_as
from geo.ui.exports import file_stem
from geo.ui.render import TEMPLATES, html, size
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.registry.access import Person
    from geo.registry.records import Decision, Entry, Receipt, Submission, Version

WAY = (Stage.DECLARED, Stage.REVIEW, Stage.NOTICE, Stage.APPROVED, Stage.BUILDING, Stage.ACCEPTED)
"""The stages of an application that comes through."""
TONES = {
    Stage.NURTURE: "note",
    Stage.RETURNED: "fail",
    Stage.WITHDRAWN: "review",
    Stage.REVOKED: "fail",
    Stage.DISCARDED: "review",
    Stage.APPROVED: "pass",
    Stage.BUILDING: "pass",
    Stage.ACCEPTED: "pass",
}


def draw(person: Person, entry: Entry, lang: str) -> None:
    """Draw the page of an application on its way."""
    register = register_view.opened()
    history = decisions.history(register, person, entry.id)
    html(
        "apply_top.html.j2",
        name=entry.name,
        chip=text(f"registry.stage.{entry.stage.value}", lang),
        tone=TONES.get(entry.stage, "advisory"),
        home=session.home_url(lang),
        home_text=text("ui.apply.home.back", lang),
        saved=text(f"ui.apply.standing.now_{entry.stage.value}", lang),
    )
    if entry.number is None:
        return
    way(history, entry.stage, lang)
    papers(person, entry, entry.number, lang)
    said(history, lang)
    withdraw(person, entry, lang)


def papers(person: Person, entry: Entry, number: str, lang: str) -> None:
    """The receipt of the last submission, and those before."""
    register = register_view.opened()
    last = submissions.receipt(register, person, number)
    earlier = versions(register, person, entry.id)[:-1]
    receipt(last, submission(register, person, entry.id), lang, earlier=earlier)
    if earlier:
        html(
            "table.html.j2",
            title=text("ui.apply.standing.earlier", lang),
            heads=[text(f"ui.apply.receipt.{key}", lang) for key in ("number", "at", "outcome", "area")],
            right=[False, False, False, True],
            rows=[
                (
                    one.number,
                    local_time(one.submitted_at),
                    words.outcome(Outcome(one.outcome), lang),
                    f"{one.area_m2:,.1f} m²",
                )
                for one in reversed(earlier)
            ],
        )


def local_time(at: str) -> str:
    """A moment of the register as a person reads it, by the clock in China.

    Examples
    --------
    >>> local_time("2026-11-22T06:03:09.120Z")
    '2026-11-22 14:03'
    """
    return china(at).strftime("%Y-%m-%d %H:%M")


def way(history: tuple[Decision, ...], stage: Stage, lang: str) -> None:
    """The stages in a row: those behind with their day, the one it stands in, those to come."""
    reached: dict[Stage, str] = {}
    for decision in history:
        if decision.from_stage != decision.to_stage or decision.action is Action.SUBMIT:
            reached[decision.to_stage] = local_time(decision.decided_at)
    shown = list(WAY) if stage in WAY else [*(one for one in WAY if one in reached), stage]
    at = shown.index(stage)
    html(
        "apply_way.html.j2",
        label=text("ui.apply.standing.way", lang),
        rows=[
            {
                "name": text(f"registry.stage.{one.value}", lang),
                "day": reached.get(one, "") if index <= at else "",
                "state": "done" if index < at else "now" if index == at else "to come",
                "tone": TONES.get(one, "advisory") if index == at else "",
            }
            for index, one in enumerate(shown)
        ],
        now=text("ui.apply.standing.here", lang),
    )


def receipt(found: Receipt, handed: Submission, lang: str, *, earlier: Sequence[Version] = ()) -> None:
    """The receipt, on the page and to keep."""
    content = receipt_content(found, handed, lang, earlier=earlier)
    html("apply_receipt.html.j2", **content)
    stem = file_stem("receipt", handed.document["zone"]["name"], number=found.number, lang=lang)
    page = TEMPLATES.get_template("receipt_page.html.j2").render(
        lang="zh-CN" if lang == "zh" else "en", **content
    )
    st.download_button(
        text("ui.apply.receipt.download", lang),
        data=page.encode(),
        file_name=f"{stem}.html",
        mime="text/html",
        icon=":material/receipt_long:",
        on_click="ignore",
        key=f"{Key.APPLY}:receipt",
    )


def receipt_content(
    found: Receipt, handed: Submission, lang: str, *, earlier: Sequence[Version] = ()
) -> dict[str, Any]:
    """Everything a receipt says, in words; with the receipts of what was handed in before it."""
    zone = handed.document["zone"]
    known = tie.known(zone.get("id"))
    marked = sheet.figure_proposed(stored_assessment(handed.document), "total_land_area_m2", lang)
    rows = [
        ("number", found.number),
        ("at", local_time(found.at)),
        ("name", zone["name"]),
        ("level", text(f"level.{zone['level']}", lang)),
        *([] if known is None else [("zone", tied.called(known, lang))]),
        ("version", text("ui.apply.receipt.nth", lang, count=found.submitted)),
        *[("before", _before(one, lang)) for one in reversed(earlier)],
        ("area", f"{handed.area_m2:,.1f} m²{marked}"),
        ("outcome", words.outcome(Outcome(handed.outcome), lang)),
        ("sha256", found.sha256),
        ("digest", found.digest),
        ("line", text("ui.apply.receipt.line_said", lang, line=found.line, hash=found.line_hash)),
    ]
    return {
        "title": text("ui.apply.receipt.title", lang),
        "service": text("ui.apply.receipt.service", lang),
        "rows": [
            (text(f"ui.apply.receipt.{key}", lang), value, key in {"sha256", "digest", "line"})
            for key, value in rows
        ],
        "files_title": text("ui.apply.receipt.files", lang),
        "files": [
            (_part(part, lang), file["name"], size(file["size"]), file["sha256"])
            for part, file in handed.files.items()
        ],
        "heads": [text(f"ui.apply.receipt.{key}", lang) for key in ("use", "file", "size", "hash")],
        "clauses_title": text("ui.apply.receipt.clauses", lang),
        "clauses": [
            (
                words.OUTCOME_MARK[finding["outcome"]],
                text(f"outcome.{finding['outcome']}", lang),
                finding["clause"]["article"],
                _title(finding, handed.document["pack"]["id"], lang),
            )
            for finding in handed.document["findings"]
            if finding["threshold"] is not None
        ],
        "note": text("ui.apply.receipt.note", lang),
    }


def _before(one: Version, lang: str) -> str:
    """A receipt this one follows: its number, which submission it was of, and when."""
    at = local_time(one.submitted_at)
    return text("ui.apply.receipt.before_said", lang, number=one.number, count=one.submitted, at=at)


def _title(finding: Mapping[str, Any], pack: str, lang: str) -> str:
    """What a clause is called: the register keeps the Chinese title, the pack has both."""
    if lang != "zh":
        for rule in load_pack(pack).rules:
            if rule.id == finding["rule"]:
                return rule.title[lang]
    return str(finding["title"])


def _part(part: str, lang: str) -> str:
    kept = part.startswith(KEPT)
    return text(f"ui.apply.part.{kept_as(part.removeprefix(KEPT)) if kept else part}", lang)


def said(history: tuple[Decision, ...], lang: str) -> None:
    """What was decided so far, with its reasons."""
    rows = [
        {
            "at": local_time(decision.decided_at),
            "what": text(f"registry.action.{decision.action.value}", lang),
            "reason": decision.reason or "",
            "changes": decision.changes,
        }
        for decision in history
    ]
    html("apply_history.html.j2", title=text("ui.apply.standing.history", lang), rows=rows)


def withdraw(person: Person, entry: Entry, lang: str) -> None:
    """Take the application back, with a reason."""
    if step(Action.WITHDRAW, entry.stage, person.all_roles) is None:
        return
    with st.expander(text("ui.apply.withdraw.title", lang), icon=":material/undo:"):
        html("apply_quiet.html.j2", said=text("ui.apply.withdraw.lead", lang))
        reason = st.text_area(text("ui.apply.withdraw.reason", lang), key=f"{Key.APPLY}:reason", height=90)
        if not st.button(text("ui.apply.withdraw.do", lang), key=f"{Key.APPLY}:withdraw"):
            return
        try:
            decisions.decide(register_view.opened(), person, entry.seen, Action.WITHDRAW, reason=reason)
        except SizhiError as problem:
            st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
            return
    session.forget(entry.id)
    st.rerun()
