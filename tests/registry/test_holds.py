"""What a crash, a full disk, a read-only disk and many people at once may do: nothing that is kept is lost.

The long runs (500 kills; 50 writers and 200 readers for a minute) are benchmarks/registry_kill.py and
benchmarks/registry_load.py; here they run short.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.registry import LOCAL, Action, Register, decisions, open_register, reading, submissions, verify
from geo.registry.problems import StoreError
from geo.registry.records import Receipt
from tests.registry.conftest import ANNA, REVIEWER, demo

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def _run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, BENCHMARKS / script, *map(str, arguments)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_kill_9_at_random_moments_loses_nothing(folder: Path) -> None:
    ran = _run("registry_kill.py", folder, "--kills", "40", "--seed", "7", "--longest", "1.0")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_many_at_once_lose_no_update(folder: Path) -> None:
    ran = _run("registry_load.py", folder, "--writers", "10", "--readers", "20", "--seconds", "2")
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes, where this may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    made = (
        os.geteuid() == 0 and shutil.which("mount") and _mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", place)
    )
    if not made:
        pytest.skip("NOT TESTED HERE: a full and a read-only disk need root and the right to mount a tmpfs")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def _mount(*arguments: str | Path) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def _submit_until_it_fails(register: Register, kept: list[Receipt]) -> None:
    while len(kept) < 200:
        kept.append(submissions.submit(register, ANNA, *demo()))


def test_a_full_disk_is_told_and_loses_nothing(small_disk: Path) -> None:
    register = open_register(small_disk / "register", create=True)
    kept: list[Receipt] = []
    with pytest.raises(StoreError) as full:
        _submit_until_it_fails(register, kept)
    assert full.value.code == "registry.disk_full"
    assert kept
    for receipt in kept:
        assert submissions.receipt(register, ANNA, receipt.number).sha256 == receipt.sha256
    assert reading.applications_of(register, LOCAL).total == len(kept)
    register.close()
    again = open_register(small_disk / "register")
    assert verify(again).clean
    again.close()


def test_after_the_disk_has_room_again_it_goes_on(small_disk: Path) -> None:
    register = open_register(small_disk / "register", create=True)
    receipt = submissions.submit(register, ANNA, *demo())
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"):
        filler.write_bytes(b"\0" * 3_000_000)
    with pytest.raises(StoreError, match="disk_full"):
        _submit_until_it_fails(register, [])
    filler.unlink()
    seen = reading.entry(register, REVIEWER, receipt.seen.id).seen
    decisions.decide(register, REVIEWER, seen, Action.TAKE_UP)
    submissions.submit(register, ANNA, *demo())
    assert verify(register).clean
    register.close()


def test_a_read_only_disk_is_told(small_disk: Path) -> None:
    register = open_register(small_disk / "register", create=True)
    receipt = submissions.submit(register, ANNA, *demo())
    register.close()
    assert _mount("-o", "remount,ro", small_disk)
    with pytest.raises(StoreError, match="read_only"):
        submissions.submit(open_register(small_disk / "register"), ANNA, *demo())
    assert _mount("-o", "remount,rw", small_disk)
    again = open_register(small_disk / "register")
    assert submissions.receipt(again, ANNA, receipt.number) == receipt
    assert verify(again).clean
    again.close()


def test_a_file_limit_is_told(folder: Path) -> None:
    """Where nothing can be mounted: the system refuses to let a file grow."""
    script = (
        "import resource, signal, sys\n"
        "from geo.registry import open_register\n"
        "from geo.registry.problems import StoreError\n"
        "register = open_register(sys.argv[1], create=True)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try:\n"
        "    register.files.put(b'x' * 100_000)\n"
        "except StoreError as problem:\n"
        "    print(problem.code, len(list(register.files.known())))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.split() == ["registry.disk_full", "0"]
