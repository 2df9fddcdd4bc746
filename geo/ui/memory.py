"""Memory given back: the C library of Linux keeps a heap for every few threads, as large as its worst run.

Every run of a page has a thread of its own, and one of them works at a time: two heaps are enough. After
eight files of 17 MB the process held 556 MB, with two heaps 456.
"""

from __future__ import annotations

import ctypes
import sys

ARENAS = 2
_M_ARENA_MAX = -8
"""As in ``malloc.h``."""


def few_heaps() -> bool:
    """Let the process have two heaps; whether its C library can be told so."""
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return tell is not None and tell(_M_ARENA_MAX, ARENAS) == 1
