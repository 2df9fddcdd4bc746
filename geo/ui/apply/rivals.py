"""Several files that want to be the same thing: what each holds, how they differ, and which one it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely
import streamlit as st

from geo import words
from geo.crs.weigh import system_words
from geo.i18n import number, text
from geo.measure.uncertainty import METRES_PER_DEGREE
from geo.model.application import Application, Options
from geo.model.case import Case
from geo.model.issue import Severity
from geo.ui import cache, publisher
from geo.ui.apply import session
from geo.ui.apply.accuracy import metres
from geo.ui.apply.desk import BOUNDARY
from geo.ui.apply.outlines import HEIGHT, WIDTH, paths
from geo.ui.render import html, picture
from geo.ui.state import part_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.measure.apart import Apart
    from geo.model.case import Refused
    from geo.ui.apply.desk import Desk, Piece
    from geo.ui.apply.look import Look

HEADS = ("format", "system", "area", "accuracy", "corners", "standing")
MOST_LAYERS = 6
"""Layers of one file that are told beside each other."""
_EVEN_M2, _EVEN_M = 0.05, 0.005
"""Less apart than the last printed digit is the same land."""


def ask(part: str, desk: Desk, lang: str) -> None:
    """Ask which of several files is the one; the others are set aside, and listed on."""
    rivals = desk.rivals(part)
    used = text(f"ui.apply.part.{part}", lang)
    with st.container(border=True, key=f"apply_which_{part}"):
        st.warning(
            text("ui.apply.files.rivals", lang, count=len(rivals), part=used, name=rivals[-1].upload.name),
            icon=":material/rule:",
        )
        names = {piece.key: f"{at}. {piece.upload.name}" for at, piece in enumerate(rivals, start=1)}
        if part == BOUNDARY:
            _beside(rivals, names, desk, lang)
        key = part_key("which", part)
        st.session_state[key] = None
        st.radio(
            text("ui.apply.files.which", lang, part=used),
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=key,
            on_change=_chose,
            args=(part,),
        )


def _chose(part: str) -> None:
    key = st.session_state[part_key("which", part)]
    session.change(lambda desk: desk.used_as(key, part))


def _beside(rivals: tuple[Piece, ...], names: dict[str, str], desk: Desk, lang: str) -> None:
    """Each boundary in figures, and each of the others against the one that counts for now."""
    found = {names[piece.key]: judged(piece, desk) for piece in rivals}
    _table("file", found, lang, now=names[rivals[-1].key])
    _differences(found, lang, against=names[rivals[-1].key], used=True)


def layers(seen: Look, names: Sequence[str], lang: str) -> None:
    """The layers of one file beside each other, while nobody has said which one is the boundary."""
    if not 1 < len(names) <= MOST_LAYERS or seen.application.boundary is None:
        return
    told = seen.application
    found = {
        name: cache.assessed(replace(told, options=replace(told.options, layer=name), layers={}))
        for name in names
    }
    _table("layer", found, lang)
    first = next((name for name, case in found.items() if isinstance(case, Case)), None)
    if first is not None:
        _differences(found, lang, against=first, used=False)


def _table(of: str, found: Mapping[str, Case | Refused], lang: str, *, now: str | None = None) -> None:
    heads = [of, *(HEADS if now is not None else HEADS[:-1])]
    html(
        "data_table.html.j2",
        title=text(f"ui.apply.rivals.{'title' if of == 'file' else 'layers'}", lang),
        heads=[text(f"ui.apply.rivals.{head}", lang) for head in heads],
        rows=[_row(name, case, lang, now=name == now)[: len(heads)] for name, case in found.items()],
        empty="",
    )


def _differences(found: Mapping[str, Case | Refused], lang: str, *, against: str, used: bool) -> None:
    held = found[against]
    for name, case in found.items():
        if name != against and isinstance(case, Case) and isinstance(held, Case):
            _difference((against, held), (name, case), lang, used=used)


def judged(piece: Piece, desk: Desk) -> Case | Refused:
    """The file as it would be judged if it were chosen; the one that counts, as it is read now."""
    options = desk.options if desk.piece(BOUNDARY) is piece else Options(**publisher.defaults())
    return cache.assessed(Application(zone=desk.zone, boundary=piece.upload, options=options))


def _row(name: str, found: Case | Refused, lang: str, *, now: bool) -> tuple[str, ...]:
    standing = text(f"ui.apply.rivals.{'now' if now else 'waits'}", lang)
    if not isinstance(found, Case):
        form = "" if found.source.format == "unknown" else text(f"format.{found.source.format}", lang)
        error = next((issue for issue in found.issues if issue.severity is Severity.ERROR), None)
        why = "" if error is None else words.issue_message(error, lang)
        return (name, form or "—", text("ui.apply.rivals.refused", lang, why=why), "—", "—", "—", standing)
    item = found.assessment
    adopted = item.crs.adopted
    system = "—" if adopted is None else system_words(adopted)[lang]
    corners = sum(
        len(ring.coords) - 1
        for polygon in shapely.get_parts(found.original.geometry.to_numpy())
        for ring in (polygon.exterior, *polygon.interiors)
    )
    return (
        name,
        text(f"format.{item.source.format}", lang),
        system if item.crs.settled else text("ui.apply.rivals.unsettled", lang, system=system),
        words.measurement(item.measurements.get("total_land_area_m2"), lang)
        + (text("sheet.part_proposed", lang) if item.proposed_parts else ""),
        text("ui.apply.rivals.metres", lang, metres=metres(item.options["adopted_accuracy_m"])),
        text("ui.apply.rivals.count", lang, corners=corners, parts=len(item.parts)),
        standing,
    )


def _difference(now: tuple[str, Case], other: tuple[str, Case], lang: str, *, used: bool) -> None:
    from geo.measure.apart import apart

    lands = [shapely.union_all(case.footprint.geometry.to_numpy()) for _, case in (now, other)]
    found = apart(*lands)
    same = found.difference_m2 < _EVEN_M2 and found.greatest_m < _EVEN_M
    said = (
        [text("ui.apply.rivals.same", lang)]
        if same
        else [
            text(
                "ui.apply.rivals.differ",
                lang,
                area=number(found.difference_m2, "m2", lang),
                metres=number(found.greatest_m, "m", lang),
            ),
            text("ui.apply.rivals.only", lang, name=now[0], area=number(found.first_m2, "m2", lang)),
            text("ui.apply.rivals.only", lang, name=other[0], area=number(found.second_m2, "m2", lang)),
        ]
    )
    html(
        "apply_rivals.html.j2",
        picture=picture("repair.svg.j2", width=WIDTH, height=HEIGHT, **outlines(lands, found)),
        alt=text("ui.apply.rivals.picture", lang, now=now[0], other=other[0]),
        width=WIDTH,
        height=HEIGHT,
        title=text(f"ui.apply.rivals.{'pair' if used else 'two'}", lang, now=now[0], other=other[0]),
        lines=said,
        key=text("ui.apply.rivals.key", lang, now=now[0], other=other[0]),
    )


def outlines(lands: Sequence[BaseGeometry], found: Apart) -> dict[str, str]:
    """Both outlines where they part most; the largest part where they are the same."""
    now, other = lands
    pieces = [piece for ground in found.pieces for piece in shapely.get_parts(ground) if not piece.is_empty]
    largest = max(pieces or shapely.get_parts(now), key=lambda piece: float(piece.area))
    margin = 1.2 * found.greatest_m / METRES_PER_DEGREE
    west, south, east, north = largest.bounds
    frame = shapely.box(west - margin, south - margin, east + margin, north + margin)
    shown = [
        shapely.union_all([part for part in shapely.get_parts(land) if part.intersects(frame)])
        for land in (other, now)
    ]
    return paths(*shown)
