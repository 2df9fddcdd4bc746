"""Settings every room's tests share."""

import pytest
from hypothesis import settings

# The same examples in every run: a suite that guards a submission must not fail by chance. To look for
# new ones, run with --hypothesis-profile=search.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile("suite")

OFTEN = ("properties", "corpus", "test_access.py", "test_verify.py", "test_everywhere.py")
"""Folders and files of tests that go over the same lines again and again."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines where thousands of examples run them: other tests count the same, much sooner."""
    for item in items:
        examples = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if examples or set(OFTEN) & set(item.path.parts):
            item.add_marker(pytest.mark.no_cover)
