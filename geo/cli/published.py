"""The publisher's settings for the command: of the register the environment names, and of the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from geo.model.settings import Settings

if TYPE_CHECKING:
    from geo.registry.store import Register

PREFIX = "SIZHI_"


def settings() -> Settings:
    """The settings in force; the programme's own where no variable of ours is set."""
    if not any(name.startswith(PREFIX) for name in os.environ):
        return Settings()
    from geo.registry.settings import in_force

    register = _register()
    try:
        return in_force(register)
    finally:
        if register is not None:
            register.close()


def _register() -> Register | None:
    """The register of ``SIZHI_DATA`` or ``SIZHI_DATABASE_URL``, where there is one."""
    from geo.registry.store import DATABASE, open_register

    folder, server = os.environ.get("SIZHI_DATA"), os.environ.get("SIZHI_DATABASE_URL")
    if folder and server:
        return open_register(server, folder=Path(folder))
    if folder and (Path(folder) / DATABASE).exists():
        return open_register(folder)
    return None
