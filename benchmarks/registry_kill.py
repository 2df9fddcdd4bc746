"""Kill −9 at random moments of submissions and decisions: nothing acknowledged is lost or half there.

python benchmarks/registry_kill.py [--kills 500] [--seed 1] [FOLDER or postgresql://…]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from sqlalchemy import text

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
from geo.report import document as _document  # noqa: F401 - imported once, before the workers fork

ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="rui", roles=frozenset({Role.REVIEWER}))
_OF = "NOT EXISTS (SELECT 1 FROM {} x WHERE x.submission_id = s.id)"
HALF = (
    *(
        f"SELECT count(*) FROM submissions s WHERE {_OF.format(table)}"  # noqa: S608 - our own names
        for table in ("assessments", "footprints", "submission_files", "decisions")
    ),
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


def one_kill(where: str, folder: Path | None, wait: float) -> list[str]:
    """Start a worker, kill it ``wait`` seconds after it stands ready, give what it acknowledged."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            work(where, folder, into)
        except BaseException:  # noqa: BLE001 - told, and counted as a failure by its status
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        stream.readline()  # on a busy machine the start alone may take longer than the wait
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        said = stream.read().decode()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the worker failed by itself"
    return [line for line in said.split("\n")[:-1] if line]


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


def main() -> int:
    """Kill, check, report."""
    options = argparse.ArgumentParser()
    options.add_argument("where", nargs="?")
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--longest", type=float, default=0.4, help="seconds before a kill at most")
    given = options.parse_args()
    where = given.where or tempfile.mkdtemp()
    folder = Path(os.environ.get("SIZHI_DATA", tempfile.gettempdir())) if "://" in where else None
    case = assess(demo_application())
    assert isinstance(case, Case)
    CASE.append(case)
    open_register(where, folder=folder, create=True).close()
    chance = random.Random(given.seed)  # noqa: S311 - the same moments every time
    acknowledged: list[str] = []
    wrong: list[str] = []
    for kill in range(1, given.kills + 1):
        acknowledged += one_kill(where, folder, chance.uniform(0.0, given.longest))
        if kill % 50 == 0 or kill == given.kills:
            register = open_register(where, folder=folder)
            wrong += check(register, acknowledged)
            register.close()
    print(f"{given.kills} kills, {len(acknowledged)} acknowledged, {len(wrong)} wrong {wrong[:5]}")
    return 1 if wrong or len(acknowledged) < given.kills // 10 else 0


if __name__ == "__main__":
    sys.exit(main())
