"""Bringing in a layer: the file, what was read from it, what a person decides, name and vintage, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.crs.weigh import system_words
from geo.errors import SizhiError
from geo.i18n import text
from geo.model.application import LAYERS, Upload
from geo.model.issue import Severity
from geo.ui import details, problems, render, who
from geo.ui.data import held, reading, told
from geo.ui.map_data import LEAFLET_URL
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.assess.supporting import LayerRead
    from geo.model.datum import CrsDecision, Hypothesis
    from geo.registry import Person, Register

SHIFTS = ("", "gcj02", "bd09")
OF_THE_FILE = (Key.DATA_SUBLAYER, Key.DATA_CRS, Key.DATA_SHIFT, Key.DATA_APPROXIMATE)
"""Choices about one file: they do not outlive it."""
READINGS = 4
"""Readings of the coordinates offered as buttons."""


def draw(register: Register, _person: Person, lang: str) -> None:
    """From the file to the register."""
    _saved(lang)
    upload, kind = _file(lang)
    if upload is None:
        render.html(
            "lines.html.j2",
            title=text("ui.data.add.may_title", lang),
            rows=[text(f"ui.data.add.may_{kind}", lang) for kind in LAYERS],
        )
        return
    try:
        with st.spinner(text("ui.data.add.working", lang)):
            found = held.read(kind, upload)
    except SizhiError as problem:
        told.error(problem, lang)
        _otherwise(lang, opened=True)
        return
    _preview(found, kind, upload, lang)
    if found.frame is None and not _open(found):
        render.html(
            "notice.html.j2",
            tone="fail",
            title=text("ui.data.add.no_use_title", lang),
            lines=[text("ui.data.add.no_use_text", lang)],
        )
        return
    _keep(register, found, (kind, upload), lang)


def _open(found: LayerRead) -> bool:
    """Whether nothing but a choice among readings stands between the file and the register."""
    return found.decision is not None and not found.decision.settled


def _saved(lang: str) -> None:
    """Say once more what was kept, and lead to it."""
    saved = st.session_state.pop(Key.DATA_SAVED, None)
    if saved:
        render.html(
            "notice.html.j2",
            tone="pass",
            title=text("ui.data.add.saved_title", lang, name=saved["name"]),
            lines=[text("ui.data.add.saved_text", lang, features=saved["features"], sha256=saved["sha256"])],
            links=[(text("ui.data.add.saved_link", lang), told.link(tab="layers", layer=saved["id"]))],
        )


def _file(lang: str) -> tuple[Upload | None, str]:
    with st.container(border=True, key="data_file"):
        file, beside = st.columns([2, 1], gap="medium", vertical_alignment="bottom")
        sent = file.file_uploader(
            text("ui.data.add.file", lang),
            key=f"{Key.DATA_FILE}:{st.session_state.get(Key.DATA_COUNT, 0)}",
            help=text("ui.file_help", lang),
            on_change=_new_file,
        )
        kind = beside.selectbox(
            text("ui.data.add.kind", lang),
            LAYERS,
            format_func=lambda value: text(f"map.layer_{value}", lang),
            key=Key.DATA_KIND,
        )
    if sent is None:
        return None, kind
    state = st.session_state
    choice = held.chosen(
        state.get(Key.DATA_SUBLAYER),
        state.get(Key.DATA_CRS),
        state.get(Key.DATA_SHIFT),
        approximate=bool(state.get(Key.DATA_APPROXIMATE)),
    )
    return Upload(name=sent.name, data=sent.getvalue(), choice=choice), kind


def _new_file() -> None:
    for key in OF_THE_FILE:
        st.session_state.pop(key, None)


def _preview(found: LayerRead, kind: str, upload: Upload, lang: str) -> None:
    if len(found.reading.layers) > 1:
        _sublayer(found, lang)
    issues = found.issues
    if found.decision is not None and _open(found):
        # What is answered by a click below is told as what it is: which system the numbers contradict.
        errors = tuple(issue for issue in found.decision.issues if issue.severity is Severity.ERROR)
        if errors:
            problems.issues(errors, lang, on_map=False)
        _readings(found.decision, lang)
        issues = tuple(issue for issue in issues if issue.code != "supporting.crs")
    reading.facts(found, lang)
    if issues:
        problems.issues(issues, lang, on_map=False)
    if found.frame is not None and found.reading.features:
        if held.placed(found):
            with st.container(key="map"):
                render.document(held.map_page(kind, upload, lang, LEAFLET_URL))
        else:
            reading.without_place(lang)
        reading.rows_without_place(found, kind, lang)
    reading.features(found, lang)
    if found.decision is not None:
        with st.expander(text("ui.data.add.evidence", lang), expanded=not found.decision.settled):
            details.crs(found.decision, lang)
    if found.decision is not None:
        _otherwise(lang, opened=bool(upload.choice.said))


def _sublayer(found: LayerRead, lang: str) -> None:
    rows = {layer.name: layer for layer in found.reading.layers}
    st.selectbox(
        text("ui.layer", lang),
        ["", *rows],
        format_func=lambda name: (
            text("ui.layer_row", lang, name=name, count=rows[name].features)
            if name
            else text("ui.layer_any", lang)
        ),
        key=Key.DATA_SUBLAYER,
    )


def _readings(decision: CrsDecision, lang: str) -> None:
    """Choose among the readings of the coordinates, where the file does not settle it.

    One that puts the land outside the province is offered only where every other does too.
    """
    offered = [item for item in decision.hypotheses if item.fits] or list(decision.hypotheses)
    with st.container(border=True, key="data_readings"):
        st.markdown(f"**{text('ui.data.add.which', lang)}**")
        for number, item in enumerate(offered[:READINGS], start=1):
            said, button = st.columns([4, 1], vertical_alignment="center")
            place = details.reading_place(item, lang)
            said.markdown(f"{number}. **{system_words(item)[lang]}**  \n{place}")
            button.button(
                text("ui.choose.this", lang),
                key=f"data_reading_{number}",
                on_click=_take,
                args=(item,),
                width="stretch",
            )


def _take(item: Hypothesis) -> None:
    st.session_state[Key.DATA_CRS] = item.crs
    st.session_state[Key.DATA_SHIFT] = item.shift or ""


def _otherwise(lang: str, *, opened: bool) -> None:
    """Say outright how the coordinates are to be read."""
    with st.expander(text("ui.data.add.otherwise", lang), expanded=opened):
        system, shift = st.columns([2, 1], vertical_alignment="bottom")
        system.text_input(
            text("ui.crs", lang), key=Key.DATA_CRS, help=text("ui.crs_help", lang), placeholder="EPSG:4549"
        )
        shift.selectbox(
            text("ui.shift", lang),
            SHIFTS,
            format_func=lambda value: text(f"ui.shift_{value or 'none'}", lang),
            key=Key.DATA_SHIFT,
        )
        st.checkbox(text("ui.approximate", lang), key=Key.DATA_APPROXIMATE)


def _keep(register: Register, found: LayerRead, sent: tuple[str, Upload], lang: str) -> None:
    """Name, vintage and source; everything wrong at once; then kept."""
    from geo.registry.layers import add_layer, problems_of_layer

    kind, upload = sent
    _alike(register, found, lang)
    with st.form(Key.DATA_FORM, border=True):
        name_box, vintage_box = st.columns([2, 1])
        name = name_box.text_input(text("ui.data.add.name", lang), key=Key.DATA_NAME, max_chars=120)
        vintage = vintage_box.text_input(
            text("ui.data.add.vintage", lang),
            key=Key.DATA_VINTAGE,
            max_chars=10,
            placeholder="2018",
            help=text("ui.data.add.vintage_help", lang),
        )
        source = st.text_input(
            text("ui.data.add.source", lang),
            key=Key.DATA_SOURCE,
            max_chars=200,
            placeholder=text("ui.data.add.source_example", lang),
        )
        asked = st.form_submit_button(text("ui.data.add.save", lang), type="primary", icon=":material/save:")
    if not asked:
        return
    wrong = problems_of_layer(register, found, kind=kind, name=name, told=(vintage, source))
    if wrong:
        told.errors(wrong, lang)
        return
    try:
        kept = add_layer(register, who.person(), upload, kind=kind, name=name, told=(vintage, source))
    except SizhiError as problem:
        told.error(problem, lang)
        return
    state = st.session_state
    state[Key.DATA_SAVED] = {
        "id": kept.id,
        "name": f"{kept.name} · {kept.vintage}",
        "features": f"{kept.features:,}",
        "sha256": kept.sha256,
    }
    state[Key.DATA_COUNT] = state.get(Key.DATA_COUNT, 0) + 1
    for key in (*OF_THE_FILE, Key.DATA_NAME, Key.DATA_VINTAGE, Key.DATA_SOURCE):
        state.pop(key, None)
    st.rerun()


def _alike(register: Register, found: LayerRead, lang: str) -> None:
    """Tell of layers with the very same bytes: kept twice by mistake they would be counted twice."""
    from geo.registry.layers import layers_of

    same = [
        layer for layer in layers_of(register, retired=True) if layer.sha256 == found.reading.source.sha256
    ]
    if same:
        names = [f"{layer.name} · {layer.vintage}" for layer in same]
        st.warning(text("ui.data.add.alike", lang, names=names), icon=":material/content_copy:")
