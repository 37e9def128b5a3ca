"""Signing in with an account elsewhere: who is let in, who must prove more, and who is turned away."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import STEP_UP_LASTS, NotInSomebodysName, Role, acting_as
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.models import (
    Challenge,
    Identity,
    IdentityProvider,
    LoginAttempt,
    Passkey,
    Person,
    Session,
)
from aistrategyhub.features.accounts.rules.openid import LastWayIn, ceremony_of
from aistrategyhub.features.accounts.service import open_session
from aistrategyhub.features.accounts.service.openid import unlink
from aistrategyhub.features.accounts.state.openid import LinkedAccountsState, OpenIdState
from aistrategyhub.features.accounts.state.step_up import StepUpState
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.infra.settings import get_settings
from tests.factories.people import create_somebody, principal_of
from tests.harness.identity_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, serving
from tests.harness.states import Tab

ANNA = {"sub": "anna-there", "email": "anna@ditta.example", "given_name": "Anna", "family_name": "Ferri"}


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[dict[str, LocalProvider]]:
    with serving(LocalProvider()) as google, serving(LocalProvider(many_tenants=True)) as microsoft:
        yield {"google": google, "microsoft": microsoft}


@pytest.fixture
def providers(
    elsewhere: dict[str, LocalProvider], api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, LocalProvider]]:
    """Both providers, configured, with Anna at the keyboard and her address proven at Google only."""
    for name, provider in elsewhere.items():
        provider.person, provider.lies, provider.is_away, provider.is_deaf = dict(ANNA), {}, False, False
        monkeypatch.setenv(f"{name}_client_id".upper(), CLIENT_ID)
        monkeypatch.setenv(f"{name}_client_secret".upper(), CLIENT_SECRET)
        monkeypatch.setenv(f"{name}_issuer".upper(), provider.issuer)
    elsewhere["google"].person["email_verified"] = True
    get_settings.cache_clear()
    yield elsewhere
    monkeypatch.undo()
    get_settings.cache_clear()


class Browser:
    """A browser that keeps its cookies and follows to the provider and back."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self.api = api
        self.cookies: dict[str, str] = {}

    async def get(self, path: str) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        answer = await self.api.get(path, headers={"Cookie": cookie} if cookie else {})
        for header in answer.headers.get_list("set-cookie"):
            name, _sign, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return answer

    async def leave(self, provider: str = "google", more: str = "") -> str:
        """The address that the provider sends back to, once the person has signed in there."""
        away = await self.get(f"/api/v1/auth/oidc/{provider}{more}")
        assert away.status_code == 303, away.text
        async with httpx.AsyncClient(trust_env=False) as elsewhere:
            back = await elsewhere.get(away.headers["location"])
        return back.headers["location"].removeprefix(get_settings().base_url)

    async def sign_in(self, provider: str = "google", more: str = "") -> str:
        """Where the person arrives."""
        answer = await self.get(await self.leave(provider, more))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def who(self) -> str:
        return (await self.get("/api/v1/users/me")).json().get("data", {}).get("email", "nobody")


@pytest.fixture
def browser(api: httpx.AsyncClient, providers: dict[str, LocalProvider]) -> Browser:
    return Browser(api)


async def _count(session: AsyncSession, table: Any) -> int:
    return (await session.execute(select(func.count()).select_from(table))).scalar_one()


def _told(location: str) -> tuple[str, str]:
    asked = parse_qs(urlsplit(location).query)
    return urlsplit(location).path, asked.get("errore", [""])[0]


async def test_a_new_person_with_a_proven_address_has_an_account(session: AsyncSession, browser: Browser) -> None:
    assert await browser.sign_in() == "/area-clienti"
    person = (await session.execute(select(Person))).scalar_one()
    assert (person.email, person.first_name, person.role) == ("anna@ditta.example", "Anna", Role.CUSTOMER)
    assert (person.password_hash, person.email_verified_at is not None) == (None, True)
    assert await browser.who() == "anna@ditta.example"
    assert (await session.execute(select(Session.methods))).scalar_one() == ["google"]
    # The second time it is the same person, whatever address the provider tells by then.
    assert await browser.sign_in(more="?next=/servizi&locale=en") == "/servizi"
    assert (await _count(session, Person), await _count(session, Identity)) == (1, 1)
    assert await _count(session, Challenge) == 0


