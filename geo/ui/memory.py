"""Memory given back, without making anybody wait for it.

The C library of Linux keeps a heap for every few threads, as large as its worst run. Every run of a page has
a thread of its own, and one of them works at a time: two heaps are enough. After eight files of 17 MB the
process held 556 MB, with two heaps 456.

The framework looks for garbage behind every run of a page, in all the process has ever loaded: 0.13 s,
two thirds of a filter of 500 zones, while everybody else waits. Here libraries are left out of it, and one
look follows after many runs (``runner.postScriptGC`` in ``.streamlit/config.toml``).
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading

ARENAS = 2
_M_ARENA_MAX = -8
"""As in ``malloc.h``."""
TIDY_AFTER_S = 10.0
"""Garbage that holds itself lies about no longer than this."""
_due = threading.Event()


def few_heaps() -> bool:
    """Let the process have two heaps; whether its C library can be told so."""
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return tell is not None and tell(_M_ARENA_MAX, ARENAS) == 1


def settle() -> None:
    """What is loaded by now stays as long as the process: it is not looked at again."""
    gc.collect()
    gc.freeze()


def tidy_later() -> None:
    """Look for garbage in a while, once for all who ask until then."""
    if _due.is_set():
        return
    _due.set()
    later = threading.Timer(TIDY_AFTER_S, _tidy)
    later.daemon = True
    later.start()


def _tidy() -> None:
    """Look at everything: what was left out may have died since, and holds what came later."""
    _due.clear()
    gc.unfreeze()
    gc.collect()
    gc.freeze()
