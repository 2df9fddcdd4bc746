"""The steps of the way: chosen, written, confirmed; whoever comes second is told, and keeps every word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import words
from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import register_view, who
from geo.ui.render import html
from geo.ui.review import approval, told
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry import Action, Seen
    from geo.ui.review.held import Desk, Held

REASON_MOST = 4000
MOST_PLACES = 5
"""Places named in one line of what is to be changed."""


@dataclass(frozen=True, slots=True)
class _Form:
    """What is typed about one application, kept in the session until it is on the disk."""

    application: str

    def key(self, name: str) -> str:
        """Key of a field in the session."""
        return f"{Key.REVIEW_FORM}:{self.application}:{name}"

    def get(self, name: str, default: Any = None) -> Any:
        """Value of a field."""
        return st.session_state.get(self.key(name), default)

    def put(self, name: str, value: Any) -> None:
        """Set a field."""
        st.session_state[self.key(name)] = value

    def clear(self) -> None:
        """Forget everything typed, once it is kept elsewhere."""
        prefix = self.key("")
        for key in [key for key in st.session_state if str(key).startswith(prefix)]:
            del st.session_state[key]

    def changes(self) -> list[str]:
        """What is to be changed, of the lines that are ticked."""
        lines = [
            str(self.get(f"change{index}") or "").strip()
            for index in range(self.get("lines", 0))
            if self.get(f"use{index}")
        ]
        return [line for line in lines if line]


def opened(held: Held) -> None:
    """Note what somebody sees when an application opens: steps rest on it, whatever others do meanwhile."""
    form = _Form(held.entry.id)
    if st.session_state.get(Key.REVIEW_FORM) != held.entry.id or form.get("seen") is None:
        st.session_state[Key.REVIEW_FORM] = held.entry.id
        form.put("seen", held.entry.seen)


def overtaken(held: Held, lang: str, *, form_too: bool = False) -> bool:
    """Somebody was here since this application was opened: who, when, what, and that nothing is lost.

    Parameters
    ----------
    held
        The application as it is now.
    lang
        ``zh`` or ``en``.
    form_too
        Beside the steps, where the eye is, with the way on.
    """
    form = _Form(held.entry.id)
    if form.get("seen") == held.entry.seen:
        return False
    step = held.history[-1]
    typed = bool(form.get("reason") or form.changes())
    lines = [
        text(
            "ui.review.overtaken_text",
            lang,
            who=held.names[step.decided_by],
            when=told.moment(step.decided_at, lang),
            action=told.action(step.action.value, lang),
            stage=told.stage(held.entry.stage.value, lang),
        ),
        *([text("ui.review.overtaken_said", lang, said=step.reason)] if step.reason else []),
        text("ui.review.overtaken_kept" if typed else "ui.review.overtaken_nothing", lang),
    ]
    html("notice.html.j2", tone="review", title=text("ui.review.overtaken", lang), lines=lines)
    if form_too:
        st.button(
            text("ui.review.overtaken_go_on", lang),
            key=form.key("go_on"),
            on_click=form.put,
            args=("seen", held.entry.seen),
            icon=":material/refresh:",
        )
    return True


def draw(desk: Desk) -> None:
    """Offer the steps this person may take, with what each leads to."""
    held, lang = desk.held, desk.lang
    form = _Form(held.entry.id)
    with st.container(border=True, key="review_act"):
        html("heading.html.j2", title=text("ui.review.act", lang), lead="")
        _outcome(form, held, lang)
        if not held.latest:
            html("lines.html.j2", title="", rows=[text("ui.review.act_old_version", lang)])
            return
        if not held.steps:
            _no_step(form, desk)
            return
        late = overtaken(held, lang, form_too=True)
        step = _chosen(form, held, lang)
        if step is not None:
            _fields(form, step, held, lang, late=late)
            if not late:
                _confirmation(form, desk, step)


def _outcome(form: _Form, held: Held, lang: str) -> None:
    """What came of the last attempt."""
    if done := form.get("done"):
        action, after = done
        named = told.action(action, lang)
        st.success(
            text("ui.review.done", lang, action=named, stage=told.stage(after, lang)),
            icon=":material/check_circle:",
        )
    problem = form.get("problem")
    if problem is not None and not (
        problem[0] == "registry.conflict" and form.get("seen") != held.entry.seen
    ):
        code, params = problem
        st.error(text(f"error.{code}", lang, **params), icon=":material/error:")


def _no_step(form: _Form, desk: Desk) -> None:
    """Why there is nothing to do here, and what was typed before that came to be so."""
    held, lang = desk.held, desk.lang
    own = held.entry.own and not desk.person.local
    key = "own" if own else held.entry.stage.value
    html("lines.html.j2", title="", rows=[text(f"ui.review.no_step_{key}", lang)])
    typed = "\n".join(filter(None, [form.get("reason") or "", *form.changes()]))
    if typed:
        st.text_area(text("ui.review.unsaved", lang), value=typed, key=form.key("unsaved"))


def _chosen(form: _Form, held: Held, lang: str) -> Action | None:
    from geo.registry import Action

    offered = [step.value for step in held.steps]
    if form.get("step") not in offered:
        form.put("step", None)
    chosen = st.pills(
        text("ui.review.step", lang),
        offered,
        format_func=lambda value: told.action(value, lang),
        key=form.key("step"),
        on_change=_other_step,
        args=(form,),
        persist_state="session",
    )
    if chosen is None:
        html("note.html.j2", said=text("ui.review.step_none", lang))
        return None
    html("note.html.j2", said=text(f"ui.review.step_{chosen}", lang))
    return Action(chosen)


def _other_step(form: _Form) -> None:
    form.put("confirm", value=False)
    form.put("problem", None)
    form.put("done", None)


def _fields(form: _Form, step: Action, held: Held, lang: str, *, late: bool) -> None:
    from geo.registry import Action, Role
    from geo.registry.stages import step as line_of

    # The table alone says whether a step needs a reason, whoever takes it.
    right = line_of(step, held.entry.stage, frozenset(Role))
    needed = right is not None and right.reason
    label = "opinion" if step is Action.OPINE else "reason" if needed else "reason_optional"
    st.text_area(
        text(f"ui.review.{label}", lang),
        key=form.key("reason"),
        max_chars=REASON_MOST,
        height=120,
        placeholder=text(f"ui.review.{label}_example", lang),
        persist_state="session",
    )
    if step is Action.RETURN:
        _changes(form, held, lang)
    st.button(
        text("ui.review.check", lang, action=told.action(step.value, lang)),
        key=form.key("check"),
        on_click=_check,
        args=(form, needed),
        type="primary",
        disabled=late,
    )
    if form.get("wanting"):
        named = {
            "zh": text(f"registry.action.{step.value}"),
            "en": text(f"registry.action.{step.value}", "en"),
        }
        st.error(text("error.registry.reason_needed", lang, action=named), icon=":material/error:")


def _changes(form: _Form, held: Held, lang: str) -> None:
    """What the applicant is to change: drawn up from the verdict, ticked, reworded and added to here."""
    if form.get("lines") is None:
        proposed = proposals(held, lang)
        form.put("lines", len(proposed))
        for index, line in enumerate(proposed):
            form.put(f"change{index}", line)
            form.put(f"use{index}", value=True)
    html("lines.html.j2", title=text("ui.review.changes_title", lang), rows=[])
    html(
        "note.html.j2",
        said=text("ui.review.changes_help" if form.get("lines") else "ui.review.changes_none", lang),
    )
    for index in range(form.get("lines")):
        use, field = st.columns([1, 14], vertical_alignment="center", gap="small")
        number = text("ui.review.change_number", lang, number=index + 1)
        use.checkbox(number, key=form.key(f"use{index}"), persist_state="session")
        field.text_area(
            number,
            key=form.key(f"change{index}"),
            height="content",
            label_visibility="collapsed",
            max_chars=1000,
            persist_state="session",
        )
    st.button(
        text("ui.review.change_add", lang),
        key=form.key("add"),
        on_click=_add,
        args=(form,),
        icon=":material/add:",
    )


def _add(form: _Form) -> None:
    index = form.get("lines", 0)
    form.put("lines", index + 1)
    form.put(f"use{index}", value=True)
    form.put(f"change{index}", "")


def proposals(held: Held, lang: str) -> list[str]:
    """What the recorded verdict asks to be answered, a sentence each: clauses, then problems of the file."""
    from geo.model.issue import Severity
    from geo.registry.decisions import TO_CHANGE

    item = held.assessment
    clauses = [
        text(
            "ui.review.change_clause",
            lang,
            title=finding.title.get(lang) or finding.title["zh"],
            reason=words.reasons(finding, lang),
        )
        for finding in item.findings
        if finding.outcome.value in TO_CHANGE
    ]
    places: dict[str, list[str]] = {}
    names = words.part_names(item)
    for issue in item.issues:
        if issue.severity in {Severity.ERROR, Severity.WARNING}:
            said = filter(None, (words.issue_message(issue, lang), words.issue_action(issue, lang)))
            places.setdefault(" ".join(said), []).append(words.issue_place(issue.where, lang, names))
    return [*dict.fromkeys(clauses), *(_placed(said, where, lang) for said, where in places.items())]


def _placed(said: str, where: list[str], lang: str) -> str:
    """A problem with its file and row as the page shows them; of many places the first ones."""
    known = list(dict.fromkeys(filter(None, where)))
    if not known:
        return said
    key, shown = "change_place" if len(known) <= MOST_PLACES else "change_places", known[:MOST_PLACES]
    joined = ("；" if lang == "zh" else "; ").join(shown)
    return text(f"ui.review.{key}", lang, places=joined, said=said, count=len(known))


def _check(form: _Form, needed: bool) -> None:
    wanting = needed and not str(form.get("reason") or "").strip()
    form.put("wanting", wanting)
    form.put("confirm", not wanting)
    form.put("problem", None)
    form.put("done", None)


def _confirmation(form: _Form, desk: Desk, step: Action) -> None:
    """Once more what is about to happen, before it does."""
    held, lang = desk.held, desk.lang
    if not form.get("confirm"):
        return
    changes = form.changes() if step.value == "return" else []
    html(
        "review_confirm.html.j2",
        title=text(
            "ui.review.confirm",
            lang,
            action=told.action(step.value, lang),
            name=held.entry.name,
            number=held.submission.number,
        ),
        then=text(f"ui.review.step_{step.value}", lang),
        notes=approval.notes(held, lang) if step.value == "approve" else [],
        reason=str(form.get("reason") or "").strip(),
        changes=changes,
        changes_title=text("ui.review.changes", lang),
    )
    yes, no, _ = st.columns([1, 1, 3])
    yes.button(
        text("ui.review.confirm_yes", lang),
        key=form.key("yes"),
        on_click=_decide,
        args=(form, step, changes),
        type="primary",
        width="stretch",
    )
    no.button(
        text("ui.review.confirm_no", lang),
        key=form.key("no"),
        on_click=form.put,
        args=("confirm", False),
        width="stretch",
    )


def _decide(form: _Form, step: Action, changes: list[str]) -> None:
    """Take the step; whatever goes wrong, what was typed stays."""
    from geo.registry.decisions import decide

    seen: Seen = form.get("seen")
    form.put("confirm", value=False)
    try:
        reason = str(form.get("reason") or "")
        decision = decide(register_view.opened(), who.person(), seen, step, reason=reason, changes=changes)
    except SizhiError as problem:
        form.put("problem", (problem.code, dict(problem.params)))
        return
    form.clear()
    form.put("done", (decision.action.value, decision.to_stage.value))
