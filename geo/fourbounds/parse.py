"""A claimed 四至 read: text in, blocks, sides, features and offsets out, and what could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from geo.fourbounds import grammar as g
from geo.fourbounds.claim import Block, Claim, ClaimedArea, ClaimedFeature, ClaimedSide, Span
from geo.fourbounds.compass import Direction
from geo.fourbounds.items import read_items
from geo.fourbounds.layout import Region, Text, prepare, regions
from geo.fourbounds.markers import Marker, choose
from geo.fourbounds.names import chinese_number, normalise
from geo.model.issue import Issue, Severity, Where


@dataclass(slots=True)
class _Draft:
    """One block while its text is read."""

    sides: list[ClaimedSide] = field(default_factory=list)
    repeated: list[ClaimedSide] = field(default_factory=list)
    preamble: list[Span] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def add(self, side: ClaimedSide) -> None:
        told = any(known.direction is side.direction for known in self.sides)
        (self.repeated if told else self.sides).append(side)


def parse(text: str) -> Claim:
    """Read a claimed 四至.

    Parameters
    ----------
    text
        Chinese text in any of the usual phrasings; several blocks with their areas; any length.

    Returns
    -------
    Claim
        Never raises for what people write: what cannot be read is in ``unread`` and ``issues``, a
        missing or contradictory side in its block.

    Examples
    --------
    >>> claim = parse("东至北环路、南至固镇路、西起津二路以东550米，北临秦淮河。具体以界址点坐标控制。")
    >>> for side in claim.blocks[0].sides:
    ...     print(side.direction.zh, side.features[0].name, side.features[0].offset_m)
    东 北环路 None
    南 固镇路 None
    西 津二路 550.0
    北 秦淮河 None
    >>> claim.closing.text, claim.complete
    ('具体以界址点坐标控制', True)
    """
    if not text.strip():
        return Claim(text=text, blocks=(), issues=(_issue("claim.empty", Severity.ERROR),))
    read = prepare(text)
    found = regions(read)
    drafts = [(region, _read_region(read, region)) for region in found]
    told = [(region, draft) for region, draft in drafts if draft.sides]
    loose = [draft for _, draft in drafts if not draft.sides]
    total, areas = _share_out(read, [region for region, _ in told])
    blocks = tuple(_block(read, region, draft, areas[index]) for index, (region, draft) in enumerate(told))
    unread = [span for _, draft in told for span in draft.unread]
    unread += [span for draft in loose for span in (*draft.preamble, *draft.unread)] if told else []
    lead = read.span(0, found[0].start)
    preamble = (
        [lead] if lead.text and not re.fullmatch(f"[{g.GAP}]*", read.work[lead.start : lead.end]) else []
    )
    preamble += [span for _, draft in told for span in draft.preamble]
    issues = [issue for _, draft in drafts for issue in draft.issues]
    issues += [issue for block, (_, draft) in zip(blocks, told, strict=True) for issue in _gaps(block, draft)]
    if not told:
        issues.append(_issue("claim.no_side", Severity.ERROR, text=_short(text)))
        unread = [read.span(0, len(text))]
    issues += [_unread_issue(span) for span in unread if told]
    return Claim(
        text=text,
        blocks=blocks,
        total=total,
        closing=read.closing,
        preamble=tuple(preamble),
        unread=tuple(unread),
        issues=tuple(issues),
    )


def _read_region(read: Text, region: Region) -> _Draft:
    draft = _Draft()
    if _read_bracketed(read, region, draft):
        return draft
    markers = choose(read.work, region.body, region.end)
    if not markers:
        _read_flipped(read, region.body, region.end, draft)
        return draft
    _read_flipped(read, region.body, markers[0].start, draft)
    for marker, following in zip(markers, [*markers[1:], None], strict=True):
        _read_side(read, marker, following.start if following else region.end, draft)
    return draft


def _read_side(read: Text, marker: Marker, end: int, draft: _Draft) -> None:
    items = read_items(read, marker.end, end)
    draft.unread.extend(items.unread)
    span = read.span(marker.start, items.end)
    if not marker.directions:
        draft.unread.append(span)
        draft.issues.append(_issue("claim.compound_direction", Severity.WARNING, text=span.text))
        return
    if marker.each:
        if len(items.features) != len(marker.directions):
            counts = {"sides": len(marker.directions), "features": len(items.features)}
            draft.issues.append(_issue("claim.count", Severity.WARNING, text=span.text, **counts))
            draft.unread.append(span)
            return
        for direction, feature in zip(marker.directions, items.features, strict=True):
            draft.add(ClaimedSide(direction=direction, features=(feature,), span=span))
    elif items.features:
        for direction in marker.directions:
            draft.add(ClaimedSide(direction=direction, features=items.features, span=span))
    for start, stop in items.repeated:
        if again := g.STRONG_MARKER.match(read.work, start, stop):
            inner = read_items(read, again.end(), stop)
            side = ClaimedSide(
                direction=Direction.from_zh(again["d"]), features=inner.features, span=read.span(start, stop)
            )
            draft.add(side)


def _read_bracketed(read: Text, region: Region, draft: _Draft) -> bool:
    """「A路（东）、B路（南）…」."""
    found = list(g.IN_BRACKETS.finditer(read.work, region.body, region.end))
    if len({one["d"] for one in found}) < 3 or g.STRONG_MARKER.search(read.work, region.body, region.end):
        return False
    for one in found:
        items = read_items(read, one.start("name"), one.end("name"))
        if items.features:
            direction = Direction.from_zh(one["d"])
            span = read.span(one.start(), one.end())
            draft.add(ClaimedSide(direction=direction, features=items.features[-1:], span=span))
    return True


def _read_flipped(read: Text, start: int, end: int, draft: _Draft) -> None:
    """「位于X以西」: X is the east boundary. What is no such phrase is preamble."""
    waiting: list[ClaimedFeature] = []
    position = start
    for piece in re.split(f"([{re.escape(g.SEPARATORS)}])", read.work[start:end]):
        here, position = position, position + len(piece)
        if not piece.strip(g.SEPARATORS + " :" + g.GAP + g.ASIDE):
            if piece and piece in ",;。\n":
                waiting = []
            continue
        found = g.FLIP.match(piece)
        name_start = here + (found.start("name") if found else 0)
        if found is None:
            items = read_items(read, _after_place(read.work, here, position), position)
            waiting += items.features if piece[-1] in g.FEATURE_END else ()
            span = read.span(here, position)
            if span.text and not g.FILLER_ONLY.match(piece):
                draft.preamble.append(span)
            continue
        outward = Direction.from_zh(found["d"])
        offset = chinese_number(found["num"]) * g.METRES[found["unit"]] if found["num"] else None
        feature = ClaimedFeature(
            name=found["name"].strip(),
            span=read.span(name_start, here + found.end("d")),
            offset_m=offset,
            offset_direction=outward,
        )
        features = (*waiting, feature)
        draft.preamble = [s for s in draft.preamble if all(not _overlap(s, f.span) for f in features)]
        span = Span(
            start=features[0].span.start,
            end=position,
            text=read.given[features[0].span.start : position].strip(),
        )
        draft.add(ClaimedSide(direction=outward.opposite, features=features, span=span, flipped=True))
        waiting = []


def _after_place(work: str, start: int, end: int) -> int:
    found = re.match(r".*?(?:位于|处于|坐落于|坐落在|地处|处在)", work[start:end])
    return start + found.end() if found else start


def _overlap(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


def _share_out(read: Text, told: list[Region]) -> tuple[ClaimedArea | None, list[ClaimedArea | None]]:
    """The stated total, and the stated area of every block."""
    areas: list[ClaimedArea | None] = [None] * len(told)
    total: ClaimedArea | None = None
    for area, of_all in read.areas:
        at = area.span.start
        index = next((i for i, region in enumerate(told) if region.start <= at < region.end), None)
        if len(told) > 1 and (of_all or index is None):
            total = total or area
        elif told:
            own = 0 if index is None else index
            areas[own] = areas[own] or area
    return total, areas


def _block(read: Text, region: Region, draft: _Draft, area: ClaimedArea | None) -> Block:
    order = list(Direction)
    sides = sorted(draft.sides, key=lambda side: order.index(side.direction))
    told = {side.direction for side in sides}
    return Block(
        name=region.name,
        span=read.span(region.start, region.end),
        sides=tuple(sides),
        area=area,
        missing=tuple(direction for direction in Direction if direction not in told),
        contradictory=tuple(
            dict.fromkeys(again.direction for again in draft.repeated if not _same(again, sides))
        ),
    )


def _same(again: ClaimedSide, sides: list[ClaimedSide]) -> bool:
    first = next(side for side in sides if side.direction is again.direction)
    return {normalise(f.name) for f in again.features} == {normalise(f.name) for f in first.features}


def _gaps(block: Block, draft: _Draft) -> list[Issue]:
    issues = [
        _issue("claim.missing_side", Severity.WARNING, side=_words(direction), block=_called(block))
        for direction in block.missing
    ]
    for again in draft.repeated:
        code = "claim.contradictory" if again.direction in block.contradictory else "claim.repeated"
        weight = Severity.WARNING if again.direction in block.contradictory else Severity.NOTE
        first = block.side(again.direction)
        params = {
            "side": _words(again.direction),
            "text": again.span.text,
            "first": first.span.text if first else "",
        }
        issues.append(_issue(code, weight, **params))
    return issues


def _called(block: Block) -> dict[str, str]:
    """The name of a block as a sentence takes it; nothing for the only one."""
    return {"zh": f"「{block.name}」", "en": f" of “{block.name}”"} if block.name else {"zh": "", "en": ""}


def _words(direction: Direction) -> dict[str, str]:
    """A direction in both languages."""
    return {"zh": direction.zh, "en": direction.value}


def _unread_issue(span: Span) -> Issue:
    """Unread words weigh when they speak of a direction: a side may hide in them."""
    weight = (
        Severity.WARNING if re.search(rf"{g.D}\s*{g.PLACE}?{g.STRONG}", g.plain(span.text)) else Severity.NOTE
    )
    return _issue("claim.unread", weight, text=_short(span.text), position=span.start + 1)


def _issue(code: str, severity: Severity, **params: object) -> Issue:
    return Issue(code=code, severity=severity, where=Where(), params=params)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
