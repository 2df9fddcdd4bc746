"""The layers that come with an application: parks, roads, buildings, institutions, other zones."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo import crs, intake
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import RawPart, Reading
from geo.rules import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.model.application import Application, Upload
    from geo.model.datum import CrsDecision
    from geo.model.reading import FeatureReading

NAMES = ("name", "名称", "道路名称", "园区名称", "机构名称", "楼栋名称", "建筑名称", "mc")
"""Columns that hold the name of a feature, in the order they are tried; capitals do not matter."""


SHAPES = ("points", "lines", "areas")
"""Kinds of geometry by their dimension."""
NEEDED = {
    "parks": ("areas",),
    "zones": ("areas",),
    "lines": ("lines", "areas"),
    "buildings": ("points", "areas"),
    "institutions": ("points", "areas"),
}
"""Kinds of geometry that say something in a layer."""
LEDGERS = ("buildings", "institutions")
"""Layers whose rows count without a geometry of their own."""
BY_NAME = ("parks", "zones")
"""Layers whose features are compared by name where nobody knows their outline: that decides no overlap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporting:
    """The layers that could be read.

    ``frames`` by layer name, EPSG:4490, with a ``name`` column and the file's own attributes (geometry
    None where a row has none); ``inputs`` what is recorded of each file; ``issues`` of all files.
    """

    frames: Mapping[str, gpd.GeoDataFrame]
    readings: Mapping[str, FeatureReading]
    inputs: Mapping[str, Mapping[str, Any]]
    issues: tuple[Issue, ...]
    unusable: tuple[str, ...]

    @property
    def names_only(self) -> tuple[str, ...]:
        """Layers that name things and show the land of none: no overlap with them can be ruled out."""
        return tuple(
            name for name in BY_NAME if name in self.frames and self.frames[name].geometry.isna().all()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRead:
    """One supporting file as it was understood.

    ``frame`` as in `Supporting.frames`, None where the file is of no use; ``decision`` None where no row
    has a geometry.
    """

    reading: FeatureReading
    frame: gpd.GeoDataFrame | None
    decision: CrsDecision | None
    issues: tuple[Issue, ...]


def read_layer(layer: str, upload: Upload, city: str | None = None) -> LayerRead:
    r"""Read one supporting file, as the person chose who sent it.

    Parameters
    ----------
    layer
        What it is: one of `geo.model.application.LAYERS`.
    upload
        The file; its choice says which layer and which coordinate system.
    city
        The zone's city, where there is one: it decides for a file that states no system itself.

    Raises
    ------
    CrsError
        The choice names no coordinate system.

    Examples
    --------
    >>> from geo.model.application import Upload
    >>> table = "园区名称,批准面积_公顷\n演示园,120\n".encode()
    >>> found = read_layer("parks", Upload(name="parks.csv", data=table))
    >>> found.frame["name"].tolist(), [issue.code for issue in found.issues]
    (['演示园'], ['supporting.names_only'])
    """
    reading = intake.read_features(upload.data, name=upload.name, layer=upload.choice.layer)
    frame, decision, told = (None, None, ()) if not reading.usable else _located(reading, upload, city)
    if reading.usable and not reading.features:
        params = {"file": upload.name}
        frame, told = None, (Issue(code="supporting.empty", severity=Severity.ERROR, params=params),)
    if frame is not None:
        frame, shaped = _shaped(frame, layer, upload.name)
        told = (*told, *shaped)
    issues = tuple(_in_file(issue, upload.name) for issue in (*reading.issues, *told))
    return LayerRead(reading=reading, frame=frame, decision=decision, issues=issues)


def read_supporting(application: Application) -> Supporting:
    """Read every supporting layer of an application; a bad one is told and left out."""
    frames: dict[str, Any] = {}
    readings: dict[str, FeatureReading] = {}
    inputs: dict[str, dict[str, Any]] = {}
    issues: list[Issue] = []
    unusable: list[str] = []
    for layer, upload in application.layers.items():
        found = read_layer(layer, upload, application.zone.city)
        reading, frame = found.reading, found.frame
        issues += found.issues
        inputs[layer] = {
            "name": reading.source.name,
            "sha256": reading.source.sha256,
            "features": len(reading.features),
            **({"choice": said} if (said := upload.choice.said) else {}),
        }
        if frame is None:
            unusable.append(layer)
        else:
            frames[layer] = frame
            readings[layer] = placed(reading, frame)
    return Supporting(
        frames=frames, readings=readings, inputs=inputs, issues=tuple(issues), unusable=tuple(unusable)
    )


def placed(reading: FeatureReading, frame: gpd.GeoDataFrame) -> FeatureReading:
    """The rows of the frame of `read_layer`, with their geometry in EPSG:4490."""
    placed = dict(zip(frame["row"], frame.geometry, strict=True))
    features = tuple(
        dataclasses.replace(feature, geometry=placed[feature.row])
        for feature in reading.features
        if feature.row in placed
    )
    return dataclasses.replace(reading, features=features)


def _shaped(
    frame: gpd.GeoDataFrame, layer: str, name: str
) -> tuple[gpd.GeoDataFrame | None, tuple[Issue, ...]]:
    """The layer without geometry that says nothing in it: a park is no point, a building no line."""
    dimensions = shapely.get_dimensions(frame.geometry.to_numpy())
    counts = Counter(SHAPES[dimension] for dimension in dimensions.tolist() if dimension >= 0)
    params = {
        "file": name,
        "layer": say.catalogued(f"supporting.layer.{layer}"),
        **{shape: counts[shape] for shape in SHAPES},
    }
    if layer in BY_NAME and not counts and frame["name"].notna().any():
        named = {"file": name, "layer": params["layer"], "count": int(frame["name"].notna().sum())}
        return frame, (Issue(code="supporting.names_only", severity=Severity.WARNING, params=named),)
    if layer not in LEDGERS and not counts:
        code = "supporting.no_lines" if layer == "lines" else "supporting.no_areas"
        return None, (Issue(code=code, severity=Severity.ERROR, params=params),)
    strange = sum(count for shape, count in counts.items() if shape not in NEEDED[layer])
    if not strange:
        told = layer == "lines" and counts["areas"] and not counts["lines"]
        note = Issue(code="supporting.areas_as_lines", severity=Severity.NOTE, params=params)
        return frame, ((note,) if told else ())
    needed = [SHAPES.index(shape) for shape in NEEDED[layer]]
    fitting = [dimension < 0 or dimension in needed for dimension in dimensions.tolist()]
    if layer in LEDGERS:
        kept = frame.set_geometry(frame.geometry.where(fitting, None))
        code, severity = "supporting.no_place", Severity.WARNING
    elif strange == counts.total():
        code = "supporting.no_lines" if layer == "lines" else "supporting.no_areas"
        return None, (Issue(code=code, severity=Severity.ERROR, params=params),)
    else:
        kept = frame[fitting].reset_index(drop=True)
        code, severity = "supporting.left_out", Severity.WARNING
    return kept, (Issue(code=code, severity=severity, params={**params, "count": strange}),)


def _in_file(issue: Issue, name: str) -> Issue:
    return dataclasses.replace(issue, where=dataclasses.replace(issue.where, file=name))


def _of_rows(issue: Issue) -> Issue:
    """A building or a road off the province is no 地块: the same fact, told of the row it stands in."""
    if issue.code != "crs.part_outside_province" or issue.where.part is None:
        return issue
    row = int(issue.where.part)
    where = dataclasses.replace(issue.where, part=None, row=row)
    params = {**issue.params, "row": row}
    return dataclasses.replace(issue, code="supporting.row_outside_province", where=where, params=params)


def _located(
    reading: FeatureReading, upload: Upload, city: str | None
) -> tuple[gpd.GeoDataFrame | None, CrsDecision | None, tuple[Issue, ...]]:
    """Rows with their place; the zone's city decides only for a file that states no system itself."""
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    placed = [feature for feature in reading.features if feature.geometry is not None]
    geometry: dict[int, Any] = {}
    issues: tuple[Issue, ...] = ()
    decision: CrsDecision | None = None
    choice = upload.choice
    if placed:
        decision = crs.decide(
            Reading(
                source=reading.source,
                declared=reading.declared,
                parts=tuple(
                    RawPart(part_id=str(f.row), geometry=f.geometry, row=f.row)
                    for f in placed
                    if f.geometry is not None
                ),
            ),
            city=city if reading.declared is None else None,
            crs=choice.crs,
            shift=choice.shift,
            approximate=choice.approximate,
        )
        if decision.adopted is None or not decision.settled:
            found = [item.name for item in decision.hypotheses[:3]]
            issue = Issue(
                code="supporting.crs",
                severity=Severity.ERROR,
                where=Where(),
                params={"file": upload.name, "found": found},
            )
            return None, decision, (issue,)
        adopted = decision.adopted
        geometry = {
            f.row: crs.to_lonlat(f.geometry, adopted, approximate=choice.approximate)
            for f in placed
            if f.geometry is not None
        }
        issues = tuple(_of_rows(issue) for issue in decision.issues if issue.severity is not Severity.NOTE)
    attributes = [dict(feature.attributes) for feature in reading.features]
    columns: dict[str, Any] = {
        key: pd.Series([row.get(key) for row in attributes], dtype=object)
        for key in reading.columns
        if key not in {"name", "geometry"}
    }
    columns["name"] = pd.Series([_name(row) for row in attributes], dtype=object)
    columns["row"] = [feature.row for feature in reading.features]
    frame = gpd.GeoDataFrame(
        columns, geometry=[geometry.get(feature.row) for feature in reading.features], crs="EPSG:4490"
    )
    return frame, decision, issues


def _name(attributes: Mapping[str, Any]) -> str | None:
    known = {key.lower(): value for key, value in attributes.items()}
    for key in NAMES:
        value = known.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None
