"""People and their roles, as a tab of the data page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.ui import people_view

if TYPE_CHECKING:
    from geo.registry import Person, Register


def draw(_register: Register, person: Person, lang: str) -> None:
    """Everybody the register knows, with their roles."""
    people_view.draw(person, lang)