async def test_the_subject_counts_and_not_the_address(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider]
) -> None:
    await browser.sign_in()
    providers["google"].person |= {"email": "nuovo@altrove.example", "email_verified": False}
    assert await browser.sign_in() == "/area-clienti"
    assert await browser.who() == "anna@ditta.example"
    providers["google"].person = dict(ANNA) | {"sub": "somebody-else", "email_verified": True}
    assert _told(await browser.sign_in()) == ("/accedi", "ACCOUNT_EXISTS")


@pytest.mark.parametrize(
    ("role", "is_verified", "is_active"),
    [(Role.CUSTOMER, True, True), (Role.EDITOR, False, True), (Role.CUSTOMER, False, False)],
)
async def test_an_account_that_is_there_is_never_linked_silently(
    session: AsyncSession, browser: Browser, role: Role, is_verified: bool, is_active: bool
) -> None:
    person = await create_somebody(session, role, email="anna@ditta.example")
    person.email_verified_at, person.is_active = now() if is_verified else None, is_active
    await session.flush()
    location = await browser.sign_in()
    assert _told(location) == ("/accedi", "ACCOUNT_EXISTS")
    assert parse_qs(urlsplit(location).query)["next"] == ["/profilo/sicurezza"]
    assert await browser.who() == "nobody"
    assert await _count(session, Identity) == 0
    attempt = (await session.execute(select(LoginAttempt))).scalar_one()
    assert (attempt.success, attempt.failure_reason) == (False, "ACCOUNT_EXISTS")


async def test_an_address_that_a_stranger_registered_is_its_owners(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider]
) -> None:
    stranger = await create_somebody(session, email="anna@ditta.example")
    stranger.email_verified_at, stranger.first_name = None, "Ugo"
    session.add(Identity(user_id=stranger.id, provider=IdentityProvider.GOOGLE, subject="ugo", email="u@x.example"))
    await session.flush()
    await open_session(session, stranger, methods=["password"], ip_address=None, user_agent="estraneo")
    assert await browser.sign_in() == "/area-clienti"
    session.expire_all()
    person = (await session.execute(select(Person))).scalar_one()
    assert (person.id, person.first_name, person.password_hash) == (stranger.id, "Anna", None)
    assert person.email_verified_at is not None
    assert (await session.execute(select(Identity.subject))).scalars().all() == ["anna-there"]
    assert (await session.execute(select(Session.methods))).scalars().all() == [["google"]]


@pytest.mark.parametrize("has_account", [True, False])
@pytest.mark.parametrize(
    ("provider", "lies"), [("google", {"email_verified": False}), ("microsoft", {}), ("google", {"email": None})]
)
async def test_an_address_nobody_vouches_for_makes_no_account_and_tells_nothing(
    session: AsyncSession,
    browser: Browser,
    providers: dict[str, LocalProvider],
    provider: str,
    lies: dict[str, Any],
    has_account: bool,
) -> None:
    if has_account:
        await create_somebody(session, email="anna@ditta.example")
    providers[provider].lies = lies
    assert await browser.sign_in(provider) == "/accedi?errore=ADDRESS_UNPROVEN&next="
    assert (await _count(session, Person), await _count(session, Identity)) == (int(has_account), 0)


async def test_microsofts_own_word_makes_an_account(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider]
) -> None:
    providers["microsoft"].person["xms_edov"] = True
    assert await browser.sign_in("microsoft") == "/area-clienti"
    assert await browser.who() == "anna@ditta.example"


async def test_the_second_factor_still_applies(session: AsyncSession, browser: Browser) -> None:
    await browser.sign_in()
    await session.execute(update(Person).values(mfa_enabled_at=now(), mfa_secret="sealed"))
    browser.cookies.clear()
    location = await browser.sign_in(more="?next=/profilo")
    assert location == "/accedi/verifica?next=%2Fprofilo"
    assert await browser.who() == "nobody"
    challenge = (await session.execute(select(Challenge))).scalar_one()
    assert challenge.data["methods"] == ["google"]


async def test_a_shut_account_stays_shut(session: AsyncSession, browser: Browser) -> None:
    await browser.sign_in()
    await session.execute(update(Person).values(is_active=False))
    session.expire_all()
    browser.cookies.clear()
    assert _told(await browser.sign_in()) == ("/accedi", "PROVIDER_REFUSED")
    assert await browser.who() == "nobody"


