"""The command follows the settings of the register the environment names, as the pages do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.registry import LOCAL, open_register, settings
from geo.resources import demo

ZONE = demo() / "zone_4490.gpkg"


def test_the_settings_of_the_register_count_for_the_command(
    sizhi: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = open_register(tmp_path / "register", create=True)
    settings.change(register, LOCAL, {"map_number": "JS-2026-99", "accuracy_gis_export": "1.5"})
    register.close()
    before = sizhi("assess", ZONE, "--city", "苏州", "--json", "-").document  # type: ignore[attr-defined]
    monkeypatch.setenv("SIZHI_DATA", str(tmp_path / "register"))
    target = tmp_path / "map.html"
    after = sizhi("assess", ZONE, "--city", "苏州", "--json", "-", "--map", target).document  # type: ignore[attr-defined]
    assert before["options"]["adopted_accuracy_m"] == 0.5
    assert after["options"]["adopted_accuracy_m"] == 1.5
    assert after["options"]["accuracy_defaults"] == {"gis_export": 1.5}
    assert after["digest"] != before["digest"]
    assert "JS-2026-99" in target.read_text(encoding="utf-8")


def test_a_folder_without_a_register_is_no_reason_to_stop(
    sizhi: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIZHI_DATA", str(tmp_path))
    ran = sizhi("assess", ZONE, "--city", "苏州", "--json", "-")
    assert ran.document["options"]["adopted_accuracy_m"] == 0.5  # type: ignore[attr-defined]
    assert not list(tmp_path.iterdir())
