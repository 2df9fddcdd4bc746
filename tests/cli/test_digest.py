"""The digest: the same land is the same verdict, wherever its ring begins."""

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Ran

Sizhi = Callable[..., Ran]
SHELL = [[120.47, 31.36], [120.4712, 31.3601], [120.4711, 31.361], [120.4703, 31.3612]]


def _digest(sizhi: Sizhi, boundary: Path, *more: str) -> str:
    return sizhi("assess", boundary, "--city", "苏州", *more, "--json", "-").document["digest"]


def test_the_same_file_gives_the_same_digest(sizhi: Sizhi, geojson) -> None:
    boundary = geojson(("core", [*SHELL, SHELL[0]]))
    assert _digest(sizhi, boundary) == _digest(sizhi, boundary)


def test_the_language_does_not_matter(sizhi: Sizhi, geojson) -> None:
    boundary = geojson(("core", [*SHELL, SHELL[0]]))
    assert _digest(sizhi, boundary) == _digest(sizhi, boundary, "--lang", "en")


def test_another_first_vertex_and_the_other_winding_are_the_same_land(sizhi: Sizhi, geojson) -> None:
    first = _digest(sizhi, geojson(("core", [*SHELL, SHELL[0]])))
    turned = [*SHELL[2:], *SHELL[:2]]
    assert _digest(sizhi, geojson(("core", [*turned, turned[0]]))) == first
    back = SHELL[::-1]
    assert _digest(sizhi, geojson(("core", [*back, back[0]]))) == first


def test_moved_by_a_centimetre_it_is_other_land(sizhi: Sizhi, geojson) -> None:
    first = _digest(sizhi, geojson(("core", [*SHELL, SHELL[0]])))
    moved = [[SHELL[0][0] + 1e-7, SHELL[0][1]], *SHELL[1:]]
    assert _digest(sizhi, geojson(("core", [*moved, moved[0]]))) != first


def test_an_option_that_matters_changes_the_digest(sizhi: Sizhi, geojson) -> None:
    boundary = geojson(("core", [*SHELL, SHELL[0]]))
    assert _digest(sizhi, boundary) != _digest(sizhi, boundary, "--accuracy", "1")
