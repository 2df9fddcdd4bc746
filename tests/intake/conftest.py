"""One reader process for the whole room, and files every test can send."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from geo.intake.sandbox import Sandbox
from geo.intake.sandbox_guard import Limits

collect_ignore_glob = ["fuzz_*.py"]
"""Scripts to be run by hand for an hour, not tests."""

SQUARE = [[118.7, 32.0], [118.8, 32.0], [118.8, 32.1], [118.7, 32.1], [118.7, 32.0]]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A reader process with limits small enough to run into."""
    own = Sandbox(Limits(cpu_s=3, wall_s=12.0, memory_bytes=1200 * 1024**2, file_bytes=80 * 1024**2))
    own.warm()
    yield own
    own.close()


@pytest.fixture(scope="session")
def good() -> bytes:
    """A zone nobody can object to."""
    return json.dumps({"type": "Polygon", "coordinates": [SQUARE]}).encode()


class Listener:
    """A server on the loopback that counts who knocks."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.hits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.hits += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    own = Listener()
    yield own
    own.close()
