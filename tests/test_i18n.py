"""Both languages say the same things with the same values."""

import ast
import re
import string
from pathlib import Path

import pytest

import geo
from geo.i18n.catalogue import LANGUAGES, catalogue, text

CODE = Path(geo.__file__).parent


def _parameters(template: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_template_can_be_formatted(lang: str) -> None:
    for key, template in catalogue(lang).items():
        assert template.strip(), key
        text(key, lang)


def test_a_value_in_one_language_is_in_the_other() -> None:
    differing = {
        key for key, zh in catalogue("zh").items() if _parameters(zh) != _parameters(catalogue("en")[key])
    }
    assert not differing


def test_every_problem_says_what_to_do() -> None:
    keys = set(catalogue("zh"))
    found = {
        key.removesuffix(".message") for key in keys if key.startswith("issue.") and key.endswith(".message")
    }
    assert {f"{key}.action" for key in found} <= keys


def test_a_missing_value_shows_as_a_dash() -> None:
    assert text("unit.per_ha", "zh") == "— 家/公顷"


def test_no_code_joins_a_list_for_one_language() -> None:
    """A mark between entries is the catalogue's: 、 in the code would stand in English texts too."""
    both = {
        "rules/say.py",  # joins for either language, side by side
        "intake/readers/parcel_txt_header.py",  # quotes the file's own Chinese lines
    }
    joining = {
        path.relative_to(CODE).as_posix()
        for path in CODE.rglob("*.py")
        if re.search(r"[\"'][、；，] ?[\"']\.join", path.read_text(encoding="utf-8"))
    }
    assert joining - both == set()


def test_a_list_is_joined_with_the_marks_of_its_language() -> None:
    listed = ["甲", "乙"]
    assert "甲、乙" in text("issue.claim.part_not_told.message", "zh", parts=listed)
    assert "甲, 乙" in text("issue.claim.part_not_told.message", "en", parts=listed)


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 entry"), ("1", "1 entry"), (0, "0 entries"), (2, "2 entries"), ("1,000", "1,000 entries")],
)
def test_a_number_takes_the_word_that_goes_with_it(count: object, said: str) -> None:
    assert text("ui.review.again_entries", "en", count=count) == said


def test_every_text_the_code_asks_for_is_there() -> None:
    """Keys written out, and the beginnings of those put together when they are used."""
    keys, missing = catalogue("zh"), []
    for file in sorted(CODE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if not any(isinstance(node, ast.ImportFrom) and node.module == "geo.i18n" for node in tree.body):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "text" and node.args:
                asked = node.args[0]
                written = asked.values[0] if isinstance(asked, ast.JoinedStr) else asked
                if isinstance(written, ast.Constant):
                    begins = str(written.value)
                    whole = written is asked
                    if not (begins in keys if whole else any(key.startswith(begins) for key in keys)):
                        missing.append((file.name, begins))
    assert missing == []
