"""A PostgreSQL with PostGIS for the tests: a cluster of its own in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from geo.registry import open_register

INSTALL = "install postgresql and postgis (Debian: apt-get install postgresql-15-postgis-3) and psycopg"

_TEMPLATE = "with_postgis"
_MADE = "with_register"


@dataclass
class Server:
    """A running server; ``new_database`` gives the URL of an empty register's database."""

    home: Path
    binaries: Path
    port: int
    _numbers: count[int] = field(default_factory=count)
    _made: list[str] = field(default_factory=list)

    @classmethod
    def start(cls) -> Server | str:
        """The server, or why there is none."""
        binaries = _binaries()
        if binaries is None:
            return INSTALL
        try:
            import psycopg  # noqa: F401
        except ImportError:
            return INSTALL
        home = Path(tempfile.mkdtemp(prefix="sizhi-postgis-", dir=_memory()))
        server = cls(home, binaries, _free_port())
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        server._run("initdb", "-D", home / "data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = (
            f"-p {server.port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off"
        )
        server._run("pg_ctl", "-D", home / "data", "-o", options, "-l", home / "log", "-w", "start")
        return server

    def new_database(self) -> str:
        """URL of a new, empty database."""
        number = next(self._numbers)
        if number == 0:
            # The extension takes a second to install and a tenth of one to copy.
            self._sql(f"CREATE DATABASE {_TEMPLATE}")
            self._sql("CREATE EXTENSION postgis", database=_TEMPLATE)
        return self._copy(_TEMPLATE, f"sizhi_{number}")

    def new_register(self) -> str:
        """URL of a database that holds an empty register: made once, then copied."""
        if not self._made:
            url, folder = self.new_database(), self.home / "made"
            open_register(url, folder=folder, create=True).close()
            self._copy(url.rsplit("/", 1)[1], _MADE)
            self._made.append(_MADE)
        return self._copy(_MADE, f"sizhi_{next(self._numbers)}")

    def _copy(self, template: str, name: str) -> str:
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server and take its folder away."""
        self._run("pg_ctl", "-D", self.home / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def _sql(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        address = f"postgresql://postgres@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self.binaries / program), *map(str, arguments)]
        # PostgreSQL does not run as root.
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        with (Path(tempfile.gettempdir()) / f"sizhi-postgis-{os.getpid()}.log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/", **user)  # type: ignore[call-overload]


def _binaries() -> Path | None:
    """The newest PostgreSQL that has PostGIS beside it: Debian's places first, then what the PATH names."""
    for control in sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"), reverse=True):
        found = Path("/usr/lib/postgresql") / control.parts[4] / "bin"
        if (found / "initdb").exists():
            return found
    asked = shutil.which("pg_config")
    if asked is None:
        return None
    binaries, shared = (
        Path(subprocess.run([asked, option], capture_output=True, text=True, check=True).stdout.strip())
        for option in ("--bindir", "--sharedir")
    )
    there = (binaries / "initdb").exists() and (shared / "extension" / "postgis.control").exists()
    return binaries if there else None


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
