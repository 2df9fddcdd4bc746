import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


import pytest


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for what they work out, however busy the machine."""
    monkeypatch.setattr("geo.ui.later.AT_ONCE_S", 60.0)
