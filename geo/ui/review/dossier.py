"""The dossier of an application, made when somebody asks for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import publisher
from geo.ui.render import size
from geo.ui.review import head, held, nearby, told

if TYPE_CHECKING:
    from geo.model.case import Case
    from geo.report.dossier import Drawn
    from geo.ui.review.held import Desk

PLACES = 6
"""Places drawn large besides the whole."""


def page(desk: Desk) -> bytes:
    """The dossier of the version shown."""
    from geo.report.dossier import File, Filing, Step, dossier

    found, lang = desk.held.submission, desk.lang
    try:
        replay = held.replayed(desk)
        said = ("✓", text("ui.review.again_same", lang))
        if not replay.same:
            said = ("?", text("ui.review.again_differs", lang, count=len(replay.differences)))
    except SizhiError as problem:
        replay, said = None, ("?", text(f"error.{problem.code}", lang, **problem.params))
    near = nearby.found(desk)
    case = held.drawn(desk.held, replay, nearby.layers(near))
    filing = Filing(
        number=found.number,
        facts=head.facts(desk.held, lang, on_paper=True),
        printed=told.moment(dt.datetime.now(dt.UTC).isoformat(), lang),
        digest=found.digest,
        sha256=found.sha256,
        way=tuple(Step(**step) for step in head.steps(desk.held, lang)),
        files=tuple(
            File(
                kind=told.kind_of(part, lang),
                name=str(file["name"]),
                size=size(file["size"]),
                sha256=str(file["sha256"]),
            )
            for part, file in found.files.items()
        ),
        near_heads=nearby.heads(lang),
        near=nearby.rows(near, lang),
        replay=said,
    )
    return dossier(desk.held.assessment, filing, drawn(case, lang), lang).encode()


def drawn(case: Case, lang: str) -> Drawn:
    """The land as drawings: the whole, and each place that is too small to see in it."""
    from geo.maps.picture import DETAIL, WHOLE, details, legend, numbers, zone_picture
    from geo.report.dossier import Drawn

    notice = publisher.on_maps(served=False)["notice"]
    frames = details(case, lang)[:PLACES]
    places = tuple(
        (name, zone_picture(case, lang, box=box, size=DETAIL, notice=notice)) for name, box in frames
    )
    whole = zone_picture(case, lang, size=WHOLE, notice=notice, frames=frames)
    shown = numbers(case, frames, lang)
    return Drawn(whole=whole, places=places, legend=tuple(legend(case, lang)), numbers=shown)
