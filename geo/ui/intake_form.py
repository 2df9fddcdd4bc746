"""The form of an application: the file, the city, what comes with it."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from geo.i18n import text
from geo.model.application import LAYERS, Application, Options, Upload
from geo.model.zone import Level, Role, Zone
from geo.places import CITIES
from geo.ui import cache
from geo.ui.state import OF_THE_FILE, Key

SHIFTS = ("", "gcj02", "bd09")


def application(lang: str) -> Application | None:
    """Ask for an application; None while there is no file."""
    with st.container(border=True, key="intake"):
        file, city, demo = st.columns([3, 1.3, 1], gap="medium", vertical_alignment="bottom")
        with file:
            sent = st.file_uploader(
                text("ui.file", lang), key=Key.FILE, help=text("ui.file_help", lang), on_change=_new_file
            )
        with city:
            _city(lang)
        with demo:
            st.toggle(text("ui.demo", lang), key=Key.DEMO, help=text("ui.demo_help", lang))
        boundary = None if sent is None else Upload(name=sent.name, data=sent.getvalue())
        if boundary is not None:
            _layer(boundary, lang)
        with st.expander(text("ui.more", lang)):
            uploads = _more(lang)
    if boundary is None:
        return _demo() if st.session_state.get(Key.DEMO) else None
    state = st.session_state
    return Application(
        zone=Zone(
            name=state.get(Key.NAME) or PurePath(boundary.name).stem,
            city=state.get(Key.CITY),
            level=Level(state.get(Key.LEVEL) or Level.PROVINCIAL),
            claim=state.get(Key.CLAIM) or None,
        ),
        boundary=boundary,
        layers=uploads,
        options=_options(),
    )


def _new_file() -> None:
    """Choices about the last file say nothing about this one; and an own file is meant, not the demo."""
    st.session_state[Key.DEMO] = False
    for key in list(st.session_state):
        if key in OF_THE_FILE or str(key).startswith(f"{Key.ROLE}:"):
            del st.session_state[key]


def _demo() -> Application:
    from geo.assess import demo_application

    return demo_application()


def _city(lang: str) -> None:
    names = {c.name: c.name if lang == "zh" else c.name_en for c in CITIES}
    st.selectbox(
        text("ui.city", lang),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=Key.CITY,
        placeholder=text("ui.city_any", lang),
        help=text("ui.city_help", lang),
    )


def _layer(boundary: Upload, lang: str) -> None:
    """Which layer, when the file holds several."""
    with st.spinner(text("ui.reading", lang)):
        layers = cache.read(boundary, None).layers
    if len(layers) < 2:
        return
    said = {layer.name: text("ui.layer_row", lang, name=layer.name, count=layer.features) for layer in layers}
    st.selectbox(
        text("ui.layer", lang),
        list(said),
        index=None,
        format_func=said.__getitem__,
        key=Key.LAYER,
        placeholder=text("ui.layer_any", lang),
    )


def _options() -> Options:
    state = st.session_state
    prefix = f"{Key.ROLE}:"
    return Options(
        crs=(state.get(Key.CRS) or "").strip() or None,
        shift=state.get(Key.SHIFT) or None,
        approximate=bool(state.get(Key.APPROXIMATE)),
        layer=state.get(Key.LAYER),
        repair=bool(state.get(Key.REPAIR)),
        roles={
            str(key).removeprefix(prefix): Role(role)
            for key, role in state.items()
            if str(key).startswith(prefix) and role
        },
        vertex_accuracy_m=state.get(Key.ACCURACY),
        checklist=dict.fromkeys(state.get(Key.CHECKLIST) or (), True),
    )


def _more(lang: str) -> dict[str, Upload]:
    zone, file, layers = st.columns(3, gap="medium")
    with zone:
        st.text_input(text("ui.zone_name", lang), key=Key.NAME)
        st.selectbox(
            text("ui.level", lang),
            [Level.PROVINCIAL, Level.MUNICIPAL, Level.NATIONAL],
            format_func=lambda level: text(f"level.{level}", lang),
            key=Key.LEVEL,
        )
        st.text_area(
            text("ui.claim", lang), key=Key.CLAIM, placeholder=text("ui.claim_example", lang), height=96
        )
        _checklist(lang)
    with file:
        st.text_input(
            text("ui.crs", lang), key=Key.CRS, placeholder="EPSG:4528", help=text("ui.crs_help", lang)
        )
        st.selectbox(
            text("ui.shift", lang),
            SHIFTS,
            format_func=lambda value: text(f"ui.shift_{value or 'none'}", lang),
            key=Key.SHIFT,
        )
        st.number_input(
            text("ui.accuracy", lang),
            min_value=0.0,
            max_value=1000.0,
            value=None,
            step=0.01,
            placeholder=text("ui.accuracy_default", lang),
            key=Key.ACCURACY,
        )
        st.checkbox(text("ui.approximate", lang), key=Key.APPROXIMATE)
        st.checkbox(text("ui.repair", lang), key=Key.REPAIR)
    uploads: dict[str, Upload] = {}
    with layers:
        for name in LAYERS:
            sent = st.file_uploader(text(f"ui.layer_{name}", lang), key=Key(name))
            if sent is not None:
                uploads[name] = Upload(name=sent.name, data=sent.getvalue())
    return uploads


def _checklist(lang: str) -> None:
    """What the applicant states to have, for the clauses without a number."""
    from geo.rules.pack import load_pack

    pack = load_pack(Options().pack)
    items = {item.id: item.text[lang] for rule in pack.rules for item in rule.items}
    st.multiselect(
        text("ui.checklist", lang),
        list(items),
        format_func=items.__getitem__,
        key=Key.CHECKLIST,
        placeholder=text("ui.checklist_none", lang),
    )
