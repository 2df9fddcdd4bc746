"""People at the service, in Chromium, against a real OpenID Connect server: in, out, over, forged, down."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import driving
import httpx2
import pytest
from driving import Watch
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from geo.registry import LOCAL, Role, open_register, people

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)
SECRET = "not-a-secret-of-anybody-" * 2
USER = "_streamlit_user"
LIGHT = "/review?lang=zh"
"""A page without a map: what is tried here stands around every page."""
STYLE = "https://cdn.jsdelivr.net/npm/@picocss/pico@2/css/pico.min.css"
"""What the provider's own pages ask for; nothing of ours."""


@dataclass
class Provider:
    """A provider of logins as a process of its own, which can be stopped and started again."""

    port: int = field(default_factory=driving.free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--require-nonce", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.issuer}/jwks", timeout=1).close()  # noqa: S310 - our own
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the provider did not answer")

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=20)

    def knows(self, subject: str, **claims: object) -> None:
        asked = urllib.request.Request(  # noqa: S310
            f"{self.issuer}/users/{subject}",
            data=json.dumps(claims).encode(),
            method="PUT",
            headers={"content-type": "application/json"},
        )
        urllib.request.urlopen(asked, timeout=5).close()  # noqa: S310


@dataclass
class Service:
    address: str
    data: Path
    provider: Provider
    chromium: Browser
    watched: list[Watch] = field(default_factory=list)
    clients: list[httpx2.Client] = field(default_factory=list)

    def visitor(self, *cookies: tuple[str, str], width: int = 1440) -> BrowserContext:
        context = self.chromium.new_context(viewport={"width": width, "height": 900})
        context.route(STYLE, lambda route: route.fulfill(status=200, content_type="text/css", body=""))
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies])
        context.on("page", lambda page: self.watched.append(Watch(page)))
        return context

    def open(self, context: BrowserContext, path: str = LIGHT) -> Page:
        page = context.new_page()
        page.goto(self.address + path)
        page.locator(".st-key-menu a").last.wait_for()
        return page

    def signed_in(self, subject: str, path: str = LIGHT, width: int = 1440) -> Page:
        """Somebody whose browser has been to the provider and back."""
        client, answer = self.asked(subject)
        assert answer.headers["location"] == "/"
        page = self.open(self.visitor(*client.cookies.items(), width=width), path)
        page.locator(".st-key-account").wait_for()
        return page

    def client(self) -> httpx2.Client:
        """A visitor without a browser."""
        self.clients.append(httpx2.Client(base_url=self.address))
        return self.clients[-1]

    def asked(self, subject: str, *, nonce: str = "", **form: str) -> tuple[httpx2.Client, httpx2.Response]:
        """Go to the provider and back without a browser: the visitor, and what the service then answers."""
        token = {"provider": "default", "exp": int(time.time()) + 60}
        ticket = jwt.encode({"alg": "HS256"}, token, OctKey.import_key(SECRET))
        client = self.client()
        leaving = client.get("/auth/login", params={"provider": ticket}).headers["location"]
        assert leaving.startswith(f"{self.provider.issuer}/")
        back = httpx2.post(leaving.replace("&nonce=", f"&nonce={nonce}"), data={"sub": subject, **form})
        return client, client.get(back.headers["location"])

    def authorize(self, page: Page, subject: str) -> None:
        page.locator("input[name=sub]").fill(subject)
        page.get_by_role("button", name="Authorize", exact=True).click()

    def grant(self, subject: str, role: Role) -> None:
        register = open_register(self.data, create=True)
        people.grant(register, LOCAL, f"{self.provider.issuer}|{subject}", role)
        register.close()

    def withdraw(self, subject: str, role: Role) -> None:
        register = open_register(self.data, create=True)
        assert people.withdraw(register, LOCAL, f"{self.provider.issuer}|{subject}", role, reason="调离")
        register.close()

    def cookie(self, secret: str = SECRET, **claims: object) -> tuple[str, str]:
        """A cookie as the service would write it, of somebody who signed in at the time of ``iat``."""
        said = {
            "iss": self.provider.issuer,
            "sub": "rui",
            "name": "芮评审",
            "iat": time.time() - 60,
            "exp": time.time() + 60,
            "nonce": str(time.monotonic_ns()),
            "origin": self.address,
            "is_logged_in": True,
            "provider": "default",
        }
        return USER, create_signed_value(secret, USER, json.dumps(said | claims)).decode()


