"""Which parts of the footprint a block of the claim speaks of: by name, by role, by order, or all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.fourbounds.names import ACCEPTED, chinese_number, normalise, similarity

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.fourbounds.claim import Block, Claim

_ROLE_WORDS = (("core", re.compile("核心")), ("base", re.compile("基地")), ("centre", re.compile("中心")))
_ORDINAL = re.compile(r"(\d+|[一二三四五六七八九十]+|[a-zA-Zａ-ｚ])(?=$|号|区|片|地|园|组|基)")


@dataclass(frozen=True, slots=True)
class Place:
    """The parts a block is taken for (row numbers), and how that was found."""

    rows: tuple[int, ...]
    matched_by: str


def place_blocks(claim: Claim, footprint: gpd.GeoDataFrame) -> tuple[tuple[Place, ...], ...]:
    """The places every block may mean, best first.

    By name (equal, or alike as road names are), by the role the name speaks of (核心区, 中心, 基地; the
    second base by its number), by the order of the text when there are as many blocks as parts, or, for
    the only block of a text, the whole footprint or its centre, whichever it fits better. A block that
    finds none gets no rows.
    """
    free = list(range(len(footprint)))
    places: list[Place | None] = [None] * len(claim.blocks)
    if len(claim.blocks) == 1:
        block = claim.blocks[0]
        found = _by_name(block, footprint, free) or _by_role(block, footprint, free)
        if found:
            return ((found,),)
        whole = Place(tuple(free), "whole")
        centre = tuple(row for row in free if footprint["role"].iloc[row] == "centre")
        return ((whole, Place(centre, "centre")) if centre and centre != whole.rows else (whole,),)
    for way in (_by_name, _by_role):
        for index, block in enumerate(claim.blocks):
            if places[index] is None and block.name and (found := way(block, footprint, free)):
                places[index] = found
                free = [row for row in free if row not in found.rows]
    open_blocks = [index for index, place in enumerate(places) if place is None]
    if open_blocks and len(open_blocks) == len(free):
        for index, row in zip(open_blocks, free, strict=True):
            places[index] = Place((row,), "order")
    return tuple((place or Place((), "none"),) for place in places)


def _by_name(block: Block, footprint: gpd.GeoDataFrame, free: list[int]) -> Place | None:
    if not block.name:
        return None
    names = [footprint["name"].iloc[row] for row in free]
    ids = [str(footprint["part_id"].iloc[row]) for row in free]
    scored = [
        (max(_alike(block.name, name), 1.0 if normalise(block.name) == normalise(part_id) else 0.0), -row)
        for row, name, part_id in zip(free, names, ids, strict=True)
    ]
    if not scored or max(scored)[0] < ACCEPTED:
        return None
    return Place((-max(scored)[1],), "name")


def _alike(block: str, name: object) -> float:
    if not isinstance(name, str) or not name:
        return 0.0
    a, b = normalise(block), normalise(name)
    if a == b:
        return 1.0
    if len(b) >= 3 and (b in a or a in b) and len(a) >= 3:
        return 0.9
    return similarity(block, name)


def _by_role(block: Block, footprint: gpd.GeoDataFrame, free: list[int]) -> Place | None:
    if not block.name:
        return None
    role = next((role for role, words in _ROLE_WORDS if words.search(block.name)), None)
    rows = [row for row in range(len(footprint)) if role and footprint["role"].iloc[row] == role]
    left = [row for row in rows if row in free]
    if not left:
        return None
    if (ordinal := ordinal_of(block.name)) is not None and len(rows) > 1:
        return (
            Place((rows[ordinal - 1],), "role")
            if ordinal <= len(rows) and rows[ordinal - 1] in left
            else None
        )
    return Place((left[0],) if role == "base" else tuple(left), "role")


def ordinal_of(name: str) -> int | None:
    """The number in a block's name: 基地二 2, B区块 2, 第三片区 3.

    Examples
    --------
    >>> [ordinal_of(name) for name in ("基地二", "B区块", "第三片区", "核心区")]
    [2, 2, 3, None]
    """
    found = _ORDINAL.search(name)
    if not found:
        return None
    said = found.group(1)
    if said.isascii() and said.isalpha():
        return ord(said.lower()) - ord("a") + 1
    return int(chinese_number(said))
