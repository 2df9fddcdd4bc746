"""What is still open on the steps of an application: what stops handing it in, and what deserves a look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo import words
from geo.i18n import text
from geo.model.issue import Severity
from geo.registry import submissions
from geo.registry.stages import Stage
from geo.ui import register_view, tied, who
from geo.ui.apply import accuracy, sketch, tie
from geo.ui.apply.desk import BOUNDARY, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.model.issue import Issue
    from geo.ui.apply.look import Look

PROPOSED = "_proposed"
"""End of the code of a repair that nobody has accepted yet."""
NO_CORE = "roles.no_core"
MISSING = {"claim": "facts", "buildings": "facts", "institutions": "facts", "city": "files"}
"""What an application may lack, which makes a clause a matter for review, and the step that brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that waits: on which step, in words, and whether it stops handing in.

    ``key`` is under ``ui.apply.matter.``; with an ``issue`` it is the issue's own message that is told, and
    ``count`` how many there are of its kind.
    """

    step: str
    key: str = ""
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    stops: bool = False
    issue: Issue | None = None
    count: int = 1

    def said(self, lang: str) -> str:
        """The matter as a sentence."""
        if self.issue is None:
            part = self.params.get("part")
            named = {"part": text(f"ui.apply.part.{part}", lang)} if part else {}
            return text(f"ui.apply.matter.{self.key}", lang, **{**self.params, **named})
        said = words.issue_message(self.issue, lang)
        return said if self.count == 1 else said + text("ui.apply.matter.more", lang, count=self.count)


def open_matters(seen: Look) -> tuple[Matter, ...]:
    """Everything that waits, step by step; what stops comes first."""
    found = [
        *_answers(seen),
        *_files(seen),
        *_reading(seen),
        *_problems(seen),
        *_tied(seen),
        *_missing(seen),
    ]
    return tuple(sorted(found, key=lambda matter: not matter.stops))


def waiting(seen: Look) -> tuple[Issue, ...]:
    """Errors, and repairs that wait for a word, of parts nobody has settled yet."""
    return tuple(
        issue
        for issue in seen.issues
        if issue.where.part not in seen.mended
        and (issue.severity is Severity.ERROR or issue.code.endswith(PROPOSED))
    )


def _files(seen: Look) -> Iterator[Matter]:
    desk = seen.desk
    if desk.upload(BOUNDARY) is None:
        yield Matter(step="files", key="no_boundary", stops=True)
    if not desk.zone.name:
        yield Matter(step="files", key="no_name", stops=True)
    if sketch.left(desk) is not None:
        yield Matter(step="files", key="sketch")
    for part in PARTS:
        if len(desk.rivals(part)) > 1:
            params = {"part": part, "count": len(desk.rivals(part))}
            yield Matter(step="files", key="rivals", params=params, stops=True)
    if aside := [piece.upload.name for piece in desk.pieces if piece.part is None]:
        yield Matter(step="files", key="unused", params={"count": len(aside), "names": aside})


def _reading(seen: Look) -> Iterator[Matter]:
    if seen.reading is None:
        return
    if seen.problem is not None:
        yield Matter(step="reading", key="option", stops=True)
    elif seen.case is None:
        yield Matter(step="reading", key="refused", stops=True)
    if seen.case is not None and seen.crs is not None and not seen.crs.settled:
        yield Matter(step="reading", key="crs")
    if seen.case is not None and seen.crs is not None and seen.crs.offset_open:
        yield Matter(step="reading", key="offset")
    if seen.case is not None and accuracy.left_open(seen.case.assessment, "zh"):
        yield Matter(step="reading", key="accuracy")


def _problems(seen: Look) -> Iterator[Matter]:
    if any(issue.code == NO_CORE for issue in seen.issues):
        yield Matter(step="roles", key="no_core")
    found = waiting(seen)
    first = {issue.code: issue for issue in reversed(found)}
    for code, count in Counter(issue.code for issue in found).items():
        yield Matter(step="problems", issue=first[code], count=count)


def _missing(seen: Look) -> Iterator[Matter]:
    desk = seen.desk
    given = {
        "claim": desk.zone.claim,
        "city": desk.zone.city,
        "buildings": desk.upload("buildings"),
        "institutions": desk.upload("institutions"),
    }
    for key, step in MISSING.items():
        if not given[key]:
            yield Matter(step=step, key=f"missing_{key}")


def _tied(seen: Look) -> Iterator[Matter]:
    """What the application says else than the register of the zone it is about."""
    said = seen.desk.zone
    found = tie.known(said.id)
    if found is not None:
        for key, both in tied.differing(said.name, said.level.value, said.city, found).items():
            yield Matter(step="facts", key=f"tied_{key}", params=both)


def _answers(seen: Look) -> Iterator[Matter]:
    """A returned application that would be handed in again as it was."""
    desk = seen.desk
    if desk.stage is not Stage.RETURNED or desk.seen is None:
        return
    if submissions.same_as_last(register_view.opened(), who.person(), desk.seen.id, seen.application):
        yield Matter(step="submit", key="unchanged")
