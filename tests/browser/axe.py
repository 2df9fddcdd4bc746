"""The accessibility check of axe-core, when it is there: npm install --prefix out/axe axe-core@4.14.1."""

from pathlib import Path

import pytest
from driving import ROOT
from playwright.sync_api import Page

SCRIPT = ROOT / "out" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}


def script(path: Path = SCRIPT) -> str:
    if not path.exists():
        pytest.skip("axe-core is not here: npm install --prefix out/axe axe-core@4.14.1")
    return path.read_text(encoding="utf-8")


def grave(page: Page) -> list[str]:
    """Serious and critical findings on the page and on the maps in it."""
    code = script()
    for frame in page.frames:
        frame.evaluate(code)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
