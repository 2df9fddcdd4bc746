"""What a browser gets before any page: the document, and the framework's files as they are sent."""

import re

import pytest
from asking import ask
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from geo.ui import front
from geo.ui.navigation import PAGES
from geo.ui.server import routes, url


@pytest.fixture(scope="module")
def app() -> Starlette:
    behind = Route("/{rest:path}", lambda request: PlainTextResponse(f"behind {request.url.path}"))
    return Starlette(routes=[*routes(), behind], middleware=[Middleware(front.FromMemory)])


def test_every_page_begins_with_a_document_that_knows_its_server(app: Starlette) -> None:
    for path in ("", *(page.path for page in PAGES[1:])):
        answer = ask(app, f"/{path}")
        assert 'BACKEND_BASE_URL: location.origin + "/"' in answer.text
        # the first holds what this register shows: no proxy between may keep it
        assert answer.headers["cache-control"] == ("no-cache" if path else "private, no-cache")
    # before the framework's own script, which reads it once
    assert answer.text.index("BACKEND_BASE_URL") < answer.text.index('type="module"')


def test_the_first_page_is_found_under_its_name_too_with_what_was_asked(app: Starlette) -> None:
    answer = ask(app, f"/{PAGES[0].path}?lang=en&level=national")
    assert (answer.status, answer.headers["location"]) == (307, "./?lang=en&level=national")


def test_the_style_stands_in_the_document_behind_all_that_the_framework_puts_into_its_head() -> None:
    page = front.document()
    assert page.index("</head>") < page.index('id="root"') < page.index("--sz-pass: #1b7f4d")
    assert "{{" not in page
    assert "&#" not in page[page.index("--sz-pass") :]


def test_the_address_told_at_the_start_opens_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, object] = {"server.address": "127.0.0.1", "server.port": 8501}
    monkeypatch.setattr("streamlit.get_option", options.get)
    assert url() == "http://127.0.0.1:8501"
    options |= {"server.address": "0.0.0.0", "server.baseUrlPath": "/sizhi"}  # noqa: S104
    assert url() == "http://127.0.0.1:8501/sizhi/"
    options |= {"server.address": "::1", "server.baseUrlPath": "", "server.sslCertFile": "a.pem"}
    assert url() == "https://[::1]:8501"


def test_below_a_prefix_the_document_names_the_prefix() -> None:
    assert 'location.origin + "/sizhi/"' in front.document("/sizhi/")


def test_the_document_names_what_pages_are_drawn_with_and_no_font_they_are_not_set_in() -> None:
    page = front.document()
    folder = front.static_folder()
    for piece in front.DRAWN_WITH:
        (file,) = (folder / "static" / "js").glob(f"{piece}.*.js")
        assert f"./static/js/{file.name}" in page
    assert "SourceSans" not in page
    # what the framework looks for to show a page's icon, which it fetches from another host
    assert "shortcut icon" not in page
    assert f'rel="icon" href="{front.ICON_URL}"' in page
    named = re.findall(r"\./(static/js/[\w./-]+)", page)
    assert all((folder / name).is_file() for name in named)
    assert len(named) == len(set(named))


def test_files_of_the_framework_are_sent_compressed_and_are_what_they_were(app: Starlette) -> None:
    (script,) = (front.static_folder() / "static" / "js").glob("protobuf.*.js")
    answer = ask(app, f"/static/js/{script.name}")
    assert answer.text == script.read_text()
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.body) < script.stat().st_size / 3


@pytest.mark.parametrize(
    "path", ["/static/js/none.js", "/static/../index.html", "/static/%2e%2e/app.py", "/static/"]
)
def test_what_is_no_file_of_the_framework_is_left_to_the_framework(app: Starlette, path: str) -> None:
    assert ask(app, path).text.startswith("behind ")


def test_who_takes_nothing_compressed_is_left_to_the_framework(app: Starlette) -> None:
    (script,) = (front.static_folder() / "static" / "js").glob("Html.*.js")
    answer = ask(app, f"/static/js/{script.name}", encoding="identity")
    assert answer.text.startswith("behind ")
