"""The client of the reader process: starts it early, asks it, replaces it when it has died."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from geo.errors import ReaderError
from geo.intake.sandbox_guard import Limits

_LENGTH = struct.Struct("!I")
_BODY = struct.Struct("!Q")
_GRACE_S = 10.0
_TRIES = 2


class Sandbox:
    """One reader process and the conversation with it. Safe to use from several threads.

    The process is started by the first `warm` or `ask`, and again when it has died or this process
    was forked. It sees no environment but paths: no proxies, no keys, no GDAL settings of the host.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def warm(self) -> None:
        """Start the process without waiting for it; does nothing when it runs."""
        with self._lock:
            self._start()

    def ask(self, job: dict[str, Any], *, limits: Limits | None = None) -> bytes:
        """Have one job done; the bytes its child answered.

        Raises
        ------
        ReaderError
            The child ended without an answer: ``reader.cpu``, ``reader.wall``, ``reader.memory``,
            ``reader.size``, ``reader.space``, ``reader.crash``; or the process cannot be started:
            ``reader.gone``.
        """
        held = limits or self.limits
        text = json.dumps(job | {"limits": dataclasses.asdict(held)}).encode()
        for _ in range(_TRIES):
            with contextlib.suppress(OSError, EOFError):
                return self._exchange(text, held)
        raise ReaderError("reader.gone")

    def close(self) -> None:
        """End the process; the next question starts another."""
        self._retire(self._process)

    def _retire(self, process: subprocess.Popen[bytes] | None) -> None:
        """End this process, unless another thread has replaced it already."""
        with self._lock:
            if self._process is not process:
                return
            control = self._control
            self._process = self._control = None
        if control is not None:
            control.close()
        if process is not None and self._owner == os.getpid():
            try:
                process.wait(1.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self) -> socket.socket:
        if self._control is not None and self._owner == os.getpid():
            if self._process is not None and self._process.poll() is None:
                return self._control
            self._control.close()
        elif self._process is not None and self._owner != os.getpid():
            # Forked: the process is the parent's child, not ours to wait for.
            self._process.returncode = 0
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-s", "-m", "geo.intake.sandbox_server"]
        log = os.environ.get("SIZHI_READER_LOG")
        with theirs, open(log or os.devnull, "ab") as errors:  # noqa: PTH123 - devnull is no Path
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no words from outside
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def _exchange(self, text: bytes, limits: Limits) -> bytes:
        ours, theirs = socket.socketpair()
        asked: subprocess.Popen[bytes] | None = None
        with ours, theirs:
            try:
                with self._lock:
                    control = self._start()
                    asked = self._process
                    control.settimeout(_GRACE_S)
                    socket.send_fds(control, [_LENGTH.pack(len(text))], [theirs.fileno()])
                    control.sendall(text)
                    _acknowledged(control)
                theirs.close()
                return _receive(ours, limits)
            except (OSError, EOFError):
                self._retire(asked)
                raise


def _acknowledged(control: socket.socket) -> None:
    if control.recv(1) != b"+":
        raise EOFError


def _receive(ours: socket.socket, limits: Limits) -> bytes:
    """What the child answers, or how it ended. A whole answer is enough: nobody waits for the child's end."""
    deadline = time.monotonic() + limits.wall_s + _GRACE_S
    data = bytearray()
    start = 1 + _BODY.size
    whole: int | None = None
    while True:
        ours.settimeout(max(0.01, deadline - time.monotonic()))
        chunk = ours.recv(1 << 20)
        if not chunk:
            break
        data += chunk
        if len(data) > limits.answer_bytes:
            raise ReaderError("reader.size")
        if whole is None and data[:1] == b"A" and len(data) >= start:
            whole = start + _BODY.unpack_from(data, 1)[0]
        if whole is not None and len(data) >= whole:
            return bytes(data[start:whole])
    end = data.rfind(b'E{"end"')
    if end < 0:
        raise EOFError
    manner = json.loads(data[end + 1 :])["end"]
    raise ReaderError(f"reader.{manner if manner in {'cpu', 'wall', 'memory', 'space'} else 'crash'}")


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    kept = {
        key: os.environ[key] for key in ("PATH", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV") if key in os.environ
    }
    logged = {"SIZHI_READER_LOG": "1"} if "SIZHI_READER_LOG" in os.environ else {}
    fixed = {
        "PYTHONPATH": root,
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PROJ_NETWORK": "OFF",
        "LC_ALL": "C.UTF-8",
    }
    return kept | logged | fixed


SANDBOX = Sandbox()
"""The one of this program; tests make their own."""
atexit.register(SANDBOX.close)


def protections(sandbox: Sandbox = SANDBOX) -> dict[str, bool]:
    """Which fences stand on this machine, tried out in a reader child.

    Keys: ``limits``, ``parent``, ``privileges``, ``files``, ``calls``, ``network`` (granted by the
    system), ``socket_refused``, ``outside_refused``, ``inside_works`` (really tried).
    """
    with tempfile.TemporaryDirectory(prefix="sizhi-") as folder:
        answer = json.loads(sandbox.ask({"folder": folder, "probe": True}))
    return {str(key): bool(value) for key, value in answer.items()}
