"""The publisher's settings: kept in the register with their history, overridden by the environment.

A key is kept beside the register in a file of its own, readable by its owner only; the register knows
it by its last four characters and a fingerprint, so that no copy, export or trail ever holds it.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from geo.errors import UsageError
from geo.i18n import LANGUAGES, text
from geo.measure.uncertainty import VERTEX_ACCURACY_M
from geo.model.settings import Settings
from geo.registry import keys
from geo.registry.access import Person, require_role
from geo.registry.problems import ConflictError
from geo.registry.schema import settings as table
from geo.registry.stages import Role
from geo.rules.pack import packs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from geo.registry.store import Register

BASE_MAPS = ("ground", "tianditu_vec", "tianditu_img", "gaode")
LONGEST = 200
"""Characters of a text on a map: more would cover it."""
FINEST_M, COARSEST_M = 0.001, 1000.0
ON, OFF = "on", "off"
_KEY = re.compile(r"[0-9A-Za-z_-]{8,128}")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, the variable that overrides it, what it takes, and what it is by itself.

    ``parse`` gives the value of a text, or raises `UsageError`.
    """

    name: str
    variable: str
    parse: Callable[[str], Any]
    default: str | None = None
    secret: bool = False


def named(name: str) -> dict[str, str]:
    """A setting in every language, for a message that names it.

    Examples
    --------
    >>> named("lang")
    {'zh': '默认语言', 'en': 'Default language'}
    """
    return {lang: text(f"setting.{name}", lang) for lang in LANGUAGES}


def _text(name: str, given: str) -> str:
    said = " ".join(given.split())
    if len(said) > LONGEST:
        raise UsageError("settings.too_long", named=named(name), most=LONGEST, found=len(said))
    return said


def _choice(name: str, allowed: Callable[[], tuple[str, ...]], given: str) -> str:
    if given not in allowed():
        raise UsageError("settings.no_choice", named=named(name), found=given[:80])
    return given


def _key(name: str, given: str) -> str:
    if not _KEY.fullmatch(given.strip()):
        raise UsageError("settings.no_key", named=named(name))
    return given.strip()


def _metres(name: str, given: str) -> float:
    try:
        value = float(given)
    except ValueError as problem:
        raise UsageError("settings.no_metres", named=named(name), found=given[:80]) from problem
    if not FINEST_M <= value <= COARSEST_M:
        raise UsageError("settings.no_metres", named=named(name), found=given[:80])
    return value


def _setting(name: str, parse: Any, *given: Any, default: str | None = None, secret: bool = False) -> Setting:
    return Setting(name, f"SIZHI_{name.upper()}", partial(parse, name, *given), default, secret)


ACCURACY = {origin: f"accuracy_{origin}" for origin in VERTEX_ACCURACY_M}
"""Setting of the accuracy assumed for each origin of a file."""
SETTINGS: tuple[Setting, ...] = (
    _setting("map_number", _text),
    _setting("map_source", _text),
    _setting("map_source_en", _text),
    Setting("disclaimer", "SIZHI_MAP_DISCLAIMER", partial(_text, "disclaimer")),
    Setting("disclaimer_en", "SIZHI_MAP_DISCLAIMER_EN", partial(_text, "disclaimer_en")),
    _setting("base_map", _choice, lambda: BASE_MAPS, default="ground"),
    _setting("tianditu_key", _key, secret=True),
    _setting("gaode", _choice, lambda: (ON, OFF), default=OFF),
    *(
        _setting(ACCURACY[origin], _metres, default=f"{known.sigma_m:g}")
        for origin, known in VERTEX_ACCURACY_M.items()
    ),
    _setting("pack", _choice, lambda: tuple(pack.id for pack in packs()), default=Settings().pack),
    _setting("lang", _choice, lambda: tuple(LANGUAGES), default="zh"),
)
"""All settings, in the order they are shown."""
BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A setting as people see it; of a secret only the end.

    ``origin`` is default, register or environment; ``refused`` says that the environment holds a value
    that cannot be and is not used; ``revision`` names the change it rests on.
    """

    name: str
    value: str | None
    origin: str
    changed_by: str | None = None
    changed_at: str | None = None
    revision: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One change: who, when, what it was, what it became; None is the default."""

    name: str
    before: str | None
    value: str | None
    changed_by: str
    changed_at: str


