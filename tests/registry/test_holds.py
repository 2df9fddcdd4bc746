"""What a crash and many people at once may do: nothing that is kept is lost. A full disk: test_disk.py.

The long runs (500 kills; 50 writers and 200 readers for a minute) are benchmarks/registry_kill.py and
benchmarks/registry_load.py; here they run short.
"""

import subprocess
import sys
from pathlib import Path

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
