"""The review: the queue, who may be here, an application beside its map, and what it opens."""

import tempfile
from dataclasses import replace

import pytest
from an_office import ANNA, AUTHORITY, REVIEWER, Office, bare, handed_in, said

from geo.i18n import text
from geo.model.application import Upload
from geo.registry import PUBLIC, Person, Stage, open_register, reading
from geo.registry.submissions import save_draft, submit
from geo.ui.review import dossier, held


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_queue_says_what_will_come(office: Office, lang: str) -> None:
    words = said(office.open(REVIEWER, lang=lang, words="没有这样的名称"))
    assert text("ui.review.none_filtered_title", lang) in words
    assert "sz-queue" not in words


def test_a_queue_with_nothing_for_me_leads_to_all(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    with tempfile.TemporaryDirectory() as folder:
        empty = open_register(folder, create=True)
        page = office.open(REVIEWER)
        monkeypatch.setattr("geo.ui.register_view.opened", lambda: empty)
        words = said(page.run())
        assert text("ui.review.none_mine_title") in words
        assert "show=all" in words
        page.query_params["show"] = "all"
        assert text("ui.review.none_empty_title") in said(page.run())
        empty.close()


def test_the_queue_shows_what_waits_and_no_draft(office: Office) -> None:
    waiting = handed_in(office, Stage.DECLARED, "等待中的集聚区")
    handed_in(office, Stage.NOTICE, "公示中的集聚区")
    application, _ = bare()
    save_draft(
        office.register, ANNA, replace(application, zone=replace(application.zone, name="未提交的草稿"))
    )
    words = said(office.open(REVIEWER))
    assert "等待中的集聚区" in words
    assert f"application={waiting}" in words
    assert "安之远" in words
    assert "公示中的集聚区" not in words
    everything = said(office.open(REVIEWER, show="all"))
    assert "公示中的集聚区" in everything
    assert "未提交的草稿" not in everything
    assert "公示中的集聚区" in said(office.open(REVIEWER, show="notice"))
    assert "公示中的集聚区" in said(office.open(AUTHORITY))


def test_an_address_that_asks_for_what_is_not_is_answered(office: Office) -> None:
    page = office.open(
        REVIEWER, show="nowhere", sort="height", page="-7", city="上海", level="x", words="'; --"
    )
    assert text("ui.review.none_filtered_title") in said(page)


@pytest.mark.parametrize("person", [PUBLIC, ANNA])
def test_somebody_who_may_not_review_is_told_calmly(office: Office, person: Person) -> None:
    key = handed_in(office, Stage.DECLARED)
    for asked in ({}, {"application": key}):
        words = said(office.open(person, **asked))
        assert text("ui.review.closed_title") in words
        assert "甲区" not in words


@pytest.mark.parametrize("asked", ["no-such-application", "0" * 32, "<script>"])
def test_an_application_that_is_not_there(office: Office, asked: str) -> None:
    words = said(office.open(REVIEWER, application=asked))
    assert text("ui.review.missing") in words
    assert "<script>" not in words


def test_somebody_elses_draft_looks_like_nothing(office: Office) -> None:
    application, _ = bare()
    key = save_draft(office.register, ANNA, application).seen.id
    assert text("ui.review.missing") in said(office.open(REVIEWER, application=key))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_application_stands_beside_its_map(office: Office, lang: str) -> None:
    key = handed_in(office, Stage.REVIEW)
    page = office.open(REVIEWER, application=key, lang=lang)
    words = said(page)
    # Land from data/boundaries/demo/README.md; the ledgers are missing, so nothing is met or failed by them.
    assert "63,327.8" in words
    assert "安之远" in words
    assert text("ui.review.again_same", lang) in words
    assert reading.submission(office.register, REVIEWER, key).digest in words
    assert len(page.get("iframe")) == 1


def test_every_matter_opens_from_the_address(office: Office) -> None:
    key = handed_in(office, Stage.REVIEW)
    found = reading.submission(office.register, REVIEWER, key)
    shows = {
        "clauses": text("ui.finding.title"),
        "place": text("ui.review.near"),
        "grounds": text("ui.sensitivity.title"),
        "compare": text("ui.review.against_none"),
        "files": found.files["boundary"]["sha256"],
        "way": text("registry.action.take_up"),
        "again": text("ui.review.again_same_title"),
    }
    page = office.open(REVIEWER, application=key)
    for tab, shown in shows.items():
        page.query_params["tab"] = tab
        assert shown in said(page.run()), tab


def test_the_dossier_lists_files_that_were_kept_beside_those_judged(office: Office) -> None:
    application, case = bare()
    kept = {"boundary": Upload(name="改动前.geojson", data=b"{}")}
    key = submit(office.register, ANNA, replace(application, kept=kept), case).seen.id
    office.open(REVIEWER, application=key)
    desk = held.Desk(
        register=office.register,
        person=REVIEWER,
        held=held.load(office.register, REVIEWER, key, "zh"),
        lang="zh",
    )
    page = dossier.page(desk).decode()
    assert "改动前.geojson" in page
    assert text("ui.apply.part.original") in page
    # A paper is read later: no time runs on in it.
    assert text("ui.review.head_waiting") not in page