@pytest.fixture(scope="module")
def service(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    provider, port = Provider(), driving.free_port()
    provider.start()
    data = tmp_path_factory.mktemp("people")
    login = {
        "SIZHI_LOGIN_URL": f"{provider.issuer}/.well-known/openid-configuration",
        "SIZHI_LOGIN_CLIENT_ID": "sizhi",
        "SIZHI_LOGIN_CLIENT_SECRET": "anything",
        "SIZHI_LOGIN_COOKIE_SECRET": SECRET,
        "SIZHI_LOGIN_ADDRESS": f"http://127.0.0.1:{port}",
        "SIZHI_ROLES_CLAIM": "groups",
        "SIZHI_ROLES_MAP": "zone-applicants=applicant,department=authority",
        "SIZHI_DATA": str(data),
    }
    with driving.app(port=port, **login) as address:
        yield Service(address, data, provider, chromium)
    provider.stop()


@pytest.fixture(autouse=True)
def _only_this_machine(service: Service) -> Iterator[None]:
    """Whatever somebody did, nobody else was asked and nothing was complained of."""
    yield
    for client in service.clients:
        client.close()
    service.clients.clear()
    for watch in service.watched:
        assert set(watch.foreign) <= {STYLE}
        assert watch.errors == []
    service.watched.clear()


def menu(page: Page) -> list[str]:
    page.locator(".st-key-menu a").last.wait_for()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    return [link.inner_text().splitlines()[-1] for link in page.locator(".st-key-menu a").all()]


def head(page: Page) -> str:
    return page.locator(".st-key-account").inner_text().replace("\n", " ")


def test_everybody_sees_their_roles_and_the_pages_of_their_roles(service: Service) -> None:
    service.provider.knows("anna", name="安申报", groups=["zone-applicants", "admin"])
    service.provider.knows("rui", name="芮评审")
    service.provider.knows("ou", name="欧主管", groups="department")
    service.provider.knows("xu", name="许管理")
    service.provider.knows("wu", name="吴*某*", roles=["admin"])
    service.grant("rui", Role.REVIEWER)
    service.grant("xu", Role.ADMIN)
    told = {
        "anna": "安申报 · 申报人",
        "rui": "芮评审 · 评审人",
        "ou": "欧主管 · 主管部门",
        "xu": "许管理 · 系统管理员",
        "wu": "吴*某* · 尚无角色",
    }
    for subject, words in told.items():
        width = 390 if subject == "ou" else 1440
        page = service.signed_in(subject, width=width)
        assert words in head(page)
        judges = subject in {"rui", "ou"}
        assert ("评审" in menu(page)) is judges
        expect(page.get_by_text("您没有使用「评审」的权限")).to_have_count(0 if judges else 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if subject == "wu":
            page.locator(".st-key-account button").first.click()
            expect(page.locator(".sz-account code")).to_have_text(f"{service.provider.issuer}|wu")
        page.context.close()


def test_an_address_leads_through_the_login_to_its_page_and_a_withdrawn_role_ends_it(
    service: Service,
) -> None:
    service.provider.knows("rui", name="芮评审")
    service.grant("rui", Role.REVIEWER)
    page = service.open(service.visitor(), "/review?lang=en&stage=review")
    expect(page.get_by_text("“Review” needs you to sign in")).to_be_visible()
    page.locator(".st-key-sign_in_here button").click()
    service.authorize(page, "rui")
    page.locator(".st-key-account").wait_for()
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert (kept[USER]["httpOnly"], kept[USER]["sameSite"]) == (True, "Lax")
    assert page.url == f"{service.address}/review?lang=en&stage=review"
    assert "Review" in menu(page)
    service.withdraw("rui", Role.REVIEWER)
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text("您没有使用「评审」的权限")).to_be_visible()
    assert "评审" not in menu(page)
    page.context.close()


def test_who_signs_out_is_out_in_every_tab_and_so_is_a_copy_of_their_cookie(service: Service) -> None:
    page = service.signed_in("anna")
    other = service.open(page.context)
    copy = next(cookie for cookie in page.context.cookies() if cookie["name"] == USER)
    page.locator(".st-key-account button").first.click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_text("您已退出登录。")).to_be_visible()
    assert USER not in {cookie["name"] for cookie in page.context.cookies()}
    other.get_by_text("English", exact=True).click()
    expect(other.get_by_text("Your session has ended")).to_be_visible()
    expect(other.locator(".st-key-sign_in_head")).to_be_visible()
    page.context.close()
    thief = service.open(service.visitor((USER, copy["value"])))
    expect(thief.get_by_text("登录已结束")).to_be_visible()
    assert thief.locator(".st-key-account").count() == 0
    thief.context.close()


