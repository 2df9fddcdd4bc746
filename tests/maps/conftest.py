"""A small assessed case made by hand, so that maps are tested without the composer."""

import geopandas as gpd
import pytest
from shapely import LineString, Polygon, box

from geo.model.assessment import Assessment, Outcome, PartFigures
from geo.model.case import Case
from geo.model.datum import CrsDecision, CrsStatus
from geo.model.footprint import make_footprint
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import Source
from geo.model.zone import Role, Zone

HOSTILE = "</script><img src=x onerror=alert(1)>"
CENTRE = Polygon([(120.560, 31.300), (120.565, 31.300), (120.566, 31.304), (120.560, 31.303)])
CORE = box(120.561, 31.301, 120.562, 31.302)
ROAD = LineString([(120.559, 31.299), (120.567, 31.299)])
RIVER = LineString([(120.567, 31.29), (120.567, 31.31)])
PARK = box(120.599, 31.319, 120.601, 31.323)
BASE = box(120.600, 31.320, 120.603, 31.322)


@pytest.fixture
def case() -> Case:
    footprint = make_footprint(
        [("1", Role.CORE, "核心区", CORE), ("2", Role.CENTRE, HOSTILE, CENTRE), ("3", Role.BASE, None, BASE)]
    )
    figures = tuple(
        PartFigures(
            part_id=row.part_id,
            role=row.role,
            name=row.name,
            area_m2=1000.0,
            plane_area_m2=1000.1,
            declared_area_m2=None,
            lon=row.geometry.centroid.x,
            lat=row.geometry.centroid.y,
        )
        for row in footprint.itertuples()
    )
    issue = Issue(
        code="no.such.code", severity=Severity.NOTE, where=Where(part="2", point=3, lon=120.566, lat=31.304)
    )
    assessment = Assessment(
        zone=Zone(name=f"演示集聚区{HOSTILE}", city="苏州市", demo=True),
        source=Source(name="a.geojson", sha256="0" * 64, size=1, format="geojson"),
        crs=CrsDecision(declared=None, adopted=None, status=CrsStatus.UNDECIDED),
        parts=figures,
        issues=(issue,),
        measurements={},
        overlaps=(),
        four_boundaries={},
        concentration={},
        findings=(),
        sensitivity=(),
        outcome=Outcome.REVIEW,
        outcome_reasons=(),
        options={},
        inputs={},
        pack={},
        engine={},
        geometry_sha256="0" * 64,
    )
    parks = gpd.GeoDataFrame({"name": ["演示产业园"]}, geometry=[PARK], crs=4490)
    lines = gpd.GeoDataFrame(
        {"name": ["演示路", "演示河"], "kind": ["road", "river"]},
        geometry=[ROAD, RIVER],
        crs=4490,
    )
    return Case(
        assessment=assessment,
        footprint=footprint,
        original=footprint,
        layers={"parks": parks, "lines": lines},
    )
