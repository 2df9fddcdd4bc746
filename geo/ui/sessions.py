"""Which logins still count: none for ever, none after its end, none after a time without a sign of life.

A cookie says who signed in and when; it cannot say that the person has left. That is kept here, in the
memory of the one process that serves the pages: after a restart a login counts only when it is younger
than the time somebody may be idle.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_S = 30 * 24 * 3600.0
"""No cookie of a login lives longer (Streamlit's own limit)."""


@dataclass(slots=True)
class _Seen:
    until: float
    last: float
    ended: bool = False


class Logins:
    """The logins of this process, by `key_of`."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._seen: dict[str, _Seen] = {}
        self._lock = threading.Lock()

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
            seen = self._seen.get(key)
            if seen is None:
                self._forget(now)
                seen = self._seen[key] = _Seen(until=until, last=since)
            if seen.ended or now >= until or now - seen.last > idle_s:
                seen.ended = True
                return False
            seen.last = max(seen.last, now)
            return True

    def end(self, key: str, *, until: float) -> None:
        """The person signed out: no copy of the cookie brings the login back."""
        with self._lock:
            self._seen[key] = _Seen(until=until, last=self.clock(), ended=True)

    def _forget(self, now: float) -> None:
        """Drop what is over by its date: its cookie is refused by that."""
        for key in [key for key, seen in self._seen.items() if seen.until <= now]:
            del self._seen[key]


LOGINS = Logins()
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
