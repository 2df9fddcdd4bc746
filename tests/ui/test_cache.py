"""One key per application: whatever differs in bytes, names or options has another."""

import dataclasses
import json

from geo import intake
from geo.model.application import Application, Options, Upload
from geo.model.zone import Role, Zone
from geo.ui import cache
from geo.ui.cache import key_of

REMARK = "示例" * 500_000
"""A million characters, two bytes each."""
GIVEN = Application(zone=Zone(name="甲"), boundary=Upload(name="a.geojson", data=b"1"))


def test_equal_applications_share_a_key() -> None:
    again = Application(zone=Zone(name="甲"), boundary=Upload(name="a.geojson", data=b"1"))
    assert key_of(GIVEN) == key_of(again)


def test_any_difference_makes_another_key() -> None:
    others = [
        dataclasses.replace(GIVEN, zone=Zone(name="乙")),
        dataclasses.replace(GIVEN, boundary=Upload(name="a.geojson", data=b"2")),
        dataclasses.replace(GIVEN, boundary=Upload(name="b.geojson", data=b"1")),
        dataclasses.replace(GIVEN, layers={"parks": Upload(name="p", data=b"1")}),
        dataclasses.replace(GIVEN, layers={"lines": Upload(name="p", data=b"1")}),
        dataclasses.replace(GIVEN, options=Options(crs="EPSG:4528")),
        dataclasses.replace(GIVEN, options=Options(roles={"1": Role.CORE})),
        dataclasses.replace(GIVEN, options=Options(checklist={"operator": True})),
    ]
    keys = {key_of(item) for item in (GIVEN, *others)}
    assert len(keys) == len(others) + 1


def test_a_reading_weighs_what_its_file_says_too() -> None:
    ring = [[120.6, 31.3], [120.61, 31.3], [120.61, 31.31], [120.6, 31.3]]
    weights = []
    for remark in ("", REMARK):
        shape = {"type": "Polygon", "coordinates": [ring]}
        feature = {"type": "Feature", "properties": {"remark": remark}, "geometry": shape}
        data = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
        weights.append(cache.READ.weigh(intake.read(data, name="a.geojson", layer=None)))
    assert weights[1] - weights[0] >= 2 * len(REMARK)
