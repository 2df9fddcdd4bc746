"""The known real zones: records with their sources and without boundaries, because none are published."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from geo.model.zone import Level, Zone
from geo.registry.access import Person, require_role
from geo.registry.records import Fact
from geo.registry.schema import zones
from geo.registry.stages import Role, Stage
from geo.registry.zones import insert_facts, insert_zone
from geo.resources import root

if TYPE_CHECKING:
    from pathlib import Path

    from geo.registry.store import Register


def seed_file() -> Path:
    """The seed that ships with the service."""
    return root() / "data" / "register" / "zones.toml"


def seed(register: Register, person: Person, path: Path | None = None) -> int:
    """Write the zones of the seed that are not there yet; gives how many.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    path
        Another seed of the same form.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(person, Role.ADMIN)
    content = tomllib.loads((path or seed_file()).read_text(encoding="utf-8"))
    with register.writing(person.id, "seed") as change:
        fresh = [entry for entry in content["zone"] if change.row(zones, entry["id"]) is None]
        for entry in fresh:
            stage = entry.get("stage")
            insert_zone(change, _zone(entry), _facts(entry["fact"]), Stage(stage) if stage else None)
        if len(fresh) == len(content["zone"]):
            insert_facts(change, None, _facts(content["province"]["fact"]))
    return len(fresh)


def _zone(entry: dict[str, Any]) -> Zone:
    keys = ("id", "name", "city", "district", "operator", "claim")
    return Zone(level=Level(entry["level"]), **{key: entry[key] for key in keys if key in entry})


def _facts(entries: list[dict[str, str]]) -> list[Fact]:
    return [Fact(**entry) for entry in entries]
