"""What takes a while: a page waits a moment for it, and otherwise draws on and shows it when it is there."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillAtIt
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from geo.i18n import text
from geo.ui.map_data import HTML, OFFERS, Offer
from geo.ui.render import html

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geo.ui.shelf import Shelf

T = TypeVar("T")
AT_ONCE_S = 0.25
"""Waited for before a page draws on."""
LOOK_AGAIN_S = 0.5
LONGEST_S = 600.0
_WORKERS = ThreadPoolExecutor(2, thread_name_prefix="later")
"""Two at a time: what one person waits for does not keep everybody waiting."""


class Later(Generic[T]):
    """Results by key, worked out in the background, one a key.

    Parameters
    ----------
    shelf
        Where results are kept.
    """

    def __init__(self, shelf: Shelf[T]) -> None:
        self.shelf = shelf
        self._running: dict[Hashable, Future[T]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], wait_s: float) -> T | None:
        """The result, or None when it is not there after the wait; asking again finds the same work.

        Raises
        ------
        Exception
            What the work raised; asking again begins anew.
        """
        found = self.shelf.found(key)
        if found is not None:
            return found[0]
        with self._lock:
            future = self._running.get(key)
            if future is None:
                future = self._running[key] = _WORKERS.submit(self.shelf.get, key, make)
        try:
            result = future.result(timeout=wait_s)
        except StillAtIt:
            return None
        except BaseException:
            self._forget(key, future)
            raise
        self._forget(key, future)
        return result

    def _forget(self, key: Hashable, future: Future[T]) -> None:
        with self._lock:
            if self._running.get(key) is future:
                del self._running[key]


def show(
    get: Callable[[float], T | None], drawn: Callable[[T], str], *, key: Hashable, title: str, lang: str
) -> None:
    """Put a result on the page when it is there; otherwise a place that fills itself when it is.

    The page is not run again for it: a run in between would break off what is being downloaded.

    Parameters
    ----------
    get
        Gives the result, or None when it is not there after so many seconds.
    drawn
        The result as HTML.
    key
        Of the result as it is drawn, language included; everybody may see it.
    title
        What is coming.
    lang
        ``zh`` or ``en``.
    """
    found = get(AT_ONCE_S)
    if found is not None:
        st.html(drawn(found))
        return

    def made() -> bytes:
        ready = get(LONGEST_S)
        if ready is None:
            raise TimeoutError
        return drawn(ready).encode()

    place = OFFERS.offer(("later", key), Offer(made, HTML))
    words = {name: text(f"ui.later.{name}", lang) for name in ("coming", "failed")}
    html("coming.html.j2", title=title, words=words["coming"], place=place, failed=words["failed"])


def coming(get: Callable[[float], T | None], title: str, words: Callable[[], str]) -> None:
    """Say that something is coming, and run the page again when it is there.

    Parameters
    ----------
    get
        As in `show`.
    title
        What is coming.
    words
        How far it is.
    """

    @st.fragment(run_every=LOOK_AGAIN_S)
    def look() -> None:
        if get(0.0) is None:
            html("coming.html.j2", title=title, words=words())
        else:
            st.rerun()

    look()
