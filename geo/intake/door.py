"""The door: bytes somebody sent become a Reading or a FeatureReading, whatever is in them."""

from __future__ import annotations

import errno
import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ReaderError
from geo.intake import wire
from geo.intake.plain_words import in_plain_words, plain_words
from geo.intake.request import Content, Table
from geo.intake.sandbox import SANDBOX, Sandbox
from geo.intake.unpack import NO_SPACE, server_names
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import FeatureReading, Reading, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 200 * 1024 * 1024
"""Largest upload read. A zone's boundary is a few hundred kilobytes; a province's land use is not one."""
_CHUNK = 1 << 20
_COMPANIONS = {
    ".shp": {"shx", "dbf", "prj", "cpg"},
    ".tab": {"dat", "map", "id", "ind"},
    ".mif": {"mid"},
}
_MOST_FILES = 2_000


class _TooLargeError(Exception):
    """The upload is over `MOST_BYTES`."""


def read(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    layer: str | None = None,
    sandbox: Sandbox = SANDBOX,
) -> Reading:
    """Read the land of one boundary file.

    The file is recognised by its content, unpacked and read in a fenced process. A file that cannot
    be used gives a reading without parts whose issues say why: nothing about a file raises.

    Parameters
    ----------
    source
        Path or bytes. A path may be a ``.shp``, ``.tab`` or ``.mif``, whose companions beside it are
        taken along, or a ``.gdb`` folder.
    name
        The file's own name, for messages; the path's name unless given.
    layer
        Layer to take, when the file holds several with areas; or the file of an archive.
    sandbox
        Reader process to ask.

    Returns
    -------
    Reading
        Parts in the file's own coordinates, unrepaired; what it declares; all issues.

    Examples
    --------
    >>> text = '{"type":"Polygon","coordinates":[[[118.7,32],[118.8,32],[118.8,32.1],[118.7,32]]]}'
    >>> reading = read(text.encode(), name="zone.geojson")
    >>> reading.usable, reading.source.format, reading.declared.crs, reading.parts[0].part_id
    (True, 'geojson', 'EPSG:4326', '1')
    """
    source_facts, answer = _ask(source, name=name, layer=layer, features=False, sandbox=sandbox)
    if not isinstance(answer, Content):
        answer = Content(issues=answer.issues)
    return Reading(
        source=source_facts,
        parts=answer.parts,
        layers=answer.layers,
        declared=answer.declared,
        decimals=answer.decimals,
        resolution=answer.resolution,
        vertex_accuracy_m=answer.vertex_accuracy_m,
        header=answer.header,
        issues=answer.issues,
    )


def read_features(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    layer: str | None = None,
    sandbox: Sandbox = SANDBOX,
) -> FeatureReading:
    r"""Read a supporting layer: parks, lines, buildings, institutions, from a vector file or a table.

    Parameters as for `read`. A table's rows get a point where it has longitude and latitude, x and
    y, or a geometry where it has WKT; otherwise their geometry is None.

    Examples
    --------
    >>> table = "名称,经度,纬度\n甲所,118.75,32.05\n"
    >>> reading = read_features(table.encode("gbk"), name="机构.csv")
    >>> reading.columns, reading.features[0].geometry.wkt
    (('名称', '经度', '纬度'), 'POINT (118.75 32.05)')
    """
    source_facts, answer = _ask(source, name=name, layer=layer, features=True, sandbox=sandbox)
    if not isinstance(answer, Table):
        answer = Table(issues=answer.issues)
    return FeatureReading(
        source=source_facts,
        columns=answer.columns,
        heading_row=answer.heading_row,
        above=answer.above,
        features=answer.features,
        layers=answer.layers,
        declared=answer.declared,
        issues=answer.issues,
    )


def _ask(
    source: str | Path | bytes, *, name: str | None, layer: str | None, features: bool, sandbox: Sandbox
) -> tuple[Source, Content | Table]:
    own = plain_words(name or (Path(source).name if isinstance(source, str | Path) else "upload"))
    answer: Content | Table
    digest, size = hashlib.sha256(), 0
    form = "unknown"
    try:
        with _folder() as temporary:
            folder = Path(temporary).resolve()
            members, size = _bring(source, own, folder, digest)
            job: dict[str, Any] = {"folder": str(folder), "members": members, "name": own, "layer": layer}
            found, form = wire.decode(sandbox.ask(job | {"features": features}))
            answer = in_plain_words(found)
    except _TooLargeError:
        answer = _failed("file.too_large", own, limit_mb=MOST_BYTES >> 20)
    except FileNotFoundError:
        answer = _failed("file.not_found", own)
    except OSError as error:
        answer = _failed("reader.space" if error.errno in NO_SPACE else "file.unreadable", own)
    except ReaderError as error:
        answer = _failed(error.code, own, seconds=sandbox.limits.cpu_s)
    except ValueError:
        answer = _failed("reader.crash", own)
    facts = Source(
        name=own,
        sha256=digest.hexdigest(),
        size=size,
        format=form,
        layer=answer.layer,
        encoding=answer.encoding,
    )
    return facts, answer


def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one upload; where nothing can be written, space is missing and not the file."""
    try:
        return tempfile.TemporaryDirectory(prefix="sizhi-", ignore_cleanup_errors=True)
    except FileNotFoundError as error:
        raise OSError(errno.ENOSPC, "no usable temporary folder") from error


def _failed(code: str, name: str, **params: Any) -> Content:
    return Content(
        issues=(
            Issue(code=code, severity=Severity.ERROR, where=Where(file=name), params={"name": name} | params),
        )
    )


def _bring(
    source: str | Path | bytes, name: str, folder: Path, digest: Any
) -> tuple[list[tuple[str, str]], int]:
    """Put the upload under names made here, hashing on the way; (own name, place) of each file, and bytes."""
    if isinstance(source, bytes | bytearray | memoryview):
        digest.update(source)
        if len(source) > MOST_BYTES:
            raise _TooLargeError
        (folder / "m1").write_bytes(source)
        return [(name, "m1")], len(source)
    files = _files(Path(source))
    inner = folder / "in"
    inner.mkdir()
    names = [str(path.relative_to(path.parents[1])) if path.parent.suffix else path.name for path in files]
    if len(files) == 1:
        places = [inner / "m1"]
        names = [name]
    else:
        places = server_names(names, inner)
    total = 0
    for path, place in zip(files, places, strict=True):
        place.parent.mkdir(exist_ok=True)
        total = _copy(path, place, digest, total)
    return [(own, str(place.relative_to(folder))) for own, place in zip(names, places, strict=True)], total


def _files(path: Path) -> Sequence[Path]:
    """All files of one upload by path: itself, its companions, or the insides of a .gdb folder."""
    if path.is_dir():
        if path.suffix.lower() != ".gdb":
            raise IsADirectoryError(path)
        return sorted(item for item in path.iterdir() if item.is_file())[:_MOST_FILES]
    wanted = _COMPANIONS.get(path.suffix.lower())
    if not path.is_file() or wanted is None:
        return [path]
    beside = sorted(
        item
        for item in path.parent.iterdir()
        if item.stem.casefold() == path.stem.casefold()
        and item.suffix.lower().removeprefix(".") in wanted
        and item.is_file()
    )
    return [path, *beside]


def _copy(path: Path, place: Path, digest: Any, total: int) -> int:
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_file() and total + path.stat().st_size > MOST_BYTES:
        raise _TooLargeError
    with path.open("rb") as stream, place.open("xb") as target:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            if total > MOST_BYTES:
                raise _TooLargeError
            digest.update(chunk)
            target.write(chunk)
    return total
