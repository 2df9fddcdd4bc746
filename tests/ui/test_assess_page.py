"""The page with nothing, with the demonstration, with good files and bad ones, in both languages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.ui.server import SCRIPT

DEMO = Path(__file__).parents[2] / "data" / "boundaries" / "demo"


def opened(lang: str = "zh") -> AppTest:
    page = AppTest.from_file(str(SCRIPT), default_timeout=60)
    page.query_params["lang"] = lang
    return page.run()


def sent(page: AppTest, file: Path | tuple[str, bytes]) -> AppTest:
    name, data = (file.name, file.read_bytes()) if isinstance(file, Path) else file
    page.file_uploader(key="boundary_file").upload(name, data, "application/octet-stream")
    return page.run()


def said(page: AppTest) -> str:
    """Everything the page says in HTML, without its style."""
    blocks = [str(block.proto.body) for block in page.get("html")]
    return "\n".join(block for block in blocks if not block.startswith("<style>"))


def calm(page: AppTest) -> None:
    """Nothing broke, and no calm word hides that something did."""
    assert not page.exception
    unexpected = {text("ui.unexpected", lang) for lang in ("zh", "en")}
    assert not unexpected & {error.value for error in page.error}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_empty_page_says_what_it_is_and_how_to_begin(lang: str) -> None:
    page = opened(lang)
    calm(page)
    assert text("ui.empty.title", lang) in said(page)
    assert page.file_uploader(key="boundary_file").label == text("ui.file", lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_demonstration_is_judged_in_the_language_of_the_page(lang: str) -> None:
    page = opened(lang)
    page.toggle(key="demo").set_value(True).run()
    calm(page)
    words = said(page)
    assert "sz-banner tone-pass" in words
    assert text("ui.finding.title", lang) in words
    assert text("outcome.pass", lang) in words
    # the core of the demonstration: 1,410.2 m² on the ellipsoid (data/boundaries/demo/README.md)
    assert "1,410.2" in words


def test_an_uploaded_file_is_judged_and_misses_only_what_it_lacks() -> None:
    page = sent(opened(), DEMO / "zone.geojson")
    calm(page)
    words = said(page)
    assert "sz-banner tone-review" in words
    assert "1,410.2" in words
    assert text("ui.figure.missing", "zh") in words


def test_a_file_without_land_is_refused_with_reasons() -> None:
    page = sent(opened(), ("空.geojson", b""))
    calm(page)
    assert [error.value for error in page.error] == [text("ui.refused", "zh", name="空.geojson")]
    assert "sz-issue tone-error" in said(page)
    assert text("ui.read.title", "zh") in said(page)


def test_a_choice_among_readings_is_one_click() -> None:
    page = sent(opened(), DEMO / "bad" / "gcj02.geojson")
    calm(page)
    page.button(key="choose_crs_1").click().run()
    calm(page)
    assert page.selectbox(key="shift").value == "gcj02"
    assert not [button for button in page.button if str(button.key).startswith("choose_crs")]


def test_a_repair_is_accepted_and_taken_back() -> None:
    page = sent(opened(), DEMO / "bad" / "bow_tie.geojson")
    calm(page)
    assert text("ui.choose.repair_accept", "zh") in {button.label for button in page.button}
    page.button(key="choose_repair_button").click().run()
    calm(page)
    assert page.checkbox(key="repair").value is True
    page.button(key="choose_repair_button").click().run()
    assert page.checkbox(key="repair").value is False


def test_a_role_is_chosen_for_a_part_that_has_none() -> None:
    page = sent(opened(), DEMO / "bad" / "open_ring.txt")
    calm(page)
    roles = [box for box in page.selectbox if str(box.key).startswith("role:")]
    assert len(roles) == 2
    told = text("issue.roles.no_core.message", "zh", parts="演示中心、示例一号基地", likely={"zh": ""})
    assert told in said(page)
    roles[0].set_value("core").run()
    calm(page)
    assert told not in said(page)


def test_layers_are_offered_when_the_file_holds_several() -> None:
    page = sent(opened(), DEMO / "zone.dxf")
    calm(page)
    assert page.selectbox(key="layer").options


def test_a_new_file_forgets_what_was_said_of_the_last() -> None:
    page = sent(opened(), DEMO / "bad" / "gcj02.geojson")
    page.button(key="choose_crs_1").click().run()
    sent(page, DEMO / "zone.geojson")
    calm(page)
    assert page.selectbox(key="shift").value == ""
    assert page.text_input(key="crs").value == ""


def test_a_system_nobody_knows_is_told_in_words() -> None:
    page = sent(opened(), DEMO / "zone.geojson")
    page.text_input(key="crs").set_value("EPSG:1").run()
    assert not page.exception
    assert len(page.error) == 1
    assert "EPSG:1" in page.error[0].value
    assert page.error[0].value != text("ui.unexpected", "zh")


def test_what_nobody_foresaw_is_a_calm_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_application: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("geo.ui.cache.assessed", broken)
    page = opened()
    page.toggle(key="demo").set_value(True).run()
    assert [error.value for error in page.error] == [text("ui.unexpected", "zh")]
    assert "secret" not in said(page)


def test_two_people_do_not_see_each_other() -> None:
    first = sent(opened(), DEMO / "zone.geojson")
    second = opened()
    assert "sz-banner" not in said(second)
    sent(second, DEMO / "zone.txt")
    first.run()
    assert "zone.txt" not in said(first)
    assert first.file_uploader(key="boundary_file").value.name == "zone.geojson"
