"""Rings put together from what each land reaches: the same as measured at once, and kept over a restart."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import shapely

from geo.measure import coverage
from geo.ui import derived, register_view, ring_work
from geo.ui.shelf import Shelf


@dataclass
class Piece:
    id: str
    geometry: shapely.Geometry | None


# A dent a kilometre deep, two lands whose rings meet, two parts far from each other, and nothing.
DENTED = shapely.Polygon(
    [
        (118.70, 32.00),
        (118.73, 32.00),
        (118.73, 32.02),
        (118.7152, 32.005),
        (118.7148, 32.02),
        (118.70, 32.02),
    ]
)
FAR = shapely.MultiPolygon([shapely.box(119, 33, 119.01, 33.01), shapely.box(119.5, 33, 119.51, 33.01)])
PIECES = [
    Piece("a", DENTED),
    Piece("b", shapely.box(118.75, 32.00, 118.76, 32.01)),
    Piece("c", FAR),
    Piece("d", shapely.Polygon()),
]


@pytest.fixture(autouse=True)
def anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def fresh() -> None:
        monkeypatch.setattr(ring_work, "RINGS", Shelf(10**9, lambda _: 1))
        monkeypatch.setattr(ring_work, "REACHES", Shelf(10**9, lambda _: 1))

    fresh()
    monkeypatch.setattr(register_view, "opened", lambda: SimpleNamespace(folder=tmp_path))
    return fresh


@pytest.mark.parametrize("distance_m", [0.0, 1000.0, 3000.0])
def test_a_set_put_together_is_the_ring_measured_at_once_to_the_last_digit(distance_m: float) -> None:
    for pieces in (PIECES[:2], PIECES, PIECES[1:3], PIECES[3:], []):
        whole = coverage.rings([piece.geometry for piece in pieces], [distance_m]).geometry[0]
        assert ring_work.ring("now", pieces, distance_m).wkb == whole.wkb


def test_no_land_is_measured_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    whole = coverage.reaches

    def counted(lands: list[shapely.Geometry], distance_m: float) -> list[np.ndarray]:
        asked.append(len(lands))
        return whole(lands, distance_m)

    monkeypatch.setattr(coverage, "reaches", counted)
    for pieces in (PIECES[:2], PIECES[1:], PIECES[:3], PIECES[:2]):
        ring_work.ring("now", pieces, 1000.0)
    assert asked == [2, 2]
    ring_work.ring("later", PIECES[:1], 1000.0)  # the register has changed: the id may name other land
    assert asked == [2, 2, 1]


def test_what_took_long_outlives_the_process(
    anew: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ring_work.ring("now", PIECES[:2], 1000.0)
    assert not (tmp_path / derived.FOLDER).exists()  # measured in no time
    anew()
    monkeypatch.setattr(ring_work, "KEPT_FROM_S", 0.0)
    ring_work.ring("now", PIECES[:2], 1000.0)
    [file] = (tmp_path / derived.FOLDER).iterdir()
    anew()
    monkeypatch.setattr(coverage, "reaches", lambda *_: pytest.fail("measured again"))
    assert ring_work.ring("another day", PIECES[:2], 1000.0).wkb == first.wkb
    for other in (PIECES[:1], [PIECES[1], PIECES[0]]):
        with pytest.raises(pytest.fail.Exception):
            ring_work.ring("another day", other, 1000.0)
    monkeypatch.undo()
    whole = file.read_bytes()
    for damaged in (whole[:-9], whole[:40] + b"x" + whole[41:], b""):
        file.write_bytes(damaged)
        assert derived.ring(tmp_path, file.name.split("-")[1]) is None


def test_no_more_is_kept_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    square = shapely.box(0, 0, 1, 1)
    monkeypatch.setattr(derived, "MOST_RING_BYTES", 2 * (32 + len(square.wkb)))
    for age, key in enumerate(("first", "second")):
        derived.keep_ring(tmp_path, key, square)
        os.utime(tmp_path / derived.FOLDER / f"ring-{key}-{derived.VERSION}.wkb", (age, age))
    assert derived.ring(tmp_path, "first") == square  # used a moment ago: now the second is the oldest
    derived.keep_ring(tmp_path, "third", square)
    found = [derived.ring(tmp_path, key) == square for key in ("first", "second", "third")]
    assert found == [True, False, True]
