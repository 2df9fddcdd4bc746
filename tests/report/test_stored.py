"""A recorded assessment read back from its JSON says what it said, in both languages."""

import json
from functools import cache
from typing import Any

import pytest

from geo.assess import assess, demo_application
from geo.errors import UsageError
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.model.zone import Zone
from geo.report.document import assessment_document, document
from geo.report.stored import stored_assessment
from geo.resources import demo


@cache
def judged(name: str) -> Case:
    if name == "demo":
        application = demo_application()
    else:
        file = demo() / "bad" / name
        zone = Zone(name="试验区", city="苏州市")
        application = Application(zone=zone, boundary=Upload(name=name, data=file))
    case = assess(application)
    assert isinstance(case, Case)
    return case


def through_json(content: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(content))
    return read


@pytest.mark.parametrize("name", ["demo", "bow_tie.geojson", "gcj02.geojson"])
def test_nothing_is_lost_on_the_way_back(name: str) -> None:
    case = judged(name)
    chinese, english = (through_json(document(case, lang)) for lang in ("zh", "en"))
    again = stored_assessment(chinese)
    for lang, written in (("zh", chinese), ("en", english)):
        told = through_json(assessment_document(again, lang))
        assert [key for key in written if told[key] != written[key]] == ["digest"]


def test_a_pack_that_ships_no_more_keeps_the_words_of_the_record() -> None:
    written = through_json(document(judged("demo")))
    written["pack"]["sha256"] = "0" * 64
    again = stored_assessment(written)
    titles = [finding["title"] for finding in written["findings"]]
    assert [finding.title for finding in again.findings] == [{"zh": title} for title in titles]


def test_what_is_no_assessment_is_refused() -> None:
    with pytest.raises(UsageError):
        stored_assessment({"schema": "sizhi/assessment/1", "status": "refused"})
