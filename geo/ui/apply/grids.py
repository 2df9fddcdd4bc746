"""The ledgers as grids: filled from what came, or empty; what stands in them is the file that is judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import words
from geo.i18n import text
from geo.measure.templates import KINDS
from geo.model.application import Upload
from geo.ui import cache
from geo.ui.apply import session
from geo.ui.apply.desk import MADE
from geo.ui.apply.files import template
from geo.ui.exports import WORKBOOK
from geo.ui.render import html
from geo.ui.state import part_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo.assess.grids import Grid
    from geo.model.issue import Issue
    from geo.ui.apply.desk import Desk
    from geo.ui.apply.look import Look

NUMBER = "number"
"""Column with the number of a row, which messages name."""
ROW_HEIGHT, MOST_HEIGHT, LEAST_ROWS = 36, 460, 4
TALL_ROWS = (MOST_HEIGHT - ROW_HEIGHT) // ROW_HEIGHT


@dataclass(frozen=True, slots=True)
class Held:
    """What a grid was filled with: its rows, the file they stand for, and which turn of the widget it is.

    ``made`` is the file the last change became.
    """

    grid: Grid
    source: tuple[str, ...]
    turn: int
    made: tuple[str, ...] | None = None


def draw(seen: Look, kind: str, lang: str) -> None:
    """One ledger."""
    upload = seen.desk.upload(kind)
    with st.container(key=f"apply_grid_{kind}"):
        html(
            "apply_head.html.j2",
            title=text(f"ui.apply.part.{kind}", lang),
            lead=text(f"ui.apply.grid.lead_{kind}", lang),
        )
        held = _held(seen, kind)
        rows = len(held.grid.rows)
        st.data_editor(
            _frame(kind, held.grid),
            key=_key(kind, held),
            num_rows="dynamic",
            hide_index=True,
            height=min(MOST_HEIGHT, ROW_HEIGHT * (2 + max(rows, LEAST_ROWS))),
            row_height=ROW_HEIGHT,
            column_config=_columns(kind, held.grid, lang),
            placeholder=" ",
            on_change=_edited,
            args=(kind,),
        )
        told(seen, kind, held, lang)
        _ways(seen.desk, kind, upload, lang)


def _held(seen: Look, kind: str) -> Held:
    """What the grid stands on: the same until the file is another than the one it was filled with or made.

    It is filled anew when the widget has been away since the last change, and when the rows of the file that
    was made have other numbers.
    """
    from geo.assess.grids import FIRST_ROW, Grid

    upload = seen.desk.upload(kind)
    now = () if upload is None else tuple(cache.digest(upload))
    name = part_key("grid", kind)
    held: Held | None = st.session_state.get(name)
    shifted = held is not None and any(row["row"] < FIRST_ROW for row in held.grid.rows)
    left = held is not None and (shifted or _key(kind, held) not in st.session_state)
    if held is not None and now in {held.source, held.made} and not (left and held.made is not None):
        return held
    grid = Grid() if upload is None else cache.ledger_grid(kind, upload, seen.desk.zone.city)
    fresh = Held(grid, now, 0 if held is None else held.turn + 1)
    st.session_state[name] = fresh
    return fresh


def _key(kind: str, held: Held) -> str:
    return f"{part_key('rows', kind)}:{held.turn}"


def _frame(kind: str, grid: Grid) -> pd.DataFrame:
    import pandas as pd

    from geo.assess.grids import FIELDS, NUMBERS

    columns = [*FIELDS[kind], *grid.extra]
    content: dict[str, Any] = {NUMBER: [row["row"] for row in grid.rows]}
    for column in columns:
        values = [row.get(column) for row in grid.rows]
        content[column] = pd.Series(values, dtype="float64" if column in NUMBERS else "object")
    return pd.DataFrame(content)


def _columns(kind: str, grid: Grid, lang: str) -> dict[str, Any]:
    """Heading with its unit, explanation and kind of each column."""
    from geo.assess.grids import AREAS, FIELDS, NUMBERS

    lists, required = KINDS[kind].lists, KINDS[kind].required
    configs: dict[str, Any] = {
        NUMBER: st.column_config.NumberColumn(
            text("ui.apply.grid.number", lang), disabled=True, width=60, pinned=True, format="%d"
        )
    }
    for field in FIELDS[kind]:
        label = text(f"ui.apply.grid.{kind}.{field}", lang) + (" *" if field in required else "")
        about = text(f"template.{kind}.{field}", lang)
        if field in lists:
            known = {str(row[field]) for row in grid.rows if row.get(field)}
            options = [*lists[field], *sorted(known - set(lists[field]))]
            configs[field] = st.column_config.SelectboxColumn(label, help=about, options=options)
        elif field in NUMBERS:
            shape = "%,.1f" if field in AREAS else "%.6f" if field in {"lon", "lat"} else "%.2f"
            configs[field] = st.column_config.NumberColumn(label, help=about, format=shape, min_value=0.0)
        else:
            configs[field] = st.column_config.TextColumn(
                label, help=about, width=190 if field == "name" else None
            )
    return configs


def _edited(kind: str) -> None:
    """Let what stands in the grid be the file that is judged."""
    from geo.assess.grids import file_of, filled

    name = part_key("grid", kind)
    held: Held = st.session_state[name]
    rows = changed(held.grid.rows, st.session_state[_key(kind, held)])
    if not filled(rows, held.grid.extra):
        session.change(partial(_emptied, kind))
        st.session_state[name] = Held(held.grid, held.source, held.turn, ())
        return
    upload = Upload(name=MADE[kind], data=file_of(kind, rows, held.grid.extra))
    st.session_state[name] = Held(held.grid, held.source, held.turn, tuple(cache.digest(upload)))
    session.change(lambda desk: desk.changed_here(kind, upload))


def changed(rows: Sequence[Mapping[str, Any]], edits: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows after the edits of the widget.

    Examples
    --------
    >>> edits = {"edited_rows": {0: {"name": "乙"}}, "deleted_rows": [1], "added_rows": [{"name": "丙"}]}
    >>> [row["name"] for row in changed([{"name": "甲"}, {"name": "丁"}], edits)]
    ['乙', '丙']
    """
    gone = set(edits.get("deleted_rows", ()))
    edited = {int(at): values for at, values in edits.get("edited_rows", {}).items()}
    kept = [{**row, **edited.get(at, {})} for at, row in enumerate(rows) if at not in gone]
    return [*kept, *(dict(row) for row in edits.get("added_rows", ()))]


