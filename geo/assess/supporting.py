"""The layers that come with an application: parks, roads, buildings, institutions, other zones."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo import crs, intake
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import RawPart, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.model.application import Application, Upload
    from geo.model.reading import FeatureReading

NAMES = ("name", "名称", "道路名称", "园区名称", "机构名称", "楼栋名称", "建筑名称", "mc")
"""Columns that hold the name of a feature, in the order they are tried; capitals do not matter."""


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


def read_supporting(application: Application) -> Supporting:
    """Read every supporting layer of an application; a bad one is told and left out."""
    frames: dict[str, Any] = {}
    readings: dict[str, FeatureReading] = {}
    inputs: dict[str, dict[str, Any]] = {}
    issues: list[Issue] = []
    unusable: list[str] = []
    for layer, upload in application.layers.items():
        reading = intake.read_features(upload.data, name=upload.name)
        city = application.zone.city
        frame, told = (None, ()) if not reading.usable else _located(reading, upload, city)
        issues += [_in_file(issue, upload.name) for issue in (*reading.issues, *told)]
        inputs[layer] = {
            "name": reading.source.name,
            "sha256": reading.source.sha256,
            "features": len(reading.features),
        }
        if frame is None:
            unusable.append(layer)
        else:
            frames[layer] = frame
            readings[layer] = _placed(reading, frame)
    return Supporting(
        frames=frames, readings=readings, inputs=inputs, issues=tuple(issues), unusable=tuple(unusable)
    )


def _placed(reading: FeatureReading, frame: gpd.GeoDataFrame) -> FeatureReading:
    """The same rows with their geometry in EPSG:4490."""
    features = tuple(
        dataclasses.replace(feature, geometry=geometry)
        for feature, geometry in zip(reading.features, frame.geometry, strict=True)
    )
    return dataclasses.replace(reading, features=features)


def _in_file(issue: Issue, name: str) -> Issue:
    return dataclasses.replace(issue, where=dataclasses.replace(issue.where, file=name))


def _located(
    reading: FeatureReading, upload: Upload, city: str | None
) -> tuple[gpd.GeoDataFrame | None, tuple[Issue, ...]]:
    """Rows with their place; the zone's city decides only for a file that states no system itself."""
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    placed = [feature for feature in reading.features if feature.geometry is not None]
    geometry: dict[int, Any] = {}
    issues: tuple[Issue, ...] = ()
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
        )
        if decision.adopted is None or not decision.settled:
            found = "、".join(item.name for item in decision.hypotheses[:3])
            issue = Issue(
                code="supporting.crs",
                severity=Severity.ERROR,
                where=Where(),
                params={"file": upload.name, "found": found or "—"},
            )
            return None, (issue,)
        adopted = decision.adopted
        geometry = {f.row: crs.to_lonlat(f.geometry, adopted) for f in placed if f.geometry is not None}
        issues = tuple(issue for issue in decision.issues if issue.severity is not Severity.NOTE)
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
    return frame, issues


def _name(attributes: Mapping[str, Any]) -> str | None:
    known = {key.lower(): value for key, value in attributes.items()}
    for key in NAMES:
        value = known.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None
