"""What a browser gets before any page: the first document, and the framework's files from memory.

The framework's own document makes a link to a page look for its server below that page first, which costs
half a second and two errors in the console; it loads what a page draws with only after the page was drawn;
and its files travel uncompressed. Here the document says where the server is and names those files, and they
are compressed once a process.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response

from geo.ui import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

DRAWN_WITH = (
    "Html",
    "PageLink",
    "ButtonGroup",
    "IFrame",
    "Multiselect",
    "Selectbox",
    "Checkbox",
    "TextInput",
    "Button",
    "DownloadButton",
    "BidiComponent",
)
"""Pieces of the framework every page draws with; each is a file of its own, loaded late unless named here."""
_HERE = '<script>window.__streamlit = {{ BACKEND_BASE_URL: location.origin + "{base}" }}</script>'
_FONT = re.compile(r'<link\s+rel="preload"[^>]*SourceSans[^>]*/>\s*')
"""A font no page of ours is set in."""
_IMPORT = re.compile(r"(?:from|import)\s*[\"']\./([\w.-]+\.js)[\"']")
_COMPRESSED = {".js", ".css", ".json", ".svg"}
_FOREVER = "public, immutable, max-age=31536000"
"""The names of these files hold a hash of what is in them."""
WELCOME = Path(__file__).parent / "templates" / "welcome.html"
"""What stands there until the page is drawn."""
ICON = WELCOME.with_name("icon.png")
ICON_URL = "./assets/icon.png"
BESIDE = WELCOME.with_name("beside.js")
"""What leads between a page and its map: a map is told what to show before the page has run to its end."""


@cache
def static_folder() -> Path:
    """The framework's folder of files."""
    from streamlit.file_util import get_static_dir

    return Path(get_static_dir())


@cache
def document(base: str = "/") -> str:
    """The document every page begins with.

    Parameters
    ----------
    base
        Path below which the service is served, ending with a slash.

    Returns
    -------
    str
        The framework's document, which knows its server and loads at once what pages are drawn with.
    """
    page = (static_folder() / "index.html").read_text(encoding="utf-8")
    page = (
        _FONT.sub("", page)
        # Under another name: the framework puts a page's icon from the internet where it finds its own.
        .replace('rel="shortcut icon"', 'rel="icon"')
        .replace("./favicon.png", ICON_URL)
        .replace("<title>Streamlit</title>", "<title>Sizhi 四至</title>")
    )
    named = set(re.findall(r"js/([\w.-]+\.js)", page))
    early = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in needed(DRAWN_WITH)
        if name not in named
    )
    head = _HERE.format(base=base)
    page = page.replace("<head>", f"<head>{head}", 1).replace("</head>", f"{early}</head>", 1)
    welcome, beside = (file.read_text(encoding="utf-8").strip() for file in (WELCOME, BESIDE))
    # Behind the framework's own style, which it puts into the head: of two equal rules the later counts.
    page = page.replace(
        "</body>", f'<style id="sz-style">{render.style()}</style><script>{beside}</script></body>', 1
    )
    return page.replace('<div id="root"></div>', f'<div id="root">{welcome}</div>', 1)


def needed(pieces: Iterable[str]) -> list[str]:
    """Files of these pieces and of all they import, in the order they are met."""
    folder = static_folder() / "static" / "js"
    waiting = [found.name for piece in pieces for found in folder.glob(f"{piece}.*.js")]
    met: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name not in met and (folder / name).is_file():
            met[name] = None
            waiting += _IMPORT.findall((folder / name).read_text(encoding="utf-8"))
    return list(met)


def base() -> str:
    """Path below which the service is served, ending with a slash."""
    from streamlit import config

    found = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{found}/" if found else "/"


async def first_document(_request: Request) -> Response:
    """Answer with the document; never kept, for it names files that change with the framework."""
    return HTMLResponse(document(base()), headers={"Cache-Control": "no-cache"})


async def to_the_first_page(request: Request) -> Response:
    """Lead the first page's own name to where it stands: the framework knows it without a name only."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}", status_code=307)


class FromMemory:
    """The framework's files, read and compressed once a process, in front of everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a file whose name never changes; pass everything else on."""
        answer = None
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/static/"):
            takes = Headers(scope=scope).get("accept-encoding", "")
            answer = kept(scope["path"][1:]) if "gzip" in takes else None
        if answer is None:
            await self.app(scope, receive, send)
            return
        body, kind = answer
        headers = {"Cache-Control": _FOREVER, "Content-Type": kind, "Vary": "Accept-Encoding"}
        if Path(scope["path"]).suffix in _COMPRESSED:
            headers["Content-Encoding"] = "gzip"
        await Response(body, headers=headers)(scope, receive, send)


@cache
def kept(path: str) -> tuple[bytes, str] | None:
    """A file of the framework as it is sent, and its type; None for what is not one of its files."""
    if path not in _files():
        return None
    content = (static_folder() / path).read_bytes()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if path.endswith(".js"):
        kind = "text/javascript"
    return (gzip.compress(content, 6) if Path(path).suffix in _COMPRESSED else content), kind


@cache
def _files() -> frozenset[str]:
    folder = static_folder()
    return frozenset(
        file.relative_to(folder).as_posix() for file in (folder / "static").rglob("*") if file.is_file()
    )


def prepare() -> None:
    """Read and compress what the first document names, before anybody asks."""
    for name in re.findall(r"\./(static/[\w./-]+)", document()):
        kept(name)
