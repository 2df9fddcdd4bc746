"""The layout of a claim: coordinates, areas, the closing clause and the headings, before any side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from geo.fourbounds import grammar as g
from geo.fourbounds.claim import ClaimedArea, Span


@dataclass(slots=True)
class Text:
    """A claim while it is read.

    ``given`` as it came, ``work`` of the same length with what is settled covered; and what was settled.
    """

    given: str
    work: str
    points: list[tuple[int, int, float | None, float | None]] = field(default_factory=list)
    areas: list[tuple[ClaimedArea, bool]] = field(default_factory=list)
    closing: Span | None = None

    def span(self, start: int, end: int) -> Span:
        """The stretch as given, without blanks and separators at its ends."""
        inside = self.given[start:end]
        left = len(inside) - len(inside.lstrip(" \t\n,、;。，；:："))
        right = len(inside.rstrip(" \t\n,、;。，；"))
        if right <= left:
            return Span(start=start, end=start, text="")
        return Span(start=start + left, end=start + right, text=inside[left:right])

    def cover(self, start: int, end: int, sign: str) -> None:
        """Cover a stretch with a sign no pattern reads."""
        self.work = self.work[:start] + sign * (end - start) + self.work[end:]


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text that tells one block: from its heading (or start) to the next."""

    name: str | None
    start: int
    body: int
    end: int


def prepare(text: str) -> Text:
    """Settle coordinates, areas, the closing clause and the remarks in brackets."""
    read = Text(text, g.plain(text))
    _coordinates(read)
    for found in list(g.AREA.finditer(read.work)):
        number, unit = found["num"].replace(",", ""), g.AREA_UNITS[found["unit"]]
        decimals = len(number.partition(".")[2])
        area = ClaimedArea(
            area_m2=float(number) * unit,
            rounding_m2=0.5 * 10.0**-decimals * unit,
            span=read.span(found.start(), found.end()),
        )
        read.areas.append((area, bool(re.search("总|合计|共", found["head"]))))
        read.cover(found.start(), found.end(), g.GAP)
    if closing := list(g.CLOSING.finditer(read.work)):
        last = closing[-1]
        read.closing = read.span(last.start(), last.end())
        for found in closing:
            read.cover(found.start(), found.end(), g.GAP)
    _asides(read)
    return read


def _degrees(found: re.Match[str], axis: str) -> float | None:
    parts = found.groupdict()
    if parts.get(f"{axis}d") is None:
        return None
    minutes, seconds = parts.get(f"{axis}m"), parts.get(f"{axis}s")
    return float(parts[f"{axis}d"]) + float(minutes or 0) / 60 + float(seconds or 0) / 3600


def _coordinates(read: Text) -> None:
    for pattern in g.COORDINATES:
        for found in list(pattern.finditer(read.work)):
            lon, lat = _degrees(found, "x"), _degrees(found, "y")
            read.points.append((found.start(), found.end(), lon, lat))
            read.cover(found.start(), found.end(), g.POINT)


def _asides(read: Text) -> None:
    """Remarks in brackets are covered; brackets round a whole name, or round the four sides, are opened."""
    for found in list(g.ASIDES.finditer(read.work)):
        before = read.work[: found.start()].rstrip()[-1:]
        if re.fullmatch(g.D, found["inside"]) and (not before or before in g.SEPARATORS + ":"):
            read.cover(found.start(), found.start() + 1, " ")
            read.cover(found.end() - 1, found.end(), ":")
            continue
        if g.STRONG_MARKER.search(found["inside"]) or g.WEAK_MARKER.match(found["inside"]):
            read.cover(found.start(), found.start() + 1, " ")
            read.cover(found.end() - 1, found.end(), ";")
        elif before and (before in "至到起抵临邻靠接为:以" or re.fullmatch(g.D, before)):
            read.cover(found.start(), found.start() + 1, " ")
            read.cover(found.end() - 1, found.end(), " ")
        elif not re.match(r"\((?:[一二三四五六七八九十\d]{1,2}|东|南|西|北)\)", found.group()):
            read.cover(found.start(), found.end(), g.ASIDE)


def regions(read: Text) -> list[Region]:
    """Blocks by their headings; without headings, by stretches that tell three sides or more each."""
    headings = _headings(read)
    if not headings:
        return _repeated(read)
    found = []
    for (start, body, name), following in zip(headings, [*headings[1:], None], strict=True):
        end = following[0] if following else len(read.work)
        found.append(Region(name or None, start, body, end))
    return found


def _headings(read: Text) -> list[tuple[int, int, str]]:
    """Start, start of the body, and name of every heading."""
    headings: list[tuple[int, int, str]] = []
    for position in _openings(read.work, g.STOPS):
        for pattern in (g.HEADING_TYPED, g.HEADING_COLON, g.HEADING_NUMBER):
            found = pattern.match(read.work, position)
            if found and (name := _block_name(found["name"])) is not None:
                headings.append((position, found.end(), name))
                break
    taken = {start for start, *_ in headings}
    for position in _openings(read.work, ",、)" + g.GAP):
        found = g.HEADING_TYPED.match(read.work, position)
        if (
            found
            and position not in taken
            and not any(start < position < body for start, body, _ in headings)
        ):
            headings.append((position, found.end(), found["name"].strip()))
    if not any(name for *_, name in headings):
        return []
    return sorted(heading for heading in headings if heading[2])


def _openings(work: str, signs: str) -> list[int]:
    opened = [i + 1 for i, sign in enumerate(work) if sign in signs]
    return [0, *opened] if signs == g.STOPS else opened


def _block_name(found: str) -> str | None:
    """The name a heading gives, empty for mere 四至范围; None when it is the name of a side."""
    name = found.strip(" \t" + g.GAP + g.ASIDE)
    if g.NOT_A_NAME.match(name) or g.STRONG_MARKER.match(name):
        return None
    name = re.sub(r"(?:的)?(?:四至|范围|边界|界限|界线|规划范围|用地范围|如下|为|是|其|具体)+$", "", name)
    return "" if re.fullmatch(g.FILLER, name) else name


def _repeated(read: Text) -> list[Region]:
    starts = []
    for position in _openings(read.work, g.STOPS):
        end = min((i for s in g.STOPS if (i := read.work.find(s, position)) >= 0), default=len(read.work))
        told = {
            found["d"]
            for pattern in (g.STRONG_MARKER, g.WEAK_MARKER)
            for found in pattern.finditer(read.work, position, end)
        }
        if len(told) >= 3:
            starts.append(position)
    if len(starts) < 2:
        return [Region(None, 0, 0, len(read.work))]
    ends = [*starts[1:], len(read.work)]
    return [Region(None, start, start, end) for start, end in zip(starts, ends, strict=True)]
