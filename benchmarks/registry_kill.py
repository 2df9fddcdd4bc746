"""Kill −9 at random moments of submissions and decisions: nothing acknowledged is lost or half there.

python benchmarks/registry_kill.py [--kills 500] [--seed 1] [FOLDER or --postgis]

With --postgis a server of its own is started, and of three kills one takes the writer, one a process of
the server (a backend, the WAL writer …: the server then recovers by itself), and one the whole server.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import text

sys.path.append(str(Path(__file__).parents[1]))

from geo.assess import assess, demo_application
from geo.model.case import Case
from geo.registry import (
    Action,
    Person,
    Register,
    Role,
    decisions,
    open_register,
    reading,
    submissions,
    verify,
)
from geo.registry.audit import Head
from geo.registry.problems import StoreError
from geo.report import document as _document  # noqa: F401 - imported once, before the workers fork
from tests.registry.postgis import Server

if TYPE_CHECKING:
    from collections.abc import Callable

ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="rui", roles=frozenset({Role.REVIEWER}))
_OF = "NOT EXISTS (SELECT 1 FROM {} x WHERE x.submission_id = s.id)"
HALF = (
    *(
        f"SELECT count(*) FROM submissions s WHERE {_OF.format(table)}"  # noqa: S608 - our own names
        for table in ("assessments", "footprints", "submission_files", "decisions", "figures")
    ),
    """SELECT count(*) FROM submissions s WHERE 11 <> (SELECT count(*) FROM buildings b
       WHERE b.submission_id = s.id) OR 24 <> (SELECT count(*) FROM institutions i
       WHERE i.submission_id = s.id)""",
    "SELECT count(*) FROM footprints f WHERE NOT EXISTS (SELECT 1 FROM parts p WHERE p.footprint_id = f.id)",
    """SELECT count(*) FROM applications a WHERE a.submission_id IS NULL
       OR a.version <> (SELECT count(*) FROM decisions d WHERE d.application_id = a.id)""",
    """SELECT count(*) FROM applications a
       WHERE a.stage NOT IN (SELECT d.to_stage FROM decisions d WHERE d.application_id = a.id)""",
)
"""How many are half there, each of which must be none."""


def work(where: str, folder: Path | None, acknowledge: int) -> None:
    """Submit and decide without end; say on the pipe what was acknowledged, in one write."""
    application = demo_application()
    case = CASE[0]
    register = open_register(where, folder=folder)
    os.write(acknowledge, b"R\n")
    while True:
        receipt = submissions.submit(register, ANNA, application, case)
        os.write(acknowledge, f"S {receipt.number} {receipt.line} {receipt.line_hash}\n".encode())
        decisions.decide(register, RUI, receipt.seen, Action.TAKE_UP)
        os.write(acknowledge, f"D {receipt.number} take_up\n".encode())
        seen = reading.entry(register, RUI, receipt.seen.id).seen
        decisions.decide(register, RUI, seen, Action.RETURN, reason="补")
        os.write(acknowledge, f"D {receipt.number} return\n".encode())


CASE: list[Case] = []
LOST = 3
"""Status of a writer whose server was killed under it."""


def started(where: str, folder: Path | None) -> tuple[int, BinaryIO]:
    """Fork a writer; gives its process id, and what it says once it stands ready."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        status = 1
        try:
            work(where, folder, into)
        except StoreError:
            status = LOST
        except BaseException:  # noqa: BLE001 - told, and counted as a failure by its status
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(into)
    stream = os.fdopen(out, "rb")
    stream.readline()  # on a busy machine the start alone may take longer than the wait
    return child, stream


def one_kill(where: str, folder: Path | None, wait: float, kill: Callable[[int], None]) -> list[str]:
    """Start a writer, kill somebody ``wait`` seconds after it stands ready, give what it acknowledged."""
    child, stream = started(where, folder)
    with stream:
        time.sleep(wait)
        kill(child)
        said = stream.read().decode()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == LOST, "the writer failed by itself"
    return [line for line in said.split("\n")[:-1] if line]


