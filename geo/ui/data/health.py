"""Health of the register: what it holds, how large it is, whether everything is as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import text
from geo.i18n.catalogue import has
from geo.ui import render
from geo.ui.data import told
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry import Person, Register
    from geo.registry.health import Health
    from geo.registry.verify import Verification

MOST_SHOWN = 100
LOW_SHARE = 0.05
LOW_BYTES = 2 << 30
"""Little disk left: less than this share and less than this much."""


def draw(register: Register, person: Person, lang: str) -> None:
    """Figures, the check on demand, the protections."""
    from geo.registry.health import health
    from geo.registry.stages import Role

    found = health(register, person)
    _warnings(found, lang)
    _figures(found, lang)
    _stages(found, lang)
    if Role.ADMIN in person.all_roles:
        _check(register, lang)
        # Where things lie on the machine is for who keeps it.
        _machine(found, lang)
    _protections(lang)


def _warnings(found: Health, lang: str) -> None:
    if found.free < LOW_BYTES and found.free < LOW_SHARE * found.disk:
        st.warning(text("ui.data.health.low", lang, free=told.size(found.free)), icon=":material/hard_disk:")
    if found.backup is None:
        st.warning(text("ui.data.health.no_backup", lang), icon=":material/backup:")


def _figures(found: Health, lang: str) -> None:
    submitted = sum(found.applications.values())
    figures: list[tuple[str, int | str, str]] = [
        ("zones", found.zones, text("ui.data.health.bounded", lang, count=found.bounded)),
        ("applications", submitted, text("ui.data.health.submitted", lang)),
        ("layers", found.layers, text("ui.data.health.layers_line", lang)),
        ("lines", found.head.seq, text("ui.data.health.lines_line", lang)),
        (
            "size",
            told.size(found.database_bytes + found.files_bytes),
            text(
                "ui.data.health.size_line",
                lang,
                database=told.size(found.database_bytes),
                files=told.size(found.files_bytes),
                count=found.files,
            ),
        ),
    ]
    from geo.ui.register_view import today

    render.html(
        "key_figures.html.j2",
        figures=[
            {
                "label": text(f"ui.data.health.{key}", lang),
                "value": f"{value:,}" if isinstance(value, int) else value,
                "unit": _unit(key, value, lang),
                "lines": [line],
            }
            for key, value, line in figures
        ],
        day=text("ui.province.day", lang, day=today()),
        demo="",
    )


def _unit(key: str, value: int | str, lang: str) -> str:
    if isinstance(value, str):
        return ""
    return text(f"ui.data.health.unit_{key}{'_one' if value == 1 else ''}", lang)


def _stages(found: Health, lang: str) -> None:
    from geo.registry.stages import Stage

    counts = found.applications
    rows = [
        (text(f"registry.stage.{stage.value}", lang), f"{counts[stage]:,}")
        for stage in Stage
        if stage in counts
    ]
    if rows:
        render.html("reading.html.j2", title=text("ui.data.health.stages", lang), rows=rows)


def _check(register: Register, lang: str) -> None:
    """Run the check of everything, and say in words what came of it."""
    state = st.session_state
    with st.container(border=True, key="data_check"):
        said, button = st.columns([4, 1], vertical_alignment="center")
        said.markdown(text("ui.data.health.check_text", lang))
        if button.button(text("ui.data.health.check", lang), icon=":material/verified:", width="stretch"):
            state[Key.DATA_VERIFIED] = _verified(register, lang)
        if Key.DATA_VERIFIED in state:
            at, result = state[Key.DATA_VERIFIED]
            _result(at, result, lang)


def _verified(register: Register, lang: str) -> tuple[str, Verification]:
    from geo.registry.store import now
    from geo.registry.verify import verify

    bar = st.progress(0.0, text("ui.data.health.step_database", lang))
    shown = -1

    def step(what: str, share: float) -> None:
        nonlocal shown
        if (percent := int(100 * share)) > shown:
            shown = percent
            bar.progress(min(share, 1.0), text(f"ui.data.health.step_{what}", lang))

    result = verify(register, told=step)
    bar.empty()
    return now(), result


def _result(at: str, result: Verification, lang: str) -> None:
    key = "clean" if result.clean else "flawed"
    lines = [
        text(
            f"ui.data.health.{key}_text",
            lang,
            lines=result.lines,
            files=result.files,
            count=len(result.flaws),
        )
    ]
    if result.loose:
        lines.append(text("ui.data.health.loose", lang, count=result.loose))
    if result.clean:
        lines.append(text("ui.data.health.head", lang, seq=result.head.seq, hash=result.head.hash))
    render.html(
        "notice.html.j2",
        tone="pass" if result.clean else "fail",
        title=text(f"ui.data.health.{key}", lang, at=told.when(at)),
        lines=lines,
    )
    if result.flaws:
        render.html(
            "data_flaws.html.j2",
            title=text("ui.data.health.flaws", lang, count=len(result.flaws)),
            rows=[_flaw(flaw, lang) for flaw in result.flaws[:MOST_SHOWN]],
            more=text("ui.data.health.more", lang, count=len(result.flaws) - MOST_SHOWN)
            if len(result.flaws) > MOST_SHOWN
            else "",
        )


def _flaw(flaw: Any, lang: str) -> tuple[str, str]:
    table = text(f"registry.table.{flaw.entity}", lang) if flaw.entity else None
    said = text(f"registry.flaw.{flaw.code}", lang, table=table, key=flaw.key, seq=flaw.seq)
    return said, text(f"ui.data.flaw.{flaw.code}", lang)


def _machine(found: Health, lang: str) -> None:
    backup = found.backup
    rows = [
        ("place", found.place),
        ("store", text(f"ui.data.health.store_{'embedded' if found.embedded else 'server'}", lang)),
        ("schema", found.schema or "—"),
        ("footprints", f"{found.footprints:,}"),
        (
            "disk",
            text("ui.data.health.disk_free", lang, free=told.size(found.free), disk=told.size(found.disk)),
        ),
        (
            "backup",
            text("ui.data.health.backup_none", lang)
            if backup is None
            else text(
                "ui.data.health.backup_at",
                lang,
                at=told.when(backup.at),
                place=backup.place,
                lines=backup.lines,
                files=backup.files,
            ),
        ),
        ("last_line", f"{found.head.seq:,} · {found.head.hash}"),
    ]
    render.html(
        "data_facts.html.j2",
        title=text("ui.data.health.machine", lang),
        rows=[(text(f"ui.data.health.{key}", lang), value) for key, value in rows],
    )


@st.cache_resource(ttl=3600, show_spinner=False)
def _granted() -> dict[str, bool]:
    from geo.intake import protections

    return dict(protections())


def _protections(lang: str) -> None:
    """What stands between a hostile file and this machine."""
    with st.spinner(text("ui.data.health.probing", lang)):
        found = _granted()
    rows = []
    for name, on in found.items():
        key = f"cli.protection.{name}"
        if has(key, lang):
            said = "" if on else text("ui.data.health.protection_off", lang)
            rows.append({"on": on, "name": text(key, lang), "said": said})
    off = sum(not row["on"] for row in rows)
    render.html(
        "data_protections.html.j2",
        title=text("ui.data.health.protections", lang),
        note=text(f"ui.data.health.protections_{'all' if not off else 'some'}", lang, count=off),
        rows=rows,
        on=text("cli.on", lang),
        off=text("cli.off", lang),
    )
