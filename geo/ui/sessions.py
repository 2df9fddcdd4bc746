"""Which logins still count: none for ever, none after its end, none after a time without a sign of life.

A cookie says who signed in and when; it cannot say that the person has left. Signs of life are kept here, in
the memory of the one process that serves the pages: after a restart a login counts only when it is younger
than the time somebody may be idle. Who signed out is kept in the data folder too, and stays signed out.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOG = logging.getLogger(__name__)
FILE = "signed-out.json"
"""In the data folder: logins that were ended before their time, by `key_of`, and when that is over."""
LONGEST_S = 30 * 24 * 3600.0
"""No cookie of a login lives longer (Streamlit's own limit)."""


@dataclass(slots=True)
class _Seen:
    until: float
    last: float
    ended: bool = False


class Logins:
    """The logins of this process, by `key_of`."""

    def __init__(
        self, clock: Callable[[], float] = time.time, folder: Callable[[], Path | None] = lambda: None
    ) -> None:
        self.clock = clock
        self._folder = folder
        self._seen: dict[str, _Seen] = {}
        self._lock = threading.Lock()
        self._read = False
        self._not_before = float("-inf")

    def alive(self, key: str, *, since: float, until: float, idle_s: float) -> bool:
        """Whether the login still counts; if so, this is a sign of life.

        Parameters
        ----------
        key
            Of the login.
        since
            When the person signed in, in seconds of the clock.
        until
            When the login ends whatever happens.
        idle_s
            How long the person may be silent.
        """
        now = self.clock()
        with self._lock:
            self._remember(now)
            seen = self._seen.get(key)
            if seen is None:
                self._forget(now)
                seen = self._seen[key] = _Seen(until=until, last=since)
            if seen.ended or now >= until or now - seen.last > idle_s or since < self._not_before:
                seen.ended = True
                return False
            seen.last = max(seen.last, now)
            return True

    def end(self, key: str, *, until: float) -> None:
        """The person signed out: no copy of the cookie brings the login back, not even after a restart."""
        now = self.clock()
        with self._lock:
            self._remember(now)
            self._seen[key] = _Seen(until=until, last=now, ended=True)
            self._write(now)

    def _remember(self, now: float) -> None:
        """Read once who has signed out; where that cannot be read, no login from before now counts."""
        folder = None if self._read else self._folder()
        self._read = True
        if folder is None:
            return
        try:
            said = json.loads((folder / FILE).read_text(encoding="utf-8"))
            ended = {str(key): float(until) for key, until in said.items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, AttributeError):
            LOG.exception("who signed out cannot be read: everybody has to sign in again")
            self._not_before = now
            return
        self._seen |= {key: _Seen(until=until, last=now, ended=True) for key, until in ended.items()}

    def _write(self, now: float) -> None:
        """Keep who signed out; without it they are signed out until this process ends."""
        folder = self._folder()
        if folder is None:
            return
        ended = {key: seen.until for key, seen in self._seen.items() if seen.ended and seen.until > now}
        beside = folder / f".{FILE}.{os.getpid()}"
        try:
            with beside.open("w", encoding="utf-8") as stream:
                json.dump(ended, stream)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(folder / FILE)
        except OSError:
            LOG.exception("who signed out cannot be kept")
            beside.unlink(missing_ok=True)

    def _forget(self, now: float) -> None:
        """Drop what is over by its date: its cookie is refused by that."""
        for key in [key for key, seen in self._seen.items() if seen.until <= now]:
            del self._seen[key]


def _data_folder() -> Path | None:
    said = os.environ.get("SIZHI_DATA")
    return Path(said) if said else None


LOGINS = Logins(folder=_data_folder)
"""Those of this process."""


def key_of(claims: Mapping[str, Any]) -> str:
    """One sign-in of one person at one issuer: the nonce of the login is its own.

    Examples
    --------
    >>> key_of({"iss": "a", "sub": "b", "iat": 1, "nonce": "c"}) == key_of({"iss": "a", "sub": "b", "iat": 2})
    False
    """
    named = [claims.get(name) for name in ("iss", "sub", "iat", "nonce")]
    return hashlib.sha256(json.dumps(named, default=str).encode()).hexdigest()
