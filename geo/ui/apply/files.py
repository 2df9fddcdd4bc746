"""Step one: what the zone is called, and the files, each with what it was recognised as."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo import words
from geo.i18n import text
from geo.model.zone import Level
from geo.places import CITIES
from geo.ui import cache
from geo.ui.apply import drawing, receiving, rivals, session, shared, unused
from geo.ui.apply.desk import BOUNDARY, CLAIM, MADE, PARTS
from geo.ui.exports import WORKBOOK
from geo.ui.render import html, size
from geo.ui.state import Key, part_key

if TYPE_CHECKING:
    from geo.assess.recognise import Guess
    from geo.ui.apply.desk import Desk, Piece
    from geo.ui.apply.look import Look

ASIDE = ""
"""Choice of a file without a use."""


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    html(
        "apply_head.html.j2", title=text("ui.apply.files.title", lang), lead=text("ui.apply.files.lead", lang)
    )
    about(seen.desk, lang)
    came = receiving.uploader(lang, label=text("ui.apply.files.upload", lang))
    if came:
        desk = receiving.laid(seen.desk, came, lang)
        session.change(lambda _: desk)
        st.rerun()
    if seen.desk.pieces:
        _asks(seen.desk, lang)
        with st.container(key="apply_files"):
            for piece in seen.desk.pieces:
                _row(piece, seen.desk, lang)
    shared.draw(seen.desk, lang)
    drawing.draw(seen, lang)
    templates(lang)


def about(desk: Desk, lang: str) -> None:
    """What is to be said of the zone besides its files."""
    zone = desk.zone
    names = {city.name: city.name if lang == "zh" else city.name_en for city in CITIES}
    with st.container(border=True, key="apply_about"):
        name, city, level, operator = st.columns([2, 1.2, 1, 2], gap="medium", vertical_alignment="bottom")
        with name:
            _line("name", zone.name, lang)
        with city:
            key = _bound("city", zone.city)
            st.selectbox(
                text("ui.apply.about.city", lang),
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=key,
                placeholder=text("ui.apply.about.city_any", lang),
                help=text("ui.apply.about.city_help", lang),
                on_change=_said,
                args=("city",),
            )
        with level:
            key = _bound("level", zone.level)
            st.selectbox(
                text("ui.apply.about.level", lang),
                [Level.PROVINCIAL, Level.MUNICIPAL, Level.NATIONAL],
                format_func=lambda value: text(f"level.{value}", lang),
                key=key,
                on_change=_said,
                args=("level",),
            )
        with operator:
            _line("operator", zone.operator or "", lang)


def _line(field: str, value: str, lang: str) -> None:
    st.text_input(
        text(f"ui.apply.about.{field}", lang),
        key=_bound(field, value),
        placeholder=text(f"ui.apply.about.{field}_hint", lang),
        on_change=_said,
        args=(field,),
        max_chars=200,
    )


def _bound(field: str, value: object) -> str:
    """Key of a widget that shows what is on the desk."""
    key = part_key("about", field)
    st.session_state[key] = value
    return key


def _said(field: str) -> None:
    value = st.session_state[part_key("about", field)]
    value = value.strip() if isinstance(value, str) else value
    session.change(lambda desk: desk.with_zone(**{field: value if value or field == "name" else None}))


def _asks(desk: Desk, lang: str) -> None:
    """Say what the step waits for: a boundary, a name, a word on files that want to be the same thing."""
    if desk.upload(BOUNDARY) is None:
        st.info(text("ui.apply.files.landless", lang), icon=":material/info:")
        if (line := desk.upload("lines")) is not None:
            st.warning(text("ui.apply.files.only_lines", lang, name=line.name), icon=":material/polyline:")
    elif not desk.zone.name:
        st.warning(text("ui.apply.files.nameless", lang), icon=":material/edit:")
    for part in PARTS:
        if len(desk.rivals(part)) > 1:
            rivals.ask(part, desk, lang)


def _row(piece: Piece, desk: Desk, lang: str) -> None:
    """One file: what it is, why we think so, what it is used as, and away with it."""
    guess = cache.recognised(piece.upload)
    with st.container(border=True):
        said, use, away = st.columns([5, 2.2, 0.8], gap="medium", vertical_alignment="center")
        with said:
            html(
                "apply_file.html.j2",
                name=piece.upload.name,
                tone="pass" if guess.part else "fail",
                mark="✓" if guess.part else "✗",
                facts=_facts(piece, guess, lang),
                why=_why(piece, guess, lang),
                sure=guess.certain or piece.upload.name in MADE.values(),
                unsure=text("recognised.unsure", lang),
                issues=[
                    (words.issue_message(issue, lang), words.issue_action(issue, lang))
                    for issue in guess.issues
                    if issue.severity.value == "error"
                ],
                idle=unused.why(piece, desk, guess, lang),
            )
        with use:
            key = part_key("use", piece.key)
            st.session_state[key] = piece.part or ASIDE
            st.selectbox(
                text("ui.apply.files.use", lang, name=piece.upload.name),
                [*PARTS, *([CLAIM] if guess.text else []), ASIDE],
                format_func=lambda part: text(f"ui.apply.part.{part or 'aside'}", lang),
                key=key,
                on_change=_use,
                args=(piece.key,),
                label_visibility="collapsed",
            )
        with away:
            st.button(
                text("ui.apply.files.remove", lang),
                key=part_key("remove", piece.key),
                on_click=session.change,
                args=(partial(_without, piece.key),),
                icon=":material/delete:",
                help=text("ui.apply.files.remove_help", lang, name=piece.upload.name),
                type="tertiary",
            )


def _why(piece: Piece, guess: Guess, lang: str) -> str:
    """Why a file is taken for what it is."""
    if piece.upload.name in MADE.values():
        return text("recognised.made", lang)
    taken = piece.part == guess.part == CLAIM
    return text("recognised.claim_taken" if taken else f"recognised.{guess.why}", lang, **guess.params)


def _without(key: str, desk: Desk) -> Desk:
    return desk.without_file(key)


def _facts(piece: Piece, guess: Guess, lang: str) -> str:
    """Format, how much it holds, and its size."""
    data, form = piece.upload.data, guess.format
    count = len(data) if isinstance(data, bytes) else data.stat().st_size
    tabular = form in {"corners_xlsx", "corners_csv"} and BOUNDARY not in {piece.part, guess.part}
    key = f"ui.apply.files.table_{form}" if tabular else f"format.{form}"
    pieces = [text(key, lang)] if form not in {"unknown", "text"} else []
    if guess.features:
        pieces.append(text("ui.apply.files.features", lang, count=guess.features))
    pieces.append(size(count))
    return " · ".join(pieces)


def _use(key: str) -> None:
    part = st.session_state[part_key("use", key)] or None
    session.change(partial(_used, key, part))


def _used(key: str, part: str | None, desk: Desk) -> Desk:
    """Use a file as something else; a written 四至 is taken over."""
    changed = desk.used_as(key, part)
    claim = changed.upload(CLAIM) if part == CLAIM else None
    return changed if claim is None else changed.with_zone(claim=cache.recognised(claim).text)


def templates(lang: str) -> None:
    """Empty ledgers to fill in."""
    with st.container(key="apply_templates", horizontal=True, vertical_alignment="center"):
        html("apply_quiet.html.j2", said=text("ui.apply.files.templates", lang))
        for kind in ("buildings", "institutions"):
            st.download_button(
                text(f"ui.apply.files.template_{kind}", lang),
                data=partial(template, kind, lang),
                file_name=f"{text(f'template.sheet_{kind}', lang)}.xlsx",
                mime=WORKBOOK,
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                key=f"{Key.APPLY}:template:{kind}",
            )


def template(kind: str, lang: str) -> bytes:
    """An empty ledger."""
    from geo.measure import templates as made

    return made.template(kind, lang)
