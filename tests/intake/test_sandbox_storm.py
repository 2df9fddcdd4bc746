"""Many files at once, servers killed under them, full disks, and no rights: the next file is read."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.errors import ReaderError
from geo.i18n.catalogue import LANGUAGES, has
from geo.intake import read
from geo.intake.sandbox import Sandbox
from geo.intake.sandbox_guard import Limits

LINUX = pytest.mark.skipif(
    sys.platform != "linux",
    reason="NOT TESTED HERE: a server killed in the middle of a file, a full disk, and the fences as nobody, "
    "without capabilities and without user namespaces (Linux only; docs/untrusted-files.md)",
)
UNPRIVILEGED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
NO_NAMESPACES = [
    "unshare",
    "-U",
    "-r",
    "sh",
    "-c",
    'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"',
    "-",
]
PROBE = (
    "import json\nfrom geo.intake import protections, read\n"
    "good = {good!r}\nassert read(good, name='a.geojson').usable\nprint(json.dumps(protections()))\n"
)


def test_fifty_files_by_eight_threads_while_servers_die(good: bytes) -> None:
    """Good and broken files in turn; each good one is read although its server may be killed under it."""
    files = [good if i % 2 else (b"", b"\0" * 50, good[:40], b"{" * 5000)[i // 2 % 4] for i in range(50)]
    with contextlib.closing(Sandbox()) as own, ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(read, data, name=f"{i}.geojson", sandbox=own) for i, data in enumerate(files)]
        for at in (10, 30):
            answers[at].result()
            if own._process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(own._process.pid, signal.SIGKILL)
        readings = [answer.result() for answer in answers]
    assert [reading.usable for reading in readings] == [bool(i % 2) for i in range(50)]
    told = {issue.code for reading in readings for issue in reading.issues}
    assert not {code for code in told if code.startswith("reader.")}


@LINUX
def test_a_server_killed_in_the_middle_of_a_file(tmp_path: Path, good: bytes) -> None:
    """The first child hangs on a pipe; its server is killed; the file is read by the next one."""
    pipe, file = tmp_path / "m1", tmp_path / "good"
    os.mkfifo(pipe)
    file.write_bytes(good)
    job = {"folder": str(tmp_path), "members": [["a.geojson", "m1"]], "name": "a.geojson"}
    answers: list[bytes] = []
    with contextlib.closing(Sandbox(Limits(wall_s=30.0))) as own:
        asking = threading.Thread(target=lambda: answers.append(own.ask(job)))
        asking.start()
        # A pipe opens for writing without waiting only when somebody reads it: the child is in the middle.
        while True:
            with contextlib.suppress(OSError):
                writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
                break
            time.sleep(0.01)
        assert own._process is not None
        file.rename(pipe)
        os.kill(own._process.pid, signal.SIGKILL)
        asking.join(30)
        os.close(writer)
    assert len(answers) == 1
    assert b'"usable"' not in answers[0]
    assert b'"kind":"Content"' in answers[0]
    assert b'"sizes":[93]' in answers[0]  # one polygon of five points as WKB


def test_two_threads_do_not_end_each_others_server(good: bytes) -> None:
    """A thread that lost its server must not take the one that another thread has started since."""
    with contextlib.closing(Sandbox()) as own:
        assert read(good, name="a.geojson", sandbox=own).usable
        lost = own._process
        assert lost is not None
        lost.kill()
        lost.wait()
        assert read(good, name="a.geojson", sandbox=own).usable
        fresh = own._process
        own._retire(lost)
        assert own._process is fresh
        assert fresh is not None
        assert fresh.poll() is None


def test_one_hanging_file_does_not_hold_another(tmp_path: Path, good: bytes) -> None:
    """The second child is forked while the first file is open, and must not keep its answer waiting."""
    os.mkfifo(tmp_path / "m1")
    job = {"folder": str(tmp_path), "members": [["a.geojson", "m1"]], "name": "a.geojson"}
    with contextlib.closing(Sandbox()) as own, ThreadPoolExecutor(2) as pool:
        assert read(good, name="a.geojson", sandbox=own).usable
        first = pool.submit(own.ask, job, limits=Limits(wall_s=0.5))
        time.sleep(0.2)
        second = pool.submit(own.ask, job, limits=Limits(wall_s=3.0))
        with pytest.raises(ReaderError, match=r"reader\.wall"):
            first.result()
        assert not second.done()
        with pytest.raises(ReaderError, match=r"reader\.wall"):
            second.result()


@LINUX
@pytest.mark.skipif(
    shutil.which("unshare") is None,
    reason="NOT TESTED HERE: that a full disk is told as reader.space (needs unshare and a tmpfs)",
)
def test_a_full_disk_is_told_and_passes(tmp_path: Path, good: bytes) -> None:
    """In a temporary folder of 200 kB: a file too large for it, then one whose unpacked content is."""
    code = (
        "import io, zipfile\nfrom geo.intake import read\n"
        f"good = {good!r}\n"
        "packed = io.BytesIO()\n"
        "with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as archive:\n"
        "    archive.writestr('a.geojson', good + b' ' * 5_000_000)\n"
        "def codes(data, name):\n    return [issue.code for issue in read(data, name=name).issues]\n"
        "print(codes(good + b' ' * 500_000, 'a.geojson'), codes(packed.getvalue(), 'a.zip'))\n"
        "print(read(good, name='a.geojson').usable)\n"
    )
    script = 'mount -t tmpfs -o size=200k none "$0" && TMPDIR="$0" exec "$@"'
    command = ["unshare", "-U", "-r", "-m", "sh", "-c", script, str(tmp_path)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED HERE: that a full disk is told as reader.space (no mount namespace allowed)")
    done = subprocess.run([*command, sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["['reader.space'] ['reader.space']", "True"]
    assert all(has("issue.reader.space.message", lang) for lang in LANGUAGES)


def test_without_a_temporary_folder_nothing_raises(monkeypatch: pytest.MonkeyPatch, good: bytes) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(tempfile, "mkdtemp", nowhere)
    reading = read(good, name="a.geojson")
    assert [issue.code for issue in reading.issues] == ["reader.space"]


@LINUX
@pytest.mark.parametrize("without", ["rights", "namespaces"])
def test_without_root_the_fences_stand(without: str, good: bytes) -> None:
    """All capabilities dropped, then user namespaces forbidden too: only the own network falls away."""
    prefix = [*NO_NAMESPACES, *UNPRIVILEGED] if without == "namespaces" else UNPRIVILEGED
    if shutil.which("setpriv") is None or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip(
            "NOT TESTED HERE: that the fences stand for this kind of user (setpriv or namespaces missing)"
        )
    command = [*prefix, sys.executable, "-c", PROBE.format(good=good)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    fences = json.loads(done.stdout)
    if without == "namespaces":
        assert not fences["network"]
    standing = ("limits", "parent", "privileges", "calls", "socket_refused", "inside_works")
    assert all(fences[name] for name in standing), fences
    assert fences["outside_refused"] == fences["files"]
