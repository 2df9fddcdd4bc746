"""What the office keeps for everybody, at hand for an application: one click, and it is among its files.

It becomes a file of the application like any other, so that the verdict rests on what was known that day and
is the same a year later. Made-up land is laid over made-up land only.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.registry.layers import layer_file, layers_of
from geo.registry.standing import known_zones
from geo.ui import register_view
from geo.ui.apply import session
from geo.ui.render import html
from geo.ui.state import part_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model.application import Upload
    from geo.registry import Register
    from geo.ui.apply.desk import Desk

LAYERS = ("parks", "lines")
"""Kinds of shared layers an application is verified with."""
ZONES = "zones"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the register keeps: what it is used as, what it is called, of when, how many."""

    part: str
    name: str
    day: str
    count: int
    file: Callable[[], Upload | None]


def offers(desk: Desk, register: Register, day: str) -> list[Offer]:
    """What the register keeps and the application has none of.

    Parameters
    ----------
    desk
        The application.
    register
        The register.
    day
        Today: since when zones are known is not kept, only that they are.
    """
    found: list[Offer] = []
    if not desk.zone.demo:
        for kind in LAYERS:
            newest = next(iter(layers_of(register, kind)), None)
            if newest is not None:
                file = partial(layer_file, register, newest.id)
                found.append(Offer(kind, newest.name, newest.vintage, newest.features, file))
    rows = register_view.snapshot().rows
    count = sum(row.bounded and row.demo is bool(desk.zone.demo) for row in rows)
    if count:
        known = partial(known_zones, register, demo=bool(desk.zone.demo))
        found.append(Offer(ZONES, "", day, count, known))
    return [offer for offer in found if desk.upload(offer.part) is None]


def draw(desk: Desk, lang: str) -> None:
    """Offer what there is; nothing where the application has it all."""
    day = register_view.today()
    found = offers(desk, register_view.opened(), day) if desk.pieces else []
    if not found:
        return
    with st.container(border=True, key="apply_shared"):
        html("note.html.j2", said=text("ui.apply.shared.lead", lang))
        for offer in found:
            said, take = st.columns([5, 2], gap="medium", vertical_alignment="center")
            named = {"name": offer.name, "day": offer.day, "count": f"{offer.count:,}"}
            with said:
                html("note.html.j2", said=text(f"ui.apply.shared.{offer.part}", lang, **named))
            with take:
                st.button(
                    text("ui.apply.shared.take", lang),
                    key=part_key("shared", offer.part),
                    on_click=_take,
                    args=(offer, lang),
                    icon=":material/library_add:",
                    width="stretch",
                )


def _take(offer: Offer, lang: str) -> None:
    upload = offer.file()
    if upload is None:
        return
    if offer.part == ZONES:
        upload = dataclasses.replace(upload, name=text("ui.apply.shared.file_zones", lang, day=offer.day))
    session.change(lambda desk: desk.with_file(upload, offer.part))
