"""The register as everybody sees it: read anew when that changes, and not for what shows nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.assess import demo_application
from geo.model.zone import Level, Zone
from geo.registry import LOCAL, Register, open_register, submissions
from geo.registry.problems import StoreError
from geo.registry.zones import add_zone
from geo.ui import register_view


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    opened = open_register(tmp_path, create=True)
    monkeypatch.setattr(register_view, "opened", lambda: opened)
    yield opened
    opened.close()


def test_a_draft_shows_nothing_and_a_zone_does(register: Register) -> None:
    before = register_view.snapshot()
    assert (before.rows, register_view.snapshot()) == ((), before)
    submissions.save_draft(register, LOCAL, demo_application())
    assert register_view.snapshot() is before
    add_zone(register, LOCAL, Zone(id="a", name="甲", level=Level.PROVINCIAL, city="苏州"))
    after = register_view.snapshot()
    assert [(row.name, row.bounded, row.layout) for row in after.rows] == [("甲", False, "unbounded")]


def test_a_database_server_without_a_data_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed in would lie in a temporary folder and go with the process."""
    monkeypatch.delenv(register_view.FOLDER, raising=False)
    monkeypatch.setenv(register_view.DATABASE, "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreError, match="folder_needed"):
        register_view.opened.__wrapped__()
