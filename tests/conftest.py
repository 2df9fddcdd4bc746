"""Settings every room's tests share."""

from hypothesis import settings

# The same examples in every run: a suite that guards a submission must not fail by chance. To look for
# new ones, run with --hypothesis-profile=search.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile("suite")