def kill_writer(child: int) -> None:
    """The writer itself."""
    os.kill(child, signal.SIGKILL)


def kill_process(server: Server, chance: random.Random) -> None:
    """One process of the server, whichever: the others are stopped by it, and it recovers."""
    children = Path(f"/proc/{server.postmaster}/task/{server.postmaster}/children")
    os.kill(int(chance.choice(children.read_text(encoding="utf-8").split())), signal.SIGKILL)


def kill_server(server: Server) -> None:
    """All of the server at once, then start it again."""
    postmaster = server.postmaster
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="utf-8").split()
    killed = (postmaster, *map(int, children))
    for process in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while any(Path(f"/proc/{process}").exists() for process in killed):
        time.sleep(0.01)
    server.run()


def reopened(where: str, folder: Path | None) -> Register:
    """The register, as soon as the server has recovered."""
    until = time.monotonic() + 60
    while True:
        try:
            return open_register(where, folder=folder)
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def check(register: Register, acknowledged: list[str]) -> list[str]:
    """What is lost or half there."""
    wrong = []
    receipts = [line.split() for line in acknowledged if line.startswith("S")]
    for _, number, seq, digest in receipts:
        found = submissions.receipt(register, ANNA, number)
        if (found.line, found.line_hash) != (int(seq), digest):
            wrong.append(f"{number}: another line")
    for _, number, action in (line.split() for line in acknowledged if line.startswith("D")):
        application = submissions.receipt(register, ANNA, number).seen.id
        if action not in [step.action.value for step in decisions.history(register, ANNA, application)]:
            wrong.append(f"{number}: {action} is lost")
    with register.reading() as connection:
        wrong += [sql for sql in HALF if connection.execute(text(sql)).scalar_one()]
    result = verify(register, [Head(int(seq), digest) for _, _, seq, digest in receipts])
    return wrong + [flaw.code for flaw in result.flaws]


def kills(server: Server | None, chance: random.Random) -> list[Callable[[int], None]]:
    """Whom to kill, in turn."""
    if server is None:
        return [kill_writer]
    return [kill_writer, lambda _: kill_process(server, chance), lambda _: kill_server(server)]


def run(given: argparse.Namespace, where: str, folder: Path | None, server: Server | None) -> int:
    """Kill, check, report."""
    open_register(where, folder=folder, create=True).close()
    chance = random.Random(given.seed)  # noqa: S311 - the same moments every time
    acknowledged: list[str] = []
    wrong: list[str] = []
    turns = kills(server, chance)
    for kill in range(1, given.kills + 1):
        reopened(where, folder).close()
        wait = chance.uniform(0.0, given.longest)
        acknowledged += one_kill(where, folder, wait, turns[kill % len(turns)])
        if kill % 50 == 0 or kill == given.kills:
            register = reopened(where, folder)
            wrong += check(register, acknowledged)
            register.close()
            print(
                f"{kill} kills, {len(acknowledged)} acknowledged, {len(wrong)} wrong {wrong[:5]}", flush=True
            )
    return 1 if wrong or len(acknowledged) < given.kills // 10 else 0


def main() -> int:
    """Prepare a store and run."""
    options = argparse.ArgumentParser()
    options.add_argument("where", nargs="?")
    options.add_argument("--postgis", action="store_true", help="a server of its own, to be killed as well")
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--longest", type=float, default=0.4, help="seconds before a kill at most")
    given = options.parse_args()
    where, folder, server = given.where or tempfile.mkdtemp(), None, None
    case = assess(demo_application())
    assert isinstance(case, Case)
    CASE.append(case)
    if given.postgis:
        folder = Path(where)
        server = Server.start(home=tempfile.gettempdir(), fsync=True)
        assert isinstance(server, Server), server
        where = server.new_database()
    try:
        return run(given, where, folder, server)
    finally:
        if server is not None:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
