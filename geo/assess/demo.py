"""The demonstration application that ships with the service: made-up land, marked as such."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from geo.model.application import LAYERS, Application, Options, Upload
from geo.model.zone import Level, Role, Zone
from geo.resources import demo

if TYPE_CHECKING:
    from pathlib import Path


def demo_application() -> Application:
    """The demonstration zone with everything that belongs to it.

    Examples
    --------
    >>> application = demo_application()
    >>> application.zone.demo, "演示" in application.zone.name
    (True, True)
    """
    return application_from(demo() / "zone.toml")


def application_from(path: Path) -> Application:
    """An application described by a TOML file beside its files.

    Parameters
    ----------
    path
        ``[zone]`` as `geo.model.zone.Zone`, ``[files]`` naming ``boundary``, the supporting layers and
        ``claim`` (a text file), ``[options]`` as `geo.model.application.Options`.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    files: dict[str, str] = content["files"]
    zone: dict[str, Any] = dict(content["zone"])
    zone["level"] = Level(zone.get("level", "provincial"))
    if "claim" in files:
        zone["claim"] = (path.parent / files["claim"]).read_text(encoding="utf-8").strip()
    options: dict[str, Any] = dict(content.get("options", {}))
    options["checklist"] = dict(content.get("checklist", {}))
    options["roles"] = {part: Role(role) for part, role in options.get("roles", {}).items()}
    return Application(
        zone=Zone(**zone),
        boundary=_upload(path.parent / files["boundary"]),
        layers={name: _upload(path.parent / files[name]) for name in LAYERS if name in files},
        options=Options(**options),
    )


def _upload(path: Path) -> Upload:
    return Upload(name=path.name, data=path)
