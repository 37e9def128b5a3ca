"""Signing in and out of the running product: what a browser keeps, and what whoever guesses gets."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.features.accounts.seed import DEMO_PASSWORD, PEOPLE
from aistrategyhub.infra.embedded.redis import EmbeddedRedis
from aistrategyhub.prerender.declared import WAKE_COOKIE
from tests.harness.guarded import GuardedSite
from tests.harness.site import WebProcess
from tests.harness.tabs import is_error, quiet_tab

pytestmark = pytest.mark.journey

LOGIN = "/api/v1/auth/login"
FORM = "/api/v1/auth/login-form"
EMAILS = {role: next(person.email for person in PEOPLE if person.role is role) for role in (Role.ADMIN, Role.CUSTOMER)}
COOKIE = "__Host-sid"
# Stays when the session ends: it says nothing but that this device was here before.
DEVICE = "__Host-device"
# Of the staff: after this the session has ended anyway.
LONGEST = 12 * 60 * 60


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
        [cookie] = [said for said in answer.headers.get_list("set-cookie") if said.startswith(COOKIE)]
        name_and_value, *flags = cookie.split("; ")
        name, _, value = name_and_value.partition("=")
        assert name == COOKIE
        assert len(value) == 43
        assert {flag.lower() for flag in flags} == {
            "httponly",
            f"max-age={LONGEST}",
            "path=/",
            "samesite=lax",
            "secure",
        }
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


def somebody(site: GuardedSite) -> str:
    """The address of a customer of this test's own, who has the password of all."""
    email = f"{new_token()[:12].lower().replace('_', 'x').replace('-', 'x')}@prova.example"
    site.sql(
        "INSERT INTO users (tenant_id, id, email, password_hash, role, first_name, last_name, language, timezone,"
        " is_active, email_verified_at, created_at)"
        " SELECT tenant_id, gen_random_uuid(), %s, password_hash, role, first_name, last_name, language, timezone,"
        " is_active, now(), now() FROM users WHERE email = %s",
        email,
        EMAILS[Role.CUSTOMER],
    )
    return email


async def guess(client: httpx.AsyncClient, email: str, times: int = 1) -> list[int]:
    """What so many wrong passwords in a row get."""
    return [(await client.post(LOGIN, json={"email": email, "password": "x"})).status_code for _ in range(times)]


def make_the_wait_longer(site: GuardedSite) -> None:
    """So that a slow machine does not outlast it."""
    site.sql("UPDATE sign_in_brakes SET free_at = free_at + interval '30 seconds' WHERE free_at > last_failure_at")


class TestGuessing:
    async def test_a_known_and_an_unknown_address_get_the_same_answer_in_the_same_time(self, guarded_site: GuardedSite):
        answers: dict[str, list[tuple[int, str]]] = {"known": [], "unknown": []}
        seconds: dict[str, list[float]] = {"known": [], "unknown": []}
        for number in range(12):
            unknown = f"nessuno{number}@prova.example"
            for kind, email in (("known", somebody(guarded_site)), ("unknown", unknown)):
                async with from_address(guarded_site, f"127.{20 + number}.2.1") as client:
                    await client.get("/ping")
                    began = time.perf_counter()
                    answer = await client.post(LOGIN, json={"email": email, "password": "not the password"})
                    seconds[kind].append(time.perf_counter() - began)
                error = answer.json()["error"]
                answers[kind].append((answer.status_code, error["code"] + error["message"]))
                assert "set-cookie" not in answer.headers
        assert set(answers["known"]) == set(answers["unknown"]) == {answers["known"][0]}
        known, unknown_seconds = statistics.median(seconds["known"]), statistics.median(seconds["unknown"])
        assert abs(known - unknown_seconds) < 0.5 * max(known, unknown_seconds)

    async def test_after_five_tries_the_right_password_must_wait_too(self, guarded_site: GuardedSite):
        body = {"email": somebody(guarded_site), "password": DEMO_PASSWORD}
        async with from_address(guarded_site, "127.40.3.1") as client:
            assert await guess(client, body["email"], 5) == [403] * 5
            make_the_wait_longer(guarded_site)
            refused = await client.post(LOGIN, json=body)
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "TOO_MANY_ATTEMPTS")
            assert 0 < int(refused.headers["retry-after"]) <= 31
            form = await client.post(FORM, data=body)
            assert "errore=TOO_MANY_ATTEMPTS" in form.headers["location"]
            assert "set-cookie" not in form.headers

    async def test_a_stranger_cannot_lock_somebody_out(self, guarded_site: GuardedSite):
        body = {"email": somebody(guarded_site), "password": DEMO_PASSWORD}
        async with (
            from_address(guarded_site, "127.41.3.1") as owner,
            from_address(guarded_site, "127.42.3.1") as stranger,
        ):
            first = await owner.post(LOGIN, json=body)
            [device] = [said for said in first.headers.get_list("set-cookie") if said.startswith("__Host-device=")]
            await guess(stranger, body["email"], 8)
            make_the_wait_longer(guarded_site)
            known = await owner.post(LOGIN, json=body, headers={"Cookie": device.partition(";")[0]})
            elsewhere = await stranger.post(LOGIN, json=body)
        assert (first.status_code, known.status_code, elsewhere.status_code) == (200, 200, 429)

    async def test_one_network_cannot_try_everybody(self, guarded_site: GuardedSite):
        async with from_address(guarded_site, "127.43.3.4") as client:
            codes = []
            for number in range(21):
                codes += await guess(client, f"persona{number}@prova.example")
                await asyncio.sleep(0.11)
        assert codes == [403] * 20 + [429]

    async def test_writing_the_address_differently_is_not_another_try(self, guarded_site: GuardedSite):
        email = somebody(guarded_site)
        spellings = [email, email.upper(), f" {email}", f"{email} ", email.title(), email]
        async with from_address(guarded_site, "127.44.3.5") as client:
            codes = [(await guess(client, spelling))[0] for spelling in spellings]
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


