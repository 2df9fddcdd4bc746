"""The gate in front of the pages: who may knock, what is not shown, and what every answer carries.

It stands before Streamlit's own routes, so that what they leave open is closed in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse

from geo.errors import SizhiError
from geo.i18n import LANGUAGES, text
from geo.ui.login import CALLBACK, LOOPBACK
from geo.ui.who import alone

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from geo.ui.login import Login

HIDDEN = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Streamlit's answers about the process: nobody's business."""
MEDIA = "/media/"
LOGIN, LOGOUT = "/auth/login", "/auth/logout"
BACK = "sizhi_back"
"""Cookie that remembers, while somebody is at the login, the page they came from."""
SAID = "said"
"""Word in the address that tells the page what came of a request: of the login, or of a wrong address."""
BACK_S = 600
POLICY = "; ".join(
    (
        "img-src 'self' data: blob:{tiles}",
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""A page may load and ask what comes from here, and nothing else: the browser itself holds us to it.

The tiles of a base map the publisher has set up are the one exception.
"""
ALWAYS = {
    "Content-Security-Policy": POLICY.format(tiles=""),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Gate:
    """ASGI middleware; ``login`` None is local mode when ``address`` is the machine's own.

    ``pages`` are the addresses there are.
    """

    def __init__(self, app: ASGIApp, *, login: Login | None, address: str, pages: Collection[str]) -> None:
        self.app = app
        self.login = login
        self.address = address
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, turn away, or let through with a changed answer."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        why = self._refused(scope)
        if why is not None:
            await _turn_away(why, scope, receive, send)
            return
        path = str(scope["path"])
        if any(path == hidden or path.startswith(f"{hidden}/") for hidden in HIDDEN):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if headers.get("content-type", "").startswith("text/html"):
                    tiles = await run_in_threadpool(_tiles)
                    headers["Content-Security-Policy"] = POLICY.format(tiles=tiles)
                    self._known(path, message, headers)
                self._dress(message, scope)
            await send(message)

        await self.app(scope, receive, answer)

    def _refused(self, scope: Scope) -> str | None:
        """Why this request is turned away: a key of the catalogue, or None."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        said = headers.get("origin")
        origin = _split(said or "")
        if self.login is not None:
            if host.lower() != self.login.host.lower() and not _loopback(host):
                return "host"
            # A proxy that asks in its own name: the browser asked for the service's.
            if f"{origin.scheme}://{origin.netloc}".lower() == self.login.origin.lower():
                MutableHeaders(scope=scope)["host"] = host = origin.netloc
        elif LOOPBACK.fullmatch(self.address):
            client = scope.get("client")
            if not _loopback(host):
                return "host"
            if not alone(self.address, client[0] if client else "", headers):
                return "proxied"
        if str(scope["path"]).startswith(MEDIA) and not _from_a_page(headers, {host, self._name()}):
            return "direct"
        if scope["type"] == "websocket" and said is not None and origin.netloc.lower() != host.lower():
            # Streamlit would go on to ask a host in the internet what our own address is.
            return "origin"
        return None

    def _name(self) -> str:
        return "" if self.login is None else self.login.host

    def _known(self, path: str, message: Message, headers: MutableHeaders) -> None:
        """Lead whoever asks for a page there is not to the first; the framework would tell it in English."""
        name = path.strip("/")
        if message["status"] == 200 and name and not set(name) & set("/.") and name not in self.pages:
            message["status"] = 302
            headers["Location"] = _told("/", "nowhere")

    def _dress(self, message: Message, scope: Scope) -> None:
        """Give an answer the headers of all answers, and the way back from the login."""
        headers = MutableHeaders(raw=message["headers"])
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        path = str(scope["path"])
        if path.startswith(MEDIA):
            headers["Cache-Control"] = "private, no-store"
        if self.login is not None:
            if path in {LOGIN, LOGOUT}:
                self._leave(message, headers, scope)
            elif path == CALLBACK:
                _come_back(headers, scope)
            if self.login.secure:
                headers["Strict-Transport-Security"] = "max-age=31536000"
                _only_by_https(message)

    def _leave(self, message: Message, headers: MutableHeaders, scope: Scope) -> None:
        """Remember where somebody leaves for the login from; without a login to go to, they stay there."""
        assert self.login is not None  # noqa: S101 - the caller has looked
        asked = Headers(scope=scope)
        back = _page(asked.get("referer", ""), {self.login.host, asked.get("host", "")})
        if scope["path"] == LOGOUT:
            if headers.get("location", "").startswith("/"):
                headers["Location"] = _told(_front(back), "out")
        elif message["status"] >= 400:
            message["status"] = 302
            headers["Location"] = _told(back, "unavailable")
            return
        cookie = f"{BACK}={quote(back, safe='')}; Path=/; HttpOnly; SameSite=Lax; Max-Age={BACK_S}"
        headers.append("Set-Cookie", cookie)


def _come_back(headers: MutableHeaders, scope: Scope) -> None:
    """Back from the login: to the page somebody came from, with a word when they are not signed in."""
    asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    kept = cookie_parser(Headers(scope=scope).get("cookie", "")).get(BACK, "")
    back = _page(unquote(kept), {""})
    signed_in = any(
        cookie.startswith("_streamlit_user=") and "max-age=0" not in cookie.lower()
        for cookie in headers.getlist("set-cookie")
    )
    if signed_in:
        headers["Location"] = back
    elif asked.get("error") == "access_denied":
        headers["Location"] = _told(back, "refused")
    elif asked.keys() & {"error", "code", "state"}:
        headers["Location"] = _told(back, "failed")
    else:
        headers["Location"] = _told(_front(back), "out")
    headers.append("Set-Cookie", f"{BACK}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")


def _page(address: str, hosts: set[str]) -> str:
    """Path and query of a page of ours, and nothing that could lead elsewhere.

    Examples
    --------
    >>> _page("https://a/zone?zone=x&said=out", {"a"}), _page("https://b/zone", {"a"}), _page("//b", {""})
    ('/zone?zone=x', '/', '/')
    """
    parts = _split(address)
    path = parts.path
    if parts.netloc not in hosts or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != SAID]
    return path + (f"?{urlencode(kept)}" if kept else "")


def _from_a_page(headers: Headers, hosts: set[str]) -> bool:
    """Whether a file is asked for by a page of ours, and not from a history, a note or another site."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return _split(headers.get("referer", "")).netloc in hosts - {""}


def _split(address: str) -> SplitResult:
    """The parts of an address; of one that makes no sense, none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _front(page: str) -> str:
    """The first page in the language of ``page``."""
    lang = dict(parse_qsl(urlsplit(page).query)).get("lang")
    return f"/?{urlencode({'lang': lang})}" if lang else "/"


def _told(page: str, word: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}{SAID}={word}"


def _tiles() -> str:
    """Where the tiles of the base maps come from, as a policy names them."""
    from geo.ui import publisher

    try:
        return "".join(f" {origin}" for origin in publisher.tile_origins())
    except SizhiError:
        return ""


def _loopback(host: str) -> bool:
    return LOOPBACK.fullmatch(_split(f"//{host}").hostname or "") is not None


def _only_by_https(message: Message) -> None:
    """Cookies do not leave the browser unencrypted; Streamlit does not say so itself behind a proxy."""
    message["headers"] = [
        (name, value + b"; Secure" if name == b"set-cookie" and b"; secure" not in value.lower() else value)
        for name, value in message["headers"]
    ]


async def _turn_away(why: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    words = "\n".join(text(f"login.refused.{why}", lang) for lang in LANGUAGES)
    await PlainTextResponse(words, status_code=403, headers=ALWAYS)(scope, receive, send)
