"""A sample of the corpus through the whole product: the land assessed is the land made."""

# ruff: noqa: E501 - ids in rows

import pytest
import shapely
from corpus_builder import land
from corpus_builder.label import Case as File
from corpus_builder.label import cases_of

from geo.assess import assess
from geo.model.application import Application, Upload
from geo.model.case import Case, Refused
from geo.model.zone import Zone

GROUPS = ("binary", "corners", "dxf", "parcel", "shape", "web")
FILES: dict[str, File] = {file.id: file for group in GROUPS for file in cases_of(group)}
READ = (
    "csv-zh-order-1", "csv-signs-zh", "dxf-roles-R2010", "filegdb-南京-4528", "flatgeobuf-徐州-4548", "geojson-encoding-gbk",
    "geojsonseq-lines", "geoparquet-南通-4550", "gpkg-南京-3857", "kml-gbk-declared-GBK", "kmz-utf-8", "mapinfo-mif-GBK",
    "shp-gbk-name", "txt-encoding-gbk", "txt-苏州-bare", "txt-苏州-swapped", "xlsx-zh-order-3",
)  # fmt: skip
REFUSED = (
    "csv-digit-lost", "dxf-cut-between-entities", "flatgeobuf-cut-0.3", "geojson-crs-old-2364", "kml-cut-0.6",
    "shp-cut-zip-100", "shp-no-shp", "txt-cut-in-hole", "txt-local-system", "txt-lost-digit", "txt-old-datum-xian80",
)  # fmt: skip


def _assess(file: File) -> Case | Refused:
    zone = Zone(name="示范园", city=None if file.city is None else f"{file.city}市")
    return assess(Application(zone=zone, boundary=Upload(name=file.name, data=file.make())))


@pytest.mark.parametrize("key", READ)
def test_the_assessed_areas_are_those_of_the_land_made(key: str) -> None:
    file = FILES[key]
    case = _assess(file)
    assert isinstance(case, Case)
    polygons = list(shapely.get_parts(file.label.truth))
    expected = [land.ellipsoid_m2(shapely.MultiPolygon([polygon])) for polygon in polygons]
    found = sorted(part.area_m2 for part in case.assessment.parts)
    # A square metre and a half of the 38,800 is what nine decimals and whole millimetres may differ at most.
    slack = file.label.off_m * 1_500
    assert found == pytest.approx(sorted(expected), abs=slack)
    assert {part.role for part in case.assessment.parts} == {"core", "centre", "base"}


@pytest.mark.parametrize("key", REFUSED)
def test_what_cannot_be_used_is_refused_with_its_reasons(key: str) -> None:
    file = FILES[key]
    case = _assess(file)
    assert isinstance(case, Refused)
    codes = {issue.code for issue in case.issues}
    assert file.label.has <= codes
    assert any(issue.severity == "error" for issue in case.issues)
