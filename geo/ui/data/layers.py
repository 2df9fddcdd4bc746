"""The layers of the register: listed by kind, each with what is known of it, its map and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.model.application import LAYERS
from geo.ui import address, render, who
from geo.ui.data import held, reading, told
from geo.ui.map_data import LEAFLET_URL
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry import Person, Register
    from geo.registry.layers import Layer

SHORT = 12
"""Characters of a fingerprint in a table."""


def draw(register: Register, person: Person, lang: str) -> None:
    """The list, and the chosen layer below it."""
    from geo.registry.layers import layers_of
    from geo.registry.stages import Role

    found = {layer.id: layer for layer in layers_of(register, retired=True)}
    admin = Role.ADMIN in person.all_roles
    if not found:
        links = [(text("ui.data.tab.add", lang), told.link(tab="add"))] if admin else []
        render.html(
            "notice.html.j2",
            tone="advisory",
            title=text("ui.data.layers.none_title", lang),
            lines=[text("ui.data.layers.none_text", lang)],
            links=links,
        )
        return
    unknown = address.restore(Key.DATA_LAYER, found, default="")
    _list(tuple(found.values()), lang)
    if unknown:
        st.error(text("ui.data.layers.unknown", lang), icon=":material/error:")
    _choose(found, lang)
    asked = st.session_state.get(Key.DATA_LAYER)
    if asked:
        _one(register, found[asked], lang, admin=admin)


def state_of(layer: Layer, newest: set[str]) -> str:
    """Whether the pages use it: newest, older or retired."""
    if layer.retired is not None:
        return "retired"
    return "newest" if layer.id in newest else "older"


def _newest(found: tuple[Layer, ...]) -> set[str]:
    first: dict[str, str] = {}
    for layer in found:
        if layer.retired is None:
            first.setdefault(layer.kind, layer.id)
    return set(first.values())


def _list(found: tuple[Layer, ...], lang: str) -> None:
    newest = _newest(found)
    names = who.named({layer.added_by for layer in found}, lang)
    heads = ("name", "vintage", "source", "features", "placed", "state", "added", "fingerprint")
    groups = []
    for kind in LAYERS:
        rows = [_row(layer, names, newest, lang) for layer in found if layer.kind == kind]
        groups.append({"kind": text(f"map.layer_{kind}", lang), "rows": rows})
    render.html(
        "data_layers.html.j2",
        title=text("ui.data.layers.title", lang, count=len(found)),
        note=text("ui.data.layers.note", lang),
        heads=[text(f"ui.data.layers.head_{head}", lang) for head in heads],
        right=[head in {"features", "placed"} for head in heads],
        groups=[group for group in groups if group["rows"]],
        nothing=[group["kind"] for group in groups if not group["rows"]],
        none_title=text("ui.data.layers.none_of", lang),
        joint="、" if lang == "zh" else ", ",
    )


def _row(layer: Layer, names: dict[str, str], newest: set[str], lang: str) -> dict[str, Any]:
    state = state_of(layer, newest)
    placed = layer.read.get("placed")
    return {
        "id": layer.id,
        "url": told.link(tab="layers", layer=layer.id),
        "name": layer.name,
        "vintage": layer.vintage,
        "source": layer.source,
        "features": f"{layer.features:,}",
        "placed": "—" if placed is None else f"{placed:,}",
        "state": text(f"ui.data.layers.state_{state}", lang),
        "tone": {"newest": "pass", "older": "note", "retired": "review"}[state],
        "added": told.when(layer.added_at),
        "by": names[layer.added_by],
        "fingerprint": layer.sha256[:SHORT],
        "now": st.session_state.get(Key.DATA_LAYER) == layer.id,
    }


def _choose(found: dict[str, Layer], lang: str) -> None:
    st.selectbox(
        text("ui.data.layers.choose", lang),
        ["", *found],
        format_func=lambda key: _called(found[key]) if key else text("ui.data.layers.choose_none", lang),
        key=Key.DATA_LAYER,
    )
    address.keep(Key.DATA_LAYER, default="")


def _called(layer: Layer) -> str:
    return f"{layer.name} · {layer.vintage}"


def _one(register: Register, layer: Layer, lang: str, *, admin: bool) -> None:
    from geo.registry.layers import layer_file

    try:
        upload = layer_file(register, layer.id)
        with st.spinner(text("ui.data.add.working", lang)):
            found = held.read(layer.kind, upload)
    except SizhiError as problem:
        told.error(problem, lang)
        return
    picture, beside = st.columns([2, 1], gap="medium")
    with picture:
        if held.placed(found):
            with st.container(key="map"):
                render.document(held.map_page(layer.kind, upload, lang, LEAFLET_URL))
        else:
            reading.without_place(lang)
    with beside:
        _facts(layer, lang)
        st.download_button(
            text("ui.data.layers.download", lang),
            data=lambda: register.files.get(layer.sha256),
            file_name=layer.file_name,
            mime="application/octet-stream",
            icon=":material/download:",
            width="stretch",
            on_click="ignore",
        )
        if admin:
            _use(register, layer, lang)
    reading.features(found, lang)


def _facts(layer: Layer, lang: str) -> None:
    names = who.named({layer.added_by}, lang)
    rows = [
        ("kind", text(f"map.layer_{layer.kind}", lang)),
        ("vintage", layer.vintage),
        ("source", layer.source),
        ("file", layer.file_name),
        ("format", text(f"format.{layer.read['format']}", lang) if layer.read.get("format") else ""),
        ("encoding", layer.read.get("encoding") or ""),
        ("crs", reading.system(layer.read.get("crs"), layer.read.get("shift"), lang)),
        ("chosen", reading.choice(layer.choice, lang)),
        ("features", f"{layer.features:,}"),
        ("added", f"{told.when(layer.added_at)} · {names[layer.added_by]}"),
        ("retired", layer.retired or ""),
        ("fingerprint", layer.sha256),
    ]
    render.html(
        "data_facts.html.j2",
        title=_called(layer),
        rows=[(text(f"ui.data.layers.fact_{key}", lang), value) for key, value in rows if value],
    )


def _use(register: Register, layer: Layer, lang: str) -> None:
    """Take a layer out of use, or put it to use again; either needs a reason."""
    from geo.registry.layers import bring_back, retire

    verb = "retire" if layer.retired is None else "bring_back"
    with (
        st.expander(text(f"ui.data.layers.{verb}", lang)),
        st.form(f"{Key.DATA_RETIRE}:{layer.id}", clear_on_submit=True, border=False),
    ):
        st.markdown(text(f"ui.data.layers.{verb}_text", lang))
        reason = st.text_input(text("ui.data.layers.reason", lang), max_chars=200)
        if st.form_submit_button(text(f"ui.data.layers.{verb}", lang), width="stretch"):
            try:
                (retire if verb == "retire" else bring_back)(register, who.person(), layer.id, reason)
            except SizhiError as problem:
                told.error(problem, lang)
            else:
                st.rerun()
