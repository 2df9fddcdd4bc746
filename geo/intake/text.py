"""Bytes to text, and the numbers people type: encodings, full-width forms, decimals.

Nothing here raises for bad input. What was doubtful about the bytes comes back as an issue beside the
text, so that a file with one broken byte is still read and the person still learns of it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.intake.tell import error, warning
from geo.model.issue import Issue, Where

if TYPE_CHECKING:
    from collections.abc import Iterable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_SAMPLE = 8192
_FOLD = str.maketrans(
    {"【": "[", "】": "]", "。": ".", "、": ",", "−": "-", "–": "-", "‐": "-", "\ufeff": None}
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,32}(?:\.(\d{0,64}))?|\.(\d{1,64}))(?:[eE][+-]?\d{1,3})?", re.ASCII)
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file, the encoding it was read with, and what was doubtful about it."""

    text: str
    encoding: str
    issues: tuple[Issue, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode a text file as Chinese offices write it; never raises.

    Tried in order: a byte-order mark; UTF-16 without one, by its zero bytes; UTF-8, strictly, a
    character cut off at the very end forgiven; GB18030, which holds GBK and GB2312. GB18030 gives a
    meaning to nearly any bytes, so what it yields must look like Chinese or plain text. Bytes that
    fit nothing become U+FFFD and are counted in an issue.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    Decoded
        ``encoding`` is the name of a Python codec: utf-8, utf-16-le, gb18030 …

    Examples
    --------
    >>> decode("带号=40".encode("gbk")).encoding, decode("带号=40".encode()).encoding
    ('gb18030', 'utf-8')
    >>> decode("带号=40".encode("utf-16-le")).text
    '带号=40'
    """
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return _finish(data.decode(codec, errors="replace"), name)
    if guess := _utf16_without_bom(data):
        return _finish(data.decode(guess, errors="replace"), guess)
    try:
        # An incremental decoder forgives a character that the end of the file cut in two.
        text = codecs.getincrementaldecoder("utf-8")("strict").decode(data, final=False)
    except UnicodeDecodeError:
        return _neither_clean(data)
    # One incomplete trailing sequence could as well be the last letter of a GBK file.
    if len(text.encode()) != len(data) and text.isascii():
        return _neither_clean(data)
    return _finish(text, "utf-8", cut=len(text.encode()) != len(data))


def normalise(text: str) -> str:
    """Full-width letters, digits and punctuation to the plain ones; 【】, 。 and 、 too.

    For keys, numbers and separators only: a name keeps the characters it was given.

    Examples
    --------
    >>> normalise("【地块坐标】"), normalise("Ｊ０１，３５６７８９０．１２５")
    ('[地块坐标]', 'J01,3567890.125')
    """
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).translate(_FOLD).strip()


def number(text: str) -> float | None:
    """The finite number a field holds, full-width forms included; None when it is not one.

    Stricter than `float`: no ``nan``, ``inf``, ``1_000`` or hexadecimal.

    Examples
    --------
    >>> number(" ４０３８３２４３．９７ "), number("nan"), number("12,5"), number("1e400")
    (40383243.97, None, None, None)
    """
    plain = text if text.isascii() else normalise(text)
    if not _NUMBER.fullmatch(plain):
        plain = plain.strip()
        if not _NUMBER.fullmatch(plain):
            return None
    value = float(plain)
    return value if abs(value) < 1e300 else None


def decimals(text: str) -> int:
    """How many decimals a number is written with, trailing zeros included.

    Examples
    --------
    >>> decimals("3567890.120"), decimals("3567890"), decimals("１．５")
    (3, 0, 1)
    """
    return written_decimals(text) or 0


def written_decimals(text: str) -> int | None:
    """As `decimals`; None for what is no number.

    Examples
    --------
    >>> written_decimals("3567890"), written_decimals("J1")
    (0, None)
    """
    match = _NUMBER.fullmatch(text) or _NUMBER.fullmatch(normalise(text))
    return len(match[1] or match[2] or "") if match else None


def lines(text: str) -> list[str]:
    r"""Lines as an editor counts them: only ``\n``, ``\r\n`` and ``\r`` end one.

    `str.splitlines` also breaks at form feeds and U+2028, after which row numbers no longer agree
    with what the person sees.

    Examples
    --------
    >>> lines("a\r\nb\x0cc\rd")
    ['a', 'b\x0cc', 'd']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _utf16_without_bom(data: bytes) -> str | None:
    """``utf-16-le`` or ``-be`` when zero bytes stand on one side of the pairs only."""
    sample = data[: min(len(data), _SAMPLE) // 2 * 2]
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.2 and even < 0.02:
        return "utf-16-le"
    if even > 0.2 and odd < 0.02:
        return "utf-16-be"
    return None


def _neither_clean(data: bytes) -> Decoded:
    """Not UTF-8: GB18030 if that reads cleanly, otherwise whichever of the two loses less."""
    gb = codecs.getincrementaldecoder("gb18030")("replace").decode(data, final=False)
    utf8 = data.decode("utf-8", errors="replace")
    if _REPLACEMENT not in gb and not _odd(gb):
        return _finish(gb, "gb18030")
    # A UTF-8 file with a few broken bytes keeps more of its meaning as UTF-8 than as GB18030.
    gb_loss = gb.count(_REPLACEMENT) + _odd(gb)
    utf8_loss = utf8.count(_REPLACEMENT) + _odd(utf8)
    return _finish(utf8, "utf-8") if utf8_loss < gb_loss else _finish(gb, "gb18030")


def _odd(text: str) -> int:
    """Count characters no surveyor types: control, private-use and unassigned ones."""
    if text.isascii():
        return text.count("\x7f")
    strange = {c for c in set(text) if ord(c) > 126 and unicodedata.category(c) in {"Cc", "Co", "Cn", "Cs"}}
    return sum(text.count(char) for char in strange)


def _finish(text: str, encoding: str, *, cut: bool = False) -> Decoded:
    """Attach what a person should know about the decoding."""
    issues = []
    text = text.removesuffix("\x1a")  # Ctrl-Z, with which programs of DOS end a text
    replaced, odd = text.count(_REPLACEMENT), _odd(text)
    if "\0" in text or (replaced + odd) * 5 > max(len(text), 5):
        issues.append(error("text.binary", encoding=encoding))
    elif replaced or odd:
        spoilt = (i for i, line in enumerate(lines(text), 1) if _REPLACEMENT in line or _odd(line))
        row = next(spoilt, None)
        issues.append(warning("text.bytes", Where(row=row), count=replaced + odd, encoding=encoding))
    if cut:
        issues.append(warning("text.cut", encoding=encoding))
    return Decoded(text=text, encoding=encoding, issues=tuple(issues))


def capped(issues: Iterable[Issue], *, limit: int = 20) -> tuple[Issue, ...]:
    """At most ``limit`` issues of each code, and one issue that counts those left out.

    A file of another kind can be wrong in every one of a million rows; a person needs the first few
    and the number.

    Examples
    --------
    >>> [i.code for i in capped([warning("a.b")] * 5, limit=2)]
    ['a.b', 'a.b', 'text.more']
    """
    kept: list[Issue] = []
    seen: Counter[str] = Counter()
    last: dict[str, Issue] = {}
    for issue in issues:
        seen[issue.code] += 1
        if seen[issue.code] <= limit:
            kept.append(issue)
        last[issue.code] = issue
    for code, count in seen.items():
        if count > limit:
            params = {"count": count - limit, "shown": limit, "row": last[code].where.row}
            kept.append(
                Issue(code="text.more", severity=last[code].severity, where=last[code].where, params=params)
            )
    return tuple(kept)
