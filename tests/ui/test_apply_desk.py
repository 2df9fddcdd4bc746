"""The working copy of an application: what a person said holds, and no file that came is lost."""

from pathlib import Path

import pytest
import shapely

from geo.assess.recognise import recognise
from geo.measure.apart import apart
from geo.model.application import Application, Upload
from geo.model.zone import Zone
from geo.ui.apply import sketch, unused
from geo.ui.apply.desk import BOUNDARY, CLAIM, Desk, desk_of
from geo.ui.apply.outlines import paths
from geo.ui.apply.receiving import with_guess
from geo.ui.apply.rivals import outlines

DEMO = Path(__file__).parents[2] / "data" / "boundaries" / "demo"
ONE, TWO = Upload(name="一.geojson", data=b"1"), Upload(name="二.geojson", data=b"2")


DRAWN = (
    '{"pieces": [], "drawing": {"ring": [[120.4, 31.3], [120.5, 31.3]], "hole": false}, "at": 5, "made": 0}'
)


def again(desk: Desk) -> Desk:
    """Left, and opened again from what the register keeps."""
    return desk_of(desk.draft)


def names(desk: Desk) -> list[str]:
    return sorted(piece.upload.name for piece in desk.pieces)


def test_which_of_two_boundaries_stays_a_question_until_somebody_says() -> None:
    desk = again(Desk().with_file(ONE, BOUNDARY).with_file(TWO, BOUNDARY))
    assert [piece.upload for piece in desk.rivals(BOUNDARY)] == [ONE, TWO]
    assert desk.upload(BOUNDARY) == TWO


def test_the_boundary_somebody_chose_is_the_one_here_in_the_draft_and_in_the_verdict() -> None:
    desk = Desk().with_file(ONE, BOUNDARY).with_file(TWO, BOUNDARY)
    chosen = desk.used_as(desk.pieces[0].key, BOUNDARY)
    for found in (chosen, again(chosen), again(again(chosen))):
        assert found.upload(BOUNDARY) == found.application.boundary == ONE
        assert len(found.rivals(BOUNDARY)) == 1
        assert names(found) == ["一.geojson", "二.geojson"]


def test_choosing_another_file_keeps_what_was_changed_here_and_what_it_came_from() -> None:
    changed = Upload(name="边界（地图绘制）.geojson", data=b"3")
    desk = Desk().with_file(ONE, BOUNDARY).changed_here(BOUNDARY, changed).with_file(TWO, None)
    found = again(desk.used_as(desk.pieces[1].key, BOUNDARY))
    assert found.upload(BOUNDARY) == TWO
    assert names(found) == ["一.geojson", "二.geojson", "边界（地图绘制）.geojson"]


def test_every_file_that_came_is_listed_kept_and_says_why_it_is_not_judged() -> None:
    sent = [
        Upload(name=path.name, data=path.read_bytes())
        for path in (DEMO / "zone.geojson", DEMO / "claim.txt", DEMO / "bad" / "no_prj.zip")
    ]
    sent.append(Upload(name="批文.pdf", data=b"%PDF-1.7\n"))
    sent.append(Upload(name="空.geojson", data=b""))
    desk = Desk()
    guesses = {upload.name: recognise(upload) for upload in sent}
    for upload in sent:
        desk = with_guess(desk, upload, guesses[upload.name])
    desk = again(desk.used_as(desk.pieces[0].key, BOUNDARY))
    assert desk.zone.claim == (DEMO / "claim.txt").read_text(encoding="utf-8").strip()
    assert desk.upload(CLAIM) is not None
    told = {
        piece.upload.name: unused.why(piece, desk, guesses[piece.upload.name], "zh") for piece in desk.pieces
    }
    assert sorted(told) == ["claim.txt", "no_prj.zip", "zone.geojson", "批文.pdf", "空.geojson"]
    assert told["zone.geojson"] == told["claim.txt"] == ""
    assert "采用的是「zone.geojson」" in told["no_prj.zip"]
    assert "无法使用" in told["批文.pdf"]
    assert "无法使用" in told["空.geojson"]
    kept = [upload.name for upload in desk.application.kept.values()]
    assert sorted(kept) == ["claim.txt", "no_prj.zip", "批文.pdf", "空.geojson"]


def test_a_draft_is_not_named_after_its_file() -> None:
    assert Desk().with_file(ONE, BOUNDARY).application.zone.name == ""


def test_files_kept_aside_come_back_in_the_order_they_came() -> None:
    kept = {f"aside/{number}": Upload(name=f"{number}.pdf", data=b"%PDF") for number in range(1, 13)}
    desk = desk_of(Application(zone=Zone(name=""), kept=kept))
    assert [piece.upload.name for piece in desk.pieces] == [f"{number}.pdf" for number in range(1, 13)]
    assert list(desk.application.kept) == list(kept)


@pytest.mark.parametrize(("name", "part"), [("aside/boundary/1", BOUNDARY), ("aside/1", None)])
def test_a_file_kept_aside_remembers_what_it_was_a_question_of(name: str, part: str | None) -> None:
    desk = desk_of(Application(zone=Zone(name=""), kept={name: ONE}))
    assert [piece.part for piece in desk.pieces] == [part]


def test_a_boundary_half_drawn_is_kept_with_the_draft_and_never_handed_in() -> None:
    assert Desk().empty
    desk = sketch.kept(Desk(), DRAWN)
    assert not desk.empty
    found = again(desk)
    state = sketch.left(found)
    assert state is not None
    assert state["drawing"]["ring"] == [[120.4, 31.3], [120.5, 31.3]]
    assert sketch.counts(state) == (0, 2)
    assert dict(found.application.kept) == {}
    # it corrects the boundary it was begun on, and no other
    assert sketch.left(found.with_file(ONE, BOUNDARY)) is None
    assert sketch.kept(found, "").sketch is None


@pytest.mark.parametrize(
    "state",
    [
        "x",
        "[]",
        '{"pieces": [{"key": 1}]}',
        '{"pieces": [], "drawing": {"ring": [[1, "a"]]}}',
        '{"pieces": [{"key": "n1", "name": "a", "rings": [[[1, 2, 3]]]}]}',
    ],
)
def test_what_is_no_drawing_is_not_kept(state: str) -> None:
    assert sketch.understood(state) is None
    assert sketch.kept(Desk(), state).empty


def test_the_outlines_of_the_same_land_are_drawn_too() -> None:
    # nothing parts them, and land of which one has nothing there is drawn alone
    square, nothing = shapely.box(120, 31.3, 120.001, 31.301), shapely.Polygon()
    same = apart(square, square)
    drawn = outlines([square, square], same)
    assert drawn["before"] == drawn["after"] != ""
    assert paths(nothing, square)["before"] == ""
