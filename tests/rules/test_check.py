"""A pack with a mistake is refused, every mistake with its line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import PackError
from geo.i18n import LANGUAGES
from geo.rules.check import KEYS
from geo.rules.lines import key_lines
from geo.rules.pack import PACKS, check, load_pack, packs
from geo.rules.schema import Kind

SOUND = """\
[pack]
id = "sample"
version = "1"
status = "draft"
effective_from = 2024-01-01
document = "《示范办法》"
title = { zh = "示范", en = "Sample" }
note = { zh = "测试", en = "Test" }

[[rule]]
id = "land"
kind = "threshold"
title = { zh = "用地", en = "Land" }
article = "一"
text = { zh = "不少于1000平方米", en = "1,000 m² or more" }
severity = "hard"
basis = "land"
measure = "total_land_area_m2"
operator = ">="
threshold = 1000
unit = "m2"
"""


def problems(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "sample.toml"
    path.write_text(text, encoding="utf-8")
    found = check(path)
    for problem in found:
        for lang in LANGUAGES:
            assert "{key" not in problem.describe(lang)
            assert str(problem.line) in problem.describe(lang)
    return [(problem.line, problem.code) for problem in found]


def test_the_sample_is_sound(tmp_path: Path) -> None:
    assert problems(tmp_path, SOUND) == []


# What is changed in the sound sample: (found text, put in its place, line, problem).
EXTRA = 'unit = "m2"\n[[rule.{key}]]\nwhen = {{ answer = "a" }}\n{threshold}text = {{ zh = "甲", en = "A" }}'
MISTAKES = [
    ('measure = "total_land_area_m2"', 'measure = "land_area"', 18, "unknown_measure"),
    ('unit = "m2"\n', "", 10, "unit_missing"),
    ('unit = "m2"', 'unit = "ha"', 18, "unit_mismatch"),
    ('article = "一"\n', "", 10, "no_clause"),
    ('article = "一"', 'article = " "', 14, "no_clause"),
    ('text = { zh = "不少于1000平方米", en = "1,000 m² or more" }\n', "", 10, "no_clause"),
    (
        'text = { zh = "不少于1000平方米", en = "1,000 m² or more" }',
        'text = { zh = "x" }',
        15,
        "not_bilingual",
    ),
    ('operator = ">="', 'operator = "=>"', 19, "not_one_of"),
    ("threshold = 1000", 'threshold = "1000"', 20, "type"),
    ("threshold = 1000", "threshold = true", 20, "type"),
    ("threshold = 1000", "threshold = inf", 20, "type"),
    ('severity = "hard"', 'severity = "firm"', 16, "not_one_of"),
    ('severity = "hard"', 'severity = "hard"\ncolour = "red"', 17, "unknown_key"),
    ('kind = "threshold"', 'kind = "limit"', 12, "not_one_of"),
    ('basis = "land"\n', "", 10, "missing"),
    ('basis = "land"', 'basis = "floor"', 18, "basis_mismatch"),
    ('basis = "land"', 'basis = "both"', 18, "basis_both"),
    ('severity = "hard"', 'severity = "hard"\nscope = "core"', 19, "scope_mismatch"),
    ('measure = "total_land_area_m2"', 'measure = "core_land_area_m2"', 18, "scope_mismatch"),
    ('status = "draft"', 'status = "law"', 4, "not_one_of"),
    ("effective_from = 2024-01-01", 'effective_from = "2024-01-01"', 5, "type"),
    (
        "effective_from = 2024-01-01",
        "effective_from = 2024-01-01\neffective_to = 2023-12-31",
        6,
        "dates_reversed",
    ),
    ("effective_from = 2024-01-01\n", "", 1, "missing"),
    ('id = "sample"', 'id = "Sample Pack"', 2, "bad_id"),
    ('unit = "m2"', 'unit = "m2"\nexclude = ["legal"]', 22, "unknown_key"),
    ('unit = "m2"', 'unit = "m2"\napplies = { level = ["royal"] }', 22, "not_one_of"),
    ('unit = "m2"', 'unit = "m2"\napplies = { colour = ["red"] }', 22, "unknown_key"),
    ('unit = "m2"', 'unit = "m2"\nroles = ["king"]', 22, "unknown_role"),
    ('unit = "m2"', EXTRA.format(key="relaxation", threshold="threshold = 1200\n"), 24, "relaxation_harder"),
    ('unit = "m2"', EXTRA.format(key="extra", threshold="threshold = 900\n"), 24, "extra_easier"),
    ('unit = "m2"', EXTRA.format(key="extra", threshold=""), 22, "missing"),
    ("threshold = 1000", "threshold = ", 20, "not_toml"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[3]}-{mistake[0][:20]}")
def test_a_mistake_is_found_on_its_line(tmp_path: Path, mistake: tuple[str, str, int, str]) -> None:
    old, new, line, code = mistake
    assert SOUND.count(old) == 1
    assert problems(tmp_path, SOUND.replace(old, new)) == [(line, code)]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace('unit = "m2"\n', "").replace('article = "一"\n', "").replace('">="', '"~"')
    assert problems(tmp_path, text) == [(10, "no_clause"), (10, "unit_missing"), (18, "not_one_of")]


def test_a_rule_id_twice_names_the_first_line(tmp_path: Path) -> None:
    again = SOUND[SOUND.index("[[rule]]") :]
    assert problems(tmp_path, SOUND + again) == [(23, "rule_twice")]


@pytest.mark.parametrize("text", ["", "# nothing\n", 'pack = 3\nrule = "x"\n'])
def test_an_empty_pack_lacks_everything(tmp_path: Path, text: str) -> None:
    assert {code for _, code in problems(tmp_path, text)} == {"no_pack", "no_rules"}


@pytest.mark.parametrize(
    ("first_to", "second_from", "overlap"),
    [("2024-12-31", "2025-01-01", False), ("2025-01-01", "2025-01-01", True), (None, "2030-01-01", True)],
)
def test_versions_may_not_be_in_force_on_one_day(
    tmp_path: Path, first_to: str | None, second_from: str, overlap: bool
) -> None:
    dates = "effective_from = 2024-01-01"
    first = SOUND.replace(dates, dates + (f"\neffective_to = {first_to}" if first_to else ""))
    (tmp_path / "first.toml").write_text(first, encoding="utf-8")
    second = SOUND.replace("2024-01-01", second_from).replace('version = "1"', 'version = "2"')
    assert problems(tmp_path, second) == ([(5, "dates_overlap")] if overlap else [])


def test_a_version_number_stands_once(tmp_path: Path) -> None:
    dates = "effective_from = 2024-01-01"
    first = SOUND.replace(dates, "effective_from = 2020-01-01\neffective_to = 2020-12-31")
    (tmp_path / "first.toml").write_text(first, encoding="utf-8")
    assert problems(tmp_path, SOUND) == [(3, "version_twice")]


def test_a_refused_pack_carries_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(SOUND.replace('unit = "m2"\n', ""), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(path)
    assert caught.value.code == "pack.refused"
    assert [problem.line for problem in caught.value.params["problems"]] == [10]


def test_an_unknown_pack_names_the_known() -> None:
    with pytest.raises(PackError) as caught:
        load_pack("beijing")
    assert caught.value.code == "pack.unknown"
    assert "jiangsu-2024-draft" in caught.value.params["known"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gone.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PackError, match="no_file"):
        check(path)


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_pack_shipped_is_sound(path: Path) -> None:
    assert check(path) == []
    assert load_pack(path).id == path.stem


def test_what_is_illustrative_says_so() -> None:
    for pack in packs():
        if pack.status != "illustrative":
            continue
        assert pack.id.endswith("-illustrative")
        assert "示例" in pack.title["zh"]
        assert all("示例" in rule.clause.article for rule in pack.rules)


def test_the_draft_is_cited_as_its_note() -> None:
    pack = load_pack("jiangsu-2024-draft")
    assert {rule.clause.article for rule in pack.rules} == {"起草说明 五（三）", "起草说明 五（四）"}
    assert pack.rule("core_area").basis == "both"
    assert pack.rule("floor_area").basis == "floor"


def test_a_windows_file_has_the_same_content(tmp_path: Path) -> None:
    source = (PACKS / "jiangsu-2024-draft.toml").read_text(encoding="utf-8")
    path = tmp_path / "jiangsu-2024-draft.toml"
    path.write_bytes(b"\xef\xbb\xbf" + source.replace("\n", "\r\n").encode())
    assert load_pack(path).sha256 == load_pack("jiangsu-2024-draft").sha256


STRANGE = '''\
# [pack]
title = """
[not.a.table]
"quoted" \\""" still
"""
"quoted.key" = 'C:\\[x]'
[a . "b c"]
list = [ # a remark with ] in it
  1, "two, [2]",
  { x = 1, y = [ { z = 2 } ] },
]
[[a.row]]
when = 2024-01-01T00:00:00Z
[[a.row]]
deep.er = { q = 1 }
[[a.row.sub]]
k = 1
'''


def test_lines_of_a_strange_text() -> None:
    tomllib.loads(STRANGE)
    lines = key_lines(STRANGE)
    assert lines["title",] == 2
    assert lines["quoted.key",] == 6
    assert lines["a", "b c"] == 7
    assert lines["a", "b c", "list", 0] == 9
    assert lines["a", "b c", "list", 2, "y", 0, "z"] == 10
    assert lines["a", "row", 0, "when"] == 13
    assert lines["a", "row", 1] == 14
    assert lines["a", "row", 1, "deep", "er", "q"] == 15
    assert lines["a", "row", 1, "sub", 0, "k"] == 17


TEXT = st.text(alphabet="ab#[]{}=,.\"'\\\n x一", max_size=8)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@given(
    keys=st.lists(TEXT, unique=True, max_size=6),
    values=st.lists(st.lists(TEXT, max_size=3), min_size=6, max_size=6),
)
def test_every_key_is_on_the_line_it_was_written_on(keys: list[str], values: list[list[str]]) -> None:
    written = "".join(
        f"{_quoted(key)} = [{', '.join(map(_quoted, value))}] # ]\n"
        for key, value in zip(keys, values, strict=False)
    )
    assert list(tomllib.loads(written)) == keys
    if not any(set(key) & set('\\"\n') for key in keys):
        lines = key_lines(written)
        assert [lines[key,] for key in keys] == list(range(1, len(keys) + 1))


def test_the_sample_of_the_documentation_is_sound(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "rule-packs.md").read_text(encoding="utf-8")
    assert problems(tmp_path, page.split("```toml\n")[1].split("```")[0]) == []


def test_the_documentation_names_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rule-packs.md").read_text(encoding="utf-8")
    keys = {key for _, allowed in KEYS.values() for key in allowed} - {"relaxation", "extra"}
    assert [key for key in sorted(keys) if f"`{key}`" not in page and f"`{key} =" not in page] == []
    assert all(f"`{kind}`" in page for kind in Kind)


def test_what_lies_beside_a_pack_and_cannot_be_read_is_not_its_problem(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_bytes(b"\xff\xfe")
    assert problems(tmp_path, SOUND) == []
