"""The reason of a band is cumulative: it must not read as three numbers to be added."""

import pytest

from geo.i18n.catalogue import text


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "有证 3,000.0，连同申报共 3,500.0，连同待定的上限：6,000.0；"),
        (
            "en",
            "3,500.0 in all with what is declared; upper limit with the undetermined as well: 6,000.0;",
        ),
    ],
)
def test_the_reason_of_a_ledger_is_told_as_running_totals(lang: str, said: str) -> None:
    figures = {"low": "3,000.0", "value": "3,500.0", "high": "6,000.0", "measure": "建筑面积"}
    params = {key: {"zh": value, "en": value} for key, value in figures.items()}
    both = {"zh": "不小于", "en": "at least"}
    told = text("reason.band_ledger", lang, **params, operator=both, threshold={"zh": "5,000", "en": "5,000"})
    assert said in told
