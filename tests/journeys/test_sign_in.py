"""Signing in and out of the running product: what a browser keeps, and what whoever guesses gets."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.seed import DEMO_PASSWORD, PEOPLE
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from tests.harness.guarded import GuardedSite
from tests.harness.site import WebProcess

pytestmark = pytest.mark.journey

LOGIN = "/api/v1/auth/login"
FORM = "/api/v1/auth/login-form"
EMAILS = {role: next(person.email for person in PEOPLE if person.role is role) for role in (Role.ADMIN, Role.CUSTOMER)}
COOKIE = "__Host-sid"


def from_address(site: GuardedSite, address: str) -> httpx.AsyncClient:
    """A client at this address of the loopback network, so that each test is counted alone."""
    return httpx.AsyncClient(
        base_url=site.url,
        headers={"Origin": site.url},
        transport=httpx.AsyncHTTPTransport(local_address=address),
        trust_env=False,
    )


def sessions(site: GuardedSite) -> int:
    ((count,),) = site.sql("SELECT count(*) FROM sessions")
    return count


class TestCookie:
    async def test_it_is_out_of_reach_of_scripts_other_sites_and_other_paths(self, guarded_site: GuardedSite):
        async with from_address(guarded_site, "127.0.1.1") as client:
            answer = await client.post(LOGIN, json={"email": EMAILS[Role.ADMIN], "password": DEMO_PASSWORD})
        name_and_value, *flags = answer.headers["set-cookie"].split("; ")
        name, _, value = name_and_value.partition("=")
        assert name == COOKIE
        assert len(value) == 43
        assert {flag.lower() for flag in flags} == {"httponly", "max-age=604800", "path=/", "samesite=lax", "secure"}
        assert value not in answer.text

    async def test_only_its_fingerprint_is_kept(self, guarded_site: GuardedSite):
        cookie = guarded_site.cookies[Role.ADMIN]
        columns = guarded_site.sql("SELECT * FROM sessions WHERE token_fingerprint = %s", fingerprint(cookie))
        assert len(columns) == 1
        assert cookie not in str(guarded_site.sql("SELECT * FROM sessions"))

    async def test_signing_in_again_ends_the_session_before(self, guarded_site: GuardedSite):
        """Whoever planted a cookie of their own in this browser would otherwise keep a key to it."""
        planted = await guarded_site.new_cookie(Role.CUSTOMER)
        body = {"email": EMAILS[Role.CUSTOMER], "password": DEMO_PASSWORD}
        async with from_address(guarded_site, "127.0.1.2") as client:
            before = sessions(guarded_site)
            answer = await client.post(LOGIN, json=body, headers={"Cookie": f"{COOKIE}={planted}"})
            assert answer.status_code == 200
            assert answer.cookies[COOKIE] != planted
            assert sessions(guarded_site) == before
            me = await client.get("/api/v1/users/me", headers={"Cookie": f"{COOKIE}={planted}"})
            assert me.status_code == 403

    async def test_signing_out_takes_it_away_and_ends_the_session_everywhere(self, guarded_site: GuardedSite):
        cookie = await guarded_site.new_cookie(Role.CUSTOMER)
        headers = {"Cookie": f"{COOKIE}={cookie}"}
        async with from_address(guarded_site, "127.0.1.3") as client:
            for _ in range(4):
                assert (await client.get("/api/v1/users/me", headers=headers)).status_code == 200
            answer = await client.post("/api/v1/auth/logout", headers=headers)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            assert answer.headers["set-cookie"].startswith(f'{COOKIE}=""; ')
            assert "Max-Age=0; Path=/; SameSite=lax; Secure" in answer.headers["set-cookie"]
            assert answer.headers["clear-site-data"] == '"storage"'
            for _ in range(4):
                assert (await client.get("/api/v1/users/me", headers=headers)).status_code == 403


class TestGuessing:
    async def test_a_known_and_an_unknown_address_get_the_same_answer_in_the_same_time(self, guarded_site: GuardedSite):
        answers: dict[str, list[tuple[int, str]]] = {"known": [], "unknown": []}
        seconds: dict[str, list[float]] = {"known": [], "unknown": []}
        for number in range(12):
            for kind, email in (("known", EMAILS[Role.ADMIN]), ("unknown", f"nessuno{number}@prova.example")):
                async with from_address(guarded_site, f"127.0.2.{number + 1}") as client:
                    await client.get("/ping")
                    began = time.perf_counter()
                    answer = await client.post(LOGIN, json={"email": email, "password": "not the password"})
                    seconds[kind].append(time.perf_counter() - began)
                error = answer.json()["error"]
                answers[kind].append((answer.status_code, error["code"] + error["message"]))
                assert "set-cookie" not in answer.headers
        assert set(answers["known"]) == set(answers["unknown"]) == {answers["known"][0]}
        known, unknown = statistics.median(seconds["known"]), statistics.median(seconds["unknown"])
        assert abs(known - unknown) < 0.5 * max(known, unknown)

    async def test_after_five_tries_the_right_password_must_wait_too(self, guarded_site: GuardedSite):
        body = {"email": EMAILS[Role.CUSTOMER], "password": "not the password"}
        async with from_address(guarded_site, "127.0.3.1") as client:
            codes = [(await client.post(LOGIN, json=body)).status_code for _ in range(5)]
            assert codes == [403] * 5
            refused = await client.post(LOGIN, json=body | {"password": DEMO_PASSWORD})
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "TOO_MANY_REQUESTS")
            assert 0 < int(refused.headers["retry-after"]) <= 60
            form = await client.post(FORM, data=body | {"password": DEMO_PASSWORD})
            assert "errore=TOO_MANY_REQUESTS" in form.headers["location"]
            assert "set-cookie" not in form.headers

    async def test_a_stranger_cannot_lock_somebody_out(self, guarded_site: GuardedSite):
        body = {"email": EMAILS[Role.ADMIN], "password": "not the password"}
        async with from_address(guarded_site, "127.0.3.2") as stranger:
            for _ in range(8):
                await stranger.post(LOGIN, json=body)
        async with from_address(guarded_site, "127.0.3.3") as client:
            answer = await client.post(LOGIN, json=body | {"password": DEMO_PASSWORD})
            assert answer.status_code == 200

    async def test_one_address_cannot_try_everybody(self, guarded_site: GuardedSite):
        async with from_address(guarded_site, "127.0.3.4") as client:
            codes = []
            for number in range(36):
                body = {"email": f"persona{number}@prova.example", "password": "password"}
                codes.append((await client.post(LOGIN, json=body)).status_code)
                await asyncio.sleep(0.11)
        assert codes[:30] == [403] * 30
        assert set(codes[31:]) == {429}

    async def test_writing_the_address_differently_is_not_another_try(self, guarded_site: GuardedSite):
        email = EMAILS[Role.CUSTOMER]
        spellings = [email, email.upper(), f" {email}", f"{email} ", email.title(), email]
        async with from_address(guarded_site, "127.0.3.5") as client:
            codes = [
                (await client.post(LOGIN, json={"email": spelling, "password": "x"})).status_code
                for spelling in spellings
            ]
        assert codes == [403] * 5 + [429]


class TestOtherSites:
    @pytest.mark.parametrize("origin", ["https://altrove.example", "null", "http://localhost:1", "http://[", ""])
    @pytest.mark.parametrize("path", [LOGIN, FORM, "/api/v1/auth/logout"])
    async def test_they_can_neither_sign_in_nor_out(self, guarded_site: GuardedSite, path: str, origin: str):
        before = sessions(guarded_site)
        fields = {"email": EMAILS[Role.ADMIN], "password": DEMO_PASSWORD}
        body = {"json": fields} if path == LOGIN else {"data": fields}
        headers = {"Origin": origin}
        if path.endswith("logout"):
            headers["Cookie"] = f"{COOKIE}={guarded_site.cookies[Role.ADMIN]}"
        async with from_address(guarded_site, "127.0.4.1") as client:
            answer = await client.post(path, headers=headers, **body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")
        assert "set-cookie" not in answer.headers
        assert sessions(guarded_site) == before

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
    async def test_a_form_cannot_pass_for_json(self, guarded_site: GuardedSite, kind: str):
        """What a browser sends across sites without asking first is none of the API's formats."""
        content = f'{{"email": "{EMAILS[Role.ADMIN]}", "password": "{DEMO_PASSWORD}"}}'
        async with from_address(guarded_site, "127.0.4.2") as client:
            answer = await client.post(LOGIN, content=content, headers={"Content-Type": kind})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize(
        ("wanted", "arrival"),
        [
            ("/admin/ordini?pagina=2", "/admin/ordini?pagina=2"),
            ("https://altrove.example", "/admin"),
            ("//altrove.example", "/admin"),
            ("/\\altrove.example", "/admin"),
            ("\\\\altrove.example", "/admin"),
            ("/\t/altrove.example", "/admin"),
            ("/\n/altrove.example", "/admin"),
            (" //altrove.example", "/admin"),
            ("javascript:alert(1)", "/admin"),
            ("altrove.example", "/admin"),
            ("/x\r\nSet-Cookie: a=b", "/admin"),
            ("", "/admin"),
        ],
    )
    async def test_the_way_on_stays_on_this_site(self, guarded_site: GuardedSite, wanted: str, arrival: str):
        number = sum(map(ord, wanted)) % 250
        fields = {"email": EMAILS[Role.ADMIN], "password": DEMO_PASSWORD, "next": wanted}
        async with from_address(guarded_site, f"127.0.5.{number}") as client:
            answer = await client.post(FORM, data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, arrival)


