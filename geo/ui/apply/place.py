"""Step two: what was read, and where it lies; a doubt is settled by a click, in words or on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.crs.systems import SYSTEMS, names
from geo.crs.weigh import system_words
from geo.i18n import text
from geo.model.case import Alternative, Case, Refused
from geo.ui import cache, details, map_events, map_pages
from geo.ui.apply import accuracy, picture, rivals, session
from geo.ui.problems import issues
from geo.ui.render import document, html, size
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.model.datum import CrsDecision, Hypothesis
    from geo.model.reading import DeclaredCrs, Reading
    from geo.ui.apply.look import Look

SHIFTS = ("", "gcj02", "bd09")
MOST_READINGS = 4
FAR = 0.3
"""Degrees between readings from which the map shows them as places, not as land: about 30 km."""
OLD = ("xian80", "beijing54")
"""Datums without public parameters: what is in them is some metres off until a surveyor converts it."""
READING, PLACED = "reading:", "placed:"
"""Begin the id under which a map tells of another reading of the coordinates: beside the land, or a place."""


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    html(
        "apply_head.html.j2", title=text("ui.apply.place.title", lang), lead=text("ui.apply.place.lead", lang)
    )
    if seen.reading is None:
        picture.nothing(lang)
        return
    pointed_at(seen)
    what_we_read(seen.reading, lang)
    layers(seen, lang)
    if seen.case is None:
        if seen.problem is not None:
            st.error(text(f"error.{seen.problem.code}", lang, **seen.problem.params), icon=":material/error:")
        _unplaced(seen, lang)
        if seen.crs is not None and seen.crs.hypotheses:
            details.crs(seen.crs, lang)
        issues(seen.issues, lang, on_map=False)
    else:
        left, right = st.columns([2, 1], gap="medium")
        with left:
            if apart(seen.case):
                _places(seen, lang)
            else:
                picture.zone(seen.case, seen.application, lang)
        with right:
            readings(seen.crs, lang)
            _settled(seen.case.assessment.crs, lang)
            accuracy.draw(seen, lang)
        details.crs(seen.case.assessment.crs, lang)
    by_hand(seen, lang)


def _unplaced(seen: Look, lang: str) -> None:
    """A file that is refused: where its land would lie under each reading, and what to do."""
    refused = seen.result if isinstance(seen.result, Refused) else None
    if seen.crs is not None and seen.crs.settled and seen.crs.adopted is not None:
        html(
            "notice.html.j2",
            tone="fail",
            title=text("ui.apply.place.faulty", lang),
            lines=[
                text("ui.apply.place.faulty_do", lang, reading=system_words(seen.crs.adopted)),
                details.reading_place(seen.crs.adopted, lang),
            ],
        )
        return
    if refused is None or not refused.alternatives:
        readings(seen.crs, lang)
        return
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _places(seen, lang)
    with right:
        html(
            "notice.html.j2",
            tone="review",
            title=text("ui.apply.place.unplaced", lang),
            lines=[text("ui.apply.place.unplaced_do", lang)],
        )
        readings(seen.crs, lang)


def placed(seen: Look) -> tuple[Alternative, ...]:
    """Where each reading puts the land, in the order of the list beside the map."""
    if not isinstance(seen.result, Case):
        return () if seen.result is None else seen.result.alternatives
    decision = seen.result.assessment.crs
    found = list(seen.result.alternatives)
    if decision.adopted is not None:
        found.append(Alternative(hypothesis=decision.adopted, frame=seen.result.original))
    order = {id(item): at for at, item in enumerate(decision.hypotheses)}
    return tuple(sorted(found, key=lambda one: order.get(id(one.hypothesis), len(order))))


def apart(case: Case) -> bool:
    """Whether the readings lie so far from each other that the land is no more than a dot on one map."""
    if case.assessment.crs.settled or not case.alternatives:
        return False
    boxes = [one.frame.total_bounds for one in case.alternatives] + [case.original.total_bounds]
    west, south, east, north = (pick(box[i] for box in boxes) for i, pick in enumerate((min, min, max, max)))
    return bool(max(east - west, north - south) > FAR)


def _places(seen: Look, lang: str) -> None:
    with st.container(key="map"):
        document(map_pages.readings_page(cache.key_of(seen.application), lang, placed(seen)))


def pointed_at(seen: Look) -> None:
    """A reading clicked on the map is the one taken."""
    told = map_events.heard("part")
    decision = seen.crs
    if told is None or decision is None or decision.settled or seen.result is None:
        return
    prefix = next((one for one in (READING, PLACED) if told.id.startswith(one)), None)
    others = placed(seen) if prefix == PLACED else seen.result.alternatives
    if prefix is not None:
        number = told.id.removeprefix(prefix)
        if number.isdigit() and int(number) <= len(others):
            _choose(others[int(number) - 1].hypothesis)
            st.rerun()
    elif seen.case is not None:
        adopted = decision.adopted or next((one for one in decision.hypotheses if one.fits), None)
        if adopted is not None:
            _choose(adopted)
            st.rerun()


def what_we_read(reading: Reading, lang: str) -> None:
    """The file as we understood it: format, encoding, layer, parts, declared system."""
    source, declared = reading.source, reading.declared
    rows = [
        ("file", source.name),
        ("format", text(f"format.{source.format}", lang)),
        ("size", size(source.size)),
        ("encoding", source.encoding),
        ("layer", source.layer),
        ("parts", str(len(reading.parts))),
        ("declared", _declared(declared, source.format, lang)),
    ]
    if len(reading.layers) > 1 and not reading.parts:  # of which layer they would be is not said yet
        rows = rows[:-2]
    said = [(text(f"ui.read.{key}", lang), value) for key, value in rows if value]
    html("reading.html.j2", title=text("ui.read.title", lang), rows=said)


def _declared(declared: DeclaredCrs | None, form: str, lang: str) -> str:
    """The system a file states, by its name; of a format that prescribes one, that it does."""
    if declared is None:
        return text("ui.read.nothing", lang)
    if declared.crs is None:
        return text("ui.read.unknown", lang, found=_short(declared.text))
    name = names(declared.crs)[lang]
    if declared.origin == "format":
        return text("ui.read.by_format", lang, format=text(f"format.{form}", lang), name=name)
    return name


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "…"


def layers(seen: Look, lang: str) -> None:
    """Which layer, when the file holds several."""
    assert seen.reading is not None  # noqa: S101 - `draw` has looked
    found = seen.reading.layers
    if len(found) < 2:
        return
    said = {layer.name: text("ui.layer_row", lang, name=layer.name, count=layer.features) for layer in found}
    key = f"{Key.APPLY}:layer"
    st.session_state[key] = seen.desk.options.layer if seen.desk.options.layer in said else None
    st.selectbox(
        text("ui.layer", lang),
        list(said),
        index=None,
        format_func=said.__getitem__,
        key=key,
        placeholder=text("ui.layer_any" if seen.reading.parts else "ui.layer_choose", lang),
        on_change=_option,
        args=("layer",),
    )
    if not seen.reading.parts:
        rivals.layers(seen, [layer.name for layer in found if layer.kind == "polygon"], lang)


def readings(decision: CrsDecision | None, lang: str) -> None:
    """Choose among the readings of the coordinates, when the file does not settle it."""
    if decision is None or decision.settled or not decision.hypotheses:
        return
    with st.container(border=True, key="choose_crs"):
        st.markdown(f"**{text('ui.apply.place.choose', lang)}**")
        for index, item in enumerate(decision.hypotheses[:MOST_READINGS], start=1):
            st.markdown(f"{index}. **{system_words(item)[lang]}**  \n{details.reading_place(item, lang)}")
            roughly = needs_parameters(item)
            st.button(
                text("ui.apply.place.roughly" if roughly else "ui.choose.this", lang),
                key=f"choose_crs_{index}",
                on_click=_choose,
                args=(item,),
                type="primary" if index == 1 else "secondary",
                width="stretch",
            )


def _settled(decision: CrsDecision, lang: str) -> None:
    """Where the land lies, in a sentence, once nobody doubts it; an offset nothing can tell is asked for."""
    if decision.offset_open:
        _offset(decision, lang)
    elif decision.settled and decision.adopted is not None:
        html(
            "notice.html.j2",
            tone="pass",
            title=text("ui.apply.place.settled", lang),
            lines=[system_words(decision.adopted)[lang], details.reading_place(decision.adopted, lang)],
        )


def _offset(decision: CrsDecision, lang: str) -> None:
    """Ask on which map the land was drawn: nothing in the file tells whether it is displaced."""
    adopted = decision.adopted
    assert adopted is not None  # noqa: S101 - `offset_open` has looked
    html(
        "notice.html.j2",
        tone="review",
        title=text("ui.apply.place.offset", lang),
        lines=[
            system_words(adopted)[lang],
            details.reading_place(adopted, lang),
            text("ui.apply.place.offset_do", lang),
        ],
    )
    for item in (adopted, *(one for one in decision.hypotheses if one.shift)):
        st.button(
            text(f"ui.apply.place.offset_{item.shift or 'none'}", lang),
            key=f"choose_offset_{item.shift or 'none'}",
            on_click=_choose,
            args=(item,),
            width="stretch",
        )


def by_hand(seen: Look, lang: str) -> None:
    """What a person may state instead: for somebody who knows."""
    options = seen.desk.options
    with st.expander(text("ui.apply.place.by_hand", lang), icon=":material/tune:"):
        crs, shift, sigma = st.columns(3, gap="medium")
        for name, value in (
            ("crs", options.crs or ""),
            ("shift", options.shift or ""),
            ("vertex_accuracy_m", options.vertex_accuracy_m),
            ("approximate", options.approximate),
        ):
            st.session_state[f"{Key.APPLY}:{name}"] = value
        crs.text_input(
            text("ui.crs", lang),
            key=f"{Key.APPLY}:crs",
            placeholder="EPSG:4528",
            help=text("ui.crs_help", lang),
            on_change=_option,
            args=("crs",),
        )
        shift.selectbox(
            text("ui.shift", lang),
            SHIFTS,
            format_func=lambda value: text(f"ui.shift_{value or 'none'}", lang),
            key=f"{Key.APPLY}:shift",
            on_change=_option,
            args=("shift",),
        )
        sigma.number_input(
            text("ui.apply.place.accuracy", lang),
            min_value=0.0,
            max_value=1000.0,
            value=None,
            step=0.01,
            placeholder=text("ui.apply.place.accuracy_default", lang),
            key=f"{Key.APPLY}:vertex_accuracy_m",
            on_change=_option,
            args=("vertex_accuracy_m",),
        )
        st.checkbox(
            text("ui.approximate", lang),
            key=f"{Key.APPLY}:approximate",
            on_change=_option,
            args=("approximate",),
        )


def _option(name: str) -> None:
    value = st.session_state[f"{Key.APPLY}:{name}"]
    value = value.strip() if isinstance(value, str) else value
    session.change(lambda desk: desk.with_options(**{name: None if value == "" else value}))


def _choose(item: Hypothesis) -> None:
    roughly = needs_parameters(item)
    session.change(
        lambda desk: desk.with_options(
            crs=item.crs, shift=item.shift, approximate=roughly or desk.options.approximate
        )
    )


def needs_parameters(item: Hypothesis) -> bool:
    """Whether a reading is in an old datum, which can be taken roughly only: its button says so."""
    row = SYSTEMS.get(item.crs)
    return row is not None and row.datum in OLD
