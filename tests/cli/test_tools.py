"""The small commands: packs, template, doctor, demo, replay, help."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import openpyxl
import pytest

from geo.cli.commands import COMMANDS
from geo.resources import demo, root
from geo.rules.pack import PACKS
from tests.cli.conftest import Ran

Sizhi = Callable[..., Ran]


def test_help_names_every_command(sizhi: Sizhi) -> None:
    ran = sizhi("--help")
    assert ran.status == 0
    assert all(str(command.name) in ran.out for command in COMMANDS)


@pytest.mark.parametrize("command", [str(command.name) for command in COMMANDS])
def test_every_command_has_help(sizhi: Sizhi, command: str) -> None:
    assert sizhi(command, "--help").status == 0


def test_an_unknown_command_is_wrong_usage(sizhi: Sizhi) -> None:
    assert sizhi("judge").status == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_packs_are_listed_and_shown(sizhi: Sizhi, lang: str) -> None:
    assert "jiangsu-2024-draft" in sizhi("packs", "list", "--lang", lang).out.replace("\n", "")
    shown = sizhi("packs", "show", "jiangsu-2024-draft", "--lang", lang).out
    assert "5,000" in shown
    assert "五（三）" in shown


def test_a_sound_pack_checks_clean_and_a_broken_one_names_its_line(sizhi: Sizhi, tmp_path: Path) -> None:
    source = PACKS / "jiangsu-2024-draft.toml"
    assert sizhi("packs", "check", source).status == 0
    text = source.read_text(encoding="utf-8").replace('"total_floor_area_m2"', '"no_such_measure"')
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "no_such_measure" in row)
    broken = tmp_path / "broken.toml"
    broken.write_text(text, encoding="utf-8")
    ran = sizhi("packs", "check", broken)
    assert ran.status == 1
    assert str(line) in ran.out


@pytest.mark.parametrize("kind", ["buildings", "institutions"])
def test_templates_are_workbooks(sizhi: Sizhi, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "台账.xlsx"
    assert sizhi("template", kind, "--out", out).status == 0
    assert openpyxl.load_workbook(out).worksheets


def test_doctor_tries_the_fences(sizhi: Sizhi) -> None:
    ran = sizhi("doctor", "--lang", "en")
    assert ran.status == 0
    assert "tried: the upload can be read" in ran.out


def test_demo_writes_both_files_and_replays(sizhi: Sizhi, tmp_path: Path) -> None:
    assert sizhi("demo", "--out", tmp_path).status == 0
    recorded = json.loads((tmp_path / "assessment.json").read_text(encoding="utf-8"))
    names = [recorded["source"]["name"], *(entry["name"] for entry in recorded["inputs"].values())]
    files = [item for name in names for item in ("--file", demo() / name)]
    assert sizhi("replay", tmp_path / "assessment.json", *files).status == 0
    assert sizhi("replay", tmp_path / "assessment.json", "--file", demo() / "zone.kml").status == 2


def test_replaying_what_is_no_json_is_wrong_usage(sizhi: Sizhi) -> None:
    assert sizhi("replay", demo() / "zone.txt", "--file", demo() / "zone.txt").status == 2


def test_a_full_disk_or_a_forbidden_folder_is_one_message(sizhi: Sizhi, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    ran = sizhi("template", "buildings", "--out", blocked / "below.xlsx")
    assert ran.status == 2
    assert "Traceback" not in ran.err


def test_a_changed_original_is_told_apart_from_a_missing_one(sizhi: Sizhi, tmp_path: Path) -> None:
    recorded = tmp_path / "a.json"
    zone = tmp_path / "zone.geojson"
    zone.write_bytes((demo() / "zone.geojson").read_bytes())
    sizhi("assess", zone, "--json", recorded)
    zone.write_bytes(zone.read_bytes() + b" ")
    ran = sizhi("replay", recorded, "--file", zone)
    assert ran.status == 2
    assert "不同" in ran.err


def test_sentences_are_not_broken_in_a_pipe(sizhi: Sizhi) -> None:
    ran = sizhi("assess", demo() / "zone.geojson")
    told = next(line for line in ran.out.splitlines() if line.startswith("演示核心区：东至"))
    assert told.count("北至") == 4


def test_the_map_is_written_before_anything_is_printed(tmp_path: Path) -> None:
    """A reader that closes the pipe at once still finds the file."""
    target = tmp_path / "map.html"
    command = "from geo.cli.main import main; main()"
    words = ["assess", str(demo() / "zone.geojson"), "--map", str(target)]
    process = subprocess.Popen([sys.executable, "-c", command, *words], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    process.wait(timeout=60)
    assert target.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["assess"], "缺少 FILE"),
        (["assess", "没有.zip"], "「没有.zip」不存在"),
        (["assess", "--lng", "en"], "没有选项 --lng"),
        (["template", "建筑"], "buildings、institutions"),
        (["assess", str(demo() / "zone.txt"), str(demo() / "zone.kml")], "打包成一个 zip"),
        (["assess", str(demo() / "zone.txt"), "--accuracy", "abc"], "0 到 1000"),
        (["judge"], "没有命令「judge」"),
    ],
)
def test_wrong_usage_is_told_in_chinese(sizhi: Sizhi, arguments: list[str], told: str) -> None:
    ran = sizhi(*arguments)
    assert ran.status == 2
    assert told in ran.err


def test_the_language_asked_for_holds_for_errors_too(sizhi: Sizhi) -> None:
    ran = sizhi("assess", demo() / "zone.geojson", "--pack", "no-such", "--lang", "en")
    assert "no rule pack" in ran.err


def test_the_app_does_not_start_with_a_login_nobody_could_use(
    sizhi: Sizhi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from geo.ui import login

    def unsafe() -> None:
        raise login.LoginError([("missing", {"names": ["SIZHI_LOGIN_URL"]})])

    def started(*_: object) -> None:
        raise AssertionError("it started")

    monkeypatch.chdir(tmp_path)  # `sizhi app` changes the folder; this brings it back
    monkeypatch.setattr(login, "configured", unsafe)
    monkeypatch.setattr("streamlit.web.cli.main", started)
    monkeypatch.setattr("streamlit.web.bootstrap.load_config_options", lambda _: None)
    ran = sizhi("app", "--no-browser")
    assert ran.status == 2
    assert "SIZHI_LOGIN_URL" in ran.err
    assert "服务没有启动" in ran.err


def test_a_port_somebody_else_has_is_told_in_both_languages(
    sizhi: Sizhi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = sizhi("app", "--no-browser", "--port", str(port))
    assert ran.status != 0
    assert f"端口 {port} 已被占用" in ran.err
    assert f"Port {port} is in use" in ran.err
    assert "--port" in ran.err


def test_the_app_says_where_it_is_in_both_languages_and_nothing_else() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from geo.cli.main import main; main()", "app", "--no-browser"]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COV_")}
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=root(),
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    told = [process.stdout.readline(), process.stdout.readline()]
    with urlopen(f"http://127.0.0.1:{port}/health", timeout=30) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGINT)
    told.append(process.communicate(timeout=30)[0])
    assert process.returncode == 0
    assert [f"http://127.0.0.1:{port}" in line for line in told] == [True, True, False]
    assert told[0].startswith("四至网页已就绪")
    assert told[1].startswith("Sizhi is ready")
    assert told[2].strip() in {"", "Stopping..."}
