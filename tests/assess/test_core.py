"""A file that marks no core: what it holds is told, and what sounds like a core is offered, not taken."""

import json

import pytest

from geo import words
from geo.assess import assess
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.model.zone import Zone


def _named(*names: str) -> Case:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[x, 31.3], [x + 0.001, 31.3], [x + 0.001, 31.301], [x, 31.301], [x, 31.3]],
                ],
            },
        }
        for name, x in zip(names, (120.56, 120.57, 120.58), strict=False)
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
    zone = Zone(name="示例集聚区", city="苏州市", demo=True)
    case = assess(Application(zone=zone, boundary=Upload(name="named.geojson", data=data)))
    assert isinstance(case, Case)
    return case


@pytest.mark.parametrize(("lang", "listed"), [("zh", "核心区、创新中心"), ("en", "核心区, 创新中心")])
def test_a_name_that_sounds_like_a_core_is_offered(lang: str, listed: str) -> None:
    case = _named("核心区", "创新中心")
    assert [part.role for part in case.assessment.parts] == [None, None]
    (issue,) = [issue for issue in case.assessment.issues if issue.code == "roles.no_core"]
    assert listed in words.issue_message(issue, lang)
    assert "--core 1" in words.issue_message(issue, lang, command=True)
    assert "--core" in words.issue_action(issue, lang, command=True)
    # a page has buttons: it speaks of no command
    assert not {"-", "⟦", "⟧"} & {*words.issue_message(issue, lang), *words.issue_action(issue, lang)}


def test_other_names_are_only_listed() -> None:
    (issue,) = [i for i in _named("甲", "乙").assessment.issues if i.code == "roles.no_core"]
    assert words.issue_message(issue, "zh") == "没有标注核心区。文件中有：甲、乙。"