def _emptied(kind: str, desk: Desk) -> Desk:
    """An empty grid is no file; one that came stays beside, to be taken back."""
    piece = desk.piece(kind)
    if piece is None:
        return desk
    return desk.as_it_came(kind) if kind in desk.originals else desk.without_file(piece.key)


def told(seen: Look, kind: str, held: Held, lang: str) -> None:
    """What is wrong with which row, and what to do; and what of the file that came is not in the grid."""
    upload = seen.desk.upload(kind)
    if upload is None:
        html("apply_quiet.html.j2", said=text("ui.apply.grid.empty", lang))
        return
    grid = cache.ledger_grid(kind, upload, seen.desk.zone.city)
    last = max((row["row"] for row in held.grid.rows), default=1)

    def called(row: int | None) -> str:
        if row is None:
            return ""
        key, at = ("added", row - last) if row > last else ("row", row)
        return text(f"ui.apply.grid.{key}", lang, number=at)

    issues = [
        {
            "severity": issue.severity.value,
            "row": called(issue.where.row),
            "message": words.issue_message(issue, lang),
            "action": words.issue_action(issue, lang),
        }
        for issue in row_issues(seen, upload.name, grid)
    ]
    lost = [
        text(
            "ui.apply.grid.unread",
            lang,
            row=called(row),
            field=text(f"ui.apply.grid.{kind}.{field}", lang),
            found=found,
        )
        for row, field, found in grid.unread
    ]
    html(
        "apply_rows.html.j2",
        count=text("ui.apply.grid.count", lang, count=len(grid.rows)),
        issues=issues,
        lost=lost,
        fine=text("ui.apply.grid.fine", lang),
    )


def row_issues(seen: Look, name: str, grid: Grid) -> list[Issue]:
    """Everything said of rows of a ledger: what reading it found, and what its place on the ground adds."""
    known = {(issue.code, issue.where.row) for issue in grid.issues}
    placed = [
        issue
        for issue in seen.issues
        if issue.where.file == name
        and issue.where.row is not None
        and (issue.code, issue.where.row) not in known
    ]
    return sorted([*grid.issues, *placed], key=lambda issue: issue.where.row or 0)


def _ways(desk: Desk, kind: str, upload: Upload | None, lang: str) -> None:
    """Take the ledger away, get an empty one, or go back to the one that came."""
    with st.container(horizontal=True, key=f"apply_grid_ways_{kind}"):
        if upload is not None:
            st.download_button(
                text("ui.apply.grid.download", lang),
                data=upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes(),
                file_name=upload.name,
                key=part_key("download", kind),
                icon=":material/download:",
                on_click="ignore",
            )
        st.download_button(
            text(f"ui.apply.files.template_{kind}", lang),
            data=partial(template, kind, lang),
            file_name=f"{text(f'template.sheet_{kind}', lang)}.xlsx",
            mime=WORKBOOK,
            key=part_key("template", kind),
            icon=":material/description:",
            on_click="ignore",
        )
        if kind in desk.originals:
            st.button(
                text("ui.apply.grid.back", lang, name=desk.originals[kind].name),
                key=part_key("back", kind),
                icon=":material/undo:",
                on_click=session.change,
                args=(partial(_back, kind),),
            )


def _back(kind: str, desk: Desk) -> Desk:
    return desk.as_it_came(kind)
