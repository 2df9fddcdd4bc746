"""Writers and readers at once: no lost update, no deadlock, the 95th percentile of each.

python benchmarks/registry_load.py [--writers 50] [--readers 200] [--seconds 60] [FOLDER or postgresql://…]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from geo.assess import assess, demo_application
from geo.errors import SizhiError
from geo.model.case import Case
from geo.registry import (
    PUBLIC,
    Action,
    Person,
    Query,
    Register,
    Role,
    decisions,
    open_register,
    reading,
    submissions,
    verify,
)
from geo.registry.problems import ConflictError
from geo.registry.zones import footprints_of

ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="rui", roles=frozenset({Role.REVIEWER}))
SHARED = 10
THREADS = 25
"""Writers or readers in one process."""


class Tally:
    """What the threads of one process saw."""

    def __init__(self) -> None:
        self.spent: list[float] = []
        self.won = 0
        self.lost = 0
        self.failed: list[str] = []

    def timed(self, until: float, call: object) -> None:
        """Call until the time is over."""
        while time.monotonic() < until:
            begin = time.perf_counter()
            try:
                call()  # type: ignore[operator]
                self.won += 1
            except ConflictError:
                self.lost += 1
            except SizhiError as problem:
                self.failed.append(str(problem)[:200])
            self.spent.append(time.perf_counter() - begin)


def write(register: Register, shared: list[str]) -> None:
    """An opinion on an application many others speak of: the second to come is told so."""
    chosen = random.choice(shared)  # noqa: S311 - no secret
    seen = reading.entry(register, RUI, chosen).seen
    decisions.decide(register, RUI, seen, Action.OPINE, reason="意见")


def read(register: Register, shared: list[str]) -> None:
    """What a page and the dashboard ask."""
    reading.applications_of(register, RUI, Query(size=20))
    footprints_of(register, PUBLIC, Query(box=(120.4, 31.3, 120.6, 31.4), size=20))
    reading.submission(register, RUI, random.choice(shared))  # noqa: S311 - no secret


def process(
    where: str, folder: Path | None, job: object, threads: int, *, shared: list[str], until: float
) -> int:
    """Fork a process of so many threads; gives the end of the pipe its tally comes through."""
    out, into = os.pipe()
    if os.fork():
        os.close(into)
        return out
    os.close(out)
    register = open_register(where, folder=folder)
    tallies = [Tally() for _ in range(threads)]
    running = [
        threading.Thread(target=tally.timed, args=(until, lambda: job(register, shared)))  # type: ignore[operator]
        for tally in tallies
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    said = {
        "spent": [round(value, 5) for tally in tallies for value in tally.spent],
        "won": sum(tally.won for tally in tallies),
        "lost": sum(tally.lost for tally in tallies),
        "failed": [text for tally in tallies for text in tally.failed],
    }
    with os.fdopen(into, "w") as stream:
        json.dump(said, stream)
    os._exit(0)


def gathered(pipes: list[int]) -> dict[str, list[object]]:
    """The tallies of all processes."""
    found: dict[str, list[object]] = {"spent": [], "won": [], "lost": [], "failed": []}
    for pipe in pipes:
        with os.fdopen(pipe) as stream:
            said = json.load(stream)
        found["spent"] += said["spent"]
        found["failed"] += said["failed"]
        found["won"].append(said["won"])
        found["lost"].append(said["lost"])
    return found


def main() -> int:
    """Run, check, report."""
    options = argparse.ArgumentParser()
    options.add_argument("where", nargs="?")
    options.add_argument("--writers", type=int, default=50)
    options.add_argument("--readers", type=int, default=200)
    options.add_argument("--seconds", type=float, default=60.0)
    given = options.parse_args()
    where = given.where or tempfile.mkdtemp()
    folder = Path(os.environ.get("SIZHI_DATA", tempfile.gettempdir())) if "://" in where else None
    application = demo_application()
    case = assess(application)
    assert isinstance(case, Case)
    register = open_register(where, folder=folder, create=True)
    shared = []
    for _ in range(SHARED):
        receipt = submissions.submit(register, ANNA, application, case)
        decisions.decide(register, RUI, receipt.seen, Action.TAKE_UP)
        shared.append(receipt.seen.id)
    first = sum(reading.entry(register, RUI, each).version for each in shared)
    register.close()
    until = time.monotonic() + given.seconds
    pipes: dict[str, list[int]] = {}
    for name, job, count in (("writers", write, given.writers), ("readers", read, given.readers)):
        sizes = [min(THREADS, count - begin) for begin in range(0, count, THREADS)]
        pipes[name] = [process(where, folder, job, size, shared=shared, until=until) for size in sizes]
    totals = {name: gathered(each) for name, each in pipes.items()}
    register = open_register(where, folder=folder)
    last = sum(reading.entry(register, RUI, each).version for each in shared)
    steps = sum(len(decisions.history(register, RUI, each)) for each in shared)
    result = verify(register)
    for name, total in totals.items():
        spent = 1000 * np.array(total["spent"], dtype=float)
        print(
            f"{name:8s} {len(spent):7d} calls, median {np.median(spent):.0f} ms, 95th percentile "
            f"{np.percentile(spent, 95):.0f} ms, slowest {spent.max():.0f} ms, told to come later "
            f"{sum(total['lost'])}, failed {len(total['failed'])} {total['failed'][:3]}"  # type: ignore[arg-type]
        )
    won = sum(totals["writers"]["won"])  # type: ignore[arg-type]
    print(
        f"opinions acknowledged {won}, kept {last - first}, in the history {steps - 2 * SHARED}; "
        f"verify: {result.lines} lines, {len(result.flaws)} flaws"
    )
    sound = won == last - first == steps - 2 * SHARED and result.clean
    return 0 if sound and not any(total["failed"] for total in totals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
