"""The filters of the province page: each in the address, all of them driving everything below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import places
from geo.i18n import text
from geo.places import CITIES
from geo.ui import address
from geo.ui.render import drawn
from geo.ui.state import Key
from geo.ui.zone_rows import LAYOUTS, LEVELS, MEASURES, STAGES, UNDATED, Filter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.ui.register_view import Snapshot
    from geo.ui.zone_rows import ZoneRow

FILTERS = (
    Key.PROVINCE_LEVEL,
    Key.PROVINCE_STAGE,
    Key.PROVINCE_CITY,
    Key.PROVINCE_YEAR,
    Key.PROVINCE_TYPE,
)
BY = ("city", "county")
ON = "1"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked at: which zones, which measure, by city or county, with made-up land or without."""

    wanted: Filter
    measure: str
    by: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Picked:
    """The zones that are kept, all there are, the moment of the register, and what was chosen."""

    rows: tuple[ZoneRow, ...]
    every: tuple[ZoneRow, ...]
    held: Snapshot
    chosen: Chosen


def ask(rows: Sequence[ZoneRow], lang: str) -> Chosen:
    """Ask for the filters.

    Parameters
    ----------
    rows
        The zones there are: the years to choose among are theirs.
    lang
        ``zh`` or ``en``.
    """
    codes = {city.adcode: city for city in CITIES}
    years = sorted({row.year for row in rows} - {UNDATED}, reverse=True)
    choices = (
        (Key.PROVINCE_LEVEL, LEVELS, lambda v: text(f"level.{v}", lang)),
        (Key.PROVINCE_STAGE, STAGES, lambda v: stage_name(v, lang)),
        (Key.PROVINCE_CITY, tuple(codes), lambda v: codes[v].name if lang == "zh" else codes[v].name_en),
        (Key.PROVINCE_YEAR, (*years, UNDATED), lambda v: year_name(v, lang)),
        (Key.PROVINCE_TYPE, LAYOUTS, lambda v: text(f"ui.province.type_{v}", lang)),
    )
    button = st.empty()
    with st.container(border=True, key="filters"):
        for column, (key, options, named) in zip(st.columns(len(choices), gap="small"), choices, strict=True):
            address.restore(key, options)
            column.multiselect(
                text(f"ui.province.filter_{address.name(key)}", lang),
                options,
                format_func=named,
                key=key,
                placeholder=text("ui.province.filter_all", lang),
                help=text("ui.province.type_help", lang) if key is Key.PROVINCE_TYPE else None,
                persist_state="session",
            )
            address.keep(key)
        columns = st.columns([1.2, 1.2, 1, 1], gap="small", vertical_alignment="bottom")
        measure = _one(columns[0], Key.PROVINCE_MEASURE, tuple(MEASURES), lang)
        by = _one(columns[1], Key.PROVINCE_BY, BY, lang)
        with columns[2]:
            demo = with_demo(Key.PROVINCE_DEMO, lang)
        if any(st.session_state[key] for key, *_ in choices):
            with columns[3]:
                st.button(
                    text("ui.province.filters_off", lang),
                    on_click=_forget,
                    icon=":material/filter_alt_off:",
                    key="filters_off",
                )
    state = st.session_state
    fold = {"words": text("ui.province.fold", lang), "chosen": _counted(state, lang)}
    button.html(drawn("fold.html.j2", **fold))
    wanted = Filter(
        levels=tuple(state[Key.PROVINCE_LEVEL]),
        stages=tuple(state[Key.PROVINCE_STAGE]),
        cities=tuple(codes[code].name for code in state[Key.PROVINCE_CITY]),
        years=tuple(state[Key.PROVINCE_YEAR]),
        layouts=tuple(state[Key.PROVINCE_TYPE]),
    )
    return Chosen(wanted, measure, by, demo)


def _counted(state: Mapping[Any, Any], lang: str) -> str:
    count = sum(bool(state[key]) for key in FILTERS)
    return text("ui.province.fold_chosen", lang, count=count) if count else ""


def _forget() -> None:
    for key in FILTERS:
        st.session_state[key] = []


def said(chosen: Chosen, lang: str) -> str:
    """What is kept, in words, with a mark behind it; nothing where everything is."""
    wanted = chosen.wanted
    kept = [
        *(text(f"level.{level}", lang) for level in wanted.levels),
        *(stage_name(stage, lang) for stage in wanted.stages),
        *(places.label(city, lang) for city in wanted.cities),
        *(year_name(year, lang) for year in wanted.years),
        *(text(f"ui.province.type_{layout}", lang) for layout in wanted.layouts),
    ]
    return text("ui.province.kept", lang, kept=kept) if kept else ""


def year_name(year: str, lang: str) -> str:
    """A year of approval in words; of some zones none is published."""
    return text("ui.province.year_undated", lang) if year == UNDATED else year


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


def stage_name(stage: str, lang: str) -> str:
    """A stage in words; of some zones none is published."""
    return text(f"ui.province.stage_{stage}" if stage == "unknown" else f"registry.stage.{stage}", lang)