def test_a_cookie_that_is_old_or_not_ours_does_not_count(service: Service) -> None:
    page = service.open(service.visitor(service.cookie(iat=time.time() - 9 * 3600)))
    expect(page.get_by_text("登录已结束")).to_be_visible()
    name, good = service.cookie()
    forged = [service.cookie("another secret, as long as the one" * 2), (name, f"{good[:-4]}AAAA")]
    for name, value in forged:
        page.context.add_cookies([{"name": name, "value": value, "url": service.address}])
        page.reload()
        expect(page.locator(".st-key-sign_in_head")).to_be_visible()
        expect(page.get_by_text("登录已结束")).to_have_count(0)
        assert page.locator(".st-key-account").count() == 0
    page.context.close()


def test_an_answer_to_another_question_signs_nobody_in(service: Service) -> None:
    client, answer = service.asked("anna", nonce="other")
    assert (answer.headers["location"], USER in client.cookies) == ("/?said=failed", False)
    client, answer = service.asked("anna", action="deny")
    assert (answer.headers["location"], USER in client.cookies) == ("/?said=refused", False)
    client, answer = service.asked("anna")
    assert (answer.headers["location"], USER in client.cookies) == ("/", True)
    stranger = service.client()
    for url in (str(answer.url), "/oauth2callback?code=stolen&state=guessed"):
        again = stranger.get(url)
        assert (again.headers["location"], USER in stranger.cookies) == ("/?said=failed", False)


def test_while_the_provider_is_down_people_are_told_and_the_public_goes_on(service: Service) -> None:
    service.provider.stop()
    page = service.open(service.visitor(), "/zone?lang=zh")
    page.locator(".st-key-sign_in_head button").click()
    expect(page.get_by_text("登录系统暂时连接不上")).to_be_visible()
    assert page.url.startswith(f"{service.address}/zone")
    page.locator(".st-key-menu").get_by_text("全省概览", exact=True).click()
    expect(page.locator(".sz-list")).to_contain_text("苏州高新区")
    expect(page.get_by_text("登录系统暂时连接不上")).to_have_count(0)
    page.context.close()
    service.provider.start()


def test_where_others_reach_it_without_a_login_everybody_is_the_public(chromium: Browser) -> None:
    everywhere = ("--server.address", "0.0.0.0")  # noqa: S104
    with driving.app(*everywhere) as address:
        page = chromium.new_page()
        watch = Watch(page)
        page.goto(address + LIGHT)
        expect(page.get_by_text("「评审」在本服务上不可用")).to_be_visible()
        assert "公开浏览" in head(page)
        assert "评审" not in menu(page)
        assert (watch.foreign, watch.errors) == ([], [])
        page.close()


def test_on_the_machine_itself_one_person_is_told_that_they_are_alone(
    chromium: Browser, address: str
) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/?lang=zh")
    page.locator(".st-key-account button").first.click()
    expect(page.get_by_text("本机模式：一人使用，拥有全部角色")).to_be_visible()
    assert "评审" in menu(page)
    page.close()
