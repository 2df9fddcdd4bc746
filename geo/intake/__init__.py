"""Files somebody sent: recognised by content, read in a fenced process, told about in full.

``read`` and ``read_features`` never raise for a bad file; ``warm`` starts the reader process early, so
that it is ready when the first file comes; ``protections`` says which fences this machine grants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.intake.door import MOST_BYTES, read, read_features
    from geo.intake.sandbox import protections

__all__ = ["MOST_BYTES", "protections", "read", "read_features", "warm"]


def warm() -> None:
    """Start the reader process without waiting for it: a tenth of a second's head start on the first file."""
    from geo.intake.sandbox import SANDBOX  # noqa: PLC0415 - the package itself stays free of imports

    SANDBOX.warm()


def __getattr__(name: str) -> Any:
    # The reader process imports this package too and must not load the client's half.
    if name in {"read", "read_features", "MOST_BYTES"}:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module("geo.intake.door"), name)
    if name == "protections":
        from geo.intake.sandbox import protections  # noqa: PLC0415

        return protections
    raise AttributeError(name)
