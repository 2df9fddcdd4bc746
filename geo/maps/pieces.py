"""What every map is made of: templates, scripts and style sheets, and the switch of its ground."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from geo.i18n import text

if TYPE_CHECKING:
    from geo.maps.base import BaseMaps
    from geo.places.store import Level

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
GROUND_LEVELS: tuple[Level, ...] = ("province", "city", "county")


@cache
def file(name: str) -> str:
    """Text of a file in `FOLDER`."""
    return (FOLDER / name).read_text(encoding="utf-8")


def bases_shown(bases: BaseMaps, lang: str) -> dict[str, Any]:
    """The switch of the ground, as plain data; nothing of it where there is nothing to switch to."""
    if not bases.offered:
        return {}
    offered = [
        {
            "key": base.key,
            "name": text(f"base_map.{base.key}", lang),
            "credit": text(f"base_map.credit_{base.key}", lang),
            "urls": list(base.urls),
            "subdomains": base.subdomains,
            "nearest": base.nearest,
            "shift": base.shift,
        }
        for base in bases.offered
    ]
    texts = {key: text(f"base_map.{key}", lang) for key in ("title", "ground", "failed", "shifted")}
    return {"bases": offered, "base": bases.opened, "base_texts": texts}