def _is_complaint(message: ConsoleMessage) -> bool:
    is_home = urlsplit(message.location["url"]).path in ("", "/")
    return is_error(message) and not (is_home and "404 (Not Found)" in message.text)


@pytest.fixture
async def page(browser: Browser, pages: str) -> AsyncIterator[Page]:
    """A tab whose console must stay silent, but for the home page that this firm has not written yet."""
    async with quiet_tab(browser, pages, is_complaint=_is_complaint) as tab:
        yield tab


class TestInChromium:
    @pytest.mark.parametrize(("role", "home"), [(Role.ADMIN, "/admin"), (Role.CUSTOMER, "/area-clienti")])
    async def test_a_person_signs_in_and_out(self, pages: str, page: Page, role: Role, home: str):
        await page.goto(pages + home)
        await page.wait_for_url("**/accedi?next=*")
        visitors_token = await page.evaluate("sessionStorage.getItem('token')")

        await page.get_by_label("Indirizzo e-mail").fill(EMAILS[role])
        await page.get_by_label("Password").fill("not the password")
        await page.get_by_role("button", name="Accedi", exact=True).click()
        await expect(page.get_by_text("L'indirizzo o la password non sono corretti.")).to_be_visible()
        await expect(page.get_by_label("Indirizzo e-mail")).to_have_value(EMAILS[role])

        await page.get_by_label("Password").fill(DEMO_PASSWORD)
        await page.get_by_role("button", name="Accedi", exact=True).click()
        await page.wait_for_url(pages + home)
        cookies = {cookie["name"]: cookie for cookie in await page.context.cookies()}
        assert set(cookies) == {COOKIE, DEVICE, WAKE_COOKIE}
        cookie = cookies[COOKIE]
        assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Lax")
        assert await page.evaluate("document.cookie") == f"{WAKE_COOKIE}=1"
        leave = page.get_by_role("button", name="Esci").locator("visible=true")
        await expect(leave).to_be_visible()
        assert await page.evaluate("sessionStorage.getItem('token')") != visitors_token

        await leave.click()
        await page.wait_for_url(pages + "/")
        assert [cookie["name"] for cookie in await page.context.cookies()] == [DEVICE]
        await page.goto(pages + home)
        await page.wait_for_url("**/accedi?next=*")

    async def test_a_tab_opened_as_a_visitor_goes_on_after_signing_in_elsewhere(self, pages: str, page: Page):
        """Its token is a visitor's: on the next load it gets a new one instead of silence."""
        await page.goto(pages + "/servizi")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        other = await page.context.new_page()
        await other.goto(pages + "/accedi")
        await other.get_by_label("Indirizzo e-mail").fill(EMAILS[Role.ADMIN])
        await other.get_by_label("Password").fill(DEMO_PASSWORD)
        await other.get_by_role("button", name="Accedi", exact=True).click()
        await other.wait_for_url(pages + "/admin")

        await page.goto(pages + "/admin")
        await expect(page.get_by_role("button", name="Esci").locator("visible=true")).to_be_visible()
