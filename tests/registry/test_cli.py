"""`sizhi registry`: what a person types and sees."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.cli.main import main
from geo.registry import open_register, submissions
from tests.registry.conftest import ANNA, demo

Sizhi = Callable[..., tuple[int, str]]


@pytest.fixture
def sizhi(capfd: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Sizhi:
    monkeypatch.setenv("SIZHI_DATA", str(folder))
    monkeypatch.delenv("SIZHI_DATABASE_URL", raising=False)

    def run(*arguments: str | Path) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["registry", *map(str, arguments)])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return int(ended.value.code or 0), out + err

    return run


def test_from_nothing_to_a_restored_copy(sizhi: Sizhi, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sizhi("list")[0] == 2
    assert sizhi("init") == (0, f"登记库已就绪：{folder}，新增已知集聚区 3 个。\n")
    assert "苏州高新区" in sizhi("list", "--city", "Suzhou")[1]
    register = open_register(folder)
    receipt = submissions.submit(register, ANNA, *demo())
    register.close()
    assert receipt.number in sizhi("list", "--applications", "--stage", "declared")[1]
    for name in ("out.gpkg", "out.xlsx", "out.zip"):
        assert sizhi("export", folder.parent / name)[0] == 0
    assert sizhi("export", folder.parent / "out.doc")[0] == 2
    assert sizhi("backup", folder.parent / "copy")[0] == 0
    assert sizhi("backup", folder.parent / "copy")[0] == 2
    assert sizhi("verify")[0] == 0
    next(path for path in (folder / "files").rglob("*") if path.is_file()).write_bytes(b"x")
    status, told = sizhi("verify")
    assert (status, "内容被改动" in told) == (1, True)
    monkeypatch.setenv("SIZHI_DATA", str(folder.parent / "again"))
    assert sizhi("restore", folder.parent / "copy")[0] == 0
    assert sizhi("verify", "--lang", "en")[0] == 0
    monkeypatch.setenv("SIZHI_DATA", str(folder.parent / "third"))
    assert sizhi("init", "--empty")[0] == 0
    for name in ("out.gpkg", "out.xlsx", "out.zip"):
        assert sizhi("import", folder.parent / name)[0] == 0
    assert receipt.number in sizhi("list", "--applications")[1]


def test_an_unknown_stage_names_the_known_ones(sizhi: Sizhi) -> None:
    sizhi("init")
    status, told = sizhi("list", "--stage", "评审")
    assert (status, "review 评审" in told) == (2, True)


def test_a_database_that_is_not_there_is_told(sizhi: Sizhi) -> None:
    status, told = sizhi("list", "--database", "postgresql://nobody:secret@127.0.0.1:1/x")
    assert status == 2
    assert "连接不上数据库" in told
    assert "secret" not in told


def test_move_to_postgis(sizhi: Sizhi, request: pytest.FixtureRequest, folder: Path) -> None:
    server = request.getfixturevalue("server")
    sizhi("init")
    register = open_register(folder)
    number = submissions.submit(register, ANNA, *demo()).number
    register.close()
    url = server.new_database()
    assert sizhi("move", url)[0] == 0
    assert number in sizhi("list", "--applications", "--database", url)[1]
    assert sizhi("verify", "--database", url)[0] == 0
    assert sizhi("move", url)[0] == 2
    assert sizhi("backup", folder.parent / "copy", "--database", url)[0] == 0
    assert json.loads((folder.parent / "copy" / "head.json").read_text())["seq"] > 0
