"""The publisher's settings: maps, accuracies, rule pack, language; and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import LANGUAGES, text
from geo.i18n.catalogue import has
from geo.ui import publisher, render, who
from geo.ui.data import told
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.registry import Person, Register
    from geo.registry.settings import Changed, Shown
    from geo.rules.schema import Pack

GROUPS = {
    "notice": ("map_number", "map_source", "map_source_en", "disclaimer", "disclaimer_en"),
    "base": ("tianditu_key", "base_map", "gaode"),
    "accuracy": ("accuracy_survey", "accuracy_drawing", "accuracy_gis_export", "accuracy_online_map"),
    "others": ("pack", "lang"),
}
"""Settings that stand together, in the order of the page."""
CLEAR = "clear"
"""Of a key: taken away."""


def draw(register: Register, person: Person, lang: str) -> None:
    """The form, what a map prints with it, the history."""
    from geo.registry.settings import history, shown

    found = {item.name: item for item in shown(register)}
    _begin(found)
    _done(lang)
    _overridden(found, lang)
    with st.form(Key.DATA_SETTING, border=False):
        for group, names in GROUPS.items():
            with st.container(border=True, key=f"data_settings_{group}"):
                render.html(
                    "data_group.html.j2",
                    title=text(f"ui.data.settings.{group}", lang),
                    note=text(f"ui.data.settings.{group}_text", lang),
                )
                _group([found[name] for name in names], lang)
        asked = st.form_submit_button(
            text("ui.data.settings.save", lang), type="primary", icon=":material/save:"
        )
    if asked:
        _save(register, found, lang)
    _printed(lang)
    _history(history(register, person), lang)


def _widget(name: str) -> str:
    return f"{Key.DATA_SETTING}:{name}"


def _begin(found: Mapping[str, Shown]) -> None:
    """What the form begins with: once when it opens, and with it the revisions it rests on."""
    state = st.session_state
    if _widget("map_number") in state:
        return
    for name, item in found.items():
        value: object = item.value or ""
        if name == "tianditu_key":
            value = ""
        elif name == "gaode":
            value = item.value == "on"
        elif name.startswith("accuracy_"):
            value = float(item.value or 0)
        state[_widget(name)] = value
    state[Key.DATA_SEEN] = {name: item.revision for name, item in found.items()}


def _again() -> None:
    """Begin with what the register holds now."""
    for name in (name for names in GROUPS.values() for name in names):
        st.session_state.pop(_widget(name), None)
    st.session_state.pop(_widget(CLEAR), None)


def _done(lang: str) -> None:
    done: tuple[str, ...] | None = st.session_state.pop(Key.DATA_DONE, None)
    if done is None:
        return
    key = "saved" if done else "nothing"
    names = [text(f"setting.{name}", lang) for name in done]
    lines = [text(f"ui.data.settings.{key}_text", lang, names=names)]
    if set(done) & set(GROUPS["base"]):
        lines.append(text("ui.data.settings.saved_base", lang))
    render.html("notice.html.j2", tone="pass", title=text(f"ui.data.settings.{key}", lang), lines=lines)


def _overridden(found: Mapping[str, Shown], lang: str) -> None:
    """Settings the environment has taken out of this page's hands, or tried to."""
    from geo.registry.settings import BY_NAME

    lines = []
    for name, item in found.items():
        if item.origin == "environment" or item.refused:
            key = "refused" if item.refused else "overridden"
            lines.append(
                text(
                    f"ui.data.settings.{key}",
                    lang,
                    setting=text(f"setting.{name}", lang),
                    variable=BY_NAME[name].variable,
                )
            )
    if lines:
        render.html(
            "notice.html.j2", tone="advisory", title=text("ui.data.settings.environment", lang), lines=lines
        )


def _group(items: list[Shown], lang: str) -> None:
    """Two beside each other, a lone first one by itself; accuracies four in a row."""
    wide = 4 if len(items) == len(GROUPS["accuracy"]) else 2
    rows = [items[:1], *_in_rows(items[1:], wide)] if len(items) % wide else _in_rows(items, wide)
    for row in rows:
        for column, item in zip(
            st.columns(wide, gap="medium", vertical_alignment="bottom"), row, strict=False
        ):
            with column:
                _ask(item, lang)


def _in_rows(items: list[Shown], wide: int) -> list[list[Shown]]:
    return [items[start : start + wide] for start in range(0, len(items), wide)]


