"""Inside the reader process: from the files of one upload to the reader that knows them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from geo.intake import wire
from geo.intake.collect import MOST_LISTED, several
from geo.intake.detect import EXTENSIONS, LABELS, Detected, detect
from geo.intake.readers.registry import READERS
from geo.intake.request import Content, Request, Table
from geo.intake.unpack import Caps, Member, refuse_workbook, unpack
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import Layer

if TYPE_CHECKING:
    from collections.abc import Sequence

SIDE_FILES = {
    "shx",
    "dbf",
    "prj",
    "cpg",
    "sbn",
    "sbx",
    "qix",
    "qpj",
    "fix",
    "cst",
    "xml",
    "qmd",
    "qml",
    "sld",
}
SIDE_FILES |= {"dat", "map", "id", "ind", "mid", "lyr", "mxd", "qgz", "qgs"}
"""Belong to another file, or to a program: never a data set of their own inside an archive."""
_GDAL_SUFFIX = {"shapefile": ".shp", "gpkg": ".gpkg", "flatgeobuf": ".fgb", "dxf": ".dxf"}
_WEAK = {"corners_csv"}
_SAME_ADVICE = {"format.xls", "format.encrypted"}
"""Refusals whose advice is right for a boundary and for a ledger; of others a ledger has its own."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One thing a reader can read: its name for people, where it lies, what it is."""

    name: str
    path: Path
    format: str


def open_job(job: dict[str, Any]) -> bytes:
    """Answer one request of the client: the wire form of a Content or a Table."""
    folder = Path(job["folder"])
    members = [Member(name, folder / place) for name, place in job["members"]]
    caps = Caps(**job.get("caps", {}))
    opening = _Opening(folder, name=job["name"], layer=job.get("layer"), features=bool(job.get("features")))
    opening.caps = caps
    answer = opening.answer(members)
    return wire.encode(answer, format=opening.format)


class _Opening:
    """One upload being opened."""

    def __init__(self, folder: Path, *, name: str, layer: str | None, features: bool) -> None:
        self.folder = folder
        self.name = name
        self.layer = layer
        self.features = features
        self.format = "unknown"
        self.caps = Caps()
        self.issues: list[Issue] = []

    def answer(self, members: Sequence[Member]) -> Content | Table:
        """Recognise, unpack if need be, choose and read."""
        if len(members) == 1:
            found = detect(members[0].path)
            self.format = found.format or "unknown"
            if found.format is None:
                return self._refuse(found, members[0].name)
            self._compare_extension(found.format)
            if found.format != "zip":
                return self._read(_placed(members[0], found.format))
            inner = self.folder / "unpacked"
            inner.mkdir()
            unpacked = unpack(members[0].path, inner, self.caps)
            self.issues += unpacked.issues
            members = unpacked.members
            if unpacked.issues:
                return self._stop()
        return self._choose(members)

    def _choose(self, members: Sequence[Member]) -> Content | Table:
        datasets, refused = datasets_of(members)
        if not datasets:
            if len(refused) == 1:
                return self._refuse(refused[0][1], refused[0][0])
            orphans = {suffix for member in members if (suffix := member.path.suffix) in {".shx", ".dbf"}}
            if orphans:
                kind = sorted(suffix[1:].upper() for suffix in orphans)
                return self._stop(Issue(code="shp.missing", severity=Severity.ERROR, params={"kind": kind}))
            names = [PurePosixPath(member.name).name for member in members[:10]]
            return self._stop(Issue(code="zip.nothing", severity=Severity.ERROR, params={"members": names}))
        if len(datasets) > 1 and self.layer is not None:
            wanted = [item for item in datasets if self.layer in _names(item)]
            if len(wanted) == 1:
                datasets, self.layer = wanted, None
        if len(datasets) == 1:
            return self._read(datasets[0])
        if len(datasets) > MOST_LISTED:
            return self._stop(several(_listed(datasets)))
        return self._among(datasets)

    def _among(self, datasets: Sequence[Dataset]) -> Content | Table:
        """Read every data set of an archive: one with content is taken, several are listed to choose from."""
        answers = [(item, self._plain_read(item, None)) for item in datasets]
        layers = tuple(_as_layer(item, answer) for item, answer in answers)
        if self.layer is not None:
            listing = [layer.name for layer in layers]
            params = {"layer": self.layer, "layers": listing}
            issue = Issue(code="layer.unknown", severity=Severity.ERROR, params=params)
            return dataclasses.replace(self._stop(issue), layers=layers)
        filled = [
            (item, answer)
            for item, answer in answers
            if _items(answer) or any(issue.code == "layer.choose" for issue in answer.issues)
        ]
        if len(filled) == 1:
            item, answer = filled[0]
            self.format = item.format
            others = [_short(other) for other, _ in answers if other is not item]
            params = {"layer": _short(item), "others": others}
            self.issues.append(Issue(code="layer.only", severity=Severity.NOTE, params=params))
            return self._with_issues(dataclasses.replace(answer, layers=layers, layer=_short(item)))
        if not filled:
            item, answer = answers[0]
            self.format = item.format
            return self._with_issues(answer)
        shown = tuple(layer for layer in layers if layer.kind != "none")
        return dataclasses.replace(self._stop(several(shown)), layers=layers)

    def _read(self, dataset: Dataset) -> Content | Table:
        self.format = dataset.format
        return self._with_issues(self._plain_read(dataset, self.layer))

    def _plain_read(self, dataset: Dataset, layer: str | None) -> Content | Table:
        dataset, wrong = self._within(dataset)
        if wrong:
            return Table(issues=wrong) if self.features else Content(issues=wrong)
        reader = READERS[dataset.format]
        request = Request(name=_short(dataset), format=dataset.format, layer=layer)
        if not self.features:
            return reader.read(dataset.path, request)
        table = reader.read_table(dataset.path, request)
        if table is not None:
            return table
        params = {"format": LABELS[dataset.format]}
        return Table(issues=(Issue(code="table.format", severity=Severity.ERROR, params=params),))

    def _within(self, dataset: Dataset) -> tuple[Dataset, tuple[Issue, ...]]:
        """Look into formats that are archives themselves: a KMZ's main document, a workbook's sizes."""
        if dataset.format == "corners_xlsx":
            return dataset, refuse_workbook(dataset.path, self.caps)
        if dataset.format != "kmz":
            return dataset, ()
        inner = dataset.path.with_name(f"{dataset.path.name}.k")
        inner.mkdir()
        unpacked = unpack(dataset.path, inner, self.caps)
        documents = [member for member in unpacked.members if member.name.lower().endswith(".kml")]
        documents.sort(key=lambda member: (member.name.lower() != "doc.kml", member.name.count("/")))
        if not documents:
            empty = Issue(code="kmz.empty", severity=Severity.ERROR)
            return dataset, tuple(unpacked.issues) or (empty,)
        return dataclasses.replace(dataset, path=documents[0].path), ()

    def _with_issues(self, answer: Content | Table) -> Content | Table:
        return dataclasses.replace(answer, issues=(*self.issues, *answer.issues))

    def _stop(self, *issues: Issue) -> Content | Table:
        told = (*self.issues, *issues)
        return Table(issues=told) if self.features else Content(issues=told)

    def _refuse(self, found: Detected, name: str) -> Content | Table:
        code = found.refusal or "format.unknown"
        if self.features and code not in _SAME_ADVICE:
            code = code.replace("format.", "supporting_file.", 1)
        where = Where(file=name[:200])
        return self._stop(Issue(code=code, severity=Severity.ERROR, where=where, params={"kind": found.kind}))

    def _compare_extension(self, found: str) -> None:
        extension = PurePosixPath(self.name.replace("\\", "/")).suffix.lower().removeprefix(".")
        if extension and extension not in EXTENSIONS[found]:
            params = {"extension": extension[:12], "format": LABELS[found]}
            self.issues.append(Issue(code="format.renamed", severity=Severity.NOTE, params=params))


