"""What was computed once and serves everybody: kept up to so many bytes, made by one while others wait.

The framework's own caches are bounded by a number of entries and belong to a script's run; what the map
fetches is asked for outside of one, and one entry may weigh a thousand times another.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from shapely.geometry.base import BaseGeometry

T = TypeVar("T")


class Shelf(Generic[T]):
    """Values by key, the longest unused given up when there are too many bytes.

    Parameters
    ----------
    most_bytes
        Kept at most; one value larger than all of it is handed out and not kept.
    weigh
        Bytes of a value.

    Examples
    --------
    >>> shelf = Shelf(10, len)
    >>> shelf.get("a", lambda: b"12345678"), shelf.get("a", lambda: b"never made")
    (b'12345678', b'12345678')
    >>> shelf.get("b", lambda: b"123"), shelf.held
    (b'123', 3)
    """

    def __init__(self, most_bytes: int, weigh: Callable[[T], int]) -> None:
        self.most_bytes = most_bytes
        self.weigh = weigh
        self.held = 0
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made by one while others wait; whoever asked gets its error."""
        found = self.found(key)
        if found is not None:
            return found[0]
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            found = self.found(key)
            if found is not None:
                return found[0]
            try:
                value = make()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def found(self, key: Hashable) -> tuple[T] | None:
        """The value of a key if it is there, in a tuple, for a value may be None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return (self._kept[key][0],)

    def put(self, key: Hashable, value: T) -> None:
        """Keep a value that was made together with others."""
        if self.found(key) is None:
            self._keep(key, value)

    def _keep(self, key: Hashable, value: T) -> None:
        size = self.weigh(value)
        if size > self.most_bytes:
            return
        with self._lock:
            self.held += size - self._kept.pop(key, (value, 0))[1]
            self._kept[key] = (value, size)
            while self.held > self.most_bytes:
                _, (_, freed) = self._kept.popitem(last=False)
                self.held -= freed


def land_bytes(geometry: BaseGeometry) -> int:
    """Bytes a geometry holds, near enough."""
    import shapely

    return 16 * int(shapely.get_num_coordinates(geometry)) + 200
