"""The first sight of the province: what its page will show first, read before the framework has arrived.

A page of the framework asks for its content only after a hundred of its script files have been read and run.
Until then the browser shows this: the same figures, list and map, made by the same functions, as plain HTML
and a still picture. It gives way to the page when that is drawn (`templates/sight.js`).
"""

from __future__ import annotations

import asyncio
import gzip
import logging
from typing import TYPE_CHECKING

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from geo.i18n import LANGUAGES, text
from geo.ui import front, login, publisher
from geo.ui.login import LOOPBACK
from geo.ui.navigation import EVERYBODY, PAGES, Page
from geo.ui.render import drawn
from geo.ui.shelf import Shelf
from geo.ui.who import alone

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.ui.register_view import Snapshot

LOG = logging.getLogger(__name__)
SIGHTS: Shelf[bytes] = Shelf(4_000_000, len)
"""Whole documents, compressed."""
LONGEST_S = 2.0
"""Waited for while the process starts: after that the page is nearly as quick."""
SCRIPT, STYLE = (front.WELCOME.with_name(f"sight.{kind}") for kind in ("js", "css"))
FILTERS = ("level", "stage", "city", "year", "type")
CHOICES = (("measure", "measure_zones"), ("by", "by_city"))
"""The filters of the page and what they stand at: here a place is kept for them."""


def prepare() -> None:
    """Make what the first visitor of this machine sees, in the service's own language."""
    everything = login.configured() is None and LOOPBACK.fullmatch(str(st.get_option("server.address") or ""))
    _document("", front.base(), PAGES if everything else _open())


async def first_document(request: Request) -> Response:
    """Answer with the document of the first page and the first sight in it.

    Without it where something else than the whole province is asked for, where there is nothing to see, and
    where it takes long: the page then says what there is.
    """
    asked = request.query_params
    client = request.client.host if request.client else ""
    body = None
    if not set(asked) - {"lang"}:
        made = run_in_threadpool(_document, asked.get("lang", ""), front.base(), _pages(client, request))
        try:
            body = await asyncio.wait_for(made, LONGEST_S)
        except Exception:
            # Whatever it is, the page behind says it in calm words: the first sight must not be in the way.
            LOG.warning("the province is not seen before its page", exc_info=True)
    if body is None:
        return await front.first_document(request)
    common = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(gzip.decompress(body), headers=common)
    return HTMLResponse(body, headers={**common, "Content-Encoding": "gzip"})


def _pages(client: str, request: Request) -> tuple[Page, ...]:
    """The pages of the menu as far as an address tells who asks: a sign-in is read by the page itself."""
    address = str(st.get_option("server.address") or "")
    everything = login.configured() is None and alone(address, client, request.headers)
    return PAGES if everything else _open()


def _open() -> tuple[Page, ...]:
    return tuple(page for page in PAGES if page.roles & EVERYBODY)


def _document(asked: str, base: str, pages: tuple[Page, ...]) -> bytes | None:
    from geo.ui import register_view

    held = register_view.snapshot()
    if not held.rows:
        return None
    lang = asked if asked in LANGUAGES else publisher.language()
    day = register_view.today()
    # Very much land takes seconds to read: until somebody has, the picture does without its points.
    pointed = register_view.LANDS.found(held.key) is not None
    key = (held.key, lang, day, base, tuple(page.path for page in pages), pointed)
    return SIGHTS.get(
        key,
        lambda: gzip.compress(
            _within(front.document(base), made(held, day, pages, lang, pointed=pointed)), 5
        ),
    )


def _within(document: str, made: str) -> bytes:
    """The document with the first sight at its end: seen while the framework's files are on their way."""
    script, style = (file.read_text(encoding="utf-8").strip() for file in (SCRIPT, STYLE))
    last = (
        # Neither is of this document: the script puts both into a tree of their own.
        f'<template id="sz-sight-made">{made}</template><template id="sz-sight-style">{style}</template>'
        f"<script>{script}</script>"
    )
    return document.replace("</body>", f"{last}</body>", 1).encode()


def made(held: Snapshot, day: str, pages: tuple[Page, ...], lang: str, *, pointed: bool) -> str:
    """The first sight of the zones of a moment, as HTML.

    Parameters
    ----------
    held
        The zones.
    day
        The day of the figures.
    pages
        Those of the menu.
    lang
        ``zh`` or ``en``.
    pointed
        Whether the zones stand on the map as points: their land is read for it.
    """
    from geo.maps.still import points, still
    from geo.ui import overview, province_view, zone_list
    from geo.ui.filters import Chosen, Picked
    from geo.ui.zone_rows import Filter, listed

    rows = held.rows
    bounded = [row for row in rows if row.bounded] if pointed else []
    chosen = Picked(rows, rows, held, Chosen(Filter(), measure="zones", by="city", demo=False))
    own = publisher.language()
    return drawn(
        "sight.html.j2",
        lang="zh-CN" if lang == "zh" else "en",
        brand=drawn("brand.html.j2", tagline=text("ui.tagline", lang)),
        languages=[
            (word, "./" if key == own else f"./?lang={key}", key == lang)
            for key, word in (("zh", "中文"), ("en", "English"))
        ],
        menu=[(text(f"ui.page.{page.path}", lang), _address(page, lang, own)) for page in pages],
        heading=drawn(
            "heading.html.j2", title=text("ui.page.province", lang), lead=text("ui.province.lead", lang)
        ),
        fold=text("ui.province.fold", lang),
        filters=[text(f"ui.province.filter_{key}", lang) for key in FILTERS],
        every=text("ui.province.filter_all", lang),
        choices=[
            (text(f"ui.province.filter_{key}", lang), text(f"ui.province.{value}", lang))
            for key, value in CHOICES
        ],
        demo=text("ui.province.demo", lang),
        made_up=text("map.demo", lang) if any(row.demo for row in bounded) else "",
        figures=drawn(overview.FIGURES, **overview.figures_of(rows, day, lang)),
        map_title=text("ui.province.map_title", lang),
        still=still(province_view.choropleth(chosen, lang), points(listed(bounded)) if bounded else [], lang),
        find=text("ui.province.find_example", lang) if len(rows) >= zone_list.SEARCHED_FROM else "",
        list=drawn(
            zone_list.LIST,
            **zone_list.list_of(rows[: zone_list.PAGE], len(rows), lang, on_map=True),
        ),
        coming=text("ui.sight.coming", lang),
    )


def _address(page: Page, lang: str, own: str) -> str:
    path = "./" if page is PAGES[0] else f"./{page.path}"
    return path if lang == own else f"{path}?lang={lang}"
