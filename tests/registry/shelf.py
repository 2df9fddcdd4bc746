"""Registers for one test after the other: filled once, laid out anew as often as asked, by one engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.registry import Register, open_register
from tests.registry.postgis import Server

DATABASE = "sizhi_shelf"
Fill = Callable[[Register], Any]


def empty(_register: Register) -> None:
    """Nothing: a register as it is when it is new."""


@dataclass
class Shelf:
    """A place where registers are laid out, on SQLite or on a server.

    The register of the next test is opened by the engine of the last: what that one compiled is kept,
    and nothing else, because the file or the database below it is another.
    """

    folder: Path
    store: Path
    server: Server | None = None
    _opened: Register | None = None
    _told: dict[Fill, Any] = field(default_factory=dict)

    def lay(self, fill: Fill = empty) -> Register:
        """A register as ``fill`` leaves an empty one: filled the first time, copied from then on."""
        if fill in self._told:
            return self._copied(fill)
        register = self._new() if fill is empty else self.lay()
        self._told[fill] = fill(register)
        register.close()
        shutil.copytree(self.folder, self._kept(fill))
        if self.server is not None:
            self.server.copy(DATABASE, self._name(fill))
        return register

    def told(self, fill: Fill) -> Any:
        """What ``fill`` gave back."""
        return self._told[fill]

    def clear(self) -> None:
        """Give the connections back."""
        if self._opened is not None:
            self._opened.close()

    def _new(self) -> Register:
        if self.server is None:
            self._opened = open_register(self.folder, create=True)
        else:
            url = self.server.copy(None, DATABASE)
            self._opened = open_register(url, folder=self.folder, create=True)
        return self._opened

    def _copied(self, fill: Fill) -> Register:
        assert self._opened is not None
        shutil.copytree(self._kept(fill), self.folder)
        if self.server is not None:
            self.server.copy(self._name(fill), DATABASE)
        return self._opened

    def _kept(self, fill: Fill) -> Path:
        return self.store / self._name(fill)

    def _name(self, fill: Fill) -> str:
        return f"{DATABASE}_{list(self._told).index(fill)}"
