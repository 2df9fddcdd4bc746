"""Which parts of the footprint a block of the claim speaks of: by name, by role, by order, or all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from geo.fourbounds.names import ACCEPTED, SUGGESTED, chinese_number, normalise, similarity

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.fourbounds.claim import Claim

_ROLE_WORDS = (("core", re.compile("核心")), ("base", re.compile("基地")), ("centre", re.compile("中心")))
_ORDINAL = re.compile(r"(\d+|[一二三四五六七八九十]+|[a-zA-Zａ-ｚ])(?=$|号|区|片|地|园|组|基)")
NEAR = 0.6
"""From this likeness a block's name is taken for a slip of the pen, and told as one."""
_GENERIC = re.compile(
    r"知识产权|集聚|聚集|发展|示范|服务业|服务|产业|园区|区域|区块|地块|宗地|片区|组团|项目|用地|土地|范围|四至|"
    r"边界|界址|总体|整体|全部|全区|整个|申报|规划|建设|拟建|现状|国家级|省级|市级|江苏省|核心|基地|中心|"
    r"[该本此其全各第号区园的地块片\d一二三四五六七八九十甲乙丙丁戊己庚辛东南西北中①-⑳a-z]"
)
_HEADING = re.compile(r"[^\s,，;；。:：位于的为在对按经由]{2,11}(?:园区?|基地|中心|核心区|集聚区)")


@dataclass(frozen=True, slots=True)
class Place:
    """The parts a block is taken for (row numbers), and how that was found.

    ``name`` is what the text calls the land, also where it stands in the preamble.
    """

    rows: tuple[int, ...]
    matched_by: str
    name: str | None = None

    @property
    def certain(self) -> bool:
        """Whether the text may be held to speak of these parts."""
        return self.matched_by not in {"none", "near"}


def place_blocks(
    claim: Claim, footprint: gpd.GeoDataFrame, *, zone_name: str | None = None
) -> tuple[tuple[Place, ...], ...]:
    """The places every block may mean, best first.

    By name (equal, or alike as road names are), by the role the name speaks of (核心区, 中心, 基地; the
    second base by its number), by the order of the text when there are as many blocks as parts, or, for
    the only block of a text, the whole footprint or its centre, whichever it fits better. A name that
    means no part, nor the zone, nor land in general, gets the part it resembles (``near``) or no rows.

    Parameters
    ----------
    claim
        As `geo.fourbounds.parse` reads it.
    footprint
        Footprint, EPSG:4490.
    zone_name
        The zone's own name: a block that bears it means the whole.
    """
    if len(claim.blocks) == 1:
        return (_only(claim, footprint, zone_name),)
    free = list(range(len(footprint)))
    places: list[Place | None] = [None] * len(claim.blocks)
    for way in (_by_name, _by_role):
        for index, block in enumerate(claim.blocks):
            if places[index] is None and block.name and (found := way(block.name, footprint, free)):
                places[index] = found
                free = [row for row in free if row not in found.rows]
    open_blocks = [index for index, place in enumerate(places) if place is None]
    if open_blocks and len(open_blocks) == len(free):
        for index, row in zip(open_blocks, free, strict=True):
            name = claim.blocks[index].name
            # Only land called by a number may be told by its order; a name of its own must be found.
            if name is None or is_generic(name) or not isinstance(footprint["name"].iloc[row], str):
                places[index] = Place((row,), "order", name)
    return tuple(
        (place or _resembling(block.name or "", footprint, free),)
        for place, block in zip(places, claim.blocks, strict=True)
    )


def _only(claim: Claim, footprint: gpd.GeoDataFrame, zone_name: str | None) -> tuple[Place, ...]:
    """The places the only block of a text may mean."""
    every = list(range(len(footprint)))
    name = claim.blocks[0].name or _headed(claim)
    if name:
        found = _by_name(name, footprint, every) or _by_role(name, footprint, every)
        if found:
            return (found,)
        if not _means_all(name, footprint, zone_name):
            return (_resembling(name, footprint, every),)
    whole = Place(tuple(every), "whole", name)
    centre = tuple(row for row in every if footprint["role"].iloc[row] == "centre")
    return (whole, Place(centre, "centre", name)) if centre and centre != whole.rows else (whole,)