@pytest.mark.parametrize(
    "foreign", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
async def test_next_stays_on_this_site(browser: Browser, foreign: str) -> None:
    assert await browser.sign_in(more=f"?next={foreign}") == "/area-clienti"


async def test_the_answer_to_another_question_is_refused(
    session: AsyncSession, browser: Browser, api: httpx.AsyncClient
) -> None:
    back = await browser.leave()
    tampered = back.replace("state=", "state=0")
    for path in (tampered, back.partition("&state")[0], back.replace("/google/", "/microsoft/")):
        other = Browser(api)
        other.cookies = dict(browser.cookies)
        assert _told((await other.get(path)).headers["location"]) == ("/accedi", "PROVIDER_REFUSED")
    # Another browser: the state is right and the cookie is not there (login CSRF).
    assert _told((await Browser(api).get(back)).headers["location"]) == ("/accedi", "PROVIDER_REFUSED")
    assert await _count(session, Person) == 0


async def test_an_answer_counts_once(session: AsyncSession, browser: Browser, api: httpx.AsyncClient) -> None:
    back = await browser.leave()
    again = Browser(api)
    again.cookies = dict(browser.cookies)
    assert (await browser.get(back)).headers["location"] == "/area-clienti"
    assert _told((await again.get(back)).headers["location"]) == ("/accedi", "PROVIDER_REFUSED")
    assert await again.who() == "nobody"


@pytest.mark.parametrize(
    "lies", [{"nonce": "another"}, {"aud": "somebody-else"}, {"iss": "https://evil.example"}, {"exp": 1_700_000_000}]
)
async def test_a_token_that_lies_opens_nothing(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider], lies: dict[str, Any]
) -> None:
    providers["google"].lies = lies
    assert _told(await browser.sign_in()) == ("/accedi", "PROVIDER_REFUSED")
    assert (await _count(session, Person), await browser.who()) == (0, "nobody")


@pytest.mark.parametrize("query", ["error=access_denied", "code=", "code=x%00", "code=" + "x" * 3000, ""])
async def test_cancelled_or_nonsense(browser: Browser, query: str) -> None:
    await browser.leave()
    state = ceremony_of(browser.cookies["__Host-oidc"]).state
    answer = await browser.get(f"/api/v1/auth/oidc/google/callback?state={state}&{query}")
    assert answer.status_code in (303, 422)
    assert await browser.who() == "nobody"


async def test_a_provider_that_is_away_or_unknown(
    browser: Browser, providers: dict[str, LocalProvider], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET", "another, so that its documents are read anew")
    get_settings.cache_clear()
    providers["google"].is_away = True
    answer = await browser.get("/api/v1/auth/oidc/google?next=/profilo&locale=en")
    assert answer.headers["location"] == "/en/accedi?errore=PROVIDER_UNAVAILABLE&next=%2Fprofilo"
    monkeypatch.delenv("GOOGLE_CLIENT_ID")
    get_settings.cache_clear()
    assert _told((await browser.get("/api/v1/auth/oidc/google")).headers["location"])[1] == "PROVIDER_UNAVAILABLE"
    assert (await browser.get("/api/v1/auth/oidc/facebook")).status_code == 422


async def _signed_in(session: AsyncSession, browser: Browser, email: str = "bruno@ditta.example") -> Person:
    person = await create_somebody(session, email=email)
    signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="")
    await session.flush()
    browser.cookies["__Host-sid"] = signed_in.token
    return person


async def test_whoever_has_proved_it_links_whatever_the_address(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider]
) -> None:
    person = await _signed_in(session, browser)
    assert await browser.sign_in("microsoft", "/link") == "/profilo/sicurezza?fatto=COLLEGATO&next="
    identity = (await session.execute(select(Identity))).scalar_one()
    assert (identity.user_id, identity.provider) == (person.id, IdentityProvider.MICROSOFT)
    assert (await session.execute(select(EmailSend.subject))).scalar_one() == "Un altro account apre ora il Suo"
    browser.cookies.clear()
    await browser.sign_in("microsoft")
    assert await browser.who() == person.email


async def test_an_account_elsewhere_belongs_to_one_person(session: AsyncSession, browser: Browser) -> None:
    await browser.sign_in()
    browser.cookies.clear()
    await _signed_in(session, browser)
    assert _told(await browser.sign_in(more="/link")) == ("/profilo/sicurezza", "IDENTITY_TAKEN")
    assert await _count(session, Identity) == 1


async def test_linking_wants_a_fresh_proof_and_the_same_person(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider]
) -> None:
    assert (await browser.get("/api/v1/auth/oidc/google/link")).headers["location"].startswith("/accedi?")
    await _signed_in(session, browser)
    back = await browser.leave(more="/link")
    await _signed_in(session, browser, email="carla@ditta.example")
    assert _told((await browser.get(back)).headers["location"]) == ("/accedi", "PROVIDER_REFUSED")
    await session.execute(update(Session).values(proved_at=now().replace(year=2020)))
    location = (await browser.get("/api/v1/auth/oidc/google/link")).headers["location"]
    assert location == "/conferma-identita?next=%2Fprofilo%2Fsicurezza"
    assert await _count(session, Identity) == 0


