"""Who may do what in which stage: every role × action × stage, and the ways around it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from geo.errors import SizhiError, UsageError
from geo.registry import (
    LOCAL,
    PUBLIC,
    Action,
    Person,
    Query,
    Register,
    Role,
    Seen,
    Stage,
    compare,
    decisions,
    layers,
    people,
    reading,
    submissions,
    zones,
)
from geo.registry.access import right_of
from geo.registry.exchange import FORMATS, collect, export
from geo.registry.ledgers import buildings_of, institutions_of
from geo.registry.problems import AccessError, MissingError
from geo.registry.queue import JUDGES, Asked, counts, queue
from geo.registry.schema import applications
from geo.registry.stages import RIGHTS
from geo.registry.standing import known_zones, standing_zones
from geo.report.stored import stored_assessment
from tests.registry.conftest import ADMIN, ANNA, AUTHORITY, BO, REVIEWER, demo, named

EXPECTED = """
              nurture declared review notice approved building accepted returned withdrawn revoked discarded
list            a       aRUM    aRUM   aRUMp  aRUMp    aRUMp    aRUMp    aRUM     aRUM      aRUM    a
read            a       aRU     aRU    aRU    aRUp     aRUp     aRUp     aRU      aRU       aRU     a
read_files      a       aRU     aRU    aRU    aRU      aRU      aRU      aRU      aRU       aRU     a
read_decisions  a       aRU     aRU    aRU    aRU      aRU      aRU      aRU      aRU       aRU     a
read_draft      a       a       a      a      a        a        a        a        a         a       a
save_draft      a       -       -      -      -        -        -        a        -         -       -
discard         a       -       -      -      -        -        -        -        -         -       -
submit          a       -       -      -      -        -        -        a        -         -       -
withdraw        -       a       a      a      -        -        -        a        -         -       -
take_up         -       R       -      -      -        -        -        -        -         -       -
opine           -       -       R      RU     U        U        U        -        -         -       -
return          -       R       R      U      -        -        -        -        -         -       -
pass            -       -       R      -      -        -        -        -        -         -       -
approve         -       -       -      U      -        -        -        -        -         -       -
start           -       -       -      -      U        -        -        -        -         -       -
accept          -       -       -      -      -        U        -        -        -         -       -
revoke          -       -       -      -      U        U        U        -        -         -       -
"""
"""a: the applicant, of their own; R: reviewer; U: authority; M: admin; p: the public. Written by hand
from the issue, not from the code."""
LETTERS = {
    "a": Role.APPLICANT, "R": Role.REVIEWER, "U": Role.AUTHORITY, "M": Role.ADMIN, "p": Role.PUBLIC,
}  # fmt: skip
PEOPLE = {
    Role.APPLICANT: ANNA,
    Role.REVIEWER: REVIEWER,
    Role.AUTHORITY: AUTHORITY,
    Role.ADMIN: ADMIN,
    Role.PUBLIC: PUBLIC,
}


def _cells() -> dict[tuple[Action, Stage], set[Role]]:
    head, *lines = [line.split() for line in EXPECTED.strip().splitlines()]
    return {
        (Action(action), Stage(stage)): {LETTERS[letter] for letter in cell if letter in LETTERS}
        for action, *cells in lines
        for stage, cell in zip(head, cells, strict=True)
    }


def test_the_table_written_by_hand_is_complete() -> None:
    assert set(_cells()) == {(action, stage) for action in Action for stage in Stage}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("stage", Stage)
def test_every_role_action_and_stage(role: Role, action: Action, stage: Stage) -> None:
    allowed = _cells()[action, stage]
    # Everybody is the public as well; only the applicant is asked about an application of their own.
    expected = bool({role, Role.PUBLIC} & allowed)
    assert (right_of(PEOPLE[role], action, stage, own=role is Role.APPLICANT) is not None) is expected


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("stage", Stage)
def test_another_applicant_is_the_public(action: Action, stage: Stage) -> None:
    assert right_of(BO, action, stage, own=False) == right_of(PUBLIC, action, stage, own=False)


def test_nobody_judges_their_own_application() -> None:
    both = Person(id="x", roles=frozenset(Role))
    steps = [right for right in RIGHTS if right.to and right.role in {Role.REVIEWER, Role.AUTHORITY}]
    judged = [r for r in steps if r.action is not Action.START]
    for right in judged:
        for stage in right.stages:
            assert right_of(both, right.action, stage, own=False)
            assert right_of(both, right.action, stage, own=True) is None
            assert right_of(LOCAL, right.action, stage, own=True)


def _put_in(register: Register, application_id: str, stage: Stage) -> None:
    with register.writing("test", "test") as change:
        change.update(applications, application_id, stage=stage.value)


def _doors(register: Register, seen: Seen) -> dict[Action, Callable[[Person], object]]:
    """Each action through the function a page would call."""
    application, case = demo()

    def decide(action: Action) -> Callable[[Person], object]:
        return lambda who: decisions.decide(register, who, seen, action, reason="理由")

    return {
        Action.LIST: lambda who: reading.entry(register, who, seen.id),
        Action.READ: lambda who: reading.submission(register, who, seen.id),
        Action.READ_FILES: lambda who: reading.original(register, who, seen.id, part="boundary"),
        Action.READ_DECISIONS: lambda who: decisions.history(register, who, seen.id),
        Action.READ_DRAFT: lambda who: submissions.draft(register, who, seen.id),
        Action.SAVE_DRAFT: lambda who: submissions.save_draft(register, who, application, seen=seen),
        Action.DISCARD: lambda who: submissions.discard(register, who, seen),
        Action.SUBMIT: lambda who: submissions.submit(register, who, application, case, seen=seen),
        **{action: decide(action) for action in Action if action in decisions.STEPS},
    }


@pytest.mark.parametrize("stage", Stage)
def test_every_door_refuses_whom_the_table_refuses(register: Register, stage: Stage) -> None:
    application, case = demo()
    receipt = submissions.submit(register, ANNA, application, case)
    _put_in(register, receipt.seen.id, stage)
    cells = _cells()
    for action, door in _doors(register, receipt.seen).items():
        for role, who in PEOPLE.items():
            if {role, Role.PUBLIC} & cells[action, stage]:
                continue
            with pytest.raises((AccessError, MissingError)):
                door(who)
            assert reading.entry(register, ANNA, receipt.seen.id).stage is stage


@pytest.mark.parametrize("stage", Stage)
def test_lists_hold_what_the_table_allows(register: Register, stage: Stage) -> None:
    application, case = demo()
    receipt = submissions.submit(register, ANNA, application, case)
    _put_in(register, receipt.seen.id, stage)
    listed = _cells()[Action.LIST, stage]
    read = _cells()[Action.READ, stage]
    box = (120.0, 31.0, 121.0, 32.0)
    for role, who in {**PEOPLE, None: BO}.items():
        known = bool({role, Role.PUBLIC} & listed)
        assert reading.applications_of(register, who).total == known
        readable = bool({role, Role.PUBLIC} & read)
        assert reading.applications_of(register, who, Query(box=box)).total == readable
        assert zones.footprints_of(register, who, Query(box=box)).total == readable


def test_the_public_reads_the_approved_version_only(register: Register) -> None:
    application, case = demo()
    receipt = submissions.submit(register, ANNA, application, case)
    entry = reading.entry(register, REVIEWER, receipt.seen.id)
    decisions.decide(register, REVIEWER, entry.seen, Action.RETURN, reason="补充台账")
    again = reading.entry(register, ANNA, receipt.seen.id).seen
    submissions.submit(register, ANNA, application, case, seen=again)
    _put_in(register, receipt.seen.id, Stage.APPROVED)
    assert [v.submitted for v in reading.versions(register, PUBLIC, receipt.seen.id)] == [2]
    assert [v.submitted for v in reading.versions(register, REVIEWER, receipt.seen.id)] == [1, 2]
    assert zones.footprints_of(register, PUBLIC).total == 1
    assert zones.footprints_of(register, REVIEWER).total == 2
    with pytest.raises(MissingError):
        reading.submission(register, PUBLIC, receipt.seen.id, submitted=1)
    with pytest.raises(MissingError):
        compare.compare(register, PUBLIC, receipt.seen.id, before=1, after=2)


def test_the_public_is_told_of_no_firm_no_file_and_no_person(register: Register) -> None:
    receipt = submissions.submit(register, ANNA, *demo())
    _put_in(register, receipt.seen.id, Stage.APPROVED)
    whole = reading.submission(register, REVIEWER, receipt.seen.id)
    for who in (PUBLIC, BO, ADMIN):
        found = reading.submission(register, who, receipt.seen.id)
        said = json.dumps(found.document, ensure_ascii=False) + repr((found.files, found.submitted_by))
        ledgers = whole.document["ledgers"]
        names = {row["name"] for ledger in ledgers.values() for row in ledger["rows"]}
        papers = {row["certificate"] for row in ledgers["buildings"]["rows"] if row["certificate"]}
        files = {file["name"] for file in whole.files.values()} | {whole.document["source"]["name"]}
        assert len(names) > 30
        assert len(papers) > 3
        assert len(files) > 3
        for secret in (*names, *papers, *files, ANNA.id):
            assert secret not in said, secret
        # What is left is the verdict as it was given, and is read back as one.
        item = stored_assessment(found.document)
        assert (item.outcome.value, found.digest) == (whole.outcome, whole.digest)
        assert found.document["findings"] == whole.document["findings"]
    assert reading.submission(register, ANNA, receipt.seen.id).document == whole.document


def _attempts(register: Register, secret: Seen, sha256: str) -> dict[str, Callable[[Person], object]]:
    """Ways to read, change, guess or enumerate a draft."""
    application, case = demo()
    guesses = {
        "its id": secret.id,
        "upper case": secret.id.upper(),
        "blanks": f" {secret.id} ",
        "a shorter id": secret.id[:-1],
        "a wildcard": f"{secret.id[:4]}%",
        "an underscore": "_" * 32,
        "sql": "' OR '1'='1",
        "sql union": f"{secret.id}' UNION SELECT * FROM applications --",  # noqa: S608 - meant to be one
        "a path": f"../{secret.id}",
        "nothing": "",
        "a number": "1",
        "the hash of its file": sha256,
    }
    ways: dict[str, Callable[[Person], object]] = {}
    for said, guess in guesses.items():
        ways[f"draft by {said}"] = lambda who, g=guess: submissions.draft(register, who, g)
        ways[f"entry by {said}"] = lambda who, g=guess: reading.entry(register, who, g)
        ways[f"original by {said}"] = lambda who, g=guess: reading.original(register, who, g, part="boundary")
    for version in (0, 1, 2, 99):
        seen = replace(secret, version=version)
        ways[f"save over version {version}"] = lambda who, s=seen: submissions.save_draft(
            register, who, application, seen=s
        )
        ways[f"submit version {version}"] = lambda who, s=seen: submissions.submit(
            register, who, application, case, seen=s
        )
        ways[f"discard version {version}"] = lambda who, s=seen: submissions.discard(register, who, s)
    for action in sorted(decisions.STEPS):
        ways[f"step {action}"] = lambda who, a=action: decisions.decide(register, who, secret, a, reason="x")
    own: dict[str, Callable[[Person, str], object]] = {
        "history": lambda who, key: decisions.history(register, who, key),
        "versions": lambda who, key: reading.versions(register, who, key),
        "replay": lambda who, key: reading.application_again(register, who, key),
        "submission": lambda who, key: reading.submission(register, who, key),
        "first submission": lambda who, key: reading.submission(register, who, key, submitted=1),
        "steps": lambda who, key: decisions.steps_for(register, who, key),
        "compare": lambda who, key: compare.compare(register, who, key, before=1, after=1),
        "buildings": lambda who, key: buildings_of(register, who, key),
        "institutions": lambda who, key: institutions_of(register, who, key),
        "ledger file": lambda who, key: reading.original(register, who, key, part="institutions"),
        "a path as part": lambda who, key: reading.original(register, who, key, part="../../register.sqlite"),
        "as a layer": lambda _who, key: layers.layer_file(register, key),
        "as a zone": lambda _who, key: zones.zone(register, key),
        "as land of a zone": lambda _who, key: zones.zone_footprint(register, key),
        "receipt": lambda who, key: submissions.receipt(register, who, key),
    }
    for name, way in own.items():
        for said in ("its id", "the hash of its file"):
            ways[f"{name} by {said}"] = lambda who, w=way, g=guesses[said]: w(who, g)
    for number in ("SZ-2026-00000001", "SZ-2026-%", "", "%"):
        ways[f"receipt {number}"] = lambda who, n=number: submissions.receipt(register, who, n)
    ways["a submission for its zone"] = lambda who: submissions.submit(
        register, who, application, case, zone_id=secret.id
    )
    ways["a draft for its zone"] = lambda who: submissions.save_draft(
        register, who, application, zone_id=secret.id
    )
    return ways


@pytest.mark.parametrize("who", [BO, PUBLIC, REVIEWER, AUTHORITY, ADMIN], ids=lambda who: who.id or "public")
def test_a_draft_cannot_be_read_changed_guessed_or_enumerated(register: Register, who: Person) -> None:
    saved = submissions.save_draft(register, ANNA, named("甲的秘密草稿"))
    sha256 = demo()[1].assessment.source.sha256
    attempts = _attempts(register, saved.seen, sha256)
    assert len(attempts) >= 90
    words = {}
    for name, attempt in attempts.items():
        with pytest.raises((AccessError, MissingError)) as refused:
            attempt(who)
        assert "秘密" not in str(refused.value), name
        assert "anna" not in str(refused.value), name
        words[name] = refused.value
    # A draft that is there and one that is not give the same answer.
    absent = submissions.draft
    with pytest.raises(MissingError) as nothing:
        absent(register, who, "f" * 32)
    assert words["draft by its id"].code == nothing.value.code
    queries = (
        Query(), Query(words="秘密"), Query(words="%"), Query(city="苏州"), Query(stage=Stage.NURTURE),
        Query(box=(118, 30, 122, 36)), Query(level="provincial"), Query(page=1, size=10_000), Query(own=True),
    )  # fmt: skip
    for query in queries:
        assert reading.applications_of(register, who, query).total == 0
        assert zones.footprints_of(register, who, query).total == 0
        assert zones.zones_of(register, query).total == 0
    if who.roles & JUDGES:
        for asked in (Asked(), Asked(words="秘密"), Asked(words="%"), Asked(stages=(Stage.NURTURE,))):
            assert queue(register, who, asked).total == 0
            assert counts(register, who, asked).by_stage == {}
    assert standing_zones(register) == ()
    assert known_zones(register, demo=True) is None
    for ending in FORMATS:
        out = register.folder / f"out{ending}"
        dump = collect(register, who)
        assert not any(dump.values())
        export(register, who, out)
        assert "秘密".encode() not in out.read_bytes()
        out.unlink()
    after = submissions.draft(register, ANNA, saved.seen.id)
    assert after.seen == saved.seen
    assert after.application.zone.name == "甲的秘密草稿"


def test_a_person_without_a_login_owns_nothing(register: Register) -> None:
    with pytest.raises(AccessError):
        submissions.save_draft(register, Person(id="", roles=frozenset({Role.APPLICANT})), named("x"))
    for nobody in ("local", "service", "", " "):
        with pytest.raises(UsageError):
            people.person_of(register, nobody, claimed=["admin"])


def test_roles_come_from_the_table_and_from_a_claim(register: Register) -> None:
    people.grant(register, ADMIN, "iss|rui", Role.REVIEWER)
    assert people.person_of(register, "iss|rui", claimed=["applicant", "king"]).roles == {
        Role.REVIEWER,
        Role.APPLICANT,
    }
    people.withdraw(register, ADMIN, "iss|rui", Role.REVIEWER, reason="调离")
    assert people.person_of(register, "iss|rui").roles == frozenset()
    with pytest.raises(AccessError):
        people.grant(register, REVIEWER, "iss|rui", Role.ADMIN)


def test_only_administrators_write_zones(register: Register) -> None:
    application, case = demo()
    for who in (ANNA, REVIEWER, AUTHORITY, PUBLIC):
        with pytest.raises(AccessError):
            zones.add_zone(register, who, application.zone)
        with pytest.raises(SizhiError):
            zones.add_footprint(register, who, "x", case.footprint, source="y", expected=1)