def in_force(register: Register | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings as they are to be followed now.

    Parameters
    ----------
    register
        The register, None where there is none: then the environment and the defaults count.
    environ
        The environment: what it sets wins.

    Examples
    --------
    >>> in_force(None, {"SIZHI_MAP_NUMBER": "苏S(2026)1号", "SIZHI_ACCURACY_SURVEY": "0.1"}).accuracy
    mappingproxy({'survey': 0.1})
    """
    kept = {} if register is None else _kept(register)
    texts = {}
    for setting in SETTINGS:
        given = _of_environment(setting, environ)
        texts[setting.name] = given if given is not None else kept.get(setting.name, setting.default)
    values = {name: BY_NAME[name].parse(said) for name, said in texts.items() if said is not None}
    own = {
        origin: values[name]
        for origin, name in ACCURACY.items()
        # What is the programme's own is not said: the same numbers then have the same digest.
        if values[name] != VERTEX_ACCURACY_M[origin].sigma_m
    }
    plain: dict[str, Any] = {name: value for name, value in values.items() if name not in ACCURACY.values()}
    plain["gaode"] = plain["gaode"] == ON
    return Settings(**plain, accuracy=MappingProxyType(own))


def shown(register: Register | None, environ: Mapping[str, str] = os.environ) -> tuple[Shown, ...]:
    """Every setting with where its value comes from; no secret in full.

    Parameters
    ----------
    register
        The register, or None.
    environ
        The environment.
    """
    rows = {}
    if register is not None:
        with register.reading() as connection:
            rows = dict(_newest(connection))
    found = []
    for setting in SETTINGS:
        row = rows.get(setting.name)
        said = None if row is None else row["value"]
        given = _of_environment(setting, environ)
        refused = given is None and bool(environ.get(setting.variable, "").strip())
        value: str | None
        if given is not None:
            value, origin = (keys.masked(given) if setting.secret else given), "environment"
        elif said is not None:
            value, origin = (keys.ending(said) if setting.secret else said), "register"
        else:
            value, origin = setting.default, "default"
        found.append(
            Shown(
                name=setting.name,
                value=value,
                origin=origin,
                changed_by=None if row is None else row["changed_by"],
                changed_at=None if row is None else row["changed_at"],
                revision=None if row is None else row["id"],
                refused=refused,
            )
        )
    return tuple(found)


def problems_of(values: Mapping[str, str | None]) -> tuple[UsageError, ...]:
    """Everything wrong with values somebody wants to set; an empty text and None are the default."""
    found = []
    for name, given in values.items():
        if name not in BY_NAME:
            found.append(UsageError("settings.unknown", setting=name[:80]))
        elif given is not None and given.strip():
            try:
                BY_NAME[name].parse(given)
            except UsageError as problem:
                found.append(problem)
    return tuple(found)


def change(
    register: Register,
    person: Person,
    values: Mapping[str, str | None],
    *,
    seen: Mapping[str, str | None] | None = None,
) -> tuple[Changed, ...]:
    """Set some of the settings, all or none; gives what really changed.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    values
        By name; None or an empty text goes back to the default.
    seen
        Revision of each setting the person saw (`Shown.revision`): whoever changed one since was first.

    Raises
    ------
    AccessError
        Only an administrator may.
    UsageError
        A value cannot be.
    ConflictError
        Somebody else was first.
    """
    require_role(person, Role.ADMIN)
    if problems := problems_of(values):
        raise problems[0]
    done: list[Changed] = []
    with register.writing(person.id, "change_settings") as writing:
        newest = dict(_newest(writing.connection))
        count = writing.connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, given in values.items():
            row = newest.get(name)
            before = None if row is None else row["value"]
            value = _kept_as(register, BY_NAME[name], given)
            if value == before:
                continue
            if seen is not None and row is not None and seen.get(name) != row["id"]:
                raise ConflictError("settings.conflict", named=named(name), at=row["changed_at"])
            line = {
                "id": f"{count + len(done) + 1:08d}",
                "name": name,
                "before": before,
                "value": value,
                "changed_by": person.id,
                "changed_at": writing.at,
            }
            writing.insert(table, line)
            done.append(_changed(line))
    with register.writing(person.id, "change_settings") as writing:
        # Once the new one is kept for good, the old one lies nowhere any more.
        keys.forget(register.folder, _kept_keys(writing.connection))
    return tuple(done)


def history(register: Register, person: Person, most: int = 200) -> tuple[Changed, ...]:
    """What was changed, newest first.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    most
        How many changes.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(person, Role.ADMIN)
    with register.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.id.desc()).limit(most)).mappings()
        return tuple(_changed(row) for row in rows)


def _changed(row: Mapping[Any, Any]) -> Changed:
    secret = BY_NAME[row["name"]].secret if row["name"] in BY_NAME else False
    ends = {
        key: keys.ending(row[key]) if secret and row[key] is not None else row[key]
        for key in ("before", "value")
    }
    return Changed(name=row["name"], changed_by=row["changed_by"], changed_at=row["changed_at"], **ends)


def _of_environment(setting: Setting, environ: Mapping[str, str]) -> str | None:
    """What the environment says, if it can be."""
    given = environ.get(setting.variable, "").strip()
    if not given or problems_of({setting.name: given}):
        return None
    return given


def _kept(register: Register) -> dict[str, str]:
    with register.reading() as connection:
        said = {name: row["value"] for name, row in _newest(connection) if row["value"] is not None}
    for name in [name for name in said if BY_NAME[name].secret]:
        found = keys.get(register.folder, said.pop(name))
        if found is not None:
            said[name] = found
    # What an older programme took and this one does not is no reason to stand still.
    return {name: value for name, value in said.items() if not problems_of({name: value})}


def _kept_keys(connection: Connection) -> list[str]:
    return [row["value"] for name, row in _newest(connection) if BY_NAME[name].secret and row["value"]]


def _newest(connection: Connection) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """The last change of each setting this programme knows."""
    last = select(func.max(table.c.id)).group_by(table.c.name)
    for row in connection.execute(select(table).where(table.c.id.in_(last))).mappings():
        if row["name"] in BY_NAME:
            yield row["name"], row


def _kept_as(register: Register, setting: Setting, given: str | None) -> str | None:
    """A value as the register writes it down."""
    if given is None or not given.strip():
        return None
    value = setting.parse(given)
    if setting.secret:
        return keys.put(register.folder, value)
    said = f"{value:g}" if isinstance(value, float) else str(value)
    return None if said == setting.default else said


def fingerprint(settings: Settings) -> str:
    """One short text for one state of the settings: what caches are keyed by.

    Examples
    --------
    >>> fingerprint(Settings()) == fingerprint(Settings(map_number="苏S(2026)1号"))
    False
    """
    content = [getattr(settings, name) for name in Settings.__slots__ if name != "accuracy"]
    content.append(sorted(settings.accuracy.items()))
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
