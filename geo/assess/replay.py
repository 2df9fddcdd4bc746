"""An assessment again, from the original bytes: the same digest, or what changed and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.assess.compose import assess, engine
from geo.errors import UsageError
from geo.model.application import Application, Choice, Options, Upload
from geo.model.assessment import SCHEMA, plain
from geo.model.case import Refused
from geo.model.zone import Level, Role, Zone
from geo.rules.pack import PACKS, load_pack, packs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.model.case import Case

RECORDED = (
    "layer",
    "crs",
    "shift",
    "approximate",
    "repair",
    "repairs",
    "vertex_accuracy_m",
    "checklist",
    "on",
    "since",
    "zone_type",
)
"""The options an assessment records as they were given; roles and pack are rebuilt by name."""
COMPARED = (
    "geometry_sha256",
    "parts",
    "areas",
    "measurements",
    "ledgers",
    "overlaps",
    "four_boundaries",
    "concentration",
    "findings",
    "sensitivity",
    "outcome",
    "crs",
    "issues",
)
"""The keys of the document that are compared value by value."""
WORDED = frozenset(
    {"message", "action", "reason", "title", "text", "citation", "url", "sentence", "zh", "en"}
)
"""Sentences: they depend on the language and are not compared."""
LAST_BITS = 1e-9
"""Relative difference below which two numbers are the same: what libraries may differ by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is not what it was; ``path`` as in ``measurements.core_land_area_m2.value``."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The outcome of a replay.

    ``causes`` are catalogue keys under ``replay.cause.`` with what was and what is: versions, packs.
    """

    same: bool
    digest_before: str
    digest_after: str | None
    differences: tuple[Difference, ...]
    causes: tuple[tuple[str, Mapping[str, str]], ...]
    result: Case | Refused


def replay(recorded: Mapping[str, Any], files: Sequence[Upload]) -> Replay:
    """Judge the original bytes again with the recorded options, and compare every value.

    Parameters
    ----------
    recorded
        The document `sizhi assess --json` wrote.
    files
        The original files, in any order: they are recognised by their SHA-256. A rule pack that does not
        ship with the service is one of them (a path ending in ``.toml``).

    Raises
    ------
    UsageError
        Not such a document, or a file it rests on is not among ``files``.
    """
    from geo.report.document import document  # noqa: PLC0415 - report is a view; replay compares views

    if recorded.get("schema") != SCHEMA or recorded.get("status") != "assessed":
        raise UsageError("replay.not_an_assessment", found=str(recorded.get("schema")))
    result = assess(_application(recorded, files))
    today = document(result)
    if isinstance(result, Refused):
        differences = [Difference(path="outcome", before=recorded["outcome"], after=None)]
        digest = None
    else:
        digest = result.assessment.digest
        differences = [
            found for key in COMPARED for found in _differences(key, recorded.get(key), today.get(key))
        ]
    same = digest == recorded["digest"]
    return Replay(
        same=same,
        digest_before=recorded["digest"],
        digest_after=digest,
        differences=tuple(differences),
        causes=() if same else tuple(_causes(recorded, today)),
        result=result,
    )


def _application(recorded: Mapping[str, Any], files: Sequence[Upload]) -> Application:
    by_sha = {_sha256(upload): upload for upload in files}
    wanted = {"boundary": recorded["source"], **recorded["inputs"]}
    given = {upload.name for upload in files}
    if changed := [e["name"] for e in wanted.values() if e["sha256"] not in by_sha and e["name"] in given]:
        raise UsageError("replay.changed_files", files=changed)
    if missing := [entry["name"] for entry in wanted.values() if entry["sha256"] not in by_sha]:
        raise UsageError("replay.missing_files", files=missing)
    zone = dict(recorded["zone"])
    zone["level"] = Level(zone["level"])
    options = {name: recorded["options"][name] for name in RECORDED if name in recorded["options"]}
    options["accuracy_defaults"] = recorded["options"].get("accuracy_defaults", {})
    roles = {part: Role(role) for part, role in recorded["options"]["roles"].items()}
    named = {
        layer: Upload(
            name=entry["name"],
            data=by_sha[entry["sha256"]].data,
            choice=Choice(**entry.get("choice", {})),
        )
        for layer, entry in wanted.items()
    }
    return Application(
        zone=Zone(**zone),
        boundary=named.pop("boundary"),
        layers=named,
        options=Options(**options, roles=roles, pack=_pack(recorded["pack"], files)),
    )


def _pack(recorded: Mapping[str, str], files: Sequence[Upload]) -> str:
    """Where the very pack of the record is: among the files, or an earlier version that still ships.

    Without it the pack that now bears its id is taken, and the difference is told.

    Raises
    ------
    UsageError
        No such pack ships, and it is not among the files.
    """
    sent = [file.data for file in files if isinstance(file.data, Path) and file.data.suffix == ".toml"]
    for path in (*sent, *sorted(PACKS.glob("*.toml"))):
        if load_pack(path).sha256 == recorded["sha256"]:
            return str(path)
    if recorded["id"] not in {pack.id for pack in packs()}:
        raise UsageError("replay.missing_pack", pack=recorded["id"])
    return recorded["id"]


def _sha256(upload: Upload) -> str:
    data = upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
    return hashlib.sha256(data).hexdigest()


def _differences(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        # A reading of the coordinates is known by its system and offset; its name is a sentence.
        worded = WORDED | {"name", "adopted_name"} if path.startswith("crs") else WORDED
        for key in sorted({*before, *after} - worded):
            yield from _differences(f"{path}.{key}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(f"{path}[{_label(one, index)}]", one, other)
    elif not _equal(before, after):
        yield Difference(path=path, before=before, after=after)


def _label(entry: Any, index: int) -> str:
    named = entry if isinstance(entry, dict) else {}
    return str(named.get("rule") or named.get("part_id") or named.get("code") or index)


def _equal(before: Any, after: Any) -> bool:
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(before - after) <= max(1e-8, LAST_BITS * max(abs(before), abs(after)))
    return bool(before == after)


def _causes(recorded: Mapping[str, Any], today: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What may explain a difference: the versions that compute, the rule pack."""
    for name, version in engine().items():
        was = recorded["engine"].get(name)
        if was != version:
            yield "version", {"name": name, "before": str(was), "after": version}
    pack = plain(today.get("pack", recorded["pack"]))
    if pack["sha256"] != recorded["pack"]["sha256"]:
        yield "pack", {"name": pack["id"], "before": recorded["pack"]["version"], "after": pack["version"]}
    if recorded["engine"] == dict(engine()) and pack["sha256"] == recorded["pack"]["sha256"]:
        yield "unexplained", {}
