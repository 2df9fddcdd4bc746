"""What the web process serves besides the pages: the first document, Leaflet, a health answer."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from geo import __version__
from geo.maps.assets import leaflet_folder
from geo.ui import front
from geo.ui.navigation import PAGES

if TYPE_CHECKING:
    from starlette.requests import Request

SCRIPT = Path(__file__).parent / "entry" / "main.py"
LEAFLET_URL = "/assets/leaflet"
"""Where the pages find Leaflet: on our own origin, so that no other host is ever asked."""


async def _health(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok", "version": __version__})


def routes() -> list[BaseRoute]:
    """Routes mounted beside the pages."""
    return [
        Route("/health", _health),
        Mount(LEAFLET_URL, StaticFiles(directory=leaflet_folder())),
        Route("/", front.first_document),
        *(Route(f"/{page.path}", front.first_document) for page in PAGES),
    ]


def middleware() -> list[Middleware]:
    """What stands in front of the pages."""
    threading.Thread(target=front.prepare, daemon=True).start()
    return [Middleware(front.FromMemory)]
