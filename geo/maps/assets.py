"""Leaflet from its package: inlined into a saved page, or served by the app under a folder of its own."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")


@cache
def leaflet_folder() -> Path:
    """Folder with ``leaflet.js``, ``leaflet.css`` and ``images/`` (the npm release, version 1.9.3)."""
    from xstatic.pkg import leaflet  # noqa: PLC0415 - found through its package, not through a path

    return Path(leaflet.BASE_DIR)


def _data_uri(path: Path, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


@cache
def inline() -> tuple[str, str]:
    """The script and the style sheet as ``data:`` URIs, images included: 190 KB in all."""
    folder = leaflet_folder()
    css = (folder / "leaflet.css").read_text(encoding="utf-8")
    for name in IMAGES:
        css = css.replace(f"images/{name}", _data_uri(folder / "images" / name, "image/png"))
    style = "data:text/css;base64," + base64.b64encode(css.encode()).decode("ascii")
    return _data_uri(folder / "leaflet.js", "text/javascript"), style


def served(prefix: str) -> tuple[str, str]:
    """URLs of the script and the style sheet below ``prefix``, where the app serves `leaflet_folder`.

    Examples
    --------
    >>> served("/assets/leaflet")
    ('/assets/leaflet/leaflet.js', '/assets/leaflet/leaflet.css')
    """
    return f"{prefix}/leaflet.js", f"{prefix}/leaflet.css"
