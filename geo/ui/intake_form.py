"""The form of an application: the file, the city, what comes with it."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from geo.i18n import text
from geo.model.application import LAYERS, Application, Options, Upload
from geo.model.zone import Role, Zone
from geo.places import CITIES
from geo.ui.state import Key


def application(lang: str) -> Application | None:
    """Ask for an application; None while there is no file."""
    with st.container(border=True):
        file, city, demo = st.columns([3, 1.2, 1], gap="medium", vertical_alignment="bottom")
        with file:
            sent = st.file_uploader(text("ui.file", lang), key=Key.FILE, help=text("ui.file_help", lang))
        with city:
            names = {c.name: c.name if lang == "zh" else c.name_en for c in CITIES}
            chosen = st.selectbox(
                text("ui.city", lang),
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=Key.CITY,
                placeholder=text("ui.city_any", lang),
                help=text("ui.city_help", lang),
            )
        with demo:
            st.toggle(text("ui.demo", lang), key=Key.DEMO, help=text("ui.demo_help", lang))
        more = _more(lang)
    if sent is None:
        return _demo() if st.session_state.get(Key.DEMO) else None
    return Application(
        zone=Zone(
            name=st.session_state.get(Key.NAME) or PurePath(sent.name).stem,
            city=chosen,
            claim=st.session_state.get(Key.CLAIM) or None,
        ),
        boundary=Upload(name=sent.name, data=sent.getvalue()),
        layers=more,
        options=_options(),
    )


def _demo() -> Application:
    from geo.assess import demo_application

    return demo_application()


def _options() -> Options:
    state = st.session_state
    core = (state.get(Key.CORE) or "").strip()
    return Options(
        crs=(state.get(Key.CRS) or "").strip() or None,
        shift=state.get(Key.SHIFT) or None,
        layer=(state.get(Key.LAYER) or "").strip() or None,
        repair=bool(state.get(Key.REPAIR)),
        roles={core: Role.CORE} if core else {},
    )


def _more(lang: str) -> dict[str, Upload]:
    uploads: dict[str, Upload] = {}
    with st.expander(text("ui.more", lang)):
        left, right = st.columns(2, gap="medium")
        with left:
            st.text_input(text("ui.zone_name", lang), key=Key.NAME)
            st.text_area(
                text("ui.claim", lang), key=Key.CLAIM, placeholder=text("ui.claim_example", lang), height=80
            )
            st.text_input(text("ui.core", lang), key=Key.CORE, help=text("ui.core_help", lang))
            st.text_input(text("ui.crs", lang), key=Key.CRS, placeholder="EPSG:4528")
            st.text_input(text("ui.layer", lang), key=Key.LAYER)
            st.selectbox(
                text("ui.shift", lang),
                ["", "gcj02", "bd09"],
                format_func=lambda value: text(f"ui.shift_{value or 'none'}", lang),
                key=Key.SHIFT,
            )
            st.checkbox(text("ui.repair", lang), key=Key.REPAIR)
        with right:
            for name in LAYERS:
                sent = st.file_uploader(text(f"ui.layer_{name}", lang), key=Key(name))
                if sent is not None:
                    uploads[name] = Upload(name=sent.name, data=sent.getvalue())
    return uploads
