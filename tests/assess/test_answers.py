"""What the applicant said of the zone answers the checklist of the pack."""

from collections.abc import Callable
from typing import Any

import pytest
import shapely

from geo.model.case import Case
from geo.model.zone import Role, Zone

FIELD = shapely.box(0, 0, 100, 50)


@pytest.mark.parametrize(
    ("operator", "checklist", "told"),
    [
        ("示例运营有限公司", {}, "item_no_evidence"),
        ("示例运营有限公司", {"operator": None}, "item_no_evidence"),
        ("示例运营有限公司", {"operator": False}, "item_no"),
        (None, {}, "item_unanswered"),
    ],
)
def test_the_operator_named_answers_that_there_is_one(
    judge: Callable[..., Case], operator: str | None, checklist: dict[str, Any], told: str
) -> None:
    zone = Zone(name="示例集聚区", city="苏州市", operator=operator, demo=True)
    found = judge((Role.CORE, FIELD), zone=zone, checklist=checklist).assessment.findings
    [clause] = [finding for finding in found if finding.rule == "operator_and_managers"]
    assert [r.code for r in clause.reasons if "operator" in r.params["items"]["codes"]] == [told]
