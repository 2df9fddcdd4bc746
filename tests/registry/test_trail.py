"""The trail for people, and how the register does: who may look, what is found, what stays a secret."""

import datetime as dt

import pytest

from geo.model.clock import china
from geo.registry import LOCAL, PUBLIC, Action, Person, Register, Role, people, reading, verify
from geo.registry.audit import head_of
from geo.registry.backup import backup, last_backup
from geo.registry.decisions import decide
from geo.registry.health import health
from geo.registry.problems import AccessError
from geo.registry.seed import seed
from geo.registry.stages import Stage
from geo.registry.submissions import save_draft, submit
from geo.registry.trail import TrailQuery, choices, lines, moment, trail
from tests.registry.conftest import ADMIN, ANNA, BO, demo, named
from tests.registry.shelf import Shelf

REVIEWER = Person(id="https://idp|zhang", name="张三", roles=frozenset({Role.REVIEWER}))


@pytest.fixture
def filled(file_shelf: Shelf) -> Register:
    """A short trail; what is asked of it is asked of both stores once, in the first test."""
    return file_shelf.lay(_fill)


def _fill(register: Register) -> Register:
    seed(register, LOCAL)
    people.grant(register, ADMIN, REVIEWER.id, Role.REVIEWER, name="张三")
    people.grant(register, ADMIN, "https://idp|wang", Role.APPLICANT, name="王五")
    people.withdraw(register, ADMIN, "https://idp|wang", Role.APPLICANT, reason="调离")
    receipt = submit(register, ANNA, *demo())
    decide(
        register,
        REVIEWER,
        reading.entry(register, REVIEWER, receipt.seen.id).seen,
        Action.RETURN,
        reason="补",
    )
    save_draft(register, BO, named("谁也不该知道的草稿"))
    return register


def test_lines_say_who_and_of_what(register: Register) -> None:
    filled = _fill(register)
    assert trail(filled, ADMIN, TrailQuery()).total == len(list(lines(filled, ADMIN, TrailQuery())))
    assert health(filled, ADMIN).database_bytes > 0
    found = trail(filled, ADMIN, TrailQuery(action="return")).rows
    assert [(line.who, line.entity, line.what) for line in found if line.entity == "decisions"] == [
        ("张三", "decisions", "SZ-2026-00000001")
    ]
    noted, taken = trail(filled, ADMIN, TrailQuery(action="withdraw_grant")).rows
    assert (taken.entity, taken.what, taken.code, taken.row_hash) == ("grants", "王五", "applicant", None)
    assert (noted.entity, noted.what, noted.code) == ("role_changes", "王五", "applicant")
    assert noted.row_hash is not None


def test_a_draft_is_a_line_and_its_name_a_secret(filled: Register) -> None:
    found = trail(filled, ADMIN, TrailQuery(actor=BO.id)).rows
    assert "applications" in {line.entity for line in found}
    assert "谁也不该知道的草稿" not in repr(list(lines(filled, ADMIN, TrailQuery())))


def test_pages_go_from_the_newest_line_to_the_first(
    filled: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.reading() as connection:
        head = head_of(connection)
    first = trail(filled, ADMIN, TrailQuery(size=7))
    second = trail(filled, ADMIN, TrailQuery(size=7, page=2))
    assert first.total == head.seq
    assert [line.seq for line in (*first.rows, *second.rows)] == list(range(head.seq, head.seq - 14, -1))
    assert first.rows[0].hash == head.hash
    monkeypatch.setattr("geo.registry.trail._BLOCK", 10)
    assert [line.seq for line in lines(filled, ADMIN, TrailQuery())] == list(range(1, head.seq + 1))


def test_a_day_has_its_lines_and_no_other(filled: Register) -> None:
    at = china(trail(filled, ADMIN, TrailQuery(size=1)).rows[0].at).date()
    day = TrailQuery(first=moment(at), last=moment(at, end=True))
    before = TrailQuery(last=moment(at))
    everything = trail(filled, ADMIN, TrailQuery()).total
    assert trail(filled, ADMIN, day).total + trail(filled, ADMIN, before).total == everything
    after = at + dt.timedelta(days=1)
    assert trail(filled, ADMIN, TrailQuery(first=moment(after))).total == 0
    assert dict(choices(filled, ADMIN).actors)[REVIEWER.id] == "张三"


@pytest.mark.parametrize("person", [PUBLIC, ANNA, REVIEWER])
def test_the_trail_is_the_administrators(embedded: Register, person: Person) -> None:
    for call in (
        lambda: trail(embedded, person, TrailQuery()),
        lambda: list(lines(embedded, person, TrailQuery())),
        lambda: choices(embedded, person),
    ):
        with pytest.raises(AccessError):
            call()


def test_health_counts_what_may_be_known(filled: Register) -> None:
    found = health(filled, ADMIN)
    assert (found.zones, found.bounded) == (3, 0)
    # the draft of BO is nobody's business
    assert dict(found.applications) == {Stage.RETURNED: 1}
    assert found.database_bytes > 0
    with filled.reading() as connection:
        assert found.head == head_of(connection)
    sizes = sum(filled.files.path(name).stat().st_size for name in filled.files.known())
    assert found.files_bytes == sizes
    for person in (PUBLIC, ANNA):
        with pytest.raises(AccessError):
            health(filled, person)


def test_the_last_backup_is_noted(filled: Register, folder: object) -> None:
    assert last_backup(filled) is None
    target = filled.folder.parent / "copy"
    result = backup(filled, ADMIN, target)
    made = last_backup(filled)
    assert made is not None
    assert (made.place, made.lines, made.files) == (str(target), result.lines, result.files)


def test_whoever_waits_for_the_check_is_told_how_far_it_is(filled: Register) -> None:
    told: list[tuple[str, float]] = []
    assert verify(filled, told=lambda what, share: told.append((what, share))).clean
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert list(dict.fromkeys(what for what, _ in told)) == ["database", "trail", "rows", "files"]
    assert 0 <= shares[0] <= shares[-1] <= 1
