"""Who asks: the one place where a page learns whom it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.registry.access import Person


def person() -> Person:
    """Somebody at this page: on a machine without logins the one local person, who holds every role."""
    from geo.registry.access import LOCAL

    return LOCAL
