"""Drawing a boundary on the map, or correcting the one that was read; the one that came is kept beside it."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import number, text
from geo.model.application import Application, Choice, Options, Upload
from geo.model.case import Case
from geo.ui import cache, map_events, map_pages, publisher
from geo.ui.apply import accuracy, session, sketch, typed
from geo.ui.apply.desk import BOUNDARY, MADE
from geo.ui.render import document, html
from geo.ui.state import Key

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model.drawing import Piece
    from geo.ui.apply.desk import Desk
    from geo.ui.apply.look import Look
    from geo.ui.map_events import Told

OPEN = f"{Key.APPLY}:drawing"
"""Of which desk the drawing is open, and with what was drawn before it was opened."""
READ_BY = ("layer", "crs", "shift", "approximate")
"""What was said of how the boundary file is to be read."""


def draw(seen: Look, lang: str) -> None:
    """The way to the drawing, the drawing itself, and what it changed."""
    heard = map_events.heard("drawn", "sketch", container="draw", say=typed.message())
    if heard is not None and heard.kind == "sketch":
        session.change(lambda desk: sketch.kept(desk, heard.state))
    elif heard is not None and heard.rings and heard.of:
        session.change(lambda desk: _taken(desk, seen, heard, lang))
        _close()
        st.rerun()
    begun = sketch.left(seen.desk)
    if (st.session_state.get(OPEN) or ("",))[0] == seen.desk.memory:
        _editor(seen, lang)
    else:
        key = "again" if begun is not None else "correct" if seen.case is not None else "begin"
        pieces, corners = (0, 0) if begun is None else sketch.counts(begun)
        with st.container(horizontal=True, vertical_alignment="center", key="apply_drawing"):
            st.button(
                text(f"ui.apply.drawing.{key}", lang),
                key=f"{Key.APPLY}:draw",
                icon=":material/draw:",
                on_click=_begin,
            )
            lead = text(f"ui.apply.drawing.{key}_lead", lang, pieces=pieces, corners=corners)
            html("apply_quiet.html.j2", said=lead)
    if accuracy.drawn(seen) is not None:
        accuracy.draw(seen, lang)
    changed(seen, lang)


def _begin() -> None:
    desk = session.here()
    if desk is not None:
        st.session_state[OPEN] = (desk.memory, sketch.left(desk))


def _close() -> None:
    st.session_state[OPEN] = None
    typed.forget()


def _editor(seen: Look, lang: str) -> None:
    with st.container(border=True):
        said, close = st.columns([5, 1], vertical_alignment="center")
        with said:
            html(
                "apply_head.html.j2",
                title=text("ui.apply.drawing.title", lang),
                lead=text("ui.apply.drawing.lead", lang),
            )
        close.button(
            text("ui.apply.drawing.close", lang),
            key=f"{Key.APPLY}:draw_close",
            on_click=_close,
            width="stretch",
        )
        typed.draw(seen, lang)
        with st.container(key="draw"):
            document(_page(seen, lang))


def _page(seen: Look, lang: str) -> str:
    memory = f"{seen.desk.memory}:{sketch.of(seen.desk)}"
    begun = json.dumps(st.session_state[OPEN][1], ensure_ascii=False)
    about = (cache.key_of(seen.application), publisher.key(), known_m(seen))
    layers = {} if seen.case is None else seen.case.layers
    key = (memory, seen.desk.zone.city, *about, begun)
    page: str = map_pages.editor_page(key, lang, began(seen), layers)
    return page


def began(seen: Look) -> tuple[Piece, ...]:
    """What a drawing begins with: the land as it came, or repaired where a person accepted that."""
    from geo.assess.drawn import pieces_of

    if seen.case is None:
        return ()
    options = seen.desk.options
    mended = options.repair or options.repairs
    return pieces_of(seen.case.footprint if mended else seen.case.original)


def known_m(seen: Look) -> float:
    """How well the corners that are there are known, m; 0 without any."""
    return 0.0 if seen.case is None else float(seen.case.assessment.options["adopted_accuracy_m"])


def _taken(desk: Desk, seen: Look, told: Told, lang: str) -> Desk:
    """Let the drawing be the boundary; what was said of how the first one is read stays with it."""
    from geo.assess.drawn import boundary_file
    from geo.measure.by_hand import Corners

    clicked, typed, kept = told.counts
    data = boundary_file(
        told.rings,
        told.of,
        began(seen),
        corners=Corners(
            clicked=clicked,
            typed=typed,
            kept=kept,
            metres=told.metres,
            unit=told.unit,
            before_m=known_m(seen),
        ),
        fresh=text("ui.apply.drawing.fresh", lang, number="{number}"),
    )
    return replaced(desk, data)


def replaced(desk: Desk, data: bytes) -> Desk:
    """Let a file made on the page be the boundary; how the first one is to be read stays with that."""
    changed = desk.changed_here(BOUNDARY, Upload(name=MADE[BOUNDARY], data=data)).with_sketch(None)
    first = changed.originals.get(BOUNDARY)
    if first is None or BOUNDARY in desk.originals:
        return changed
    choice = Choice(**{name: getattr(desk.options, name) for name in READ_BY})
    return dataclasses.replace(
        changed, originals={**changed.originals, BOUNDARY: dataclasses.replace(first, choice=choice)}
    )


def changed(seen: Look, lang: str) -> None:
    """What the drawing changed of the boundary that came, part by part, and the way back."""
    first = seen.desk.originals.get(BOUNDARY)
    if first is None or seen.case is None:
        return
    from geo.assess.drawn import changes

    before = _land(first, seen)
    rows = [] if before is None else changes(before, seen.case.original)
    with st.container(border=True, key="apply_changed"):
        html(
            "table.html.j2",
            title=text("ui.apply.drawing.changed", lang, name=first.name),
            heads=[text(f"ui.apply.drawing.head_{key}", lang) for key in HEADS],
            right=[False, True, True, True, True],
            rows=[
                (
                    row.name,
                    *(
                        text("ui.apply.drawing.crossing", lang) if crosses else number(area, "m2", lang)
                        for area, crosses in zip((row.before_m2, row.after_m2), row.crossing, strict=True)
                    ),
                    number(row.difference_m2, "m2", lang),
                    text("ui.apply.drawing.corners", lang, new=row.corners_new, gone=row.corners_gone),
                )
                for row in rows
            ],
            empty=text(f"ui.apply.drawing.{'unknown' if before is None else 'same'}", lang),
            note=text("ui.apply.drawing.note", lang),
        )
        st.button(
            text("ui.apply.drawing.back", lang),
            key=f"{Key.APPLY}:draw_back",
            icon=":material/undo:",
            on_click=session.change,
            args=(_back,),
        )


HEADS = ("part", "before", "after", "difference", "corners")


def _land(first: Upload, seen: Look) -> gpd.GeoDataFrame | None:
    """The boundary as it came, where it lay when it was corrected."""
    options = Options(**{name: getattr(first.choice, name) for name in READ_BY})
    result = cache.assessed(Application(zone=seen.application.zone, boundary=first, options=options))
    return result.original if isinstance(result, Case) else None


def _back(desk: Desk) -> Desk:
    """Take the drawing back, and read the first boundary as it was read before."""
    first = desk.originals[BOUNDARY]
    said = {name: getattr(first.choice, name) for name in READ_BY}
    restored = desk.as_it_came(BOUNDARY)
    return restored.with_options(**said)
