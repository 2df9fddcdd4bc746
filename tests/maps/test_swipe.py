"""Two versions on one map: what changed by part, and what the page holds."""

import json

import shapely

from geo.maps.swipe import Swipe, part_changes, swipe_map
from geo.model.footprint import make_footprint
from geo.model.zone import Role
from geo.topology.overlay import joined, without

OLD = make_footprint(
    [
        ("1", Role.CORE, "核心区", shapely.box(120.450, 31.350, 120.451, 31.351)),
        ("2", Role.BASE, "旧基地", shapely.box(120.470, 31.350, 120.471, 31.351)),
    ]
)
NEW = make_footprint(
    [
        ("1", Role.CORE, "核心区", shapely.box(120.450, 31.350, 120.452, 31.351)),
        ("3", Role.BASE, "新基地", shapely.box(120.480, 31.350, 120.484, 31.351)),
    ]
)


def compared(name: str = "甲区") -> Swipe:
    one, other = joined(*OLD.geometry), joined(*NEW.geometry)
    names = ("第 1 次提交", "第 2 次提交")
    gained, lost = without(other, one), without(one, other)
    return Swipe(title=name, names=names, before=OLD, after=NEW, gained=gained, lost=lost)


def test_parts_are_known_by_name_and_those_that_changed_most_come_first() -> None:
    found = {change.name: change for change in part_changes(OLD, NEW)}
    assert list(found) == ["新基地", "核心区", "旧基地"] or list(found) == ["新基地", "旧基地", "核心区"]
    core = found["核心区"]
    assert core.before_m2 is not None
    assert core.after_m2 is not None
    # Twice as wide on one parallel is twice as large.
    assert abs(core.after_m2 - 2 * core.before_m2) < 0.5
    assert abs(core.difference_m2 - core.before_m2) < 0.5
    assert (found["旧基地"].after_m2, found["新基地"].before_m2) == (None, None)
    assert core.box == (120.45, 31.35, 120.452, 31.351)


def test_the_page_names_both_versions_and_asks_nobody() -> None:
    page = swipe_map(compared())
    assert json.dumps("第 1 次提交") in page
    assert '"key": "gained"' in page
    assert '"key": "lost"' in page
    assert 'src="http' not in page
    assert "opens" in page


def test_a_hostile_name_stays_a_name() -> None:
    page = swipe_map(compared("</script><script>alert(1)</script>"))
    assert "<script>alert(1)" not in page
