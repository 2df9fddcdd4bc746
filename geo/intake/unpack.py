"""Safe unpacking: every member is counted, measured and renamed before anything else looks at it."""

from __future__ import annotations

import errno
import lzma
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterable

CHUNK = 1 << 20
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
"""What a full disk says: nothing a file can be blamed for."""
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
)
"""What the standard library raises over damaged zips: far more than its own error."""
_SKIPPED = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
_DEFLATE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What one upload may unpack to."""

    members: int = 2_000
    bytes_total: int = 512 * 1024 * 1024
    ratio: int = 200
    ratio_from: int = 8 * 1024 * 1024
    depth: int = 2


CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Member:
    """One unpacked file: its own name in the archive (for messages) and where the server put it."""

    name: str
    path: Path


@dataclass(slots=True)
class Unpacked:
    """All members of an archive and of the archives inside it; with an error issue, no members."""

    members: list[Member] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


class _RefusedError(Exception):
    """The archive breaks a rule; carries the issue."""

    def __init__(self, code: str, member: str | None = None, **params: object) -> None:
        super().__init__(code)
        where = Where(file=member[:200] if member else None)
        told = {"member": (member or "")[:80]} | params
        self.issue = Issue(code=code, severity=Severity.ERROR, where=where, params=told)


@dataclass(slots=True)
class _Budget:
    caps: Caps
    members: int = 0
    total: int = 0


def unpack(path: Path, folder: Path, caps: Caps = CAPS) -> Unpacked:
    """Unpack a zip into ``folder`` under names made here.

    Members of one stem in one folder keep a common stem, so that a shapefile's parts stay together;
    the insides of a ``.gdb`` keep their names, which are plain ASCII by their nature.

    Parameters
    ----------
    path
        The zip.
    folder
        An empty folder that belongs to this reading alone.
    caps
        Limits over all levels together.
    """
    result = Unpacked()
    try:
        _unpack(path, folder, result, _Budget(caps), depth=1)
    except _RefusedError as refused:
        result.members.clear()
        result.issues.append(refused.issue)
    return result


def refuse_workbook(path: Path, caps: Caps = CAPS) -> tuple[Issue, ...]:
    """What speaks against opening a workbook, which its reader unpacks itself; by the directory alone.

    The sizes there bind: Python reads no more of a member than its entry announces.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _survey(archive.infolist(), _Budget(caps))
    except BROKEN_ZIP:
        return (_RefusedError("zip.broken").issue,)
    except _RefusedError as refused:
        return (refused.issue,)
    return ()


def member_name(info: zipfile.ZipInfo) -> str:
    """Name of a member as its maker saw it: UTF-8 when flagged, else UTF-8 or GBK by its bytes.

    Python takes unflagged names for cp437, the encoding of the first zips; no Windows in China writes it.

    Examples
    --------
    >>> info = zipfile.ZipInfo("核心区.shp".encode("gbk").decode("cp437"))
    >>> member_name(info)
    '核心区.shp'
    """
    name = info.filename
    if info.flag_bits & 0x800 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _unpack(path: Path, folder: Path, result: Unpacked, budget: _Budget, *, depth: int) -> None:
    if depth > budget.caps.depth:
        raise _RefusedError("zip.depth", limit=budget.caps.depth)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            names = _survey(infos, budget)
            wanted = [info for info in infos if not _junk(names[id(info)])]
            places = server_names([names[id(info)] for info in wanted], folder)
            for info, place in zip(wanted, places, strict=True):
                _extract(archive, info, name=names[id(info)], place=place, budget=budget)
                if _is_zip(place) and not names[id(info)].lower().endswith(
                    (".kmz", ".xlsx", ".xlsm", ".docx")
                ):
                    inner = place.with_suffix(".d")
                    inner.mkdir()
                    _unpack(place, inner, result, budget, depth=depth + 1)
                else:
                    result.members.append(Member(names[id(info)], place))
    except BROKEN_ZIP as error:
        if getattr(error, "errno", None) in NO_SPACE:
            raise
        raise _RefusedError("zip.broken") from error
    except RuntimeError as error:
        raise _RefusedError("zip.encrypted") from error


