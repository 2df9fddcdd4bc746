"""Settings: one place, every change with who and what it was, the environment above all, no key anywhere."""

import json
import stat
from pathlib import Path

import pytest

from geo.errors import UsageError
from geo.measure.uncertainty import VERTEX_ACCURACY_M
from geo.model.settings import Settings
from geo.registry import Register, exchange, keys, settings, verify
from geo.registry.backup import backup
from geo.registry.problems import AccessError, ConflictError
from geo.registry.schema import audit
from tests.registry.conftest import ADMIN, ANNA, AUTHORITY, REVIEWER

KEY = "0f3c9a7b55d1e8426c0b9d7f3a1e5c88"


def by_name(register: Register, environ: dict[str, str] | None = None) -> dict[str, settings.Shown]:
    return {item.name: item for item in settings.shown(register, environ or {})}


def test_a_new_register_has_the_programmes_own(embedded: Register) -> None:
    assert settings.in_force(embedded, {}) == Settings()
    assert {item.origin for item in settings.shown(embedded, {})} == {"default"}


def test_a_change_is_in_force_and_says_who_when_before_and_after(register: Register) -> None:
    settings.change(register, ADMIN, {"map_number": "苏S(2026)1号", "accuracy_survey": "0.10"})
    settings.change(register, ADMIN, {"map_number": " 苏S(2026)2号 ", "accuracy_survey": "0.1"})
    found = settings.in_force(register, {})
    assert (found.map_number, dict(found.accuracy)) == ("苏S(2026)2号", {"survey": 0.1})
    last, *_ = settings.history(register, ADMIN)
    assert (last.name, last.before, last.value, last.changed_by) == (
        "map_number", "苏S(2026)1号", "苏S(2026)2号", "adm",
    )  # fmt: skip
    # 0.1 and 0.10 are one value: nothing changed, nothing is written
    assert [item.name for item in settings.history(register, ADMIN)].count("accuracy_survey") == 1
    with register.reading() as connection:
        lines = connection.execute(audit.select().where(audit.c.entity == "settings")).mappings().all()
    assert [(line["actor"], line["action"]) for line in lines] == [("adm", "change_settings")] * 3
    assert verify(register).clean


def test_going_back_to_the_default_is_a_change_too(embedded: Register) -> None:
    settings.change(embedded, ADMIN, {"pack": "jiangsu-modern-services-2010-illustrative"})
    assert settings.in_force(embedded, {}).pack == "jiangsu-modern-services-2010-illustrative"
    settings.change(embedded, ADMIN, {"pack": ""})
    assert settings.in_force(embedded, {}).pack == Settings().pack
    # the programme's own, said outright, is the default as well
    survey = f"{VERTEX_ACCURACY_M['survey'].sigma_m}"
    assert settings.change(embedded, ADMIN, {"accuracy_survey": survey}) == ()


def test_the_environment_wins_and_is_shown_as_such(embedded: Register) -> None:
    settings.change(embedded, ADMIN, {"map_number": "甲", "lang": "en"})
    environ = {"SIZHI_MAP_NUMBER": "乙", "SIZHI_LANG": "fr", "SIZHI_TIANDITU_KEY": KEY}
    found = settings.in_force(embedded, environ)
    assert (found.map_number, found.lang, found.tianditu_key) == ("乙", "en", KEY)
    shown = by_name(embedded, environ)
    assert (shown["map_number"].origin, shown["map_number"].value) == ("environment", "乙")
    assert (shown["lang"].origin, shown["lang"].refused) == ("register", True)
    assert (shown["tianditu_key"].origin, shown["tianditu_key"].value) == ("environment", "…5c88")


def test_whoever_comes_second_is_told(register: Register) -> None:
    seen = {name: item.revision for name, item in by_name(register).items()}
    settings.change(register, ADMIN, {"map_number": "甲"}, seen=seen)
    with pytest.raises(ConflictError, match=r"settings\.conflict"):
        settings.change(register, ADMIN, {"map_number": "乙", "lang": "en"}, seen=seen)
    found = settings.in_force(register, {})
    assert (found.map_number, found.lang) == ("甲", "zh")


def test_everything_wrong_is_told_at_once_and_nothing_is_set(embedded: Register) -> None:
    wrong = {
        "map_source": "长" * 201,
        "base_map": "google",
        "tianditu_key": "a key",
        "accuracy_survey": "-1",
        "accuracy_drawing": "nan",
        "pack": "none-such",
        "lang": "fr",
        "nothing": "x",
    }
    assert [problem.code for problem in settings.problems_of(wrong)] == [
        "settings.too_long",
        "settings.no_choice",
        "settings.no_key",
        "settings.no_metres",
        "settings.no_metres",
        "settings.no_choice",
        "settings.no_choice",
        "settings.unknown",
    ]
    with pytest.raises(UsageError):
        settings.change(embedded, ADMIN, {"map_number": "甲", **wrong})
    assert settings.in_force(embedded, {}) == Settings()


@pytest.mark.parametrize("person", [ANNA, REVIEWER, AUTHORITY])
def test_only_an_administrator_changes_and_looks_back(embedded: Register, person: object) -> None:
    with pytest.raises(AccessError):
        settings.change(embedded, person, {"map_number": "甲"})  # type: ignore[arg-type]
    with pytest.raises(AccessError):
        settings.history(embedded, person)  # type: ignore[arg-type]


def test_a_key_lies_in_its_own_file_and_nowhere_else(embedded: Register, folder: Path) -> None:
    settings.change(embedded, ADMIN, {"tianditu_key": KEY})
    assert settings.in_force(embedded, {}).tianditu_key == KEY
    assert stat.S_IMODE((embedded.folder / keys.FILE).stat().st_mode) == 0o600
    assert KEY not in repr(settings.in_force(embedded, {}))
    assert by_name(embedded)["tianditu_key"].value == "…5c88"
    assert settings.history(embedded, ADMIN)[0].value == "…5c88"
    out = folder.parent / "out.gpkg"
    exchange.export(embedded, ADMIN, out)
    copy = folder.parent / "copy"
    backup(embedded, ADMIN, copy)
    held = [path for path in (out, *folder.parent.rglob("*")) if path.is_file()]
    assert [path.name for path in held if KEY.encode() in path.read_bytes()] == [keys.FILE]
    other = KEY[::-1]
    settings.change(embedded, ADMIN, {"tianditu_key": other})
    assert list(json.loads((embedded.folder / keys.FILE).read_text()).values()) == [other]
    settings.change(embedded, ADMIN, {"tianditu_key": None})
    assert json.loads((embedded.folder / keys.FILE).read_text()) == {}
    assert settings.in_force(embedded, {}).tianditu_key is None
