"""What the web process serves besides the pages: the gate, the first document, Leaflet, a health answer."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from geo.errors import SizhiError
from geo.i18n import LANGUAGES, text
from geo.maps.assets import leaflet_folder
from geo.ui import early, front, login, map_data, memory, render, sight, sockets
from geo.ui.gate import Gate
from geo.ui.navigation import PAGES
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

SCRIPT = Path(__file__).parent / "entry" / "main.py"
LOG = logging.getLogger(__name__)
HEALTH_S = 5.0
"""A register that does not answer in this time is not well."""


async def _health(_request: Request) -> JSONResponse:
    """Whether the service can work, and nothing about how it is made."""
    try:
        await asyncio.wait_for(run_in_threadpool(_readable), HEALTH_S)
    except (SizhiError, TimeoutError):
        LOG.exception("the register cannot be read")
        return JSONResponse({"status": "unavailable"}, status_code=503, headers={"Cache-Control": "no-store"})
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


async def _icon(_request: Request) -> FileResponse:
    return FileResponse(front.ICON, headers={"Cache-Control": "public, max-age=86400"})


def _readable() -> None:
    from geo.registry.audit import head_of
    from geo.ui import register_view

    with register_view.opened().reading() as connection:
        head_of(connection)


def routes() -> list[BaseRoute]:
    """Routes mounted beside the pages."""
    return [
        Route("/health", _health),
        Route("/assets/icon.png", _icon),
        Route("/favicon.png", _icon),
        *map_data.routes(),
        Mount(map_data.LEAFLET_URL, StaticFiles(directory=leaflet_folder())),
        Route("/", sight.first_document),
        Route(f"/{PAGES[0].path}", front.to_the_first_page),
        *(Route(f"/{page.path}", front.first_document) for page in PAGES[1:]),
    ]


def settings() -> dict[str, Any]:
    """What ``st.App`` is given: the gate, the login of the environment, and calm words for errors.

    A login that cannot be used safely ends the process before anybody is served.
    """
    try:
        configured, secrets = login.configured(), login.secrets()
    except login.LoginError as problem:
        raise SystemExit(problem.told()) from None
    address = str(st.get_option("server.address") or "0.0.0.0")  # noqa: S104 - what Streamlit then listens on
    if configured is None and not login.LOOPBACK.fullmatch(address):
        LOG.warning(text("login.open", "zh", address=address))
        LOG.warning(text("login.open", "en", address=address))
    memory.few_heaps()
    sockets.send_at_once()
    early.start()
    return {
        "routes": routes(),
        "middleware": [
            Middleware(Gate, login=configured, address=address, pages={page.path for page in PAGES}),
            Middleware(front.FromMemory),
        ],
        "secrets": secrets,
        "lifespan": _greeted,
        "on_script_error": broken,
    }


@asynccontextmanager
async def _greeted(_app: st.App) -> AsyncIterator[None]:
    """Tell where the pages are, in both languages: from here on the server answers."""
    for lang in LANGUAGES:
        click.echo(text("serve.ready", lang, address=url()))
    yield


def url() -> str:
    """Where a browser on this machine finds the pages."""
    host = str(st.get_option("server.address") or "")
    if host.startswith("unix:"):
        return host
    host = "127.0.0.1" if host in {"", "0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{scheme}://{host}:{st.get_option('server.port')}" + (f"/{base}/" if base else "")


def broken(problem: Exception) -> bool:
    """An error no page has caught: in its own words when it has some, calm ones otherwise."""
    lang = st.session_state.get(Key.LANG)
    lang = lang if lang in LANGUAGES else "zh"
    if isinstance(problem, SizhiError):
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
    else:
        LOG.error("a run broke", exc_info=problem)
        render.calm(lang)
    return True