@pytest.mark.parametrize(
    ("has_password", "has_passkey", "has_other", "is_refused"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
    ],
)
async def test_the_last_way_in_stays(
    session: AsyncSession, has_password: bool, has_passkey: bool, has_other: bool, is_refused: bool
) -> None:
    person = await create_somebody(session)
    person.password_hash = person.password_hash if has_password else None
    session.add(Identity(user_id=person.id, provider=IdentityProvider.GOOGLE, subject="g", email="g@x.example"))
    if has_other:
        session.add(Identity(user_id=person.id, provider=IdentityProvider.MICROSOFT, subject="m", email="m@x.example"))
    if has_passkey:
        session.add(Passkey(user_id=person.id, credential_id="c", public_key=b"k", name="Chiave"))
    await session.flush()
    before = await _count(session, Identity)
    with acting_as(principal_of(person)):
        if is_refused:
            with pytest.raises(LastWayIn):
                await unlink(session, IdentityProvider.GOOGLE)
        else:
            await unlink(session, IdentityProvider.GOOGLE)
            await unlink(session, IdentityProvider.GOOGLE)
    assert await _count(session, Identity) == before - (not is_refused)


async def test_a_colleague_neither_links_nor_unlinks(session: AsyncSession, tab: Tab) -> None:
    person = await create_somebody(session)
    session.add(Identity(user_id=person.id, provider=IdentityProvider.GOOGLE, subject="g", email="g@x.example"))
    await session.flush()
    with acting_as(replace(principal_of(person), impersonator_id=new_id())), pytest.raises(NotInSomebodysName):
        await unlink(session, IdentityProvider.GOOGLE)


async def test_buttons_only_where_configured(
    session: AsyncSession, tab: Tab, providers: dict[str, LocalProvider], monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.go("/accedi", query={"next": "//evil.example"})
    await tab.send(OpenIdState.event_handlers["load"])
    ways = tab.seen(OpenIdState, "ways")
    assert [way["label"] for way in ways] == ["Continua con Google", "Continua con Microsoft"]
    assert ways[0]["href"] == "/api/v1/auth/oidc/google?next=&locale=it"
    monkeypatch.delenv("GOOGLE_CLIENT_ID")
    monkeypatch.delenv("MICROSOFT_CLIENT_SECRET")
    get_settings.cache_clear()
    await tab.send(OpenIdState.event_handlers["load"])
    assert tab.seen(OpenIdState, "ways") == []


async def test_the_security_page_shows_what_is_linked(
    session: AsyncSession, tab: Tab, providers: dict[str, LocalProvider]
) -> None:
    person = await create_somebody(session)
    session.add(Identity(user_id=person.id, provider=IdentityProvider.GOOGLE, subject="g", email="g@x.example"))
    await session.flush()
    tab.principal = principal_of(person)
    tab.go("/profilo/sicurezza", query={"errore": "IDENTITY_TAKEN"})
    await tab.send(LinkedAccountsState.event_handlers["load"])
    rows = tab.seen(LinkedAccountsState, "rows")
    assert [(row["label"], row["is_linked"], row["email"]) for row in rows] == [
        ("Google", True, "g@x.example"),
        ("Microsoft", False, ""),
    ]
    assert "già collegato" in tab.seen(LinkedAccountsState, "refusal")


PROVE = "/prove?next=/profilo"


async def _who_came_with_google(session: AsyncSession, browser: Browser) -> Person:
    """Anna, who has no password, in a session whose proof is too old."""
    await browser.sign_in()
    await session.execute(update(Session).values(proved_at=now() - STEP_UP_LASTS))
    return (await session.execute(select(Person))).scalar_one()


async def _proved_at(session: AsyncSession) -> datetime:
    return (await session.execute(select(Session.proved_at))).scalar_one()


async def test_signing_in_anew_at_the_provider_proves_who_one_is(session: AsyncSession, browser: Browser) -> None:
    await _who_came_with_google(session, browser)
    before = browser.cookies["__Host-sid"]
    assert await browser.sign_in(more=PROVE) == "/profilo"
    assert await _proved_at(session) > now() - timedelta(minutes=1)
    assert browser.cookies["__Host-sid"] != before
    assert await browser.who() == "anna@ditta.example"
    acts = (await session.execute(select(AuditEntry.action).order_by(AuditEntry.id))).scalars().all()
    assert "accounts.proved_again" in acts


async def test_the_provider_is_told_to_ask_again(session: AsyncSession, browser: Browser) -> None:
    await _who_came_with_google(session, browser)
    away = (await browser.get(f"/api/v1/auth/oidc/google{PROVE}")).headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    assert (asked["prompt"], asked["max_age"], asked["login_hint"]) == ("login", "0", "anna@ditta.example")
    assert json.loads(asked["claims"]) == {"id_token": {"auth_time": {"essential": True}}}


@pytest.mark.parametrize("lies", [{"auth_time": None}, {"auth_time": 1_700_000_000}, {"auth_time": -1e300}, {}])
async def test_a_provider_that_did_not_ask_proves_nothing(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider], lies: dict[str, Any]
) -> None:
    await _who_came_with_google(session, browser)
    providers["google"].lies, providers["google"].is_deaf = lies, True
    location = await browser.sign_in(more=PROVE)
    assert _told(location) == ("/conferma-identita", "PROOF_NOT_FRESH")
    assert parse_qs(urlsplit(location).query)["next"] == ["/profilo"]
    assert await _proved_at(session) <= now() - STEP_UP_LASTS
    assert await browser.who() == "anna@ditta.example"
    refused = (await session.execute(select(LoginAttempt).where(~LoginAttempt.success))).scalar_one()
    assert refused.failure_reason == "PROOF_NOT_FRESH"


