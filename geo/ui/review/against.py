"""Two versions beside each other: what land came and went, which numbers and verdicts changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import words
from geo.i18n import text
from geo.measure.registry import MEASURES
from geo.registry.zones import zone, zone_footprint
from geo.report import changes, sheet
from geo.report.stored import stored_assessment
from geo.ui import address
from geo.ui.render import html
from geo.ui.review import told
from geo.ui.state import Key
from geo.ui.swipe_view import Sides

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model.measurement import Measurement
    from geo.registry.compare import Changed, Comparison
    from geo.registry.records import Submission
    from geo.ui.review.held import Desk

STANDING, KNOWN = "approved", "known"
"""Among the choices the version the zone was approved on, and its land where that came without an
application, as from a survey; the others are numbers of submissions."""


@dataclass(frozen=True, slots=True)
class Against:
    """What an application is compared with, the older first: names, lands, and a name of each for a cache.

    ``found`` is None where the other is land alone, which nobody has judged.
    """

    short: tuple[str, str]
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    key: tuple[str, str]
    found: Comparison | None = None


def choices(desk: Desk) -> dict[str, str]:
    """What the version shown can be compared with: earlier ones, and the approved one of its zone."""
    lang, held = desk.lang, desk.held
    shown = held.submission.submitted
    others = [version for version in reversed(held.versions) if version.submitted != shown]
    found = {str(version.submitted): _named(version.submitted, version.number, lang) for version in others}
    approved = _standing(desk)
    if approved is not None and (approved.entry.id, approved.submitted) != (held.entry.id, shown):
        found[STANDING] = text("ui.review.against_approved", lang, number=approved.number)
    elif approved is None and _known(desk) is not None:
        found[KNOWN] = text("ui.review.against_known", lang)
    return found


def _named(submitted: int, number: str, lang: str) -> str:
    return text("ui.review.against_version", lang, count=submitted, number=number)


def _standing(desk: Desk) -> Submission | None:
    from geo.registry.compare import standing

    zone_id = desk.held.entry.zone_id
    return None if zone_id is None else standing(desk.register, desk.person, zone_id)


def _known(desk: Desk) -> gpd.GeoDataFrame | None:
    """The land the register has of the zone, whatever it came with."""
    zone_id = desk.held.entry.zone_id
    return None if zone_id is None else zone_footprint(desk.register, zone_id)


def chosen(desk: Desk) -> Against | None:
    """The comparison asked for; None where there is nothing to compare with."""
    from geo.registry.compare import compared
    from geo.registry.reading import submission

    offered = choices(desk)
    if not offered:
        return None
    held, lang = desk.held, desk.lang
    first = next(iter(offered))
    address.restore(Key.REVIEW_AGAINST, offered, default=first)
    if st.session_state[Key.REVIEW_AGAINST] not in offered:
        st.session_state[Key.REVIEW_AGAINST] = first
    asked = st.session_state[Key.REVIEW_AGAINST]
    if asked == KNOWN:
        return _with_land(desk)
    if asked == STANDING:
        other = _standing(desk)
    else:
        other = submission(desk.register, desk.person, held.entry.id, submitted=int(asked))
    if other is None:
        return None
    found = [held.submission, other]
    named = [
        text("ui.review.against_short", lang, count=held.submission.submitted),
        text("ui.review.against_standing", lang)
        if asked == STANDING
        else text("ui.review.against_short", lang, count=other.submitted),
    ]
    # The newer always stands on the right, whichever was asked to be compared with which.
    if other.submitted_at <= held.submission.submitted_at:
        found, named = found[::-1], named[::-1]
    one, other = found
    return Against(
        short=(named[0], named[1]),
        before=one.footprint,
        after=other.footprint,
        key=(one.sha256, other.sha256),
        found=compared(one, other),
    )


def _with_land(desk: Desk) -> Against | None:
    """The land the register has of the zone, beside the version shown."""
    known, held = _known(desk), desk.held
    if known is None or held.entry.zone_id is None:
        return None
    short = text("ui.review.against_short", desk.lang, count=held.submission.submitted)
    version = zone(desk.register, held.entry.zone_id).version
    return Against(
        short=(text("ui.review.against_land", desk.lang), short),
        before=known,
        after=held.submission.footprint,
        key=(f"{held.entry.zone_id}/{version}", held.submission.sha256),
    )


def sides(desk: Desk, against: Against) -> Sides:
    """The two versions for the map and what stands beside it."""
    return Sides(
        key=against.key,
        title=desk.held.entry.name,
        names=against.short,
        before=against.before,
        after=against.after,
        demo=desk.held.assessment.zone.demo,
    )


def block(desk: Desk) -> None:
    """The choice of the other version, and every number and verdict that is not what it was."""
    lang = desk.lang
    offered = choices(desk)
    against = chosen(desk)
    if against is None:
        html(
            "notice.html.j2",
            tone="advisory",
            title=text("ui.review.against_none", lang),
            lines=[text(f"ui.review.against_none_{_why_none(desk)}", lang)],
        )
        return
    st.selectbox(
        text("ui.review.against", lang),
        list(offered),
        format_func=offered.__getitem__,
        key=Key.REVIEW_AGAINST,
        persist_state="session",
    )
    address.keep(Key.REVIEW_AGAINST, default=next(iter(offered)))
    if against.found is None:
        html(
            "lines.html.j2",
            title=text("ui.review.against", lang),
            rows=[text("ui.review.against_land_only", lang)],
        )
        return
    _verdicts(desk, against.found)
    _numbers(desk, against.found)
    _others(against.found, lang)


def _why_none(desk: Desk) -> str:
    """Why there is no other version: a new zone, or one the register knows by name alone."""
    return "text" if desk.held.entry.zone_id is None else "land"


def _verdicts(desk: Desk, found: Comparison) -> None:
    lang = desk.lang
    titles = {
        finding["rule"]: finding["title"]
        for side in (found.before, found.after)
        for finding in side.document["findings"]
    }
    titles |= {f.rule: f.title.get(lang) or f.title["zh"] for f in desk.held.assessment.findings}
    rows = [
        (
            titles.get(one.name, text("ui.review.again_whole", lang)),
            _outcome(one.before, lang),
            _outcome(one.after, lang),
        )
        for one in found.verdicts
    ]
    html(
        "table.html.j2",
        title=text("ui.review.against_verdicts", lang),
        heads=[text("ui.review.again_head_clause", lang), *_sides(lang)],
        right=[False, False, False],
        rows=rows,
        empty=text("ui.review.against_verdicts_none", lang),
    )


def _sides(lang: str) -> tuple[str, str]:
    """Heads of the two columns; which version is which stands beside the map."""
    return text("ui.swipe.before", lang), text("ui.swipe.after", lang)


def _outcome(value: str | None, lang: str) -> str:
    return "—" if value is None else f"{words.OUTCOME_MARK[value]} {text(f'outcome.{value}', lang)}"


def _numbers(desk: Desk, found: Comparison) -> None:
    lang = desk.lang
    html(
        "table.html.j2",
        title=text("ui.review.against_numbers", lang),
        heads=[
            text("ui.review.again_head_value", lang),
            *_sides(lang),
            text("ui.review.against_difference", lang),
        ],
        right=[False, True, True, True],
        wrap=True,
        rows=[
            row
            for one in found.measurements
            if one.name in MEASURES and (row := _changed(one, found, lang)) is not None
        ],
        empty=text("ui.review.against_numbers_none", lang),
    )


def _changed(one: Changed, found: Comparison, lang: str) -> tuple[Any, ...] | None:
    """A row, or None where the change does not show in the digits people read."""
    sides = [_measured(side, one.name) for side in (found.before, found.after)]
    told = [words.measurement(side, lang) for side in sides]
    if told[0] == told[1]:
        return None
    difference = "—"
    open_ended = any(side is not None and words.undetermined(side) for side in sides)
    if one.before is not None and one.after is not None and not open_ended:
        difference = words.difference(one.before, one.after, one.unit or "", lang)
    return (sheet.measure_name(one.name, lang), *told, difference)


def _others(found: Comparison, lang: str) -> None:
    """What changed in the overlaps with parks and zones, and which problems came or went."""
    before, after = (stored_assessment(side.document) for side in (found.before, found.after))
    html(
        "table.html.j2",
        title=text("ui.review.against_overlaps", lang),
        heads=[
            text("ui.part.name", lang),
            text("ui.review.against_other", lang),
            *_sides(lang),
            text("ui.review.against_difference", lang),
        ],
        right=[False, False, True, True, True],
        wrap=True,
        rows=changes.overlaps(before, after, lang),
        empty=text("ui.review.against_overlaps_none", lang),
    )
    heads = ("change", "severity", "problem", "place")
    html(
        "table.html.j2",
        title=text("ui.review.against_problems", lang),
        heads=[text(f"ui.review.against_head_{head}", lang) for head in heads],
        right=[False] * len(heads),
        wrap=True,
        rows=changes.problems(before, after, lang),
        empty=text("ui.review.against_problems_none", lang),
    )


def _measured(side: Submission, name: str) -> Measurement | None:
    from geo.model.measurement import Measurement

    values = side.document["measurements"].get(name)
    return None if values is None else Measurement(name=name, **values)


def version_choice(desk: Desk) -> None:
    """Which submitted version is shown, where there are several."""
    held, lang = desk.held, desk.lang
    if len(held.versions) < 2:
        return
    rows = [
        {
            "name": _named(version.submitted, version.number, lang),
            "when": told.moment(version.submitted_at, lang),
            "url": told.link(version=None if version is held.versions[-1] else str(version.submitted)),
            "now": version.submitted == held.submission.submitted,
        }
        for version in held.versions
    ]
    html(
        "review_versions.html.j2",
        title=text("ui.review.versions", lang),
        rows=rows,
        old="" if held.latest else text("ui.review.old_version", lang),
    )
