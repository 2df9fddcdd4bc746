"""Step four: every problem with its place, and each repair before and after, to be taken part by part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo import words
from geo.i18n import number, text
from geo.ui import problems
from geo.ui.apply import picture, session
from geo.ui.apply.outlines import HEIGHT, WIDTH, paths
from geo.ui.render import html
from geo.ui.render import picture as drawn
from geo.ui.state import Key, part_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.assess.repairs import RepairChoice, RepairOption
    from geo.model.case import Case
    from geo.ui.apply.desk import Desk
    from geo.ui.apply.look import Look

ELSEWHERE = {
    "roles.no_core": "roles",
    "crs.outside_city": "files",
    **dict.fromkeys(
        (
            "crs.outside_province",
            "crs.conflict",
            "crs.contradicted",
            "crs.several_fit",
            "crs.none_fits",
            "crs.shift_suspected",
            "crs.needs_parameters",
            "crs.no_reading",
            "layer.choose",
        ),
        "reading",
    ),
}
"""Problems that are dealt with on another step, by code."""
MOST_BESIDE = 3
"""Ways to repair one part that stand beside each other."""


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    html(
        "apply_head.html.j2",
        title=text("ui.apply.mending.title", lang),
        lead=text("ui.apply.mending.lead", lang),
    )
    if seen.reading is None:
        picture.nothing(lang)
        return
    if seen.case is None:
        problems.issues(seen.issues, lang, on_map=False, ways=_ways(lang))
        return
    problems.summary(seen.issues, lang, settled=seen.mended)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        picture.zone(seen.case, seen.application, lang)
    with right, st.container(key="apply_issues"):
        problems.issues(
            seen.issues,
            lang,
            settled=seen.mended,
            ways=_ways(lang),
            names=words.part_names(seen.case.assessment),
        )
    repairs(seen.case, lang)


def _ways(lang: str) -> dict[str, tuple[str, str]]:
    """Problems that another step deals with, and the way there."""
    return {
        code: (
            text("ui.apply.mending.go", lang, step=text(f"ui.apply.step.{step}", lang)),
            session.url_of(session.asked(), lang, step),
        )
        for code, step in ELSEWHERE.items()
    }


def repairs(case: Case, lang: str) -> None:
    """The ways to repair each faulty part, before and after; taken one by one, or all as recommended."""
    from geo.assess import repair_choices

    choices = repair_choices(case)
    if not choices:
        return
    waiting = [choice for choice in choices if not choice.confirmed]
    received = dict(zip(case.original["part_id"], case.original.geometry, strict=True))
    with st.container(key="apply_repairs"):
        said, button = st.columns([4, 1.2], vertical_alignment="center")
        with said:
            html(
                "apply_head.html.j2",
                title=text("ui.apply.mending.repairs", lang, count=len(choices)),
                lead=text(
                    f"ui.apply.mending.{'waiting' if waiting else 'settled'}", lang, count=len(waiting)
                ),
            )
        if waiting:
            button.button(
                text("ui.apply.mending.all", lang),
                key=f"{Key.APPLY}:repair_all",
                type="primary",
                width="stretch",
                on_click=session.change,
                args=(partial(_with_all, waiting),),
            )
        for choice in choices:
            _choice(choice, received[choice.part_id], lang)


def _choice(choice: RepairChoice, received: BaseGeometry, lang: str) -> None:
    with st.container(border=True):
        html(
            "apply_part.html.j2",
            name=choice.name,
            id=choice.part_id,
            show=text("ui.show", lang),
            tone="pass" if choice.confirmed else "review",
            chip=text(f"ui.apply.mending.{'taken' if choice.confirmed else 'open'}", lang),
        )
        offered = choice.options[:MOST_BESIDE]
        for column, option in zip(st.columns(max(2, len(offered)), gap="medium"), offered, strict=False):
            with column:
                _option(choice, option, received, lang)


def _option(choice: RepairChoice, option: RepairOption, received: BaseGeometry, lang: str) -> None:
    before, after = option.area_before, option.area_after
    method = text(f"repair.method.{option.method}", lang)
    html(
        "apply_repair.html.j2",
        picture=drawn("repair.svg.j2", width=WIDTH, height=HEIGHT, **paths(received, option.geometry)),
        alt=text("ui.apply.mending.picture", lang, name=choice.name, method=method),
        width=WIDTH,
        height=HEIGHT,
        method=method,
        recommended=_why_recommended(choice, option, lang),
        area=text("ui.apply.mending.area", lang),
        after=number(after, "m2", lang),
        difference=text("ui.apply.mending.no_area", lang)
        if before is None
        else text("ui.apply.mending.difference", lang, change=f"{after - before:+,.1f}"),
        declared=_beside_declared(after, choice.declared_m2, lang),
    )
    taken = choice.confirmed and option.adopted
    st.button(
        text(f"ui.apply.mending.{'undo' if taken else 'take'}", lang),
        key=part_key(f"repair:{option.method}", choice.part_id),
        icon=":material/undo:" if taken else ":material/check:",
        type="primary" if option.recommended and not choice.confirmed else "secondary",
        on_click=session.change,
        args=(partial(_with, choice.part_id, None if taken else option.method),),
        width="stretch",
    )


def _why_recommended(choice: RepairChoice, option: RepairOption, lang: str) -> str:
    """The word that marks the recommended repair, and whether the declared area decided it."""
    if not option.recommended:
        return ""
    return text(f"ui.apply.mending.{'by_declared' if choice.by_declared else 'recommended'}", lang)


def _beside_declared(area_m2: float, declared_m2: float | None, lang: str) -> str:
    """The area after a repair beside what the file declares; empty where it declares nothing."""
    if declared_m2 is None:
        return ""
    by = declared_m2 - area_m2
    return text("ui.apply.mending.declared", lang, area=declared_m2, difference=by)


def _with(part_id: str, method: str | None, desk: Desk) -> Desk:
    """Take a way to repair one part, or take that back."""
    kept = {part: way for part, way in desk.options.repairs.items() if part != part_id}
    return desk.with_options(repairs=kept if method is None else {**kept, part_id: method})


def _with_all(choices: Sequence[RepairChoice], desk: Desk) -> Desk:
    """Take what is recommended for every part that waits."""
    ways = {choice.part_id: choice.options[0].method for choice in choices if choice.options}
    return desk.with_options(repairs={**desk.options.repairs, **ways})
