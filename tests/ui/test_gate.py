"""The gate: whom it turns away in each mode, what it hides, what every answer carries."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from geo.ui.gate import BACK, Gate
from geo.ui.login import Login

EVERYWHERE = "0.0.0.0"  # noqa: S104
SERVICE = Login(origin="https://sizhi.example", session_s=60, idle_s=60)


async def _page(request: Request) -> Response:
    html = request.url.path.endswith(".html") or request.headers.get("accept") == "text/html"
    answer: Response = HTMLResponse("page") if html else PlainTextResponse("page")
    answer.set_cookie("a", "b")
    return answer


async def _login(request: Request) -> Response:
    if "down" in request.query_params:
        return PlainTextResponse("Authentication error", status_code=400)
    return RedirectResponse("https://idp.example/authorize", status_code=302)


async def _callback(request: Request) -> Response:
    answer = RedirectResponse("/", status_code=302)
    if request.query_params.get("code") == "good":
        answer.set_cookie("_streamlit_user", "signed", httponly=True)
    else:
        answer.delete_cookie("_streamlit_user")
    return answer


async def _logout(request: Request) -> Response:
    return RedirectResponse("/", status_code=302)


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(socket.headers["host"])
    await socket.close()


ROUTES = [
    Route("/auth/login", _login),
    Route("/auth/logout", _logout),
    Route("/oauth2callback", _callback),
    WebSocketRoute("/_stcore/stream", _stream),
    Route("/{path:path}", _page),
]


def client(login: Login | None = None, address: str = "127.0.0.1", **more: object) -> TestClient:
    inner = Starlette(routes=ROUTES)
    base = "https://sizhi.example" if login else "http://127.0.0.1:8501"
    peer = more.get("peer", ("127.0.0.1", 5000))
    gate = Gate(inner, login=login, address=address, pages={"zone", "review"})
    return TestClient(gate, base_url=base, client=peer, follow_redirects=False)  # type: ignore[arg-type]


def connected(visitor: TestClient, headers: dict[str, str]) -> str | None:
    """The host the app saw over a websocket, None when it was turned away."""
    host = visitor.base_url.netloc.decode()
    try:
        with visitor.websocket_connect("/_stcore/stream", headers={"host": host} | headers) as socket:
            return str(socket.receive_text())
    except WebSocketDisconnect:
        return None


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "sizhi.localhost"])
def test_in_local_mode_the_machine_itself_comes_in(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "peer"),
    [
        ({"host": "evil.example"}, "127.0.0.1"),
        ({"host": "127.0.0.1.evil.example"}, "127.0.0.1"),
        ({"host": "localhost@evil.example"}, "127.0.0.1"),
        ({"host": ""}, "127.0.0.1"),
        ({"host": "[127.0.0.1"}, "127.0.0.1"),
        ({"x-forwarded-for": "10.0.0.9"}, "127.0.0.1"),
        ({"forwarded": "for=10.0.0.9"}, "127.0.0.1"),
        ({}, "10.0.0.9"),
    ],
)
def test_in_local_mode_nobody_else_does(headers: dict[str, str], peer: str) -> None:
    visitor = client(peer=(peer, 5000))
    answer = visitor.get("/", headers=headers)
    assert answer.status_code == 403
    assert "docs/people.md" in answer.text
    assert connected(visitor, headers) is None


def test_without_a_login_a_public_address_serves_everybody() -> None:
    visitor = client(address=EVERYWHERE, peer=("10.0.0.9", 5000))
    assert visitor.get("/", headers={"host": "192.168.1.5:8501"}).status_code == 200


def test_another_site_does_not_get_a_connection_in_any_mode() -> None:
    foreign = {"origin": "https://evil.example"}
    assert connected(client(), foreign) is None
    assert connected(client(SERVICE), foreign) is None
    assert connected(client(address=EVERYWHERE), foreign) is None
    assert connected(client(), {"origin": "http://127.0.0.1:9999"}) is None
    assert connected(client(), {"origin": "null"}) is None
    assert connected(client(), {"origin": "http://[127.0.0.1:8501"}) is None
    assert connected(client(), {"origin": "http://127.0.0.1:8501"}) == "127.0.0.1:8501"
    assert connected(client(), {}) == "127.0.0.1:8501"


def test_behind_a_proxy_the_app_sees_the_name_the_browser_asked_for() -> None:
    headers = {"host": "127.0.0.1:8501", "origin": "https://sizhi.example", "x-forwarded-for": "10.0.0.9"}
    assert connected(client(SERVICE), headers) == "sizhi.example"
    assert client(SERVICE).get("/", headers={"host": "evil.example"}).status_code == 403
    assert client(SERVICE).get("/health", headers={"host": "127.0.0.1:8501"}).status_code == 200


@pytest.mark.parametrize("login", [None, SERVICE], ids=["local", "service"])
def test_every_answer_carries_the_same_protection(login: Login | None) -> None:
    answer = client(login).get("/zone")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["referrer-policy"] == "same-origin"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy
    assert ("strict-transport-security" in answer.headers) is (login is not None)
    assert ("; Secure" in answer.headers["set-cookie"]) is (login is not None)


def test_the_tiles_of_a_base_map_are_let_in_where_one_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.ui import publisher

    def policy() -> str:
        return client().get("/a.html").headers["content-security-policy"]

    monkeypatch.setattr(publisher, "tile_origins", lambda: ("https://t0.tianditu.gov.cn",))
    assert "img-src 'self' data: blob: https://t0.tianditu.gov.cn;" in policy()
    assert policy().count("https:") == 1
    assert "https:" not in client().get("/zone").headers["content-security-policy"]


def test_the_first_document_waits_for_no_register(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.ui import publisher, register_view

    def opened() -> None:
        raise AssertionError("the register was opened")

    monkeypatch.setattr(register_view, "opened", opened)
    monkeypatch.setattr(register_view, "is_open", lambda: False)
    monkeypatch.delenv("SIZHI_DATA", raising=False)
    assert publisher.tile_origins() == ()
    monkeypatch.setenv("SIZHI_DATA", "/srv/sizhi")
    assert "https://t0.tianditu.gov.cn" in publisher.tile_origins()


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent"]
)
def test_the_process_tells_nobody_about_itself(path: str) -> None:
    assert client(SERVICE).get(path).status_code == 404
    assert client().post(path).status_code == 404


@pytest.mark.parametrize("login", [None, SERVICE], ids=["local", "service"])
def test_downloads_are_kept_by_no_cache_and_given_to_pages_only(login: Login | None) -> None:
    visitor = client(login)
    own = str(visitor.base_url)
    for headers in ({"sec-fetch-site": "same-origin"}, {"referer": f"{own}/zone"}):
        answer = visitor.get("/media/abc.csv", headers=headers)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    for headers in (
        {},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "referer": f"{own}/zone"},
        {"referer": "https://evil.example/"},
        {"referer": "nonsense["},
    ):
        assert visitor.get("/media/abc.csv", headers=headers).status_code == 403


def test_a_wrong_address_leads_to_the_first_page_with_a_word() -> None:
    visitor = client()

    def led(path: str) -> str | None:
        return visitor.get(path, headers={"accept": "text/html"}).headers.get("location")

    assert led("/assess") == "/?said=nowhere"
    assert led("/assess/") == "/?said=nowhere"
    for there in ("/", "/zone", "/review?id=7", "/component/a/index.html", "/a.html"):
        assert led(there) is None


@pytest.fixture
def visitor() -> Iterator[TestClient]:
    with client(SERVICE) as opened:
        yield opened


def left(visitor: TestClient, page: str) -> None:
    answer = visitor.get("/auth/login", headers={"referer": page})
    assert answer.headers["location"] == "https://idp.example/authorize"
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_who_signs_in_comes_back_to_the_page_they_left(visitor: TestClient) -> None:
    left(visitor, "https://sizhi.example/review?id=7&lang=en&said=failed")
    answer = visitor.get("/oauth2callback?code=good&state=s")
    assert answer.headers["location"] == "/review?id=7&lang=en"
    assert BACK not in visitor.cookies


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ("code=bad&state=s", "failed"),
        ("state=s", "failed"),
        ("error=server_error&state=s", "failed"),
        ("error=access_denied&state=s", "refused"),
    ],
)
def test_who_does_not_get_in_is_told_on_the_page_they_left(visitor: TestClient, came: str, said: str) -> None:
    left(visitor, "https://sizhi.example/review?lang=en")
    assert visitor.get(f"/oauth2callback?{came}").headers["location"] == f"/review?lang=en&said={said}"


def test_a_login_that_does_not_answer_leaves_people_where_they_are(visitor: TestClient) -> None:
    answer = visitor.get("/auth/login?down=1", headers={"referer": "https://sizhi.example/zone"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/zone?said=unavailable")


def test_who_signs_out_comes_to_the_first_page_in_their_language(visitor: TestClient) -> None:
    answer = visitor.get("/auth/logout", headers={"referer": "https://sizhi.example/review?id=7&lang=en"})
    assert answer.headers["location"] == "/?lang=en&said=out"
    assert visitor.get("/oauth2callback").headers["location"] == "/?lang=en&said=out"


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/x",
        "//evil.example",
        "https://sizhi.example//evil.example",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_led_to_another_site(visitor: TestClient, page: str) -> None:
    left(visitor, page)
    assert visitor.get("/oauth2callback?code=good&state=s").headers["location"] == "/"
    visitor.cookies.set(BACK, quote(page, safe=""))
    assert visitor.get("/oauth2callback?code=good&state=s").headers["location"] == "/"
