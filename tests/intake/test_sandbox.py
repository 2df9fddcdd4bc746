"""The reader process: shared by threads, replaced when dead, gone with whoever started it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from geo.errors import ReaderError
from geo.intake import protections, read, sandbox_guard
from geo.intake.sandbox import Sandbox
from geo.intake.sandbox_guard import Limits
from geo.intake.sandbox_server import Server


def _running(pid: int) -> bool:
    """Whether a process lives; one that has ended but was not waited for does not."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _wait_until_gone(pid: int) -> bool:
    for _ in range(200):
        if not _running(pid):
            return True
        time.sleep(0.05)
    return False


def test_threads_share_one_process(sandbox: Sandbox, good: bytes) -> None:
    with ThreadPoolExecutor(8) as pool:
        readings = list(pool.map(lambda i: read(good, name=f"{i}.geojson", sandbox=sandbox), range(24)))
    assert all(reading.usable for reading in readings)
    assert [reading.source.name for reading in readings] == [f"{i}.geojson" for i in range(24)]


def test_a_dead_server_is_replaced(good: bytes) -> None:
    with contextlib.closing(Sandbox()) as own:
        assert read(good, name="a.geojson", sandbox=own).usable
        assert own._process is not None
        first = own._process.pid
        os.kill(first, signal.SIGKILL)
        assert read(good, name="a.geojson", sandbox=own).usable
        assert own._process.pid != first


def test_closing_ends_the_process(good: bytes) -> None:
    own = Sandbox()
    assert read(good, name="a.geojson", sandbox=own).usable
    assert own._process is not None
    process = own._process
    own.close()
    assert process.returncode is not None


@pytest.mark.skipif(
    sys.platform != "linux",
    reason="NOT TESTED HERE: that the reader process ends when its starter is killed (looks into /proc)",
)
def test_the_server_goes_with_its_starter(good: bytes) -> None:
    """Killed outright, the starter cannot say goodbye; the closed socket says it."""
    code = (
        "import sys\nfrom geo.intake import read\nfrom geo.intake.sandbox import SANDBOX\n"
        f"assert read({good!r}, name='a.geojson').usable\n"
        "print(SANDBOX._process.pid, flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        server = int(starter.stdout.readline())
        assert _running(server)
        starter.kill()
    assert _wait_until_gone(server)


def test_a_forked_program_gets_its_own_process(good: bytes) -> None:
    code = (
        "import os\nfrom geo.intake import read\nfrom geo.intake.sandbox import SANDBOX\n"
        f"good = {good!r}\nassert read(good, name='a.geojson').usable\nfirst = SANDBOX._process.pid\n"
        "child = os.fork()\nif child == 0:\n"
        "    ok = read(good, name='a.geojson').usable and SANDBOX._process.pid != first\n"
        "    SANDBOX.close()\n    os._exit(0 if ok else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\nassert read(good, name='a.geojson').usable\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_wall_clock_is_held_by_the_server(tmp_path: Path) -> None:
    """A child that sleeps uses no CPU; a pipe nobody writes to stands in for one."""
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / "m1")
    job = {
        "folder": str(tmp_path),
        "members": [["a.geojson", "in/m1"]],
        "name": "a.geojson",
        "features": False,
    }
    with contextlib.closing(Sandbox(Limits(wall_s=1.0))) as own:
        with pytest.raises(ReaderError) as told:
            own.ask(job)
        assert told.value.code == "reader.wall"


def test_an_answer_over_the_cap_is_refused(good: bytes) -> None:
    with contextlib.closing(Sandbox(Limits(answer_bytes=100))) as own:
        reading = read(good, name="a.geojson", sandbox=own)
    assert [issue.code for issue in reading.issues] == ["reader.size"]


def test_protections_are_named_and_tried(sandbox: Sandbox) -> None:
    fences = protections(sandbox)
    assert set(fences) == {
        "network",
        "limits",
        "parent",
        "privileges",
        "files",
        "calls",
        "socket_refused",
        "outside_refused",
        "inside_works",
    }


def test_no_secret_of_the_host_reaches_the_reader(monkeypatch) -> None:
    from geo.intake.sandbox import _environment

    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert not {"AWS_SECRET_ACCESS_KEY", "https_proxy"} & set(_environment())


def test_the_server_stays_light() -> None:
    """What makes a start slow is not loaded: pandas would cost a second of every first file."""
    code = (
        "import sys\nfrom geo.intake import sandbox_server\nsandbox_server._load()\n"
        "print(sorted({'pandas', 'geopandas', 'pyarrow'} & set(sys.modules)))\n"
        "import pyogrio\nprint(sorted(set(pyogrio.list_drivers()) - set(sandbox_server.KEPT_DRIVERS)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_a_system_without_the_fences_says_so(monkeypatch, tmp_path: Path) -> None:
    """On macOS none of the Linux calls exist: nothing raises, nothing is claimed."""
    from geo.intake import sandbox_guard as guard

    monkeypatch.setattr(guard.sys, "platform", "darwin")
    granted = [
        guard.no_new_privileges(),
        guard.die_with_parent(),
        guard.own_network(),
        guard.refuse_calls(),
        guard.only_files(tmp_path),
    ]
    assert granted == [False] * 5


def test_packages_outside_the_usual_folders_stay_readable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A .pth file or a user's own site-packages: seen when the installed command met it."""
    keys = ("stdlib", "platstdlib", "purelib", "platlib")
    monkeypatch.setattr(sandbox_guard.sysconfig, "get_paths", lambda: dict.fromkeys(keys, str(tmp_path)))
    assert Path(np.__file__).parents[1] in sandbox_guard._readable()


def test_files_in_a_row_do_not_keep_the_server_from_loading_what_they_need() -> None:
    """An idle moment is waited for at first; under many files none would come, and each would be slower."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        server = Server(theirs, network=False)
        assert server._patience() == 0.05
        server._taken = 4
        assert server._patience() == 0.0
        server._idle.clear()
        assert server._patience() is None
        os.close(server._wake_read)
        os.close(server._wake_write)