@pytest.fixture
def pages(guarded_site: GuardedSite, embedded_redis: EmbeddedRedis, start_web: Callable[..., WebProcess]) -> str:
    """The address of the same firm's site with its built pages."""
    return start_web(
        WEB_WORKERS="2",
        DATABASE_URL=guarded_site.database.application,
        MIGRATION_DATABASE_URL=guarded_site.database.owner,
        REDIS_URL=embedded_redis.url,
    ).url


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A tab whose console must stay silent."""
    context = await browser.new_context()
    tab = await context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield tab
    await context.close()
    assert complaints == []


class TestInChromium:
    @pytest.mark.parametrize(("role", "home"), [(Role.ADMIN, "/admin"), (Role.CUSTOMER, "/area-clienti")])
    async def test_a_person_signs_in_and_out(self, pages: str, page: Page, role: Role, home: str):
        await page.goto(pages + home)
        await page.wait_for_url("**/accedi?next=*")
        visitors_token = await page.evaluate("sessionStorage.getItem('token')")

        await page.get_by_label("Indirizzo e-mail").fill(EMAILS[role])
        await page.get_by_label("Password").fill("not the password")
        await page.get_by_role("button", name="Accedi").click()
        await expect(page.get_by_text("L'indirizzo o la password non sono corretti.")).to_be_visible()
        await expect(page.get_by_label("Indirizzo e-mail")).to_have_value(EMAILS[role])

        await page.get_by_label("Password").fill(DEMO_PASSWORD)
        await page.get_by_role("button", name="Accedi").click()
        await page.wait_for_url(pages + home)
        (cookie,) = await page.context.cookies()
        assert (cookie["name"], cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (COOKIE, True, True, "Lax")
        assert await page.evaluate("document.cookie") == ""
        leave = page.get_by_role("button", name="Esci").locator("visible=true")
        await expect(leave).to_be_visible()
        assert await page.evaluate("sessionStorage.getItem('token')") != visitors_token

        await leave.click()
        await page.wait_for_url(pages + "/")
        assert await page.context.cookies() == []
        await page.goto(pages + home)
        await page.wait_for_url("**/accedi?next=*")

    async def test_a_tab_opened_as_a_visitor_goes_on_after_signing_in_elsewhere(self, pages: str, page: Page):
        """Its token is a visitor's: on the next load it gets a new one instead of silence."""
        await page.goto(pages + "/contatti")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        other = await page.context.new_page()
        await other.goto(pages + "/accedi")
        await other.get_by_label("Indirizzo e-mail").fill(EMAILS[Role.ADMIN])
        await other.get_by_label("Password").fill(DEMO_PASSWORD)
        await other.get_by_role("button", name="Accedi").click()
        await other.wait_for_url(pages + "/admin")

        await page.goto(pages + "/admin")
        await expect(page.get_by_role("button", name="Esci").locator("visible=true")).to_be_visible()
