"""Which characters 东南西北 begin a side, and which belong to a name (东至北环路, 南京路, 江东中路).

Every place that may begin a side is a candidate with a weight: most after a separator, less after a
word a feature ends with, least in the middle of words. The best choice tells each direction once,
leaves no side empty, and is found by dynamic programming over (last candidate, directions told).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.fourbounds import grammar as g
from geo.fourbounds.compass import Direction

REPEATED, EMPTY = -3.5, -9.0
"""What telling a direction a second time costs, and leaving a side without a feature."""


@dataclass(frozen=True, slots=True)
class Marker:
    """The words that open one side, or several: ``each`` gives the features out one by one.

    ``directions`` is empty for a direction between two (东北至), which is no side.
    """

    start: int
    end: int
    directions: tuple[Direction, ...]
    weight: float
    each: bool = False


def choose(work: str, start: int, end: int) -> list[Marker]:
    """The sides' openings between two positions, in order."""
    candidates = _candidates(work, start, end)
    if not candidates:
        candidates = _bare(work, start, end)
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(-1, 0): (0.0, ())}
    for index, marker in enumerate(candidates):
        reached: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
        for (last, told), (score, path) in best.items():
            if last >= 0 and candidates[last].end > marker.start:
                continue
            gained = score + _gain(marker, told) - 1e-5 * marker.start
            if last >= 0 and not _says_something(work[candidates[last].end : marker.start]):
                gained += EMPTY
            state = (index, told | _mask(marker))
            if state not in reached or gained > reached[state][0]:
                reached[state] = (gained, (*path, index))
        best |= reached
    final = {
        state: (
            score + (EMPTY if path and not _says_something(work[candidates[path[-1]].end : end]) else 0),
            path,
        )
        for state, (score, path) in best.items()
    }
    return [candidates[index] for index in max(final.values(), key=lambda value: value[0])[1]]


def at_separator(work: str, start: int, position: int) -> bool:
    """Whether nothing, a blank, a sign or a mere 以/其 stands before the position."""
    before = re.sub(r"(^|[\s,、;。:(])[以其即且并而]+$", r"\1,", work[start:position])
    return not before or before[-1] in g.SEPARATORS + ": -()" + g.GAP + "①②③④⑤⑥⑦⑧⑨"


def _candidates(work: str, start: int, end: int) -> list[Marker]:
    found: dict[int, Marker] = {}
    for position in (i for i in range(start, end) if work[i] in "东南西北"):
        marker = _marker_at(work, start, position, end)
        if marker is not None:
            found[position] = marker
    return list(found.values())


def _marker_at(work: str, start: int, position: int, end: int) -> Marker | None:
    free = at_separator(work, start, position)
    ended = _ended(work, start, position)
    if free:
        for pattern, each in ((g.EACH_MARKER, True), (g.SHARED_MARKER, False)):
            if several := pattern.match(work, position, end):
                directions = _directions(several["d"])
                return Marker(position, several.end(), directions, 3.5 * len(directions), each)
        if compound := g.COMPOUND_MARKER.match(work, position, end):
            return Marker(position, compound.end(), (), 2.6)
    weights = (
        (g.STRONG_MARKER, 3.0 if free else 2.5 if ended else 1.5),
        (g.WEAK_MARKER, 2.5 if free else 1.2 if ended else 0.0),
        (g.PLACE_MARKER, 1.5 if free else 0.0),
    )
    for pattern, weight in weights:
        if weight and (one := pattern.match(work, position, end)):
            return Marker(position, one.end(), (Direction.from_zh(one["d"]),), weight)
    return None


def _bare(work: str, start: int, end: int) -> list[Marker]:
    """「东A路南B路西C河北D路」: only where the text has no verb at all, and no 以西 either."""
    if re.search(rf"[以之]{g.D}", work[start:end]):
        return []
    found = []
    for one in g.BARE_MARKER.finditer(work, start, end):
        free = at_separator(work, start, one.start())
        if free or _ended(work, start, one.start()):
            found.append(Marker(one.start(), one.end(), (Direction.from_zh(one["d"]),), 1.0 if free else 0.8))
    if len({marker.directions for marker in found}) < 3:
        return []
    return found


def _ended(work: str, start: int, position: int) -> bool:
    before = work[start:position].rstrip()
    return bool(before) and before[-1] in g.FEATURE_END


def _directions(text: str) -> tuple[Direction, ...]:
    return tuple(dict.fromkeys(Direction.from_zh(sign) for sign in text if sign in "东南西北"))


def _mask(marker: Marker) -> int:
    return sum(1 << tuple(Direction).index(direction) for direction in marker.directions)


def _gain(marker: Marker, told: int) -> float:
    return marker.weight + REPEATED * (told & _mask(marker)).bit_count()


def _says_something(text: str) -> bool:
    bare = text.strip(g.SEPARATORS + " :()" + g.GAP + g.ASIDE)
    bare = g.CLOSING_WORDS.sub("", bare)
    return bool(bare) and not re.fullmatch(r"[侧面边部以其界与和及]+", bare)
