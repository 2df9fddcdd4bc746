"""What the README and docs/ say is so: links lead somewhere, commands and examples run as written."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/boundaries/**/*.md")])
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _blocks(language: str) -> list[tuple[str, str]]:
    return [
        (page.relative_to(ROOT).as_posix(), block)
        for page in PAGES
        for found, block in BLOCK.findall(page.read_text(encoding="utf-8"))
        if found == language
    ]


def _commands() -> list[tuple[str, str]]:
    return [
        (page, line.split("  #")[0].strip())
        for page, block in _blocks("sh")
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("sizhi ")
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    targets = [t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_there_are_commands_to_try() -> None:
    assert len(_commands()) >= 8


@pytest.mark.parametrize(("page", "command"), _commands())
def test_commands_run_as_written(page: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    words = shlex.split(command)
    ran = subprocess.run(
        [sys.executable, "-c", "from geo.cli.main import main; main()", *words[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode in {0, 1}, f"{page}: {command}\n{ran.stderr}"
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(("page", "code"), _blocks("python"))
def test_examples_run_as_written(
    page: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, page, "exec"), {"__name__": "__main__"})  # noqa: S102 - our own documentation


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"^make (\w+)", "\n".join(block for _, block in _blocks("sh")), re.MULTILINE)
    assert named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
