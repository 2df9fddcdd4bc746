"""Templates print what pages give them: ``none`` is a word of the language, and never a name of ours."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

GEO = Path(__file__).parents[2] / "geo"
TEMPLATES = sorted(GEO.glob("**/templates/*.j2"))
RESERVED = (None, True, False)


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 50


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_reserved_word_is_printed_or_asked(path: Path) -> None:
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    asked = [
        *(child for output in tree.find_all(nodes.Output) for child in output.nodes),
        *(branch.test for branch in tree.find_all(nodes.If)),
        *(filtered.node for filtered in tree.find_all(nodes.Filter)),
    ]
    found = [node.lineno for node in asked if isinstance(node, nodes.Const) and node.value in RESERVED]
    assert not found, f"lines {found}"


def test_no_page_shows_the_frameworks_own_count_of_seconds() -> None:
    # st.spinner(show_time=True) writes "(1.3 seconds)", in English on every page
    asked = [
        path.name for path in (GEO / "ui").rglob("*.py") if "show_time" in path.read_text(encoding="utf-8")
    ]
    assert asked == []
