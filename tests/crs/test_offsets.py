"""Coordinates taken from an online map: suspected with evidence, moved only when asked."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import affinity

from geo import words
from geo.crs import decide, to_lonlat
from geo.crs.gcj import apply
from geo.model.datum import CrsStatus
from geo.model.issue import Severity
from geo.model.reading import RawPart
from tests.crs.conftest import NANJING, by_format, by_prj, codes, file, plane, survey


@pytest.mark.parametrize("shift", ["gcj02", "bd09"])
def test_the_grid_finds_an_offset_and_moves_nothing(shift: str) -> None:
    drawn = np.round(np.column_stack(apply(*survey().T, shift)), 9)
    found = decide(file(drawn, declared=by_format(), decimals=9), city="南京")
    assert found.status is CrsStatus.CONFLICT
    assert found.adopted is not None
    assert found.adopted.shift is None
    assert found.hypotheses[0].shift == shift
    assert "crs.shift_suspected" in codes(found, Severity.ERROR)
    tests = {(e.test, e.supports) for e in found.hypotheses[0].evidence}
    assert ("grid", True) in tests


@pytest.mark.parametrize("decimals", [5, 6, 7, 8, 9, 12])
def test_honest_files_raise_no_suspicion(decimals: int) -> None:
    found = decide(file(np.round(survey(), decimals), declared=by_format(), decimals=decimals), city="南京")
    assert (found.status, codes(found)) == (CrsStatus.CONFIRMED, set())
    offered = {h.shift for h in found.hypotheses}
    assert offered == {None, "gcj02", "bd09"}
    grid = next(
        e.supports for h in found.hypotheses if h.shift == "gcj02" for e in h.evidence if e.test == "grid"
    )
    assert grid is (False if decimals >= 9 else None)


def test_the_share_of_vertices_on_the_grid_is_told_and_the_parts_off_it_named() -> None:
    # The demonstration has 98 vertices on millimetres of EPSG:4528; 示例一号基地, 23 of them, is stretched.
    [all_on] = grid_sentences(stretched=1.0)
    assert all_on == "98 个界址点全部落在测绘成果的毫米（或厘米）格网上，只有这种读法如此"
    [some_off] = grid_sentences(stretched=1.13)
    assert some_off.startswith("98 个界址点中 75 个落在测绘成果的毫米（或厘米）格网上")
    assert some_off.endswith("；界址点大多不在格网上的部分：示例一号基地")


def grid_sentences(stretched: float) -> list[str]:
    """What the grid test says of the demonstration as is, one of its bases stretched."""
    zone = json.loads((Path(__file__).parents[2] / "data/boundaries/demo/zone.geojson").read_text())
    parts = []
    for place, feature in enumerate(zone["features"], start=1):
        shape, name = shapely.geometry.shape(feature["geometry"]), feature["properties"]["名称"]
        if name == "示例一号基地":
            shape = affinity.scale(shape, stretched, stretched)
        parts.append(RawPart(part_id=str(place), name=name, geometry=shape))
    found = decide(replace(file(declared=by_format(), decimals=9), parts=tuple(parts)), city="苏州")
    assert found.adopted is not None
    return [words.evidence(item) for item in found.adopted.evidence if item.test == "grid"]


def test_reference_lines_find_an_offset_at_six_decimals() -> None:
    road = shapely.LineString(NANJING)
    other = shapely.LineString([NANJING[3], NANJING[0]])
    drawn = np.round(np.column_stack(apply(*NANJING.T, "gcj02")), 6)
    found = decide(file(drawn, declared=by_format(), decimals=6), city="南京", lines=[road, other])
    assert found.hypotheses[0].shift == "gcj02"
    assert found.status is CrsStatus.CONFLICT
    honest = decide(file(NANJING, declared=by_format(), decimals=6), city="南京", lines=[road, other])
    assert honest.status is CrsStatus.CONFIRMED


@pytest.mark.parametrize("choice", [{"shift": "gcj02"}, {"crs": "EPSG:4490+gcj02"}])
def test_an_offset_asked_for_is_taken_off_and_recorded(choice: dict[str, str]) -> None:
    drawn = np.column_stack(apply(*NANJING.T, "gcj02"))
    found = decide(file(drawn, declared=by_format()), city="南京", **choice)
    assert found.status is CrsStatus.GIVEN
    assert found.adopted is not None
    assert to_lonlat(drawn, found.adopted) == pytest.approx(NANJING, abs=1e-12)
    note = next(i for i in found.issues if i.code == "crs.shift_removed")
    assert 400 < note.params["distance_m"] < 600


def test_an_offset_is_found_behind_a_projection_when_the_survey_was_in_centimetres() -> None:
    # Drawn on the centimetre, displaced by a map, projected again and written in millimetres.
    back, there = (
        Transformer.from_crs(4549, 4490, always_xy=True),
        Transformer.from_crs(4490, 4549, always_xy=True),
    )
    true = np.column_stack(back.transform(*np.round(plane(NANJING, 4549), 2).T))
    drawn = np.column_stack(apply(*true.T, "gcj02"))
    ring = np.round(np.column_stack(there.transform(*drawn.T)), 3)
    found = decide(file(ring, declared=by_prj(4549), decimals=3), city="南京")
    assert found.hypotheses[0].shift == "gcj02"
    assert found.status is CrsStatus.CONFLICT
    honest = decide(file(np.round(plane(NANJING, 4549), 2), declared=by_prj(4549), decimals=2), city="南京")
    assert honest.status is CrsStatus.CONFIRMED
