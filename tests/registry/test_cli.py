"""`sizhi registry`: what a person types and sees."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.cli.main import main
from geo.cli.registry_people import ROLES
from geo.registry import Role, open_register, submissions
from geo.registry.people import GIVEN, person_of
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


@pytest.mark.parametrize(
    "case",
    [
        (("list", "--box", "1", "2", "3"), ("--box 需要 4 个值", "requires 4")),
        (("list", "--box", "121", "32", "120", "31"), ("西小于东", "west below east")),
        (("list", "--year", "20"), ("--year", "--year")),
        (("list", "--city", "上海"), ("上海", "上海")),
        (("export", "nowhere/x.gpkg"), ("没有文件夹", "There is no folder")),
        (("export", "x.doc"), (".gpkg、.xlsx、.zip", ".gpkg, .xlsx, .zip")),
        (("import", "not-there.gpkg"), ("不存在", "does not exist")),
        (("move", "elsewhere"), ("postgresql://", "postgresql://")),
        (("list", "--database", "mysql://h/x"), ("不是 PostgreSQL", "no address of a PostgreSQL")),
        (("list", "--database", "postgresql://h:port/x"), ("不是 PostgreSQL", "no address of a PostgreSQL")),
        (("restore", "."), ("没有登记库", "no register here")),
    ],
)
def test_what_is_mistyped_is_told_in_both_languages(
    sizhi: Sizhi, folder: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[tuple[str, ...], tuple[str, str]]
) -> None:
    typed, told = case
    sizhi("init")
    monkeypatch.chdir(folder.parent)
    (folder.parent / "empty").mkdir()
    words = [word if word != "." else "empty" for word in typed]
    if typed[0] == "restore":
        monkeypatch.setenv("SIZHI_DATA", str(folder.parent / "fresh"))
    for lang, expected in zip(("zh", "en"), told, strict=True):
        status, said = sizhi(words[0], "--lang", lang, *words[1:])
        assert (status, expected in said) == (2, True), said
    assert sorted(path.name for path in folder.parent.iterdir()) == ["empty", folder.name]


def test_an_address_shows_no_password_and_no_driver(sizhi: Sizhi) -> None:
    told = sizhi("list", "--database", "postgresql://nobody:secret@127.0.0.1:1/x")[1]
    assert "postgresql://nobody:***@127.0.0.1:1/x" in told


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


def test_the_first_administrator_comes_in_by_the_servers_own_command_line(sizhi: Sizhi, folder: Path) -> None:
    sizhi("init", "--empty")
    assert "还没有人员" in sizhi("people")[1]
    status, told = sizhi("grant", "zhang@example.cn", "admin")
    assert (status, "不是登录标识" in told) == (2, True)
    assert sizhi("grant", "https://idp|z1", "king")[0] == 2
    assert "已授予「系统管理员」" in sizhi("grant", "https://idp|z1", "admin", "--name", "张[b]三")[1]
    assert "was held already" in sizhi("grant", "https://idp|z1", "admin", "--lang", "en")[1]
    status, told = sizhi("people")
    assert (status, "张[b]三" in told, "https://idp|z1" in told, "系统管理员" in told) == (
        0,
        True,
        True,
        True,
    )
    register = open_register(folder)
    assert person_of(register, "https://idp|z1").roles == {Role.ADMIN}
    register.close()
    why = ("--reason", "调离")
    assert sizhi("withdraw", "https://idp|z1", "admin")[0] == 2
    assert sizhi("withdraw", "https://idp|z1", "admin", "--reason", " ")[0] == 2
    assert "已撤销" in sizhi("withdraw", "https://idp|z1", "admin", *why)[1]
    assert "没有「系统管理员」" in sizhi("withdraw", "https://idp|z1", "admin", *why)[1]
    assert "无角色" in sizhi("people")[1]
    assert sizhi("verify")[0] == 0


def test_the_roles_the_command_offers_are_those_that_are_given() -> None:
    assert tuple(role.value for role in GIVEN) == ROLES
