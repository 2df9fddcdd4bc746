"""Settings every room's tests share."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

# The same examples in every run: a suite that guards a submission must not fail by chance. To look for
# new ones, run with --hypothesis-profile=search.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile("suite")

OFTEN = (
    "properties",
    "corpus",
    "test_access.py",
    "test_verify.py",
    "test_everywhere.py",
    "test_formats.py",
    "test_turned.py",
    "test_digest.py",
    "test_hostile_archives.py",
)
"""Folders and files of tests that go over the same lines again and again."""
ON_BOTH = ("test_exchange.py", "test_evidence.py", "test_way.py", "test_queue.py", "test_compare.py")
"""Files of tests that do the same on SQLite and on PostGIS: the lines are counted on SQLite."""
FIRST = (
    "tests/browser/",
    "tests/registry/",
    "tests/corpus/test_corpus.py",
    "tests/test_docs.py",
    "tests/ui/",
)
"""What takes longest is begun first, so that the workers end together."""
TOGETHER = FIRST[:2]
"""Folders whose tests share something dear, a browser or a PostGIS: one worker takes them whole."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines where thousands of examples run them: other tests count the same, much sooner."""
    for item in items:
        examples = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        store = getattr(getattr(item, "callspec", None), "params", {}).get("shelf")
        again = store == "postgis" and item.path.name in ON_BOTH
        if examples or again or set(OFTEN) & set(item.path.parts):
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: next((i for i, name in enumerate(FIRST) if item.nodeid.startswith(name)), 99))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """A file of tests is one worker's: what its tests share is made once, not once in every worker."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            whole = (folder for folder in TOGETHER if nodeid.startswith(folder))
            return next(whole, nodeid.partition("::")[0])

    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
