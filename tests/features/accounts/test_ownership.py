"""Whoever registers an address that is not theirs keeps nothing once the owner of its mailbox speaks."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import (
    ApiKey,
    Identity,
    IdentityProvider,
    KnownDevice,
    Passkey,
    Person,
    Profile,
    RecoveryCode,
    RequestKind,
    Session,
)
from aistrategyhub.features.accounts.queries.privacy_requests import find_open_request
from aistrategyhub.features.accounts.service import open_session
from aistrategyhub.features.accounts.service.privacy_requests import request_erasure
from aistrategyhub.features.accounts.state.entrance import AddressChangeState, VerificationState
from aistrategyhub.features.audit.models import AuditEntry
from tests.factories.people import create_somebody, person_let_in
from tests.features.accounts.conftest import Mails, token_in
from tests.harness.states import Tab

OWN = {"Origin": "http://localhost:3000"}
VICTIM = "vittima@prova.example"
STRANGERS = "la parola di un estraneo"
THEIRS = "la parola della padrona"
FORM = {
    "email": VICTIM,
    "password": STRANGERS,
    "first_name": "Ugo",
    "last_name": "Estraneo",
    "consents": ["terms", "privacy_notice"],
    "locale": "it",
}
DOORS = (ApiKey, Identity, KnownDevice, Passkey, Profile, RecoveryCode, Session)


class Browser:
    """One browser, whose cookies are its own."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self.api = api
        self.cookies: dict[str, str] = {}

    async def post(self, path: str, **form: Any) -> str:
        """Where the form leads to."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = OWN | ({"Cookie": cookie} if cookie else {})
        answer = await self.api.post(f"/api/v1/auth/{path}", data=form, headers=headers)
        assert answer.status_code == 303, answer.text
        for header in answer.headers.get_list("set-cookie"):
            name, _sign, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return answer.headers["location"]


def _asked(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


@pytest.fixture
def stranger(api: httpx.AsyncClient) -> Browser:
    return Browser(api)


@pytest.fixture
def owner(api: httpx.AsyncClient) -> Browser:
    return Browser(api)


async def _registered(session: AsyncSession, stranger: Browser, mails: Mails) -> str:
    """A stranger registers the owner's address, comes in, and leaves every way in they can; the owner's mail."""
    assert await stranger.post("register-form", **FORM) == "/registrati?fatto=1"
    [mail] = await mails()
    person = (await session.execute(select(Person))).scalar_one()
    await open_session(session, person, methods=["password"], ip_address=None, user_agent="estraneo")
    session.add_all(
        (
            Identity(user_id=person.id, provider=IdentityProvider.GOOGLE, subject="ugo", email="ugo@x.example"),
            Passkey(user_id=person.id, credential_id="c", public_key=b"k", name="Chiave di Ugo"),
            ApiKey(user_id=person.id, name="Programma", prefix="hub_x", token_fingerprint=fingerprint("k")),
            RecoveryCode(user_id=person.id, code_fingerprint=fingerprint("codice")),
            Profile(user_id=person.id, pec_email="ugo@pec.example", sdi_code="M5UXCR1"),
        )
    )
    person.mfa_secret, person.mfa_enabled_at = "sealed", now()
    await request_erasure(session, person.id, language="it")
    await session.flush()
    return token_in(mail)


async def _left(session: AsyncSession) -> list[str]:
    counts = {
        table.__name__: (await session.execute(select(func.count()).select_from(table))).scalar_one() for table in DOORS
    }
    return [name for name, count in counts.items() if count]


async def _owner_of(session: AsyncSession) -> Person:
    session.expire_all()
    return (await session.execute(select(Person))).scalar_one()


async def test_the_same_browser_confirms_with_one_press(session: AsyncSession, stranger: Browser, mails: Mails) -> None:
    await stranger.post("register-form", **FORM)
    [mail] = await mails()
    assert await stranger.post("verify-email-form", token=token_in(mail)) == "/verifica-email?fatto=1"
    person = await _owner_of(session)
    assert (person.email_verified_at is not None, person.password_hash is not None) == (True, True)


async def test_a_press_in_another_browser_gives_the_address_to_nobody(
    session: AsyncSession, stranger: Browser, owner: Browser, mails: Mails
) -> None:
    token = await _registered(session, stranger, mails)
    location = await owner.post("verify-email-form", token=token)
    assert _asked(location) == {"errore": "NOT_RECOGNISED", "token": token}
    assert (await _owner_of(session)).email_verified_at is None


async def test_the_password_shows_that_it_is_the_same_person(
    session: AsyncSession, stranger: Browser, owner: Browser, mails: Mails
) -> None:
    await stranger.post("register-form", **FORM)
    token = token_in((await mails())[0])
    refused = await owner.post("verify-email-form", token=token, password=THEIRS)
    assert _asked(refused) == {"errore": "NOT_THEIR_PASSWORD", "token": token}
    assert await owner.post("verify-email-form", token=token, password=STRANGERS) == "/verifica-email?fatto=1"
    assert (await _owner_of(session)).email_verified_at is not None


async def test_the_owner_takes_the_account_and_the_stranger_keeps_nothing(
    session: AsyncSession, stranger: Browser, owner: Browser, mails: Mails
) -> None:
    token = await _registered(session, stranger, mails)
    location = await owner.post("claim-form", token=token)
    assert urlsplit(location).path == "/reimposta-password"
    person = await _owner_of(session)
    assert (person.password_hash, person.mfa_enabled_at, person.mfa_secret) == (None, None, None)
    assert person.email_verified_at is not None
    assert (person.first_name, person.last_name) == ("", "")
    assert await find_open_request(session, person.id, RequestKind.ERASURE) is None
    assert await _left(session) == []
    assert await person_let_in(session, VICTIM, STRANGERS) is None
    actions = (await session.execute(select(AuditEntry.action))).scalars().all()
    assert "accounts.claimed" in actions
    reset = _asked(location)["token"]
    assert await owner.post("reset-password-form", token=reset, password=THEIRS) == "/reimposta-password?fatto=1"
    session.expire_all()
    assert await person_let_in(session, VICTIM, THEIRS) is not None
    again = await owner.post("claim-form", token=token)
    assert _asked(again) == {"errore": "LINK_REFUSED"}


async def test_a_reset_password_takes_it_too(
    session: AsyncSession, stranger: Browser, owner: Browser, mails: Mails
) -> None:
    await _registered(session, stranger, mails)
    await owner.post("forgot-password-form", email=VICTIM)
    reset = token_in((await mails())[-1])
    assert await owner.post("reset-password-form", token=reset, password=THEIRS) == "/reimposta-password?fatto=1"
    assert await _left(session) == []
    person = await _owner_of(session)
    assert (person.mfa_enabled_at, person.email_verified_at is not None) == (None, True)
    assert await find_open_request(session, person.id, RequestKind.ERASURE) is None
    assert await person_let_in(session, VICTIM, THEIRS) is not None


async def test_whoever_forgot_their_own_password_keeps_what_is_theirs(
    session: AsyncSession, stranger: Browser, mails: Mails
) -> None:
    await _registered(session, stranger, mails)
    await stranger.post("forgot-password-form", email=VICTIM)
    reset = token_in((await mails())[-1])
    await stranger.post("reset-password-form", token=reset, password=THEIRS)
    assert await _left(session) == ["ApiKey", "Identity", "KnownDevice", "Passkey", "Profile", "RecoveryCode"]


async def test_a_proven_account_is_reset_and_not_begun_anew(
    session: AsyncSession, owner: Browser, mails: Mails
) -> None:
    person = await create_somebody(session, email=VICTIM)
    session.add(Passkey(user_id=person.id, credential_id="c", public_key=b"k", name="Chiave"))
    await session.flush()
    await owner.post("forgot-password-form", email=VICTIM)
    await owner.post("reset-password-form", token=token_in((await mails())[-1]), password=THEIRS)
    assert await _left(session) == ["Passkey"]


async def test_an_address_change_to_somebody_elses_mailbox_waits_for_the_one_who_asked(
    session: AsyncSession, api: httpx.AsyncClient, stranger: Browser, owner: Browser, mails: Mails
) -> None:
    person = await create_somebody(session, email="ugo@prova.example")
    signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="estraneo")
    await session.flush()
    stranger.cookies["__Host-sid"] = signed_in.token
    headers = OWN | {"Cookie": f"__Host-sid={signed_in.token}"}
    await api.post("/api/v1/users/me/email", json={"email": VICTIM}, headers=headers)
    old, new = (token_in(mail) for mail in await mails() if "token=" in mail.text)
    assert await stranger.post("confirm-email-form", token=old) == "/conferma-email?fatto=confermato"
    refused = await owner.post("confirm-email-form", token=new)
    assert _asked(refused) == {"errore": "NOT_RECOGNISED", "token": new}
    assert (await _owner_of(session)).email == "ugo@prova.example"
    assert await stranger.post("confirm-email-form", token=new) == "/conferma-email?fatto=cambiato"


@pytest.mark.parametrize("state", [VerificationState, AddressChangeState])
@pytest.mark.parametrize(("code", "asks"), [("NOT_RECOGNISED", True), ("NOT_THEIR_PASSWORD", True), ("", False)])
async def test_the_page_asks_for_the_password_only_then(tab: Tab, state: Any, code: str, asks: bool) -> None:
    tab.go("/verifica-email", query={"token": "t", "errore": code})
    await tab.send(state.event_handlers["load"])
    assert tab.seen(state, "asks_password") is asks
    assert bool(tab.seen(state, "refusal")) is asks
