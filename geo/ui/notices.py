"""What is on public notice: everybody may know name, city, level and stage before it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import places
from geo.i18n import text
from geo.model.clock import china
from geo.ui import register_view
from geo.ui.render import html

if TYPE_CHECKING:
    from geo.registry.records import Entry

MOST = 50
"""Told by name; of more the number only."""


def draw(lang: str) -> None:
    """List what is on notice; nothing where nothing is."""
    from geo.registry import PUBLIC
    from geo.registry.reading import applications_of
    from geo.registry.records import Query
    from geo.registry.stages import Stage

    found = applications_of(register_view.opened(), PUBLIC, Query(stage=Stage.NOTICE, size=MOST))
    if not found.total:
        return
    html(
        "notices.html.j2",
        title=text("ui.province.on_notice", lang, count=f"{found.total:,}"),
        lead=text("ui.province.on_notice_lead", lang),
        rows=[_told(row, lang) for row in found.rows],
        more=text("ui.province.on_notice_more", lang, count=found.total - MOST) if found.total > MOST else "",
    )


def _told(row: Entry, lang: str) -> dict[str, str]:
    about = [text(f"level.{row.level}", lang), places.label(row.city, lang) if row.city else ""]
    day = text("ui.province.on_notice_day", lang, day=china(row.changed_at).date().isoformat())
    return {"name": row.name, "about": " · ".join(part for part in (*about, day) if part)}
