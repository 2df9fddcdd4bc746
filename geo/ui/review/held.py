"""One application as the register holds it, and its land once more with everything the map draws."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.ui.review import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.assess.replay import Replay
    from geo.model.assessment import Assessment
    from geo.model.case import Case
    from geo.registry import Action, Person, Register
    from geo.registry.records import Decision, Entry, Submission, Version, ZoneRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is recorded of one application.

    ``submission`` is the version shown, the last unless another was asked for; ``assessment`` its recorded
    verdict; ``names`` those of everybody who took part; ``zone`` that of the register it speaks of.
    """

    entry: Entry
    submission: Submission
    assessment: Assessment
    versions: tuple[Version, ...]
    history: tuple[Decision, ...]
    steps: tuple[Action, ...]
    names: Mapping[str, str]
    zone: ZoneRecord | None = None

    @property
    def latest(self) -> bool:
        """Whether the version shown is the one under judgement."""
        return self.submission.submitted == self.versions[-1].submitted

    @property
    def recorded(self) -> Case:
        """The recorded verdict on the recorded land, with the names of the layers and nothing in them."""
        from geo.model.case import Case

        item, land = self.assessment, self.submission.footprint
        claimed = {"claims"} if item.four_boundaries.get("claim") else set()
        nothing = land.iloc[:0]
        return Case(
            assessment=item,
            footprint=land,
            original=land,
            layers=dict.fromkeys({*item.inputs, *claimed}, nothing),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every block of the page needs: the register, who sits here, the application, the language."""

    register: Register
    person: Person
    held: Held
    lang: str


def load(
    register: Register, person: Person, application_id: str, lang: str, *, submitted: int | None = None
) -> Held:
    """Read one application.

    Raises
    ------
    MissingError, AccessError
        There is none the person may know of, or read.
    """
    from geo.registry.decisions import history, steps_for
    from geo.registry.reading import entry, submission, versions
    from geo.registry.stages import Action
    from geo.registry.zones import zone
    from geo.report.stored import stored_assessment

    line = entry(register, person, application_id)
    found = submission(register, person, application_id, submitted=submitted)
    way = history(register, person, application_id)
    people = {found.submitted_by, *(step.decided_by for step in way)}
    return Held(
        entry=line,
        zone=None if line.zone_id is None else zone(register, line.zone_id),
        submission=found,
        assessment=stored_assessment(found.document),
        versions=versions(register, person, application_id),
        history=way,
        # Taking an application back is its applicant's affair, on the applicant's page.
        steps=tuple(s for s in steps_for(register, person, application_id) if s is not Action.WITHDRAW),
        names=told.names(register, people, lang),
    )


def replayed(desk: Desk) -> Replay:
    """The original bytes judged again with the engine of today, once for each submission.

    Raises
    ------
    MissingError, AccessError
        The person may not read the original files.
    StoreError
        A file is missing, or not what it was.
    UsageError, PackError
        The rule pack of then is not here any more.
    """
    from geo.registry.access import right_of
    from geo.registry.problems import AccessError, in_words
    from geo.registry.stages import Action

    held, stage = desk.held, desk.held.entry.stage
    # Asked every time: what is computed is shared, the right to see it is not.
    if right_of(desk.person, Action.READ_FILES, stage, own=held.entry.own) is None:
        words = {"action": in_words("action", Action.READ_FILES), "stage": in_words("stage", stage)}
        raise AccessError("registry.not_allowed", **words)
    found: Replay = _replayed(_key(held.submission), desk)
    return found


def forget(held: Held) -> None:
    """Judge again when next asked, for somebody who wants to see it done."""
    _replayed.clear(_key(held.submission), None)


def _key(submission: Submission) -> str:
    from geo.assess.compose import engine

    return f"{submission.sha256}/{submission.digest}/{sorted(engine().items())}"


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def _replayed(key: str, _desk: Desk) -> Replay:  # noqa: ARG001 - the cache's key
    from geo.assess.replay import replay
    from geo.registry.reading import application_again

    found = _desk.held.submission
    application = application_again(_desk.register, _desk.person, found.entry.id, submitted=found.submitted)
    files = [application.boundary, *application.layers.values()]
    return replay(found.document, [upload for upload in files if upload is not None])


def drawn(held: Held, again: Replay | None, extra: Mapping[str, Any]) -> Case:
    """The recorded verdict on the recorded land, with the layers as they are read today.

    Parameters
    ----------
    held
        The application.
    again
        The replay; None when the files could not be judged again.
    extra
        Further layers, such as the zones of the register.
    """
    from geo.model.case import Case

    case = held.recorded
    if again is None or not isinstance(again.result, Case):
        return dataclasses.replace(case, layers=dict(extra))
    result = again.result
    return dataclasses.replace(
        result,
        assessment=held.assessment,
        footprint=case.footprint,
        layers={**result.layers, **_joined(result.layers, extra)},
    )


def _joined(layers: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Further rows behind those a layer has."""
    import pandas as pd

    return {
        name: pd.concat([layers[name], frame], ignore_index=True) if name in layers else frame
        for name, frame in extra.items()
    }