async def test_somebody_elses_account_there_proves_nothing(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider]
) -> None:
    await _who_came_with_google(session, browser)
    providers["google"].person = dict(ANNA) | {"sub": "somebody-else", "email_verified": True}
    assert _told(await browser.sign_in(more=PROVE)) == ("/conferma-identita", "PROVIDER_REFUSED")
    assert await _proved_at(session) <= now() - STEP_UP_LASTS


async def test_a_second_factor_is_not_replaced_by_the_provider(session: AsyncSession, browser: Browser) -> None:
    anna = await _who_came_with_google(session, browser)
    anna.mfa_enabled_at = now()
    await session.flush()
    assert _told(await browser.sign_in(more=PROVE)) == ("/conferma-identita", "PROVIDER_REFUSED")
    assert await _proved_at(session) <= now() - STEP_UP_LASTS


async def test_a_proof_counts_in_the_session_that_asked_for_it(session: AsyncSession, browser: Browser) -> None:
    assert _told(await _address_of(browser)) == ("/accedi", "")
    await _who_came_with_google(session, browser)
    back = await browser.leave(more=PROVE)
    del browser.cookies["__Host-sid"]
    assert _told((await browser.get(back)).headers["location"]) == ("/accedi", "PROVIDER_REFUSED")
    assert await _proved_at(session) <= now() - STEP_UP_LASTS


async def _address_of(browser: Browser) -> str:
    return (await browser.get(f"/api/v1/auth/oidc/google{PROVE}")).headers["location"]


async def test_coming_in_with_a_remembered_sign_in_is_no_proof(
    session: AsyncSession, browser: Browser, providers: dict[str, LocalProvider]
) -> None:
    await browser.sign_in()
    assert await _proved_at(session) <= now() - STEP_UP_LASTS
    await session.execute(delete(Session))
    asked_there = int((now() - timedelta(minutes=3)).timestamp())
    providers["google"].lies = {"auth_time": asked_there}
    await browser.sign_in()
    assert (await _proved_at(session)).timestamp() == asked_there


async def test_the_page_offers_what_is_linked(
    session: AsyncSession, tab: Tab, providers: dict[str, LocalProvider]
) -> None:
    person = await create_somebody(session)
    person.password_hash = None
    session.add(Identity(user_id=person.id, provider=IdentityProvider.GOOGLE, subject="g", email="g@x.example"))
    await session.flush()
    tab.principal = principal_of(person)
    tab.go("/conferma-identita", query={"next": "/profilo", "errore": "PROOF_NOT_FRESH"})
    await tab.send(StepUpState.event_handlers["load"])
    [way] = tab.seen(StepUpState, "ways")
    assert (way["label"], way["href"]) == (
        "Conferma con Google",
        "/api/v1/auth/oidc/google/prove?next=%2Fprofilo&locale=it",
    )
    assert "Password dimenticata" in tab.seen(StepUpState, "refusal")
    person.mfa_enabled_at = now()
    await session.flush()
    await tab.send(StepUpState.event_handlers["load"])
    assert tab.seen(StepUpState, "ways") == []
