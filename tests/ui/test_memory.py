"""The C library is told to keep few heaps, in a process of its own: it cannot be told twice. Garbage goes."""

import subprocess
import sys
import time
import tomllib
import weakref

import pytest

from geo.resources import root
from geo.ui import memory

MANY_THREADS = """
import sys, threading
from geo.ui.memory import few_heaps
told = few_heaps()
held = []
def fill(): held.append([bytes(9_000 + i) for i in range(999)])
threads = [threading.Thread(target=fill) for _ in range(12)]
[t.start() for t in threads]; [t.join() for t in threads]
# a heap beside the first lies at a round address of 64 MB
heaps = [line for line in open("/proc/self/maps") if line.split("-")[0].endswith("000000") and "rw" in line]
print(told, len(heaps))
"""


def test_many_threads_share_two_heaps() -> None:
    ran = subprocess.run([sys.executable, "-c", MANY_THREADS], capture_output=True, text=True, check=True)
    told, heaps = ran.stdout.split()
    assert told == str(sys.platform == "linux")
    assert int(heaps) <= 2


class Knot:
    """Holds itself: only the collector frees it."""

    def __init__(self) -> None:
        self.own = self


def test_what_holds_itself_goes_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "TIDY_AFTER_S", 0.02)
    for _ in range(2):  # the second time, too: the first look must not be the last
        memory._due.clear()
        gone = weakref.ref(Knot())
        memory.tidy_later()
        memory.tidy_later()
        for _ in range(250):
            if gone() is None:
                break
            time.sleep(0.02)
        assert gone() is None


def test_what_was_left_out_of_the_look_goes_too_when_it_has_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "TIDY_AFTER_S", 0.02)
    memory._due.clear()
    knot = Knot()
    gone = weakref.ref(knot)
    memory.settle()
    del knot
    memory.tidy_later()
    for _ in range(250):
        if gone() is None:
            break
        time.sleep(0.02)
    assert gone() is None


def test_no_run_waits_for_the_collector() -> None:
    """The framework's own look takes longer than most pages: it is off, and ours stands in for it."""
    config = tomllib.loads((root() / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["runner"]["postScriptGC"] is False
    assert "memory.tidy_later()" in (root() / "geo" / "ui" / "navigation.py").read_text(encoding="utf-8")
