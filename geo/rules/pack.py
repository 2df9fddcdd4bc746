"""The door to rule packs: load one, list them, check one."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import PackError
from geo.model.assessment import Clause, canonical_json
from geo.rules.check import Problem, problems_of
from geo.rules.lines import key_lines, line_of
from geo.rules.schema import Condition, Item, Kind, Override, Pack, Rule, in_dates

PACKS = Path(__file__).parent / "packs"


def load_pack(id_or_path: str | Path, on: dt.date | None = None) -> Pack:
    """Load a pack by id, or from a TOML file.

    Parameters
    ----------
    id_or_path
        Id of a pack that ships with the service (``jiangsu-2024-draft``), or a path ending in ``.toml``.
    on
        Of several versions under one id, the one in force that day; without it the newest.

    Raises
    ------
    PackError
        ``pack.unknown``: no such pack. ``pack.no_file``: no such file. ``pack.refused``: it has
        problems, all of them in ``params["problems"]``, each with its line.

    Examples
    --------
    >>> pack = load_pack("jiangsu-2024-draft")
    >>> pack.rule("floor_area").threshold, pack.rule("floor_area").unit
    (5000.0, 'm2')
    """
    path = Path(id_or_path)
    if path.suffix == ".toml":
        return _load(path)
    versions = [pack for pack in packs() if pack.id == str(id_or_path)]
    if not versions:
        known = list(dict.fromkeys(pack.id for pack in packs()))
        raise PackError("pack.unknown", name=str(id_or_path), known=known)
    for pack in reversed(versions):
        if on is not None and in_dates(on, pack.effective_from, pack.effective_to):
            return pack
    return versions[-1]


@cache
def packs() -> tuple[Pack, ...]:
    """All packs that ship with the service: by id, then by the date they begin.

    Examples
    --------
    >>> "jiangsu-2024-draft" in [pack.id for pack in packs()]
    True
    """
    return tuple(
        sorted((_load(path) for path in PACKS.glob("*.toml")), key=lambda p: (p.id, p.effective_from))
    )


def check(path: str | Path) -> list[Problem]:
    """Everything wrong with a pack file, in the order of its lines; an empty list is a sound pack.

    The other packs in the same folder are looked at for versions whose dates overlap.

    Raises
    ------
    PackError
        ``pack.no_file``: there is no such file, or it is not text.

    Examples
    --------
    >>> check(PACKS / "jiangsu-2024-draft.toml")
    []
    """
    path = Path(path)
    data, lines, problems = _parse(path)
    if data is None:
        return problems
    found = problems_of(data, lines)
    if isinstance(data.get("pack"), dict):
        found += _overlaps(path, data["pack"], lines)
    return sorted(found, key=lambda problem: problem.line)


def _parse(path: Path) -> tuple[dict[str, Any] | None, dict[tuple[str | int, ...], int], list[Problem]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError("pack.no_file", name=str(path)) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        return None, {}, [Problem(line=line, code="not_toml", params={"column": place[2] if place else None})]
    return data, key_lines(text), []


def _overlaps(path: Path, pack: dict[str, Any], lines: dict[tuple[str | int, ...], int]) -> list[Problem]:
    """Versions of the same pack in the same folder that are in force on the same day."""
    found = []
    place = ("pack", "effective_from")
    for other in sorted(path.resolve().parent.glob("*.toml")):
        if other == path.resolve():
            continue
        try:
            theirs = (_parse(other)[0] or {}).get("pack")
        except PackError:  # what lies beside the pack and cannot be read is not this pack's problem
            continue
        if not isinstance(theirs, dict) or theirs.get("id") != pack.get("id"):
            continue
        starts = [_day(entry.get("effective_from"), dt.date.max) for entry in (pack, theirs)]
        ends = [_day(entry.get("effective_to"), dt.date.max) for entry in (pack, theirs)]
        if max(starts) <= min(ends) and max(starts) < dt.date.max:
            params = {"other": other.name, "version": theirs.get("version")}
            found.append(Problem(line=line_of(lines, place), code="dates_overlap", params=params))
        if theirs.get("version") == pack.get("version"):
            params = {"other": other.name, "version": theirs.get("version")}
            found.append(
                Problem(line=line_of(lines, ("pack", "version")), code="version_twice", params=params)
            )
    return found


def _day(value: object, otherwise: dt.date) -> dt.date:
    """A day, and not a moment: `datetime` is a `date` too."""
    return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else otherwise


def _load(path: Path) -> Pack:
    problems = check(path)
    if problems:
        first = problems[0]
        raise PackError(
            "pack.refused", name=path.name, count=len(problems), line=first.line, problems=tuple(problems)
        )
    data, _, _ = _parse(path)
    assert data is not None  # noqa: S101 - check() has read the same file without a syntax problem
    return _build(data)


def _build(data: dict[str, Any]) -> Pack:
    head = data["pack"]
    return Pack(
        id=head["id"],
        version=head["version"],
        status=head["status"],
        title=MappingProxyType(head["title"]),
        document=head["document"],
        note=MappingProxyType(head["note"]),
        effective_from=head["effective_from"],
        effective_to=head.get("effective_to"),
        url=head.get("url"),
        rules=tuple(_rule(head, entry) for entry in data["rule"]),
        sha256=hashlib.sha256(canonical_json(_dated(data)).encode()).hexdigest(),
    )


def _dated(content: Any) -> Any:
    """Dates as text, so that the content can be written as canonical JSON."""
    if isinstance(content, dict):
        return {key: _dated(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_dated(value) for value in content]
    return content.isoformat() if isinstance(content, dt.date) else content


def _rule(head: dict[str, Any], entry: dict[str, Any]) -> Rule:
    text = MappingProxyType(entry["text"])
    url = entry.get("url", head.get("url"))
    threshold = entry.get("threshold")
    return Rule(
        id=entry["id"],
        kind=Kind(entry["kind"]),
        clause=Clause(document=head["document"], article=entry["article"], text=text, url=url),
        title=MappingProxyType(entry["title"]),
        severity=entry["severity"],
        scope=entry.get("scope", "whole"),
        basis=entry.get("basis"),
        advisory=entry["kind"] == Kind.ADVISORY or entry.get("advisory", False),
        measures=MappingProxyType(_measures(entry)),
        substitutes=MappingProxyType(_under_value(entry.get("substitute", {}))),
        operator=entry.get("operator"),
        threshold=None if threshold is None else float(threshold),
        unit=entry.get("unit"),
        exclude=tuple(entry.get("exclude", ())),
        indicators=tuple(entry.get("indicators", ())),
        items=tuple(
            Item(id=item["id"], text=MappingProxyType(item["text"]), evidence=item.get("evidence", False))
            for item in entry.get("items", ())
        ),
        roles=tuple(entry.get("roles", ())),
        applies=_condition(entry.get("applies", {})),
        overrides=tuple(
            _override(item, relaxes=key == "relaxation")
            for key in ("extra", "relaxation")
            for item in entry.get(key, ())
        ),
        effective_from=entry.get("effective_from"),
        effective_to=entry.get("effective_to"),
    )


def _measures(entry: dict[str, Any]) -> dict[str, str]:
    named: dict[str, str] = {key: entry[key] for key in ("numerator", "denominator", "date") if key in entry}
    return {**_under_value(entry.get("measure", {})), **named}


def _under_value(value: str | dict[str, str]) -> dict[str, str]:
    return {"value": value} if isinstance(value, str) else dict(value)


def _condition(entry: dict[str, Any]) -> Condition:
    return Condition(
        level=tuple(entry.get("level", ())),
        type=tuple(entry.get("type", ())),
        city=tuple(entry.get("city", ())),
        answer=entry.get("answer"),
    )


def _override(entry: dict[str, Any], *, relaxes: bool) -> Override:
    threshold = entry.get("threshold")
    return Override(
        when=_condition(entry["when"]),
        threshold=None if threshold is None else float(threshold),
        text=MappingProxyType(entry["text"]),
        relaxes=relaxes,
    )