def _ask(item: Shown, lang: str) -> None:
    name, fixed = item.name, item.origin == "environment"
    own = f"ui.data.settings.label_{name}"
    label = text(own if has(own, lang) else f"setting.{name}", lang)
    help_key = f"ui.data.settings.help_{name}"
    told_more = text(help_key, lang) if has(help_key, lang) else None
    if name == "tianditu_key":
        _ask_key(item, label, lang)
    elif name == "gaode":
        st.toggle(label, key=_widget(name), disabled=fixed, help=told_more)
    elif name.startswith("accuracy_"):
        st.number_input(
            label, 0.001, 1000.0, key=_widget(name), step=0.05, format="%g", disabled=fixed, help=told_more
        )
    elif name in {"base_map", "pack", "lang"}:
        options = _options(name, lang)
        st.selectbox(label, list(options), format_func=options.__getitem__, key=_widget(name), disabled=fixed)
    else:
        st.text_input(
            label,
            key=_widget(name),
            max_chars=200,
            disabled=fixed,
            help=told_more,
            placeholder=text(f"ui.data.settings.example_{name}", lang),
        )


def _ask_key(item: Shown, label: str, lang: str) -> None:
    """A key is typed once and never shown again: only its end, to tell two of them apart."""
    held = text("ui.data.settings.key_held", lang, end=item.value) if item.value else ""
    st.text_input(
        label,
        key=_widget(item.name),
        type="password",
        max_chars=128,
        disabled=item.origin == "environment",
        placeholder=held or text("ui.data.settings.key_none", lang),
        autocomplete="off",
    )
    if item.origin == "register":
        st.checkbox(text("ui.data.settings.key_clear", lang), key=_widget(CLEAR))


def _options(name: str, lang: str) -> dict[str, str]:
    from geo.registry.settings import BASE_MAPS
    from geo.rules.pack import packs

    if name == "base_map":
        return {key: text(f"base_map.{key}", lang) for key in BASE_MAPS}
    if name == "lang":
        return {key: text(f"ui.data.settings.lang_{key}", lang) for key in LANGUAGES}
    return {pack.id: _pack(pack, lang) for pack in packs()}


def _pack(pack: Pack, lang: str) -> str:
    """A rule pack by its title, with its state where the title does not say it."""
    title, status = pack.title[lang], text(f"status.{pack.status}", lang)
    return title if status in title else text("ui.data.settings.pack", lang, title=title, status=status)


def _values(found: Mapping[str, Shown]) -> dict[str, str | None]:
    """What the form says, as the register takes it; what the environment holds is left alone."""
    state = st.session_state
    values: dict[str, str | None] = {}
    for name, item in found.items():
        given = state.get(_widget(name))
        if item.origin == "environment" or given is None:
            continue
        if name == "tianditu_key":
            if state.get(_widget(CLEAR)):
                values[name] = None
            elif str(given).strip():
                values[name] = str(given)
        elif name == "gaode":
            values[name] = "on" if given else "off"
        else:
            values[name] = f"{given:g}" if isinstance(given, float) else str(given)
    return values


def _save(register: Register, found: Mapping[str, Shown], lang: str) -> None:
    from geo.registry.problems import ConflictError
    from geo.registry.settings import change, problems_of

    values = _values(found)
    wrong = problems_of(values)
    if wrong:
        told.errors(wrong, lang)
        return
    try:
        done = change(register, who.person(), values, seen=st.session_state[Key.DATA_SEEN])
    except ConflictError as problem:
        told.error(problem, lang)
        st.button(text("ui.data.settings.again", lang), on_click=_again, icon=":material/refresh:")
        return
    except SizhiError as problem:
        told.error(problem, lang)
        return
    st.session_state[Key.DATA_DONE] = tuple(item.name for item in done)
    _again()
    st.rerun()


def _printed(lang: str) -> None:
    """The line every map bears now, in both languages."""
    notice = publisher.on_maps(served=False)["notice"]
    render.html(
        "data_facts.html.j2",
        title=text("ui.data.settings.printed", lang),
        rows=[(text(f"ui.data.settings.lang_{key}", lang), notice.sentence(key)) for key in LANGUAGES],
    )


def _history(found: tuple[Changed, ...], lang: str) -> None:
    names = who.named({item.changed_by for item in found}, lang)
    heads = ("at", "who", "setting", "before", "after")
    render.html(
        "data_table.html.j2",
        title=text("ui.data.settings.history", lang),
        heads=[text(f"ui.data.settings.head_{head}", lang) for head in heads],
        rows=[
            (
                told.when(item.changed_at),
                names[item.changed_by],
                text(f"setting.{item.name}", lang),
                _said(item.name, item.before, lang),
                _said(item.name, item.value, lang),
            )
            for item in found
        ],
        empty=text("ui.data.settings.history_none", lang),
    )


def _said(name: str, value: str | None, lang: str) -> str:
    """A value in words; the programme's own where none is kept."""
    if value is None:
        return text("ui.data.settings.default", lang)
    if name in {"base_map", "pack", "lang"}:
        return _options(name, lang).get(value, value)
    if name == "gaode":
        return text(f"ui.data.settings.{value}", lang)
    return f"{value} m" if name.startswith("accuracy_") else value
