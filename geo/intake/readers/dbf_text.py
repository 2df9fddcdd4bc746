"""The text of attribute tables: UTF-8 or GBK by what the bytes say, whatever the file claims."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.model.issue import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NAMES = {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "65001": "utf-8"}
_CHINESE = ("gb18030", "utf-8")


def decoded(
    fields: Sequence[str], columns: Sequence[Any], path: Path
) -> tuple[list[str], list[Any], str | None, tuple[Issue, ...]]:
    """Decode field names and text columns that were read byte by byte.

    Returns
    -------
    tuple
        Field names, columns, the encoding used (None when all is ASCII), and what to say about it.
    """
    texts = [np.asarray(column).dtype.kind == "O" for column in columns]
    values = [
        value.encode("latin-1", "replace")
        for column, is_text in zip(columns, texts, strict=True)
        if is_text
        for value in column
        if isinstance(value, str)
    ]
    names = [field.encode("latin-1", "replace") for field in fields]
    # Programs cut and mangle field names: they decide only when no value can.
    raw = [value for value in values if not value.isascii()] or [name for name in names if not name.isascii()]
    claimed = _claimed(path)
    if not raw:
        return list(fields), list(columns), claimed, ()
    encoding = _best(raw, claimed)
    issues: tuple[Issue, ...] = ()
    if claimed and claimed != encoding:
        params = {"claimed": claimed, "used": encoding}
        issues = (Issue(code="encoding.differs", severity=Severity.NOTE, params=params),)
    out = [
        [_text(value, encoding) if isinstance(value, str) else value for value in column]
        if is_text
        else column
        for column, is_text in zip(columns, texts, strict=True)
    ]
    heads = [
        _text(field, encoding if _fits([name], encoding) else _best([name], None))
        for field, name in zip(fields, names, strict=True)
    ]
    return heads, out, encoding, issues


def _text(value: str, encoding: str) -> str:
    data = value.encode("latin-1", "replace")
    # A field of fixed width may end in half a character: the incremental decoder drops it.
    return codecs.getincrementaldecoder(encoding)("replace").decode(data, final=False)


def _fits(raw: Sequence[bytes], encoding: str) -> bool:
    try:
        for value in raw:
            codecs.getincrementaldecoder(encoding)("strict").decode(value, final=False)
    except (UnicodeError, LookupError):
        return False
    return True


def _best(raw: Sequence[bytes], claimed: str | None) -> str:
    """UTF-8 when every value is, for GBK text hardly ever is; else the claim when it fits; else GB18030.

    Examples
    --------
    >>> _best(["核心区".encode("gbk")], "utf-8"), _best(["核心区".encode()], "gb18030")
    ('gb18030', 'utf-8')
    """
    if _fits(raw, "utf-8") and any(
        "\u4e00" <= char <= "\u9fff" for value in raw for char in value.decode("utf-8", "ignore")
    ):
        return "utf-8"
    if claimed and claimed not in _CHINESE and _fits(raw, claimed) and not _fits(raw, "gb18030"):
        return claimed
    return "gb18030"


def _claimed(path: Path) -> str | None:
    """Python codec named by the .cpg beside the table; None without one, or when it names none."""
    cpg = path.with_suffix(".cpg")
    if not cpg.is_file():
        return None
    name = cpg.read_bytes()[:64].decode("ascii", "ignore").strip().lower().removeprefix("cp")
    name = _NAMES.get(name, name)
    try:
        found = codecs.lookup(name).name
        b"A".decode(found)
    except (LookupError, ValueError):  # no codec, none of text, or a name none may have
        return None
    return _NAMES.get(found, found)
