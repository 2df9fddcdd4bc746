"""Told before an approval is confirmed: since when the notice is open, and which zone gets the land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import text
from geo.ui import tied
from geo.ui.review import told

if TYPE_CHECKING:
    from geo.ui.review.held import Held


def notes(held: Held, lang: str) -> list[str]:
    """Since when the notice is open; which zone gets this land, and what of it stays as registered."""
    return [*_notice(held, lang), *_zone(held, lang)]


def differences(held: Held, lang: str) -> list[str]:
    """What the application says else than the register of the zone it is about."""
    entry, known = held.entry, held.zone
    return [] if known is None else tied.differences(entry.name, entry.level, entry.city, known, lang=lang)


def _notice(held: Held, lang: str) -> list[str]:
    from geo.registry.stages import Stage

    begun = [
        step.decided_at
        for step in held.history
        if step.to_stage is Stage.NOTICE and step.from_stage is not Stage.NOTICE
    ]
    if not begun:
        return []
    days = int(told.seconds_since(begun[-1]) // told.DAY)
    return [text("ui.tied.notice", lang, at=told.moment(begun[-1], lang), days=days)]


def _zone(held: Held, lang: str) -> list[str]:
    if held.zone is None:
        level = text(f"level.{held.entry.level}", lang)
        return [text("ui.tied.gets_new", lang, name=held.entry.name, level=level)]
    return [text("ui.tied.gets", lang, zone=tied.called(held.zone, lang)), *differences(held, lang)]
