"""The same answer a year later, or what changed and why."""

import copy
import dataclasses
import json
from pathlib import Path

import pytest

from geo.assess import assess, demo_application, replay
from geo.errors import UsageError
from geo.model.application import Upload
from geo.model.case import Case
from geo.report.document import document
from geo.resources import demo
from geo.rules.pack import PACKS

NAMES = (
    *("zone.geojson", "parks.gpkg", "lines.gpkg"),
    *("buildings.xlsx", "institutions.xlsx", "known_zones.gpkg"),
)
FILES = [Upload(name=name, data=demo() / name) for name in NAMES]


@pytest.fixture(scope="module")
def recorded() -> dict:
    case = assess(demo_application())
    assert isinstance(case, Case)
    return json.loads(json.dumps(document(case, "en")))


def test_the_same_bytes_give_the_same_digest(recorded: dict) -> None:
    found = replay(recorded, FILES)
    assert found.same
    assert found.differences == ()
    assert found.causes == ()


def test_a_changed_number_is_named_with_both_values(recorded: dict) -> None:
    forged = copy.deepcopy(recorded)
    forged["measurements"]["core_land_area_m2"]["value"] += 1
    forged["digest"] = "0" * 64
    found = replay(forged, FILES)
    assert not found.same
    assert [item.path for item in found.differences] == ["measurements.core_land_area_m2.value"]
    assert [cause for cause, _ in found.causes] == ["unexplained"]


def test_another_version_is_given_as_the_cause(recorded: dict) -> None:
    older = copy.deepcopy(recorded)
    older["engine"]["shapely"] = "2.0.0"
    older["digest"] = "0" * 64
    causes = replay(older, FILES).causes
    assert [(cause, params["before"]) for cause, params in causes] == [("version", "2.0.0")]


def test_other_bytes_are_not_taken_for_the_original(recorded: dict) -> None:
    swapped = [Upload(name="zone.geojson", data=b"{}"), *FILES[1:]]
    with pytest.raises(UsageError, match=r"zone\.geojson"):
        replay(recorded, swapped)


def test_what_is_no_assessment_is_refused() -> None:
    with pytest.raises(UsageError, match="not_an_assessment"):
        replay({"type": "FeatureCollection"}, FILES)


def test_a_pack_from_a_file_is_found_among_the_files(tmp_path: Path) -> None:
    shipped = (PACKS / "jiangsu-2024-draft.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(shipped.replace('id = "jiangsu-2024-draft"', 'id = "own-draft"'), encoding="utf-8")
    application = demo_application()
    options = dataclasses.replace(application.options, pack=str(own))
    case = assess(dataclasses.replace(application, options=options))
    assert isinstance(case, Case)
    recorded = json.loads(json.dumps(document(case)))
    assert replay(recorded, [*FILES, Upload(name="own.toml", data=own)]).same
    with pytest.raises(UsageError, match="missing_pack"):
        replay(recorded, FILES)


def test_another_wording_does_not_touch_the_digest(monkeypatch: pytest.MonkeyPatch, recorded: dict) -> None:
    shown = {"zh": "别的说法", "en": "other words"}
    monkeypatch.setattr("geo.rules.say.measure", lambda name: {**shown, "code": name})
    monkeypatch.setattr("geo.rules.kinds.say.measure", lambda name: {**shown, "code": name})
    found = replay(recorded, FILES)
    assert found.same
    assert found.differences == ()
