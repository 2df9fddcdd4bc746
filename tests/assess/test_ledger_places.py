"""Rows of a ledger that lie elsewhere: told as rows, never as parcels of the zone."""

import dataclasses
from pathlib import Path

import pytest

from geo import words
from geo.assess import assess, demo_application
from geo.model.application import Upload
from geo.model.case import Case


@pytest.mark.parametrize(
    ("place", "code"),
    [("31.36,120.47", "table.swapped"), ("116.39,39.91", "supporting.row_outside_province")],
)
def test_a_building_in_the_wrong_place_is_told_by_its_row(tmp_path: Path, place: str, code: str) -> None:
    """Exchanged coordinates are read the right way round; a building in Beijing is no parcel of the zone."""
    path = tmp_path / "buildings.csv"
    rows = ["甲,100,120.4697,31.3609", "乙,100,120.4698,31.3608", f"丙,100,{place}"]
    path.write_text("\n".join(["名称,建筑面积,经度,纬度", *rows]), encoding="utf-8")
    application = demo_application()
    layers = {**application.layers, "buildings": Upload(name=path.name, data=path)}
    case = assess(dataclasses.replace(application, layers=layers))
    assert isinstance(case, Case)
    told = [issue for issue in case.assessment.issues if issue.where.file == "buildings.csv"]
    assert [issue.where.row for issue in told if issue.code == code] == [4]
    assert not [issue.code for issue in told if issue.code.startswith("crs.")]
    assert all("地块" not in words.issue_message(issue) for issue in told)
