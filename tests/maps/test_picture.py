"""The map as a drawing: everything in it, to scale, and no name that is more than a name."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from pyproj import Geod

from geo.maps.picture import DETAIL, PIN, WHOLE, details, legend, numbers, zone_picture
from geo.model.case import Case
from geo.model.issue import Severity
from tests.maps.conftest import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


def drawn(case: Case, lang: str = "zh", **asked: object) -> ET.Element:
    return ET.fromstring(zone_picture(case, lang, **asked))  # type: ignore[arg-type]  # noqa: S314


def texts(root: ET.Element) -> list[str]:
    return [str(node.text).strip() for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(("lang", "north"), [("zh", "北"), ("en", "N")])
def test_it_holds_what_a_printed_map_must(case: Case, lang: str, north: str) -> None:
    said = texts(drawn(case, lang))
    assert north in said
    assert "核心区" in said
    assert any(re.fullmatch(r"[\d.]+ k?m", one) for one in said)
    assert any("°E" in one for one in said)
    assert any("Sizhi" in one for one in said)


def test_the_scale_bar_is_as_long_as_it_says(case: Case) -> None:
    _, box = details(case)[0]
    root = drawn(case, box=box, size=(460, 300))
    said = next(one for one in texts(root) if re.fullmatch(r"\d+ m", one))
    path = next(node.get("d", "") for node in root.iter(f"{SVG}path") if "V2 H" in node.get("d", ""))
    length = float(path.split("H")[1].split()[0])
    # Two degree marks along the lower edge give the width of a pixel, PROJ its length on the ground.
    ticks = [
        (float(node.get("x", "")), float(str(node.text).removesuffix("°E")))
        for node in root.iter(f"{SVG}text")
        if str(node.text).endswith("°E")
    ]
    (x1, lon1), (x2, lon2) = ticks[0], ticks[-1]
    lat = (box[1] + box[3]) / 2
    metres = Geod(ellps="GRS80").inv(lon1, lat, lon2, lat)[2]
    assert float(said.split()[0]) == pytest.approx(length * metres / (x2 - x1), rel=0.01)


def test_places_far_from_each_other_are_drawn_by_themselves(case: Case) -> None:
    # The core lies in the centre, the base kilometres away.
    (near, first), (far, second) = details(case)
    assert "核心区" in near + far
    assert sorted((first[0], second[0])) == [120.56, 120.6]
    one = replace(case, footprint=case.footprint[case.footprint["role"] != "base"].reset_index(drop=True))
    assert details(one) == []


def test_a_hostile_name_stays_a_name(case: Case) -> None:
    shown = zone_picture(case)
    assert "<img" not in shown
    assert HOSTILE in texts(ET.fromstring(shown))  # noqa: S314


def test_the_legend_tells_each_kind_once(case: Case) -> None:
    names = [name for _, name in legend(case)]
    assert len(names) == len(set(names))
    assert {"核心区", "中心", "基地"} <= set(names)


def test_what_has_a_drawing_of_its_own_is_framed_and_named_in_the_whole(case: Case) -> None:
    first = replace(case.assessment.issues[0], code="ledger.no_area", severity=Severity.WARNING)
    warned = (first, first)
    case = replace(case, assessment=replace(case.assessment, issues=warned))
    frames = details(case)
    whole = drawn(case, size=WHOLE, frames=frames)
    assert {"A", "B"} <= {one[0] for one in texts(whole) if one in {name for name, _ in frames}}
    # The two problems stand at one corner of the centre: on its own drawing, side by side, and not here.
    letter = next(name[0] for name, _ in frames if "核心区" in name)
    assert numbers(case, frames) == {1: letter, 2: letter}
    assert not {"1", "2"} & set(texts(whole))
    place = next(box for name, box in frames if name[0] == letter)
    detail = drawn(case, box=place, size=DETAIL)
    one, other = (node for node in detail.iter(f"{SVG}text") if str(node.text).strip() in {"1", "2"})
    assert float(other.get("x", "")) - float(one.get("x", "")) == pytest.approx(2 * PIN)


def test_a_problem_beyond_every_drawing_is_said_to_be_on_none(case: Case) -> None:
    first = case.assessment.issues[0]
    here = replace(first, code="ledger.no_area", severity=Severity.WARNING)
    # The land ends at 120.6°E or so; half a degree east of it is on no sheet.
    beyond = replace(here, where=replace(here.where, lon=121.2))
    case = replace(case, assessment=replace(case.assessment, issues=(here, beyond)))
    frames = details(case)
    assert set(numbers(case, frames)) == {1}
    shown = {one for name, box in frames for one in texts(drawn(case, box=box, size=DETAIL))}
    assert "2" not in shown | set(texts(drawn(case, size=WHOLE, frames=frames)))


def test_nothing_is_cut_at_the_edges(case: Case) -> None:
    for name, box in details(case):
        for node in drawn(case, box=box, size=DETAIL).iter(f"{SVG}text"):
            said = str(node.text)
            if said.endswith("°E"):
                half = 5.0 * len(said) / 2
                assert half <= float(node.get("x", "")) <= DETAIL[0] - half, name
