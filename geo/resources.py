"""Where the files that ship with the service lie: in a checkout, or inside the installed package."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Folder that holds ``data/``, ``app.py`` and ``.streamlit/``."""
    package = Path(__file__).resolve().parent
    shipped = package / "_shipped"
    return shipped if shipped.is_dir() else package.parent


def boundaries() -> Path:
    """Folder of the administrative boundaries."""
    return root() / "data" / "boundaries"


def demo() -> Path:
    """Folder of the demonstration application: made-up land, in every format that is read."""
    return boundaries() / "demo"
