"""What is put on a page leaves nothing behind."""

from urllib.parse import urlsplit

from streamlit.testing.v1 import AppTest


def framed() -> None:
    from geo.ui import render

    render.document("<!DOCTYPE html><p>:</p>" + "x" * 100_000)


def test_a_document_on_the_page_is_not_remembered_as_an_address() -> None:
    urlsplit("http://127.0.0.1/before")
    page = AppTest.from_function(framed).run()
    assert len(page.get("iframe")[0].proto.srcdoc) > 100_000
    before = urlsplit.cache_info().hits
    urlsplit("<!DOCTYPE html><p>:</p>" + "x" * 100_000)
    assert urlsplit.cache_info().hits == before
