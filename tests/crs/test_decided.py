"""Whatever comes in gets an answer, and every answer can be said in both languages."""

from typing import Any

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.crs import decide, to_lonlat
from geo.crs.gcj import apply
from geo.i18n.catalogue import has, text
from geo.model.datum import CrsStatus
from geo.model.issue import Severity
from geo.model.reading import DeclaredCrs
from tests.crs.conftest import NANJING, by_prj, codes, file, plane, survey


def test_everything_said_is_in_both_catalogues_and_fits() -> None:
    cases = [
        decide(file(plane(NANJING, 4549), declared=by_prj(4548)), city="南京"),
        decide(file(plane(NANJING, 4549)), city="苏州"),
        decide(file(plane(NANJING, 4549)), city="南京", crs="EPSG:4490"),
        decide(file(np.round(np.column_stack(apply(*survey().T, "gcj02")), 9), decimals=9)),
    ]
    for found in cases:
        for issue in found.issues:
            for lang in ("zh", "en"):
                message = text(f"issue.{issue.code}.message", lang, **issue.params)
                assert "—" not in message, message
        for hypothesis in found.hypotheses:
            for evidence in hypothesis.evidence:
                assert has(f"evidence.{evidence.test}")
                said = text(f"evidence.{evidence.test}", "en", **evidence.params)
                assert "{" not in said, said
                assert "—" not in said, said


# ── anything at all ─────────────────────────────────────────────────────────────────────────────────

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-400, 400),
    st.floats(1e5, 9e5),
    st.floats(3.3e6, 4e6),
    st.floats(1e7, 4.2e7),
)
RINGS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=4, max_size=8).map(np.array)
SYSTEMS_SAID = st.sampled_from(
    ["EPSG:4490", "EPSG:4528", "EPSG:4548", "EPSG:2364", "EPSG:3857", "EPSG:32651", None]
)
WORDS = ["40", "39", "20", "120", "3", "6", "三", "", "2000国家大地坐标系", "1954北京坐标系", "独立坐标系"]
HEADS = st.dictionaries(st.sampled_from(["带号", "几度分带", "坐标系"]), st.sampled_from(WORDS))
STATED = st.fixed_dictionaries({"said": SYSTEMS_SAID, "chosen": SYSTEMS_SAID, "approximate": st.booleans()})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(ring=RINGS, header=HEADS, stated=STATED)
def test_any_numbers_with_any_declaration_get_an_answer(
    ring: np.ndarray, header: dict[str, str], stated: dict[str, Any]
) -> None:
    said, chosen, approximate = stated["said"], stated["chosen"], stated["approximate"]
    declared = None if said is None else DeclaredCrs(text=said, crs=said, origin="embedded")
    found = decide(
        file(ring, declared=declared, header=header), city="苏州", crs=chosen, approximate=approximate
    )
    assert (found.adopted is None) == (found.status is CrsStatus.REFUSED)
    assert found.adopted is None or found.adopted in found.hypotheses
    if found.status in {CrsStatus.REFUSED, CrsStatus.CONFLICT, CrsStatus.UNDECIDED}:
        assert codes(found, Severity.ERROR)
    if found.adopted is not None:
        shapely.get_coordinates(to_lonlat(shapely.Polygon(ring), found.adopted))
    for issue in found.issues:
        for lang in ("zh", "en"):
            assert text(f"issue.{issue.code}.message", lang, **issue.params)
