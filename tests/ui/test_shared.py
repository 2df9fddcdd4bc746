"""What all sessions share: every cache by name, and nothing of one person in any of them."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import affinity

from geo.assess import assess, demo_application
from geo.model.case import Case
from geo.registry import LOCAL, Action, Person, Register, Role, open_register, reading, submissions
from geo.registry.access import SERVICE
from geo.registry.decisions import decide
from geo.registry.zones import add_footprint, add_zone, zone_footprint, zones_of
from geo.ui import register_view, zone_land, zone_view

UI = Path(register_view.__file__).parent
SHARED = {
    "cache.warm": "nothing is kept: libraries are loaded",
    "cache._recognised": "every byte of the file, and its name",
    "cache._ledger_grid": "every byte of the file, its name, what it is, and the city",
    "data.health._granted": "nothing of anybody: what protects this machine",
    "data.held._map_page": "every byte of the file, how it is to be read, the settings",
    "data.held._read": "every byte of the file, and how it is to be read",
    "register_view.opened": "one register a process; every reading names its person",
    "register_view._layer": "the layer; layers are everybody's",
    "swipe_view._map_page": "both versions, which the person was allowed to read a moment before; settings",
    "review.held._replayed": "the submission and the engine; the right to the files is asked before each use",
    "review.nearby._found": "the submission, its version, and the person: each has their own neighbourhood",
    "zone_view._story": "moment of the public register, and the zone; read as the public",
    "zone_land._application": "moment of the public register, and the zone",
    "zone_land._land": "moment of the public register, its public layers, and the zone; read as the public",
}
"""Every cache the pages share, and what its key holds. Whoever adds one says so here, and asks: could a
value hold what only one person may see?"""
ASKED = {"review.held._replayed", "review.nearby._found"}
"""Those that read with the rights of a person: the person is in the key, or asked for before each use."""
SHELVES = {
    "coverage_view.PARTS": "moment of the public register, and the zones",
    "ring_work.RINGS": "moment of the public register, the land, the distance",
    "ring_work.REACHES": "moment of the public register, the land, the distance",
    "coverage_work._FOUND": "moment of the public register, its layers, land, distances, places on trial",
    "indicators._FOUND": "the values of the cities or counties, and which zones with how much land",
    "cache.READ": "every byte of the file, its name and the layer",
    "cache.ASSESSED": "every byte of every file and every option",
    "map_pages.MAPS": "the key of the application, or where the browser keeps a drawing; settings, language",
    "live_map.BLOCKS": "moment of the public register, or the layer",
    "live_map.DOCUMENTS": "title, language, settings of the publisher",
    "map_data.made": "what is offered: documents, layers and blocks of the public register",
    "sight.SIGHTS": "moment of the public register, language, day, pages of the menu; read as the public",
    "register_view.LANDS": "moment of the public register",
    "register_view.SNAPSHOTS": "moment of the public register",
    "register_view._MOMENTS": "end of the trail",
}
"""The same of every `geo.ui.shelf.Shelf`."""
ONES_OWN = {"who", "person", "visitor", "LOCAL", "session_state", "user"}
"""Names that speak of one person: what they give must not go into a cache of all."""
HEAVY = {"desk", "seen", "case", "upload", "uploads", "reading"}
"""Names of what holds files or land."""
ANNA = Person(id="https://idp|anna", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="https://idp|rui", roles=frozenset({Role.REVIEWER}))
OU = Person(id="https://idp|ou", roles=frozenset({Role.AUTHORITY}))


def cached() -> dict[str, ast.FunctionDef]:
    found = {}
    for file in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "cache_" in ast.unparse(mark) for mark in node.decorator_list
            ):
                found[".".join([*file.relative_to(UI).with_suffix("").parts, node.name])] = node
    return found


def test_every_cache_is_known_and_speaks_of_nobody() -> None:
    found = cached()
    assert set(found) == set(SHARED)
    for name, function in found.items():
        named = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        named |= {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
        assert bool(named & ONES_OWN) is (name in ASKED), name
        # the other kind tells whoever starts the service that there is no runtime yet
        assert "cache_data" not in {
            ast.unparse(mark).partition("(")[0][3:] for mark in function.decorator_list
        }


def test_every_shelf_is_known() -> None:
    found = {
        f"{file.stem}.{ast.unparse(node.target).removeprefix('self.')}"
        for file in sorted(UI.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith("Shelf[")
    }
    assert found == set(SHELVES)


def test_no_page_acts_as_the_local_person_for_somebody_else() -> None:
    """Only `who` may give the local person; pages take whom they serve from there."""
    for file in sorted(UI.rglob("*.py")):
        names = {
            alias.name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert ("LOCAL" in names) is (file.name == "who.py"), file.name
        assert ("SERVICE" in names) is (file.name in {"register_view.py", "who.py"}), file.name


def test_no_button_is_given_what_weighs() -> None:
    """The framework keeps what a widget was given as long as the session, when the widget is long gone."""
    for file in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "args":
                parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                given = {ast.unparse(part).removeprefix("seen.") for part in parts}
                assert not given & HEAVY, (file.name, given)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """The demonstration land approved; the same zone again on notice; a draft, and one handed in."""
    opened = open_register(tmp_path_factory.mktemp("shared"), create=True)
    application = demo_application()
    case = assess(application)
    assert isinstance(case, Case)
    first = submissions.submit(opened, ANNA, application, case).seen
    for person, action in ((RUI, Action.TAKE_UP), (RUI, Action.PASS), (OU, Action.APPROVE)):
        now = reading.entry(opened, person, first.id).seen
        decide(opened, person, now, action, reason="只给评审人看的理由")
    [zone] = zones_of(opened).rows
    again = replace(application, zone=replace(application.zone, name="公示中的新边界"))
    second = submissions.submit(opened, ANNA, again, case, zone_id=zone.id).seen
    for action in (Action.TAKE_UP, Action.PASS):
        decide(opened, RUI, reading.entry(opened, RUI, second.id).seen, action, reason="只给评审人看的理由")
    decide(opened, OU, reading.entry(opened, OU, first.id).seen, Action.START)
    other = replace(application, zone=replace(application.zone, id=None, name="甲的秘密草稿"))
    submissions.save_draft(opened, ANNA, other)
    submissions.submit(opened, ANNA, replace(other, zone=replace(other.zone, name="甲的在审申报")), case)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _asked(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.ui.register_view.opened", lambda: register)


def test_what_the_pages_share_is_what_the_public_may_read(register: Register) -> None:
    held = register_view.snapshot()
    [row] = held.rows
    told = repr(held) + repr(zone_view.story(row, held.key))
    assert row.land_m2 == pytest.approx(63_327.8, abs=0.1)
    for secret in ("秘密草稿", "在审申报", "公示中的新边界", "评审人看的理由", ANNA.id, RUI.id):
        assert secret not in told


def test_two_zones_of_one_moment_each_have_their_own_land(register: Register) -> None:
    [zone] = zones_of(register).rows
    land = zone_footprint(register, zone.id)
    assert land is not None
    moved = land.set_geometry(land.geometry.map(lambda part: affinity.translate(part, xoff=0.05)))
    beside = add_zone(register, SERVICE, replace(demo_application().zone, id="beside", name="旁边"))
    add_footprint(register, LOCAL, beside, moved, source="测试", expected=1)
    held = register_view.snapshot()
    lands = [zone_land.application(row, held.key).boundary.data for row in held.rows]
    assert len(set(lands)) == 2
