"""The page a boundary is drawn on: alone, exact, and with nobody's name as markup."""

import json
import re

from geo.i18n.catalogue import catalogue
from geo.maps.editor import WORDS, editor_map
from geo.model.drawing import Piece

PIECE = Piece(
    key="1/0",
    name="</script><b>甲",
    role="core",
    rings=(((120.123456789012, 31.1), (120.2, 31.1), (120.2, 31.2)),),
)


def test_the_corners_reach_the_hand_to_the_last_digit() -> None:
    page = editor_map([PIECE], {}, memory="a:b")
    data = json.loads(re.search(r"data: (\{.*\}) \};\n", page)[1])  # type: ignore[index]
    assert data["edit"]["pieces"][0]["rings"] == [[list(p) for p in PIECE.rings[0]]]
    assert data["edit"]["memory"] == "a:b"
    assert "<b>甲" not in page


def test_it_asks_nobody_else() -> None:
    page = editor_map([], {}, "en", memory="", city="苏州", assets_url="/assets")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert '"/assets/' in page


def test_every_sentence_names_what_only_the_hand_knows() -> None:
    for lang in ("zh", "en"):
        page = editor_map([], {}, lang, memory="")
        texts, _ = json.JSONDecoder().raw_decode(page, page.index('{"between"'))
        assert set(texts) == set(WORDS)
        assert not [word for word, said in texts.items() if "—" in said]
        assert {f"map.edit.{word}" for word in WORDS} <= set(catalogue(lang))
