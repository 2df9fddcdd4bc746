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
    fsync: bool = False
    _numbers: count[int] = field(default_factory=count)
    _made: list[str] = field(default_factory=list)
    _elsewhere: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, *, home: str | None = None, fsync: bool = False) -> Server | str:
        """The server, or why there is none; in memory and careless unless told otherwise."""
        binaries = _binaries()
        if binaries is None:
            return INSTALL
        try:
            import psycopg  # noqa: F401
        except ImportError:
            return INSTALL
        place = Path(tempfile.mkdtemp(prefix="sizhi-postgis-", dir=home or _memory()))
        server = cls(place, binaries, _free_port(), fsync)
        if os.geteuid() == 0:
            shutil.chown(place, "postgres", "postgres")
        server._run("initdb", "-D", place / "data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        server.run()
        return server

    def run(self) -> None:
        """Start it, also after a crash."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "max_connections": 400,
            "fsync": "on" if self.fsync else "off",
        }
        options = f"-p {self.port} -k {self.home} " + " ".join(f"-c {k}={v}" for k, v in settings.items())
        self._run("pg_ctl", "-D", self.home / "data", "-o", options, "-l", self.home / "log", "-w", "start")

    @property
    def postmaster(self) -> int:
        """Process id of the server itself; those of the connections are its children."""
        return int((self.home / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def new_database(self, *, postgis: bool = True) -> str:
        """URL of a new, empty database."""
        number = next(self._numbers)
        if not postgis:
            return self._copy("template1", f"sizhi_{number}")
        return self._copy(self._template(), f"sizhi_{number}")

    def copy(self, template: str | None, name: str) -> str:
        """URL of the database of this name, made anew as a copy of another or, without one, empty."""
        self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        return self._copy(template or self._template(), name)

    def _template(self) -> str:
        if not self._made:
            # The extension takes a second to install and a tenth of one to copy.
            self._sql(f"CREATE DATABASE {_TEMPLATE}")
            self._sql("CREATE EXTENSION postgis", database=_TEMPLATE)
            self._made.append(_TEMPLATE)
        return _TEMPLATE

    def new_register(self, *, tablespace: Path | None = None) -> str:
        """URL of a database with an empty register: made once, then copied; on another disk if asked."""
        if _MADE not in self._made:
            url, folder = self.new_database(), self.home / "made"
            open_register(url, folder=folder, create=True).close()
            self._copy(url.rsplit("/", 1)[1], _MADE)
            self._made.append(_MADE)
        name = f"sizhi_{next(self._numbers)}"
        if tablespace is None:
            return self._copy(_MADE, name)
        place = tablespace / name
        place.mkdir()
        if os.geteuid() == 0:
            shutil.chown(place, "postgres", "postgres")
        self._sql(f"CREATE TABLESPACE of_{name} LOCATION '{place}'")
        self._elsewhere.append(name)
        return self._copy(_MADE, name, f"TABLESPACE of_{name}")

    def drop_tablespaces(self) -> None:
        """Give the disks back that were asked for."""
        while self._elsewhere:
            name = self._elsewhere.pop()
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")
            self._sql(f"DROP TABLESPACE of_{name}")

    def _copy(self, template: str, name: str, where: str = "") -> str:
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template} {where} STRATEGY FILE_COPY")
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server and take its folder away."""
        self._run("pg_ctl", "-D", self.home / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def limit(self, process: int, size: int) -> None:
        """Let no file that this process of the server writes grow beyond ``size`` bytes."""
        command = ["prlimit", f"--pid={process}", f"--fsize={size}:{size}"]
        subprocess.run(command, check=True, cwd="/", **_user())  # type: ignore[call-overload]

    def _sql(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        address = f"postgresql://postgres@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self.binaries / program), *map(str, arguments)]
        log = self.home / "programs.log"
        with log.open("ab") as stream:
            ran = subprocess.run(command, check=False, stdout=stream, stderr=stream, cwd="/", **_user())  # type: ignore[call-overload]
        if ran.returncode:
            raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def _user() -> dict[str, object]:
    """PostgreSQL does not run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


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
