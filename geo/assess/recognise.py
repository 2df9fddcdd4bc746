"""Which file is what: the boundary, a ledger, parks or roads, told by what is in it and not by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import shapely

from geo import intake
from geo.assess.supporting import NAMES
from geo.fourbounds import parse
from geo.intake.role_names import role_of_name
from geo.intake.roles import ROLE_COLUMNS
from geo.intake.text import decode
from geo.measure import ledger, roster
from geo.measure.categories import category_of
from geo.measure.columns import match_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.application import Upload
    from geo.model.issue import Issue
    from geo.model.reading import FeatureReading, RawFeature

BOUNDARY, CLAIM = "boundary", "claim"
"""What a file can be besides the layers of `geo.model.application.LAYERS`."""

_BUILDINGS = ("floor_area", "storeys", "certificate", "storey_height", "footprint_area", "vacant", "used")
_FLOOR = ("建筑面积", "证载面积", "floor", "gfa")
_OWN_NAMES = {"buildings": ("建筑名称", "建筑物名称", "楼宇名称"), "institutions": roster.FIELDS["name"][1:]}
_PARKS = ("园区", "开发区", "高新区", "工业园", "产业园", "科技园", "软件园", "工业区", "经开区", "保税区")
_ZONES = ("集聚区", "集聚发展区", "集聚发展示范区")
_LAND_FORMATS = {"parcel_txt"}
TABULAR = {"corners_csv", "corners_xlsx"}
"""Formats that hold rows; every other holds land, or nothing."""
_MOST_TEXT = 20_000
_SIDES = 3
"""Sides a text must name to be taken for a claimed 四至."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a file seems to be.

    ``part`` is ``boundary``, ``claim``, the name of a layer, or None when the file cannot be used, of which
    ``issues`` then say why. ``why`` is a catalogue key under ``recognised.`` with its ``params``; ``certain``
    is False where another use is as likely.
    """

    part: str | None
    why: str
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    certain: bool = True
    format: str = "unknown"
    features: int = 0
    issues: tuple[Issue, ...] = ()
    text: str | None = None


def recognise(upload: Upload) -> Guess:
    r"""Say which part of an application a file is.

    Parameters
    ----------
    upload
        The file; its name is used in messages only.

    Returns
    -------
    Guess
        Never raises for what a file holds.

    Examples
    --------
    >>> from geo.model.application import Upload
    >>> recognise(Upload(name="1.csv", data="名称,层数,建筑面积\n甲楼,6,5200\n".encode())).part
    'buildings'
    """
    table = intake.read_features(upload.data, name=upload.name)
    form = table.source.format
    if not table.usable or not table.features:
        return _as_land(upload, table)
    found = _of_table(table)
    told: dict[str, Any] = {"format": form, "features": len(table.features)}
    if form in _LAND_FORMATS:
        return Guess(part=BOUNDARY, why="corners", **told)
    if found is not None:
        return Guess(part=found[0], why="columns", params={"columns": found[1]}, **told)
    if form not in TABULAR and all(feature.geometry is None for feature in table.features):
        return _as_land(upload, table)
    return _by_shape(table, told)


def _as_land(upload: Upload, table: FeatureReading) -> Guess:
    """A file that is no table: land, a written 四至, or nothing that can be used."""
    reading = intake.read(upload.data, name=upload.name)
    form = reading.source.format
    if reading.parts or len(reading.layers) > 1:
        return Guess(part=BOUNDARY, why="land", format=form, features=len(reading.parts))
    claim = _claim(upload)
    if claim is not None:
        return Guess(part=CLAIM, why="claim", format="text", features=1, text=claim)
    return Guess(part=None, why="unusable", format=form, issues=reading.issues or table.issues)


def _claim(upload: Upload) -> str | None:
    data = upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
    if not data.strip() or len(data) > _MOST_TEXT:
        return None
    decoded = decode(data)
    if any(issue.code == "text.binary" for issue in decoded.issues):
        return None
    words = decoded.text.lstrip("\ufeff").strip()
    blocks = parse(words).blocks
    return words if blocks and len(blocks[0].sides) >= _SIDES else None


def _of_table(table: FeatureReading) -> tuple[str, list[str]] | None:
    """The ledger whose own columns a table has more of, and which these are."""
    buildings = match_columns(table.columns, ledger.FIELDS)
    listed = match_columns(table.columns, roster.FIELDS)
    own = {
        "buildings": [buildings[key] for key in _BUILDINGS if key in buildings],
        "institutions": [listed["code"]] if "code" in listed else [],
    }
    if not _floor(own["buildings"]):
        own["buildings"] = own["buildings"] if len(own["buildings"]) > 1 else []
    if "category" in listed and _market(table.features, listed["category"]):
        own["institutions"].append(listed["category"])
    for part, names in _OWN_NAMES.items():
        own[part] += [column for column in table.columns if column in names]
    best = max(own, key=lambda part: len(own[part]))
    return (best, own[best]) if own[best] else None


def _floor(columns: Sequence[str]) -> bool:
    """Whether a column speaks of floor area by its name: a bare 面积 is as often of land."""
    return any(word in column.casefold() for column in columns for word in _FLOOR)


def _market(features: Sequence[RawFeature], column: str) -> bool:
    """Whether the cells of a column are kinds of institutions."""
    cells = [feature.attributes.get(column) for feature in features]
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(category_of(cell, None)[0] is not None for cell in filled) * 2 > len(filled)


def _says_role(table: FeatureReading) -> bool:
    """Whether a column of roles (角色, 类型 …) names a core, a centre or a base."""
    columns = [column for column in table.columns if column.strip().casefold() in ROLE_COLUMNS]
    return any(
        role_of_name(str(cell))
        for feature in table.features
        for column in columns
        if (cell := feature.attributes.get(column))
    )


def _by_shape(table: FeatureReading, told: dict[str, Any]) -> Guess:
    shapes = [feature.geometry for feature in table.features if feature.geometry is not None]
    if not shapes:
        return Guess(part=None, why="rows", certain=False, **told)
    kind, _ = Counter(shapely.get_dimensions(shapes).tolist()).most_common(1)[0]
    if kind == 1:
        return Guess(part="lines", why="lines", **told)
    if kind == 0:
        return Guess(part="institutions", why="points", certain=False, **told)
    if _says_role(table):
        return Guess(part=BOUNDARY, why="roles", **told)
    for part, words in (("zones", _ZONES), ("parks", _PARKS)):
        named = _named(table.features, words)
        if named * 2 > len(table.features) and (part == "parks" or len(table.features) > 1):
            several = len(table.features) > 1
            return Guess(part=part, why="names", params={"count": named}, certain=several, **told)
    return Guess(part=BOUNDARY, why="areas", certain=len(table.features) == 1, **told)


def _named(features: Sequence[RawFeature], words: Sequence[str]) -> int:
    """How many features have a name with one of these words."""
    count = 0
    for feature in features:
        known = {key.casefold(): value for key, value in feature.attributes.items()}
        names = [str(known[key]) for key in NAMES if known.get(key)]
        count += any(word in name for name in names[:1] for word in words)
    return count
