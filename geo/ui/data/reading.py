"""What was read from a supporting file: facts, coordinate system with evidence, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.assess.supporting import LEDGERS
from geo.crs.systems import names
from geo.i18n import text
from geo.ui import render
from geo.ui.data import held, told

if TYPE_CHECKING:
    from geo.assess.supporting import LayerRead
    from geo.model.application import Choice

ROWS = 20
COLUMNS = 8
LONGEST = 60
NAMED = 10
"""Rows without a geometry that are named."""


def facts(found: LayerRead, lang: str) -> None:
    """The file as it was understood."""
    source, declared, decision = found.reading.source, found.reading.declared, found.decision
    adopted = None if decision is None or not decision.settled else decision.adopted
    rows = [
        ("file", source.name),
        ("format", text(f"format.{source.format}", lang)),
        ("size", told.size(source.size)),
        ("encoding", source.encoding or ""),
        ("layer", source.layer or ""),
        ("declared", text("ui.data.read.nothing", lang) if declared is None else short(declared.text)),
        ("crs", system(adopted.crs, adopted.shift, lang) if adopted else ""),
        ("features", f"{len(found.reading.features):,}"),
        ("placed", f"{held.placed(found):,}"),
        ("columns", f"{len(found.reading.columns):,}"),
    ]
    render.html(
        "reading.html.j2",
        title=text("ui.data.read.title", lang),
        rows=[(text(f"ui.data.read.{key}", lang), value) for key, value in rows if value],
    )


def system(crs: str | None, shift: str | None, lang: str) -> str:
    """A coordinate system in words, and the offset that was taken off."""
    if not crs:
        return ""
    said = names(crs)[lang]
    return said if not shift else text("ui.data.read.shifted", lang, system=said, map=_map(shift, lang))


def choice(chosen: Choice, lang: str) -> str:
    """What a person decided, in words."""
    said = []
    if chosen.layer:
        said.append(text("ui.data.read.chosen_layer", lang, layer=chosen.layer))
    if chosen.crs:
        said.append(text("ui.data.read.chosen_crs", lang))
    if chosen.shift:
        said.append(text("ui.data.read.chosen_shift", lang, map=_map(chosen.shift, lang)))
    if chosen.approximate:
        said.append(text("ui.data.read.chosen_approximate", lang))
    return ("；" if lang == "zh" else "; ").join(said)


def _map(shift: str, lang: str) -> str:
    return text(f"ui.data.read.{shift}", lang)


def without_place(lang: str) -> None:
    """A table that names things and does not say where they are."""
    render.html(
        "notice.html.j2",
        tone="advisory",
        title=text("ui.data.read.no_place_title", lang),
        lines=[text("ui.data.read.no_place_text", lang)],
    )


def rows_without_place(found: LayerRead, kind: str, lang: str) -> None:
    """Name the rows that have no geometry beside others that have one: they count nowhere on the ground."""
    frame = found.frame
    if frame is None or kind in LEDGERS or not 0 < held.placed(found) < len(frame):
        return
    bare = frame[frame.geometry.isna()]
    rows = [
        text(
            "ui.data.read.bare_named" if name else "ui.data.read.bare_row",
            lang,
            row=int(row),
            name=short(name or ""),
        )
        for row, name in zip(bare["row"].head(NAMED), bare["name"].head(NAMED), strict=True)
    ]
    more = len(bare) - len(rows)
    key = f"ui.data.read.bare_{'more' if more else 'text'}"
    render.html(
        "notice.html.j2",
        tone="advisory",
        title=text("ui.data.read.bare_title", lang, count=len(bare)),
        lines=[text(key, lang, rows=rows, more=more)],
    )


def features(found: LayerRead, lang: str) -> None:
    """The first rows as they stand in the file."""
    columns = found.reading.columns[:COLUMNS]
    rows = [
        [feature.row, *(cell(feature.attributes.get(column)) for column in columns)]
        for feature in found.reading.features[:ROWS]
    ]
    total, left = len(found.reading.features), len(found.reading.columns) - len(columns)
    note = text("ui.data.read.rows_note", lang, shown=len(rows), total=total)
    if left > 0:
        note += text("ui.data.read.columns_note", lang, count=left)
    render.html(
        "table.html.j2",
        title=text("ui.data.read.rows", lang),
        heads=[text("ui.data.read.row", lang), *columns],
        right=[True, *(False for _ in columns)],
        rows=rows,
        note=note,
        empty=text("ui.data.read.no_rows", lang),
    )


def cell(value: Any) -> str:
    """A cell as text, cut where it is long.

    Examples
    --------
    >>> cell(None), cell(2.0), cell("甲" * 70)[-1]
    ('', '2', '…')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, float):
        return f"{value:,.10g}"
    return short(str(value))


def short(said: str) -> str:
    """A text of one line at most."""
    said = " ".join(said.split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
