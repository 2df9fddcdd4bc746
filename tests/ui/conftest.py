import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


import pytest
from an_office import ANNA, AUTHORITY, REVIEWER, SECOND, Office
from streamlit.components.v2 import manifest_scanner

from geo.registry import Register, open_register
from geo.registry.people import met


@pytest.fixture(scope="session", autouse=True)
def components_looked_for_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself at each run of a page; it says the same."""
    with pytest.MonkeyPatch.context() as patch:
        look = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", look)
        yield


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for what they work out, however busy the machine."""
    monkeypatch.setattr("geo.ui.later.AT_ONCE_S", 60.0)


@pytest.fixture(scope="module")
def office_register() -> Iterator[Register]:
    with tempfile.TemporaryDirectory() as folder:
        found = open_register(folder, create=True)
        for person, name in (
            (ANNA, "安之远"),
            (REVIEWER, "芮评审"),
            (SECOND, "隋评审"),
            (AUTHORITY, "欧处长"),
        ):
            met(found, person.id, name)
        yield found
        found.close()


@pytest.fixture
def office(office_register: Register, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(office_register, monkeypatch)
