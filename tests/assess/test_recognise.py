"""Every file of the demonstration is told for what its README says it is, whatever its format."""

import pytest

from geo import words
from geo.assess.recognise import recognise
from geo.model.application import Upload
from geo.resources import demo

USES = {
    "boundary": (
        "zone.geojson",
        "zone_4549_shp.zip",
        "zone.kml",
        "zone.txt",
        "zone.dxf",
        "zone_corners.csv",
        "bad/no_prj.zip",
        "bad/open_ring.txt",
    ),
    "buildings": ("buildings.xlsx", "buildings.gpkg"),
    "institutions": ("institutions.csv", "institutions.xlsx"),
    "parks": ("parks.gpkg",),
    "lines": ("lines.gpkg",),
    "zones": ("known_zones.gpkg",),
    "claim": ("claim.txt",),
}


@pytest.mark.parametrize(("part", "name"), [(part, name) for part, names in USES.items() for name in names])
def test_a_file_is_told_by_what_is_in_it(part: str, name: str) -> None:
    guess = recognise(Upload(name="1", data=(demo() / name).read_bytes()))
    assert (guess.part, guess.certain) == (part, True)


def test_what_cannot_be_used_says_why() -> None:
    guess = recognise(Upload(name="方案.dwg", data=b"AC1032\0\0\0\0\0\0\0\0\0\0"))
    assert guess.part is None
    assert [issue.code for issue in guess.issues] == ["format.dwg"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_broken_document_is_told_in_whole_sentences(lang: str) -> None:
    guess = recognise(Upload(name="四至.docx", data=b"PK\x03\x04" + b"x" * 300))
    [issue] = guess.issues
    assert issue.code == "zip.broken"
    assert "—" not in words.issue_message(issue, lang) + words.issue_action(issue, lang)


def test_a_table_of_something_else_is_not_guessed() -> None:
    guess = recognise(Upload(name="1.csv", data="月份,收入\n1,200\n2,300\n".encode()))
    assert (guess.part, guess.why, guess.issues) == (None, "rows", ())


def test_one_park_alone_may_be_the_zone_itself() -> None:
    land = (
        '{"type":"Feature","properties":{"名称":"甲"},"geometry":{"type":"Polygon","coordinates":'
        "[[[120.4,31.3],[120.5,31.3],[120.5,31.4],[120.4,31.3]]]}}"
    )
    guess = recognise(Upload(name="1.json", data=land.encode()))
    assert (guess.part, guess.certain) == ("boundary", True)
    named = recognise(Upload(name="1.json", data=land.replace("甲", "甲产业园区").encode()))
    assert (named.part, named.certain) == ("parks", False)


def test_land_without_area_is_no_table_and_no_boundary() -> None:
    flat = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"甲"},"geometry":'
        '{"type":"Polygon","coordinates":[[[120.4,31.3],[120.5,31.3],[120.4,31.3],[120.4,31.3]]]}}]}'
    )
    guess = recognise(Upload(name="zero.geojson", data=flat.encode()))
    assert (guess.part, guess.why, guess.format) == (None, "unusable", "geojson")
    assert [issue.code for issue in guess.issues] == ["ring.few_points"]
