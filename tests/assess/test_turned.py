"""The whole demonstration application, every ring begun elsewhere and drawn the other way round."""

import dataclasses
import json
from typing import Any

import pytest

from geo.assess import assess, demo_application
from geo.model.application import Upload
from geo.model.assessment import Assessment, canonical_json, plain
from geo.model.case import Case
from geo.resources import demo

ORIGINAL = json.loads((demo() / "zone.geojson").read_text(encoding="utf-8"))


def _turned(coordinates: Any, by: int) -> Any:
    """Rings are lists of points; whatever holds rings is walked down to them."""
    if isinstance(coordinates[0][0], list):
        return [_turned(inner, by) for inner in coordinates]
    points = coordinates[:-1]
    points = (points[by % len(points) :] + points[: by % len(points)])[::-1]
    return [*points, points[0]]


def _assessed(content: dict[str, Any]) -> Assessment:
    boundary = Upload(name="zone.geojson", data=json.dumps(content, ensure_ascii=False).encode())
    case = assess(dataclasses.replace(demo_application(), boundary=boundary))
    assert isinstance(case, Case)
    return case.assessment


@pytest.mark.parametrize("by", [1, 5])
def test_rings_begun_elsewhere_and_drawn_backwards_are_the_same_assessment(by: int) -> None:
    turned = json.loads(json.dumps(ORIGINAL))
    for feature in turned["features"]:
        feature["geometry"]["coordinates"] = _turned(feature["geometry"]["coordinates"], by)
    assert turned != ORIGINAL
    one, other = _assessed(ORIGINAL), _assessed(turned)
    assert one.source.sha256 != other.source.sha256
    for key in ("measurements", "areas", "ledgers", "overlaps", "four_boundaries", "findings", "sensitivity"):
        assert canonical_json(plain(getattr(one, key))) == canonical_json(plain(getattr(other, key))), key
    assert one.digest == other.digest
