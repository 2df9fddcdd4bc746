"""The queue of reviewers and the authority: what is in it, in what order, and for whom."""

import pytest

from geo.registry import LOCAL, PUBLIC, Action, Person, Register, Role, Stage, decisions, reading, submissions
from geo.registry.people import grant, names_of
from geo.registry.problems import AccessError
from geo.registry.queue import Asked, counts, queue
from tests.registry.conftest import ADMIN, ANNA, AUTHORITY, BO, REVIEWER, demo, named
from tests.registry.shelf import Shelf

BOTH = Person(id="anna", roles=frozenset({Role.APPLICANT, Role.REVIEWER}))
"""A reviewer who has handed in something too."""


@pytest.fixture
def waiting(shelf: Shelf) -> Register:
    """A register with a queue."""
    return shelf.lay(filled)


def filled(register: Register) -> dict[str, str]:
    """Five submitted applications and a draft; ids by name."""
    _, case = demo()
    found = {}
    for person, name in ((ANNA, "甲区"), (BO, "乙区"), (BO, "丙区"), (BO, "丁区"), (BO, "戊区")):
        found[name] = submissions.submit(register, person, named(name), case).seen.id
    submissions.save_draft(register, BO, named("草稿"))
    for name, actions in {
        "乙区": [Action.TAKE_UP],
        "丙区": [Action.TAKE_UP, Action.PASS],
        "丁区": [Action.RETURN],
        "戊区": [Action.TAKE_UP, Action.PASS],
    }.items():
        for action in actions:
            decide(register, REVIEWER, found[name], action)
    decide(register, AUTHORITY, found["戊区"], Action.APPROVE)
    return found


def decide(register: Register, person: Person, key: str, action: Action) -> None:
    seen = reading.entry(register, person, key).seen
    decisions.decide(register, person, seen, action, reason="理由")


def names(register: Register, person: Person, **asked: object) -> list[str]:
    return [line.name for line in queue(register, person, Asked(**asked)).rows]  # type: ignore[arg-type]


def test_everything_submitted_is_there_the_longest_waiting_first_and_no_draft(waiting: Register) -> None:
    # Each came into its stage when the loop of `filled` took its last step; 戊区 last, by the authority.
    assert names(waiting, REVIEWER) == ["甲区", "乙区", "丙区", "丁区", "戊区"]
    assert names(waiting, REVIEWER, descending=True) == ["戊区", "丁区", "丙区", "乙区", "甲区"]
    # Not even the person who wrote it finds the draft in a queue.
    assert "草稿" not in names(waiting, LOCAL)


def test_an_opinion_does_not_begin_the_waiting_anew(shelf: Shelf, waiting: Register) -> None:
    found = shelf.told(filled)
    before = queue(waiting, REVIEWER, Asked(words="乙区")).rows[0]
    decide(waiting, REVIEWER, found["乙区"], Action.OPINE)
    after = queue(waiting, REVIEWER, Asked(words="乙区")).rows[0]
    assert (after.since, after.received_at) == (before.since, before.received_at)
    assert before.since > before.received_at


def test_what_waits_for_whom(waiting: Register) -> None:
    assert names(waiting, REVIEWER, mine=True) == ["甲区", "乙区"]
    # 戊区 is approved: that building begins is told when it does, and waits for nobody.
    assert names(waiting, AUTHORITY, mine=True) == ["丙区"]
    assert names(waiting, LOCAL, mine=True) == ["甲区", "乙区", "丙区"]
    # Anna may not judge 甲区, which is hers.
    assert names(waiting, BOTH, mine=True) == ["乙区"]
    own = next(line for line in queue(waiting, BOTH).rows if line.name == "甲区")
    assert (own.own, own.waits) == (True, False)


def test_counts_by_stage_do_not_depend_on_the_stage_asked_for(waiting: Register) -> None:
    found = counts(waiting, REVIEWER, Asked(stages=(Stage.NOTICE,)))
    assert dict(found.by_stage) == {
        Stage.DECLARED: 1,
        Stage.REVIEW: 1,
        Stage.NOTICE: 1,
        Stage.APPROVED: 1,
        Stage.RETURNED: 1,
    }
    assert found.mine == 2
    assert counts(waiting, REVIEWER, Asked(words="丙")).by_stage == {Stage.NOTICE: 1}


def test_filters_pages_and_orders(waiting: Register) -> None:
    assert names(waiting, REVIEWER, stages=(Stage.NOTICE, Stage.APPROVED)) == ["丙区", "戊区"]
    assert names(waiting, REVIEWER, city="苏州", level="provincial", words="乙") == ["乙区"]
    assert names(waiting, REVIEWER, city="南京") == []
    number = queue(waiting, REVIEWER, Asked(words="甲区")).rows[0].number
    assert names(waiting, REVIEWER, words=number.lower()) == ["甲区"]
    assert names(waiting, REVIEWER, words="%") == []
    page = queue(waiting, REVIEWER, Asked(order="name", page=2, size=2))
    assert page.total == 5
    everything = names(waiting, REVIEWER, order="name")
    assert [line.name for line in page.rows] == everything[2:4]
    assert everything == sorted(everything)


def test_the_applicant_is_named_where_the_name_is_known(waiting: Register) -> None:
    grant(waiting, ADMIN, BO.id, Role.APPLICANT, name="薄经理")
    found = {line.name: line.applicant for line in queue(waiting, REVIEWER).rows}
    assert (found["乙区"], found["甲区"]) == ("薄经理", "")
    assert names_of(waiting, ["iss|bo", "anna", "nobody"]) == {"iss|bo": "薄经理"}


@pytest.mark.parametrize("person", [PUBLIC, ANNA, ADMIN])
def test_nobody_else_has_a_queue(register: Register, person: Person) -> None:
    with pytest.raises(AccessError):
        queue(register, person)
    with pytest.raises(AccessError):
        counts(register, person)
