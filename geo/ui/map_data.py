"""What the maps of the pages fetch: documents, layers and blocks, each under an address of its own for good.

A page *offers* something and gets its address; it is made when a browser first asks, once, and sent
compressed. Only what everybody may see is offered: an address needs no sign-in.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geo.ui.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from geo.maps.many import Blocks

T = TypeVar("T")
AT = "/map"
LEAFLET_URL = "/assets/leaflet"
"""Where the pages find Leaflet and the ground: on our own origin, so that no other host is ever asked."""
JSON, HTML, SCRIPT = "application/json", "text/html; charset=utf-8", "text/javascript; charset=utf-8"
MOST_BYTES = 64_000_000
"""Compressed answers kept."""
MOST_OFFERS = 512
"""Offers remembered: a page that is looked at renews its own with every run."""
FOREVER = "public, immutable, max-age=31536000"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to fetch: how it is made, its type, and what else its answer says."""

    make: Callable[[], bytes]
    kind: str = JSON
    policy: str | None = None


class Offers:
    """What is offered now, and what of it was made."""

    def __init__(self) -> None:
        self._offers: OrderedDict[str, Offer] = OrderedDict()
        self._blocks: OrderedDict[str, Callable[[], Blocks]] = OrderedDict()
        self._lock = threading.Lock()
        self.made: Shelf[bytes] = Shelf(MOST_BYTES, len)

    def offer(self, key: object, made: Offer) -> str:
        """The address of something; the same key is the same thing."""
        name = digest(key)
        with self._lock:
            _renew(self._offers, name, made)
        return f"{AT}/{name}"

    def offer_blocks(self, key: object, blocks: Callable[[], Blocks]) -> str:
        """The address below which the blocks of very many lie: ``/z/x/y``."""
        name = digest(key)
        with self._lock:
            _renew(self._blocks, name, blocks)
        return f"{AT}/{name}"

    def answer(self, name: str) -> tuple[Offer, bytes] | None:
        """What is offered under a name, compressed; None where nothing is, or no longer."""
        offer = self._offers.get(name)
        if offer is None:
            return None
        return offer, self.made.get(name, lambda: gzip.compress(offer.make(), 5))

    def block(self, name: str, z: int, x: int, y: int) -> bytes | None:
        """One block, compressed; None where there is none."""
        blocks = self._blocks.get(name)
        if blocks is None:
            return None
        try:
            return self.made.get((name, z, x, y), lambda: gzip.compress(blocks().block(z, x, y), 5))
        except ValueError:
            return None


def _renew(offers: OrderedDict[str, T], name: str, value: T) -> None:
    offers[name] = value
    offers.move_to_end(name)
    while len(offers) > MOST_OFFERS:
        offers.popitem(last=False)


def digest(key: object) -> str:
    """One short name for one key; what a key is made of has a text that says all of it."""
    return hashlib.sha256(repr(key).encode()).hexdigest()[:32]


OFFERS = Offers()


async def _offered(request: Request) -> Response:
    found = await run_in_threadpool(OFFERS.answer, request.path_params["name"])
    if found is None:
        return _gone()
    offer, body = found
    headers = {} if offer.policy is None else {"Content-Security-Policy": offer.policy}
    return _packed(request, body, offer.kind, headers)


async def _ground(request: Request) -> Response:
    """The ground beneath every map, under a name that changes with it."""
    name, body = await run_in_threadpool(_ground_file)
    return _packed(request, body, SCRIPT, {}) if request.url.path.endswith(f"/{name}") else _gone()


@cache
def _ground_file() -> tuple[str, bytes]:
    from geo.maps.ground import script

    name, content = script()
    return name, gzip.compress(content, 9)


async def _block(request: Request) -> Response:
    where = {key: request.path_params[key] for key in ("z", "x", "y")}
    body = await run_in_threadpool(OFFERS.block, request.path_params["name"], **where)
    return _gone() if body is None else _packed(request, body, JSON, {})


def _packed(request: Request, body: bytes, kind: str, headers: dict[str, str]) -> Response:
    common = {"Cache-Control": FOREVER, "Content-Type": kind, "Vary": "Accept-Encoding", **headers}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(body), headers=common)
    return Response(body, headers={**common, "Content-Encoding": "gzip"})


def _gone() -> Response:
    return PlainTextResponse("Gone", status_code=410, headers={"Cache-Control": "no-store"})


def routes() -> list[BaseRoute]:
    """Where it is fetched."""
    return [
        Route(f"{LEAFLET_URL}/ground-{{digest:str}}.js", _ground),
        Route(f"{AT}/{{name:str}}", _offered),
        Route(f"{AT}/{{name:str}}/{{z:int}}/{{x:int}}/{{y:int}}", _block),
    ]
