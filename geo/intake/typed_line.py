"""One line somebody types for a corner: two coordinates in whatever form they are at hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.intake.readers.corners_angles import coordinate, last_digit
from geo.intake.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

_AXES = (
    ("far", r"西经|南纬|[WS](?![a-z])"),
    ("east", r"东坐标|横坐标|东经|经度|[Ee](?:asting)?(?![a-z])|[Ll]on(?:gitude)?(?![a-z])"),
    ("north", r"北坐标|纵坐标|北纬|纬度|[Nn](?:orthing)?(?![a-z])|[Ll]at(?:itude)?(?![a-z])"),
    # X is the northing in a survey and the easting in a drawing: the size of the number tells them apart.
    ("", r"[XYxy]\s*(?==|:)|坐标"),
)
_AXIS = re.compile("|".join(f"(?P<a{place}>{words})" for place, (_, words) in enumerate(_AXES)))
_LABEL = re.compile(
    r"\s*(?![ENWSen]\s*\d)(?:[A-Za-z]{1,4}-?\d{1,5}|第?\s*\d{1,5}\s*号?点|(?:界址)?点号?\s*\d{1,5})"
    r"\s*(?:[:,;]|\s)\s*"
)
_GROUPED = re.compile(r"\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?)\s*[,;\s]\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?)\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_DEGREES = re.compile(r"\d+(?:\.\d+)?\s*[°度]", re.ASCII)
_BLANK = re.compile(r"[=()\[\]]|:(?=\s)|(?<![\d\s]):|^\s*:")
_SECONDS = re.compile(r"(?<=\d)s(?![a-z])")
LARGEST_DEGREES = 360.0


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One coordinate: its value, one of its last written digit, both in degrees or metres, and its axis.

    ``text`` is what was written, ``axis`` is ``east``, ``north``, ``far`` (west or south), or empty where the
    line does not say.
    """

    value: float
    unit: float
    axis: str = ""
    text: str = ""

    @property
    def degrees(self) -> bool:
        """Whether it is an angle: no metre of a national grid is that small."""
        return abs(self.value) < LARGEST_DEGREES


def two(line: str) -> tuple[Coordinate, Coordinate] | None:
    """The two coordinates of a line, in the order they stand there; None where there are not two.

    A number of the corner before them is left out; degrees, minutes and seconds may stand apart by signs,
    colons, hyphens or blanks.

    Examples
    --------
    >>> [(c.value, c.axis) for c in two("J1  北坐标 3471072.872，东坐标 40544681.785")]
    [(3471072.872, 'north'), (40544681.785, 'east')]
    >>> [round(c.value, 6) for c in two("31 18 05.2 120 28 10.1")]
    [31.301444, 120.469472]
    >>> [c.unit for c in two("31.36, 120.4706")], two("31.36")
    ([0.01, 0.0001], None)
    """
    plain = normalise(line)
    label = _LABEL.match(plain)
    if label:
        plain = plain[label.end() :]
    axes = [(_axis(found), found.start()) for found in _AXIS.finditer(plain)]
    bare = _BLANK.sub(" ", _SECONDS.sub("″", _AXIS.sub(lambda found: " " * len(found[0]), plain)))
    fields = list(_fields(bare))
    if len(fields) != 2:
        return None
    values = [(coordinate(text), last_digit(text)) for text, _ in fields]
    named = _named([(axis, at) for axis, at in axes if axis], fields)
    (one, first), (other, second) = values
    if one is None or other is None or first is None or second is None:
        return None
    return (
        Coordinate(one, first.unit, named[0], fields[0][0].replace("′′", "″")),
        Coordinate(other, second.unit, named[1], fields[1][0].replace("′′", "″")),
    )


def _axis(found: re.Match[str]) -> str:
    return next(axis for place, (axis, _) in enumerate(_AXES) if found[f"a{place}"] is not None)


def _fields(bare: str) -> Iterator[tuple[str, int]]:
    """The text of each coordinate with its place."""
    grouped = _GROUPED.fullmatch(bare)
    if grouped:
        yield from ((grouped[k], grouped.start(k)) for k in (1, 2))
        return
    pieces = [piece for piece in re.finditer(r"[^,;\t]+", bare) if _NUMBER.search(piece[0])]
    if len(pieces) == 3 and pieces[0][0].strip().isdigit():
        pieces = pieces[1:]
    if len(pieces) > 1:
        yield from ((piece[0].strip(), piece.start()) for piece in pieces)
        return
    starts = [found.start() for found in _DEGREES.finditer(bare)]
    if not starts and not (starts := _halves(bare)):
        return
    for start, end in zip(starts, [*starts[1:], len(bare)], strict=True):
        yield bare[start:end].strip(), start


def _halves(bare: str) -> list[int]:
    """Where two coordinates begin that nothing but blanks sets apart: by how many numbers there are."""
    found = list(_NUMBER.finditer(bare))
    if len(found) % 2 and found[0][0].isdigit():
        found = found[1:]
    if len(found) not in {2, 4, 6}:
        return []
    starts = [found[0].start(), found[len(found) // 2].start()]
    if len(found) > 2:
        return starts
    return [start - (start > 0 and bare[start - 1] == "-") for start in starts]


def _named(axes: list[tuple[str, int]], fields: list[tuple[str, int]]) -> tuple[str, str]:
    """Which coordinate each named axis is of: both in their order, one alone the nearest."""
    if len(axes) == 2:
        return axes[0][0], axes[1][0]
    if len(axes) != 1:
        return "", ""
    axis, at = axes[0]
    ends = [start + len(text) for text, start in fields]
    second = at > ends[0] and at - ends[0] > max(0, fields[1][1] - at - 1)
    return ("", axis) if second else (axis, "")
