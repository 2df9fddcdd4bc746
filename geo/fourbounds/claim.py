"""A claimed 四至 as read: blocks, their sides, the features of each, and where in the text each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.fourbounds.compass import Direction
    from geo.model.issue import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the text as given: characters ``start`` to ``end`` (exclusive), and what they say."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFeature:
    """What a side is said to reach.

    ``offset_m`` and ``offset_direction``: the boundary lies so many metres to that side of the feature
    (津二路以东550米); a direction without a number (A路以西) has ``offset_m`` None. ``lon``, ``lat`` when
    coordinates are given instead of a name.
    """

    name: str
    span: Span
    offset_m: float | None = None
    offset_direction: Direction | None = None
    lon: float | None = None
    lat: float | None = None

    @property
    def is_coordinate(self) -> bool:
        """Whether the side is told by a coordinate."""
        return self.lon is not None or self.lat is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedSide:
    """One side of a block. ``flipped``: told as 「位于X以西」, which makes X the east boundary."""

    direction: Direction
    features: tuple[ClaimedFeature, ...]
    span: Span
    flipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedArea:
    """A stated area in m²; ``rounding_m2`` is half a unit of the last figure written."""

    area_m2: float
    rounding_m2: float
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of land with its 四至. ``name`` None when the text speaks of one piece only."""

    name: str | None
    span: Span
    sides: tuple[ClaimedSide, ...]
    area: ClaimedArea | None = None
    missing: tuple[Direction, ...] = ()
    contradictory: tuple[Direction, ...] = ()

    def side(self, direction: Direction) -> ClaimedSide | None:
        """The claim for one side, None when the text has none."""
        return next((side for side in self.sides if side.direction is direction), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """All that was read of a text, and what was not.

    ``closing`` is the clause that leaves the last word to the coordinates (具体以界址点坐标控制);
    ``preamble`` what stands before the first side; ``unread`` what could not be read.
    """

    text: str
    blocks: tuple[Block, ...]
    total: ClaimedArea | None = None
    closing: Span | None = None
    preamble: tuple[Span, ...] = ()
    unread: tuple[Span, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every block names its four sides once and nothing that matters was left unread."""
        return (
            bool(self.blocks)
            and not any(block.missing or block.contradictory for block in self.blocks)
            and not any(issue.severity != "note" for issue in self.issues)
        )
