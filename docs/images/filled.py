"""A register for the pictures: demonstration applications in every stage, layers, people, an approved zone.

Everything in it is made up and says so in its name.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from geo.assess import assess, demo_application
from geo.model.application import Upload
from geo.registry import LOCAL, Action, Person, Role, open_register, reading
from geo.registry.decisions import decide
from geo.registry.layers import add_layer
from geo.registry.people import grant
from geo.registry.seed import seed
from geo.registry.submissions import save_draft, submit
from geo.resources import demo

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model.application import Application
    from geo.registry import Register

ANNA = Person(id="https://login.example|anna", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="https://login.example|rui", roles=frozenset({Role.REVIEWER}))
OU = Person(id="https://login.example|ou", roles=frozenset({Role.AUTHORITY}))
NAMES = {ANNA.id: "安之远（演示）", RUI.id: "芮文（演示）", OU.id: "欧阳平（演示）"}
PASSED = ((RUI, Action.TAKE_UP, None), (RUI, Action.PASS, "各项空间要求符合，同意公示。"))
APPROVED = (*PASSED, (OU, Action.APPROVE, "批复同意。"))
CHANGES = ("将中心东侧边界调整到示例紫藤路。", "补充示例二号基地的边界。")


def filled(folder: Path) -> dict[str, str]:
    """Fill an empty data folder; the ids the pictures speak of, by name."""
    register = open_register(folder, create=True)
    try:
        seed(register, LOCAL)
        for person in (ANNA, RUI, OU):
            for role in person.roles:
                grant(register, LOCAL, person.id, role, name=NAMES[person.id])
        _layers(register)
        return _applications(register)
    finally:
        register.close()


def _layers(register: Register) -> None:
    told = "演示数据（虚构）"
    for kind, file, name, vintage in (
        ("parks", "parks.gpkg", "演示园区", "2018"),
        ("parks", "parks.gpkg", "演示园区", "2024-06"),
        ("lines", "lines.gpkg", "演示道路河流", "2024"),
    ):
        upload = Upload(name=file, data=demo() / file)
        add_layer(register, LOCAL, upload, kind=kind, name=name, told=(vintage, told))


def _applications(register: Register) -> dict[str, str]:
    first = _hand_in(register, ANNA, _named("演示一号集聚区", earlier=True))
    _go(register, first, *APPROVED)
    zone = reading.entry(register, RUI, first).zone_id
    wider = _hand_in(register, ANNA, _named("演示一号集聚区"), zone_id=zone)
    _go(register, wider, *APPROVED)
    again = _hand_in(register, ANNA, _named("演示二号集聚区", earlier=True))
    reason = "边界与四至描述不一致，且缺少一处基地。"
    _go(register, again, (RUI, Action.TAKE_UP, None), (RUI, Action.RETURN, reason), changes=CHANGES)
    _hand_in(register, ANNA, _named("演示二号集聚区"), again=again)
    _go(register, again, (RUI, Action.TAKE_UP, None))
    _hand_in(register, ANNA, _named("演示三号集聚区"))
    _go(register, _hand_in(register, ANNA, _named("演示四号集聚区")), *PASSED)
    mine = _hand_in(register, LOCAL, _named("演示五号集聚区", earlier=True))
    _go(register, mine, (RUI, Action.TAKE_UP, None), (RUI, Action.RETURN, reason), changes=CHANGES)
    draft = save_draft(register, LOCAL, _named("演示六号集聚区"))
    return {"zone": str(zone), "review": again, "returned": mine, "draft": draft.seen.id}


def _named(name: str, *, earlier: bool = False) -> Application:
    application = demo_application()
    zone = replace(application.zone, id=None, name=name)
    return replace(application, zone=zone, boundary=_earlier() if earlier else application.boundary)


@cache
def _earlier() -> Upload:
    """The demonstration zone as it might have been sent first: a smaller centre, a base missing."""
    data = json.loads((demo() / "zone.geojson").read_text(encoding="utf-8"))
    del data["features"][-1]
    for feature in data["features"]:
        if feature["properties"]["角色"] == "中心":
            _draw_in(feature["geometry"])
    return Upload(name="zone.geojson", data=json.dumps(data, ensure_ascii=False).encode())


def _draw_in(geometry: dict[str, Any]) -> None:
    """Move the eastern half of an outline a third of the way to its middle."""
    rings = geometry["coordinates"] if geometry["type"] == "Polygon" else geometry["coordinates"][0]
    easts = [point[0] for point in rings[0]]
    middle = (min(easts) + max(easts)) / 2
    for point in rings[0]:
        point[0] -= max(0.0, point[0] - middle) / 3


def _hand_in(
    register: Register,
    person: Person,
    application: Application,
    *,
    zone_id: str | None = None,
    again: str | None = None,
) -> str:
    case = assess(application)
    seen = None if again is None else reading.entry(register, person, again).seen
    return submit(register, person, application, case, seen=seen, zone_id=zone_id).seen.id


def _go(
    register: Register,
    application: str,
    *steps: tuple[Person, Action, str | None],
    changes: tuple[str, ...] = (),
) -> None:
    for person, action, reason in steps:
        seen = reading.entry(register, person, application).seen
        listed = changes if action is Action.RETURN else ()
        decide(register, person, seen, action, reason=reason, changes=listed)
