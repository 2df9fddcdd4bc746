"""What one run of the page knows of the application before it: read once, asked by every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import SizhiError
from geo.model.case import Case, Refused
from geo.ui import cache
from geo.ui.apply import matters
from geo.ui.apply.desk import BOUNDARY

if TYPE_CHECKING:
    from geo.model.application import Application
    from geo.model.datum import CrsDecision
    from geo.model.issue import Issue
    from geo.model.reading import Reading
    from geo.ui.apply.desk import Desk

DONE, NEEDS, OPEN, READY, CHECK, LOOK = "done", "needs", "open", "ready", "check", "look"
"""How a step stands: settled; waiting for the person; nothing to do yet, or nothing that must be done; the
last one, when it can be taken, and when it can but something deserves a look first; there, not seen yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The desk, and what came of it.

    ``reading`` is None without a boundary file; ``result`` also when ``problem`` says why nothing came.
    """

    desk: Desk
    application: Application
    reading: Reading | None = None
    result: Case | Refused | None = None
    problem: SizhiError | None = None

    @property
    def case(self) -> Case | None:
        """The assessment, when there is one."""
        return self.result if isinstance(self.result, Case) else None

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All problems, of an assessed file or of a refused one."""
        if isinstance(self.result, Case):
            return self.result.assessment.issues
        return self.result.issues if isinstance(self.result, Refused) else ()

    @property
    def mended(self) -> frozenset[str]:
        """Parts whose repair a person has taken: what was wrong with them is settled."""
        return self.result.assessment.settled_parts if isinstance(self.result, Case) else frozenset()

    @property
    def crs(self) -> CrsDecision | None:
        """The decision about the coordinate system, when it was reached."""
        if isinstance(self.result, Case):
            return self.result.assessment.crs
        return self.result.crs if isinstance(self.result, Refused) else None


def look(desk: Desk) -> Look:
    """Read and judge what is on the desk; what goes wrong is told, never raised."""
    application = desk.application
    if application.boundary is None:
        return Look(desk=desk, application=application)
    reading = cache.read(application.boundary, application.options.layer)
    try:
        result = cache.assessed(application)
    except SizhiError as problem:
        return Look(desk=desk, application=application, reading=reading, problem=problem)
    return Look(desk=desk, application=application, reading=reading, result=result)


def files_state(seen: Look) -> str:
    """Files: one boundary, and every file with a use or set aside on purpose."""
    desk = seen.desk
    if desk.upload(BOUNDARY) is None:
        return NEEDS if desk.pieces else OPEN
    doubtful = any(len(desk.rivals(part)) > 1 for part in {piece.part for piece in desk.pieces if piece.part})
    return NEEDS if doubtful or not desk.zone.name else DONE


def reading_state(seen: Look) -> str:
    """What was read: one layer, and land whose place is known."""
    if seen.reading is None:
        return OPEN
    layers = len(seen.reading.layers) > 1 and not seen.desk.options.layer and not seen.reading.parts
    if layers or seen.problem is not None or not seen.reading.parts:
        return NEEDS
    if seen.case is None or seen.crs is None or seen.crs.offset_open:
        return NEEDS
    return DONE if seen.crs.settled else NEEDS


def roles_state(seen: Look) -> str:
    """Roles: a core among the parts."""
    if seen.reading is None or not seen.reading.parts or seen.case is None:
        return OPEN
    return NEEDS if any(issue.code == "roles.no_core" for issue in seen.issues) else DONE


def problems_state(seen: Look) -> str:
    """Problems: no error, and no repair that waits for a word."""
    if seen.result is None:
        return NEEDS if seen.problem is not None else OPEN
    return NEEDS if matters.waiting(seen) else DONE


def facts_state(seen: Look) -> str:
    """The claim and the ledgers: what is missing may still come, and makes its clause a review."""
    desk = seen.desk
    given = (desk.zone.claim, desk.upload("buildings"), desk.upload("institutions"))
    return DONE if all(given) else OPEN


def verdict_state(seen: Look) -> str:
    """The verdict: not there yet, there to be looked at, or looked at as it stands."""
    if seen.case is None:
        return OPEN
    return DONE if seen.desk.viewed == seen.case.assessment.digest else LOOK


def submit_state(seen: Look) -> str:
    """Handing in: possible once there is a verdict and nothing stops it."""
    if not seen.desk.kept or seen.case is None:
        return OPEN
    found = matters.open_matters(seen)
    if any(matter.stops for matter in found):
        return OPEN
    return CHECK if found else READY
