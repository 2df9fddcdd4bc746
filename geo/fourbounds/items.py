"""What stands behind a side's verb: features, offsets, coordinates, and words that are none of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from geo.fourbounds import grammar as g
from geo.fourbounds.claim import ClaimedFeature, Span
from geo.fourbounds.compass import Direction
from geo.fourbounds.layout import Text
from geo.fourbounds.names import chinese_number

_SPLIT = re.compile(f"[{re.escape(g.SEPARATORS)}]")
_JOINED = re.compile(
    r"(?<=[路街道巷河江湖港溪浜渠桥村园线区墙山])\s*(?:以及|和|与|及|暨|\+)\s*(?=[一-鿿A-Za-z\d])"
)
# names that begin with the joining word: 和燕路, 和平路
_NAME_WITH_JOIN = re.compile(r"和(?:平|燕|谐|睦|兴|顺|畅|风|润|美|县|善|会|路|义|信|悦|园|府|泰|盛|乐|安|光)")
_LEADING = re.compile(r"^(?:现状|至|到|于|为|是|的|以|与|和|及|由|沿|紧邻|紧靠)*?(?=.)")
_MAX_NAME = 30


@dataclass(slots=True)
class Items:
    """Features in order; where the last one ends; unread words; sides told again (start, end)."""

    end: int
    features: tuple[ClaimedFeature, ...] = ()
    unread: list[Span] = field(default_factory=list)
    repeated: list[tuple[int, int]] = field(default_factory=list)


def read_items(read: Text, start: int, end: int) -> Items:
    """Read the features between two positions.

    After a full stop, a semicolon or a new line nothing belongs to the side any more.
    """
    items = Items(end=start)
    features: list[ClaimedFeature] = []
    stopped = again = False
    for left, right in _pieces(read.work, start, end):
        piece = read.work[left:right]
        stopped = stopped or (bool(features) and any(sign in g.STOPS for sign in read.work[start:left]))
        if g.FILLER_ONLY.match(piece) and g.POINT not in piece:
            continue
        if features and g.STRONG_MARKER.match(piece.lstrip()):
            lead = len(piece) - len(piece.lstrip())
            items.repeated.append((left + lead, right))
            again = True
            continue
        if stopped or again or (features and g.PROSE.match(piece.strip())):
            _leave(read, left, right, items)
            stopped = True
            continue
        feature = _feature(read, left, right)
        if feature is None:
            _leave(read, left, right, items)
            continue
        features.append(feature)
        items.end = right
    items.features = tuple(features)
    return items


def _leave(read: Text, left: int, right: int, items: Items) -> None:
    span = read.span(left, right)
    if span.text and g.CLOSING_WORDS.sub("", span.text):
        items.unread.append(span)


def _pieces(work: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between separators, and between joining words where a feature has ended."""
    pieces = []
    position = start
    for found in [*_SPLIT.finditer(work, start, end), None]:
        stop = found.start() if found else end
        inner = position
        for joined in _JOINED.finditer(work, position, stop):
            if _NAME_WITH_JOIN.match(work[joined.start() : stop].lstrip()):
                continue
            pieces.append((inner, joined.start()))
            inner = joined.end()
        pieces.append((inner, stop))
        position = found.end() if found else end
    return [(left, right) for left, right in pieces if work[left:right].strip(" :" + g.GAP + g.ASIDE)]


def _feature(read: Text, left: int, right: int) -> ClaimedFeature | None:
    if g.POINT in read.work[left:right]:
        return _coordinate(read, left, right)
    piece = read.work[left:right].replace(g.ASIDE, " ").replace(g.GAP, " ")
    lead = len(piece) - len(piece.lstrip(" \t:\"'“”「」《》"))
    piece = piece.strip(" \t:\"'“”「」《》")
    piece = g.CLOSING_WORDS.sub("", g.NEXT_NUMBER.sub("", piece).rstrip(" .")).rstrip()
    if not piece or len(piece) > _MAX_NAME + 12:
        return None
    name, offset, direction = _offset(g.QUALIFIERS.sub("", piece) or piece)
    name = g.QUALIFIERS.sub("", name.strip()) or name.strip()
    if len(name) > _MAX_NAME or not re.search(r"[一-鿿A-Za-z\d]", name):
        return None
    first = left + lead
    inner = read.work.find(name, first, right)
    given = read.given[inner : inner + len(name)] if inner >= 0 else name
    return ClaimedFeature(
        name=given.strip(), span=read.span(first, right), offset_m=offset, offset_direction=direction
    )


def _offset(piece: str) -> tuple[str, float | None, Direction | None]:
    """Name, metres and direction: 津二路以东550米, 富民路北 200 米, A路外扩50米, 长江南岸."""
    if found := g.OFFSET.match(piece):
        metres = chinese_number(found["num"]) * g.METRES[found["unit"]]
        return found["name"], metres, Direction.from_zh(found["d"]) if found["d"] else None
    if found := g.BESIDE.match(piece):
        return found["name"], None, Direction.from_zh(found["a"] or found["b"])
    if found := g.BESIDE_SHORT.match(piece):
        return found["name"], None, Direction.from_zh(found["c"])
    return piece, None, None


def _coordinate(read: Text, left: int, right: int) -> ClaimedFeature | None:
    for start, end, lon, lat in read.points:
        if start < right and left < end:
            return ClaimedFeature(
                name=read.given[start:end].strip(), span=read.span(start, end), lon=lon, lat=lat
            )
    return None
