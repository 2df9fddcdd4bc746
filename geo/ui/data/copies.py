"""Copies of the register: backups of everything, and its content in files other programs open."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.model.clock import china_now
from geo.ui import render, who
from geo.ui.data import told
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.registry import Person, Register

FOLDER = "SIZHI_BACKUPS"
"""Variable that names the folder of backups; without it they lie in the data folder."""
FORMATS = {".gpkg": ":material/layers:", ".xlsx": ":material/table:", ".zip": ":material/folder_zip:"}


def draw(register: Register, person: Person, lang: str) -> None:
    """Backups first, then exports and the way back."""
    _done()
    _backups(register, lang)
    _exports(register, person, lang)
    _import(register, lang)


def _done() -> None:
    """What was finished in the run before, said once."""
    done = st.session_state.pop(Key.DATA_COPIED, None)
    if done:
        render.html("notice.html.j2", tone="pass", title=done["title"], lines=done["lines"])


def folder_of(register: Register) -> Path:
    """Where backups are put."""
    return Path(os.environ.get(FOLDER) or register.folder / "backups")


def backups_in(folder: Path) -> list[tuple[str, int]]:
    """Names and sizes of the backups in a folder, newest first."""
    if not folder.is_dir():
        return []
    names = sorted(
        (path.name for path in folder.iterdir() if (path / "register.sqlite").exists()), reverse=True
    )
    return [
        (name, sum(p.stat().st_size for p in (folder / name).rglob("*") if p.is_file())) for name in names
    ]


def _backups(register: Register, lang: str) -> None:
    folder = folder_of(register)
    found = backups_in(folder)
    render.html(
        "table.html.j2",
        title=text("ui.data.copies.backups", lang),
        heads=[text(f"ui.data.copies.head_{head}", lang) for head in ("name", "size")],
        right=[False, True],
        rows=[(name, told.size(size)) for name, size in found],
        empty=text("ui.data.copies.none", lang),
        note=text("ui.data.copies.note", lang, place=folder),
    )
    make, take = st.columns(2, vertical_alignment="bottom")
    if make.button(
        text("ui.data.copies.make", lang), icon=":material/backup:", type="primary", width="stretch"
    ):
        _make(register, folder, lang)
    if found:
        with take:
            _take(folder, [name for name, _ in found], lang)


def _make(register: Register, folder: Path, lang: str) -> None:
    from geo.registry.backup import backup

    target = folder / china_now().strftime("%Y-%m-%d-%H%M%S")
    try:
        with st.spinner(text("ui.data.copies.making", lang)):
            folder.mkdir(parents=True, exist_ok=True)
            result = backup(register, who.person(), target)
    except SizhiError as problem:
        told.error(problem, lang)
        return
    except OSError:
        st.error(text("ui.data.copies.no_folder", lang, place=folder), icon=":material/error:")
        return
    st.session_state[Key.DATA_COPIED] = {
        "title": text("ui.data.copies.made", lang),
        "lines": [
            text("ui.data.copies.made_text", lang, place=target, lines=result.lines, files=result.files)
        ],
    }
    st.rerun()


def _take(folder: Path, names: list[str], lang: str) -> None:
    name = st.selectbox(text("ui.data.copies.which", lang), names)
    st.download_button(
        text("ui.data.copies.take", lang),
        data=lambda: zipped(folder / name),
        file_name=f"sizhi-{name}.zip",
        mime="application/zip",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
    )


def zipped(folder: Path) -> bytes:
    """A backup as one archive; unpacked it is a folder `sizhi registry restore` takes."""
    with tempfile.TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, Path(folder.name) / path.relative_to(folder))
        stream.seek(0)
        return stream.read()


def _exports(register: Register, person: Person, lang: str) -> None:
    render.html(
        "lines.html.j2",
        title=text("ui.data.copies.exports", lang),
        rows=[text(f"ui.data.copies.exports_{key}", lang) for key in ("what", "not")],
    )
    for column, (ending, icon) in zip(st.columns(len(FORMATS)), FORMATS.items(), strict=True):
        column.download_button(
            text(f"ui.data.copies.export_{ending[1:]}", lang),
            data=_exporter(register, person, ending),
            file_name=f"register{ending}",
            mime="application/octet-stream",
            icon=icon,
            width="stretch",
            on_click="ignore",
            key=f"data_export_{ending[1:]}",
        )


def _exporter(register: Register, person: Person, ending: str) -> Callable[[], bytes]:
    def made() -> bytes:
        from geo.registry.exchange import export

        with tempfile.TemporaryDirectory(prefix="sizhi-") as folder:
            target = Path(folder) / f"register{ending}"
            export(register, person, target)
            return target.read_bytes()

    return made


def _import(register: Register, lang: str) -> None:
    render.html(
        "lines.html.j2",
        title=text("ui.data.copies.import", lang),
        rows=[text("ui.data.copies.import_text", lang)],
    )
    with st.form(Key.DATA_IMPORT, clear_on_submit=True):
        sent = st.file_uploader(text("ui.data.copies.import_file", lang), type=[key[1:] for key in FORMATS])
        asked = st.form_submit_button(text("ui.data.copies.import_do", lang), icon=":material/upload:")
    if not asked:
        return
    if sent is None:
        st.error(text("ui.data.copies.import_none", lang), icon=":material/error:")
        return
    _bring_in(register, sent.name, sent.getvalue(), lang)


def _bring_in(register: Register, name: str, data: bytes, lang: str) -> None:
    from geo.registry.exchange import import_file

    try:
        with (
            st.spinner(text("ui.data.copies.importing", lang)),
            tempfile.TemporaryDirectory(prefix="sizhi-") as folder,
        ):
            source = Path(folder) / f"register{Path(name).suffix.lower()}"
            source.write_bytes(data)
            done = import_file(register, who.person(), source)
    except SizhiError as problem:
        told.error(problem, lang)
        return
    st.session_state[Key.DATA_COPIED] = {
        "title": text("ui.data.copies.imported", lang),
        "lines": [text("ui.data.copies.imported_text", lang, count=done.rows, added=done.added)],
    }
    st.rerun()