def _headed(claim: Claim) -> str | None:
    """A name that stands right before the first side, without a colon: 示例科技园东至…."""
    lead = [span.text.strip() for span in claim.preamble]
    return lead[0] if len(lead) == 1 and _HEADING.fullmatch(lead[0]) else None


def _means_all(name: str, footprint: gpd.GeoDataFrame, zone_name: str | None) -> bool:
    """Whether a name that is no part's may mean the zone: its own name, or words for land in general."""
    if zone_name and _alike(name, zone_name) >= ACCEPTED:
        return True
    role = _role_of(name)
    if role and (footprint["role"] == role).any():
        return False
    if is_generic(name):
        return True
    nameless = not any(isinstance(known, str) and known for known in footprint["name"])
    return nameless and zone_name is None


def is_generic(name: str) -> bool:
    """Whether a name says nothing but 本区, 该集聚区, 地块一: it could be any land's.

    Examples
    --------
    >>> [is_generic(name) for name in ("该集聚区", "甲地块", "A区块", "示例科技园", "演示中兴")]
    [True, True, True, False, False]
    """
    return not _GENERIC.sub("", normalise(name))


def nearest_name(name: str, footprint: gpd.GeoDataFrame) -> str | None:
    """The part whose name looks like this one, though not enough to be taken for it; None if none does."""
    known = [part for part in footprint["name"] if isinstance(part, str) and part]
    best = max(known, key=lambda part: fuzz.ratio(name, part), default=None)
    return best if best is not None and fuzz.ratio(name, best) >= 100 * SUGGESTED else None


def _resembling(name: str, footprint: gpd.GeoDataFrame, free: list[int]) -> Place:
    """The part a misspelt name most likely means, or none."""
    scored = [
        (similarity(name, part), -row)
        for row in free
        if isinstance(part := footprint["name"].iloc[row], str) and part
    ]
    if not scored or max(scored)[0] < NEAR:
        return Place((), "none", name or None)
    return Place((-max(scored)[1],), "near", name)


def _by_name(block: str, footprint: gpd.GeoDataFrame, free: list[int]) -> Place | None:
    names = [footprint["name"].iloc[row] for row in free]
    ids = [str(footprint["part_id"].iloc[row]) for row in free]
    scored = [
        (max(_alike(block, name), 1.0 if normalise(block) == normalise(part_id) else 0.0), -row)
        for row, name, part_id in zip(free, names, ids, strict=True)
    ]
    if not scored or max(scored)[0] < ACCEPTED:
        return None
    return Place((-max(scored)[1],), "name", block)


def _alike(block: str, name: object) -> float:
    if not isinstance(name, str) or not name:
        return 0.0
    a, b = normalise(block), normalise(name)
    if a == b:
        return 1.0
    if len(b) >= 3 and (b in a or a in b) and len(a) >= 3:
        return 0.9
    return similarity(block, name)


def _role_of(name: str) -> str | None:
    return next((role for role, words in _ROLE_WORDS if words.search(name)), None)


def _by_role(block: str, footprint: gpd.GeoDataFrame, free: list[int]) -> Place | None:
    role = _role_of(block)
    rows = [row for row in range(len(footprint)) if role and footprint["role"].iloc[row] == role]
    left = [row for row in rows if row in free]
    if not left or not _may_be_called(block, [footprint["name"].iloc[row] for row in left]):
        return None
    if (ordinal := ordinal_of(block)) is not None and len(rows) > 1:
        numbered = ordinal <= len(rows) and rows[ordinal - 1] in left
        return Place((rows[ordinal - 1],), "role", block) if numbered else None
    return Place((left[0],) if role == "base" else tuple(left), "role", block)


def _may_be_called(block: str, names: list[object]) -> bool:
    """Whether a name with a role word leaves room for these parts: 江滨基地 is no 示例一号基地."""
    own = _GENERIC.sub("", normalise(block))
    return not own or any(
        not isinstance(name, str)
        or not (known := _GENERIC.sub("", normalise(name)))
        or own in known
        or known in own
        for name in names
    )


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
