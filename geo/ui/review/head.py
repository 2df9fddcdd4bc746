"""The head of an application: whose it is, where it stands, and the way it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import places
from geo.i18n import text
from geo.ui import tied
from geo.ui.render import html
from geo.ui.review import approval, told

if TYPE_CHECKING:
    from geo.registry.records import Decision
    from geo.ui.review.held import Held

WAY = ("declared", "review", "notice", "approved", "building", "accepted")
"""The stages of an application that is never sent back."""


def draw(held: Held, lang: str) -> None:
    """Name, facts, and the stages with the one it is in."""
    entry = held.entry
    html(
        "review_head.html.j2",
        back=text("ui.review.back", lang),
        back_url=told.back(),
        name=entry.name,
        demo=text("ui.demo_mark", lang) if held.assessment.zone.demo else "",
        own=text("ui.review.own", lang) if entry.own else "",
        stage=told.stage(entry.stage.value, lang),
        tone=told.TONES.get(entry.stage.value, "not_applicable"),
        facts=facts(held, lang),
        way_title=text("ui.review.way_short", lang),
        way=_steps(held, lang),
    )
    differs = approval.differences(held, lang)
    if differs and _for_a_zone(held):
        html(
            "notice.html.j2",
            tone="review",
            title=text("ui.tied.title", lang),
            lines=[*differs, text("ui.tied.stays", lang)],
        )


def facts(held: Held, lang: str, *, on_paper: bool = False) -> tuple[tuple[str, str], ...]:
    """Who handed it in, when, and where it lies: a label and a value each; on paper no time runs on."""
    entry, submission = held.entry, held.submission
    where = " ".join(places.label(name, lang) for name in (entry.city, held.assessment.zone.district) if name)
    known = [
        ("applicant", held.names[submission.submitted_by]),
        ("number", submission.number),
        ("received", told.moment(submission.submitted_at, lang)),
        ("level", text(f"level.{entry.level}", lang)),
        ("city", where),
        ("operator", held.assessment.zone.operator or ""),
        ("version", _version(held, lang)),
        ("waiting", "" if on_paper else told.waited(_since(held), lang)),
    ]
    rows = [(text(f"ui.review.head_{key}", lang), value) for key, value in known if value]
    return (*rows, *_zone(held, lang, on_paper=on_paper))


def _zone(held: Held, lang: str, *, on_paper: bool) -> list[tuple[str, str]]:
    """The zone of the register it speaks of; on paper with what differs, which the page tells below."""
    if held.zone is None:
        return []
    label = "head" if _for_a_zone(held) else "head_known"
    rows = [(text(f"ui.tied.{label}", lang), tied.called(held.zone, lang))]
    if on_paper and (differs := approval.differences(held, lang)):
        rows.append((text("ui.tied.head_differs", lang), ("" if lang == "zh" else " ").join(differs)))
    return rows


def _for_a_zone(held: Held) -> bool:
    """Whether the zone was there before the application: from the approval on every one has a zone."""
    from geo.registry.stages import OPEN, Stage

    return held.entry.stage in OPEN or held.entry.stage is Stage.RETURNED


def _version(held: Held, lang: str) -> str:
    return text("ui.review.version_of", lang, number=held.submission.submitted, of=len(held.versions))


def _since(held: Held) -> str:
    moved = [step.decided_at for step in held.history if step.from_stage is not step.to_stage]
    return max(moved, default=held.submission.submitted_at)


def _steps(held: Held, lang: str) -> list[dict[str, str]]:
    """The stages of the way, with the day each was reached the last time; one off the way stands last."""
    now = held.entry.stage.value
    reached = {step.to_stage.value: step.decided_at for step in held.history}
    # A stage reached before the last submission belongs to an earlier attempt.
    last = held.versions[-1].submitted_at
    shown = WAY if now in WAY else (*(stage for stage in WAY if reached.get(stage, "") >= last), now)
    place = shown.index(now)
    return [
        {
            "name": told.stage(stage, lang),
            "day": told.moment(reached[stage], lang).rpartition(" ")[0].rstrip(",")
            if index <= place and stage in reached
            else "",
            "state": "now" if index == place else "done" if index < place else "",
        }
        for index, stage in enumerate(shown)
    ]


def way(held: Held, lang: str) -> None:
    """Every step: who, when, from where to where, why, and what was to be changed; newest first."""
    tones = [told.TONES.get(step.to_stage.value, "not_applicable") for step in held.history]
    rows = [{**step, "tone": tone} for step, tone in zip(steps(held, lang), tones, strict=True)]
    html(
        "review_way.html.j2",
        title=text("ui.review.way", lang),
        rows=rows[::-1],
        changes=text("ui.review.changes", lang),
    )


def steps(held: Held, lang: str) -> list[dict[str, Any]]:
    """The way so far in words, oldest first."""
    return [_told(step, held, lang) for step in held.history]


def _told(step: Decision, held: Held, lang: str) -> dict[str, Any]:
    before, after = (told.stage(stage.value, lang) for stage in (step.from_stage, step.to_stage))
    return {
        "action": told.action(step.action.value, lang),
        "moved": f"{before} → {after}" if step.from_stage is not step.to_stage else after,
        "who": held.names[step.decided_by],
        "when": told.moment(step.decided_at, lang),
        "reason": step.reason or "",
        "changes": step.changes,
    }


def asked_for(held: Held, lang: str) -> None:
    """What the last return asked for, while a new version is judged with it in hand."""
    from geo.registry.stages import OPEN, Action

    returned = [step for step in held.history if step.action is Action.RETURN]
    if not returned or held.entry.stage not in OPEN:
        return
    step = returned[-1]
    html(
        "review_asked.html.j2",
        title=text(
            "ui.review.asked_for",
            lang,
            who=held.names[step.decided_by],
            when=told.moment(step.decided_at, lang),
            count=len(step.changes),
        ),
        reason=step.reason or "",
        changes=step.changes,
        url=told.link(tab="compare"),
        compare=text("ui.review.asked_compare", lang),
    )