def _placed(member: Member, form: str) -> Dataset:
    """Give a file the extension its content calls for: GDAL goes by it."""
    path = member.path
    suffix = _GDAL_SUFFIX.get(form)
    if form == "mapinfo":
        with path.open("rb") as stream:
            suffix = ".tab" if b"!table" in stream.read(64).lower() else ".mif"
    if suffix and path.suffix != suffix:
        target = path.with_suffix(suffix)
        if not target.exists():
            path = path.rename(target)
    return Dataset(member.name, path, form)


def datasets_of(members: Sequence[Member]) -> tuple[list[Dataset], list[tuple[str, Detected]]]:
    """Data sets among the members of an archive, and what was recognised but cannot be read."""
    found: list[Dataset] = []
    refused: list[tuple[str, Detected]] = []
    databases: dict[Path, str] = {}
    for member in members:
        if member.path.parent.suffix == ".gdb":
            path = PurePosixPath(member.name.replace("\\", "/"))
            databases.setdefault(member.path.parent, path.parent.name)
            continue
        if member.path.suffix.removeprefix(".") in SIDE_FILES:
            continue
        kind = detect(member.path)
        if kind.format is None or kind.format == "zip":
            refused.append((member.name, kind))
        else:
            found.append(_placed(member, kind.format))
    found += [Dataset(name, path, "filegdb") for path, name in databases.items()]
    strong = [item for item in found if item.format not in _WEAK]
    return strong or found, refused


def _short(dataset: Dataset) -> str:
    return PurePosixPath(dataset.name.replace("\\", "/")).name


def _names(dataset: Dataset) -> set[str]:
    name = _short(dataset)
    return {dataset.name, name, PurePosixPath(name).stem}


def _items(answer: Content | Table) -> int:
    return len(answer.parts if isinstance(answer, Content) else answer.features)


def _as_layer(dataset: Dataset, answer: Content | Table) -> Layer:
    area = sum(layer.area or 0.0 for layer in answer.layers) or None
    count = _items(answer) or sum(layer.features for layer in answer.layers)
    kind = next((layer.kind for layer in answer.layers if layer.kind == "polygon"), None)
    return Layer(name=_short(dataset), features=count, kind=kind or ("other" if count else "none"), area=area)


def _listed(datasets: Sequence[Dataset]) -> tuple[Layer, ...]:
    return tuple(Layer(name=_short(item), features=0, kind="other") for item in datasets)
