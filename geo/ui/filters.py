"""The filters of the province page: each in the address, all of them driving everything below."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from geo.i18n import text
from geo.places import CITIES
from geo.ui import address
from geo.ui.state import Key
from geo.ui.zone_rows import LEVELS, MEASURES, STAGES, Filter

BY = ("city", "county")
ON = "1"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked at: which zones, which measure, by city or county, with made-up land or without."""

    wanted: Filter
    measure: str
    by: str
    demo: bool


def ask(lang: str) -> Chosen:
    """Ask for the filters."""
    codes = {city.adcode: city for city in CITIES}
    choices = (
        (Key.PROVINCE_LEVEL, LEVELS, lambda v: text(f"level.{v}", lang)),
        (Key.PROVINCE_STAGE, STAGES, lambda v: stage_name(v, lang)),
        (Key.PROVINCE_CITY, tuple(codes), lambda v: codes[v].name if lang == "zh" else codes[v].name_en),
    )
    with st.container(border=True, key="filters"):
        columns = st.columns([1.1, 1.1, 1.4, 1.2, 0.9, 1], gap="small", vertical_alignment="bottom")
        for column, (key, options, named) in zip(columns, choices, strict=False):
            address.restore(key, options)
            column.multiselect(
                text(f"ui.province.filter_{address.name(key)}", lang),
                options,
                format_func=named,
                key=key,
                placeholder=text("ui.province.filter_all", lang),
                persist_state="session",
            )
            address.keep(key)
        measure = _one(columns[3], Key.PROVINCE_MEASURE, tuple(MEASURES), lang)
        by = _one(columns[4], Key.PROVINCE_BY, BY, lang)
        with columns[5]:
            demo = with_demo(Key.PROVINCE_DEMO, lang)
    state = st.session_state
    wanted = Filter(
        levels=tuple(state[Key.PROVINCE_LEVEL]),
        stages=tuple(state[Key.PROVINCE_STAGE]),
        cities=tuple(codes[code].name for code in state[Key.PROVINCE_CITY]),
    )
    return Chosen(wanted, measure, by, demo)


def _one(column: st.delta_generator.DeltaGenerator, key: Key, options: tuple[str, ...], lang: str) -> str:
    address.restore(key, options, default=options[0])
    chosen: str = column.selectbox(
        text(f"ui.province.filter_{address.name(key)}", lang),
        options,
        format_func=lambda value: text(f"ui.province.{address.name(key)}_{value}", lang),
        key=key,
        persist_state="session",
    )
    address.keep(key, default=options[0])
    return chosen


def with_demo(key: Key, lang: str) -> bool:
    """Whether the made-up demonstration zone is shown too; never unless somebody switches it on."""
    state, name = st.session_state, address.name(key)
    if key not in state:
        state[key] = st.query_params.get(name) == ON
    on = bool(
        st.toggle(
            text("ui.province.demo", lang),
            key=key,
            help=text("ui.province.demo_help", lang),
            persist_state="session",
        )
    )
    if on:
        st.query_params[name] = ON
    elif name in st.query_params:
        del st.query_params[name]
    return on


def forget() -> None:
    """Take all filters back: for a button."""
    for key in (Key.PROVINCE_LEVEL, Key.PROVINCE_STAGE, Key.PROVINCE_CITY):
        st.session_state[key] = []


def stage_name(stage: str, lang: str) -> str:
    """A stage in words; of some zones none is published."""
    return text(f"ui.province.stage_{stage}" if stage == "unknown" else f"registry.stage.{stage}", lang)