def _survey(infos: list[zipfile.ZipInfo], budget: _Budget) -> dict[int, str]:
    """Check the directory before a byte is unpacked; the members' names by their entry's identity."""
    caps = budget.caps
    budget.members += len(infos)
    if budget.members > caps.members:
        raise _RefusedError("zip.members", count=budget.members, limit=caps.members)
    announced = budget.total
    names: dict[int, str] = {}
    for info in infos:
        name = names[id(info)] = member_name(info)
        _check(info, name)
        announced += info.file_size
        if announced > caps.bytes_total:
            raise _RefusedError("zip.size", name, limit_mb=caps.bytes_total >> 20)
        if info.file_size > caps.ratio_from and info.file_size > caps.ratio * max(info.compress_size, 1):
            raise _RefusedError("zip.ratio", name, limit=caps.ratio)
    return names


def _check(info: zipfile.ZipInfo, name: str) -> None:
    plain = name.replace("\\", "/")
    if info.flag_bits & 0x1:
        raise _RefusedError("zip.encrypted", name)
    climbs = ".." in PurePosixPath(plain).parts or "\0" in name
    if climbs or plain.startswith("/") or re.match(r"[A-Za-z]:", plain):
        raise _RefusedError("zip.path", name)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _RefusedError("zip.link", name)
    if info.compress_type not in _DEFLATE:
        raise _RefusedError("zip.broken", name)


def _junk(name: str) -> bool:
    parts = [part.lower() for part in PurePosixPath(name.replace("\\", "/")).parts]
    return any(part in _SKIPPED for part in parts) or parts[-1].startswith("._")


def server_names(names: Iterable[str], folder: Path) -> list[Path]:
    """Place for each member: ASCII, made here, equal stems staying equal.

    Examples
    --------
    >>> [str(p) for p in server_names(["甲/核心.SHP", "甲/核心.dbf", "乙/核心.shp"], Path("/t"))]
    ['/t/m1.shp', '/t/m1.dbf', '/t/m2.shp']
    """
    stems: dict[tuple[str, str], str] = {}
    taken: set[Path] = set()
    places = []
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        database = next((i for i, part in enumerate(path.parts) if part.lower().endswith(".gdb")), None)
        if database is not None and len(path.parts) == database + 2 and _PLAIN_NAME.fullmatch(path.name):
            key = ("gdb", "/".join(path.parts[: database + 1]).lower())
            place = folder / f"{stems.setdefault(key, f'm{len(stems) + 1}')}.gdb" / path.name
        else:
            # "区.shp.xml" belongs to "区.shp": only the first dot after the stem's last letter counts.
            extension = path.suffix.lower().removeprefix(".")
            key = (str(path.parent).lower(), path.stem.lower())
            stem = stems.setdefault(key, f"m{len(stems) + 1}")
            place = folder / (f"{stem}.{extension}" if _EXTENSION.fullmatch(extension) else stem)
        while place in taken:
            place = place.with_name(f"x{len(taken)}_{place.name}")
        taken.add(place)
        places.append(place)
    return places


def _extract(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, name: str, place: Path, budget: _Budget
) -> None:
    caps = budget.caps
    place.parent.mkdir(exist_ok=True)
    written = 0
    with archive.open(info) as source, place.open("xb") as target:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            budget.total += len(chunk)
            if budget.total > caps.bytes_total:
                raise _RefusedError("zip.size", name, limit_mb=caps.bytes_total >> 20)
            if written > caps.ratio_from and written > caps.ratio * max(info.compress_size, 1):
                raise _RefusedError("zip.ratio", name, limit=caps.ratio)
            target.write(chunk)


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"
