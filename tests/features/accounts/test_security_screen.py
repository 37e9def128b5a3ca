"""The screens of second factors: what they tell, what they keep to themselves, and what waits for a fresh proof."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
import time_machine
from reflex_base.event import EventHandler
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import STEP_UP_LASTS, Principal, Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.models import Passkey, Person
from aistrategyhub.features.accounts.permissions import WHILE_ENROLLING
from aistrategyhub.features.accounts.service.passkeys import PasskeyNotFound
from aistrategyhub.features.accounts.service.recovery_codes import replace_codes
from aistrategyhub.features.accounts.service.second_factor import begin_second_factor
from aistrategyhub.features.accounts.state.second_step import SecondStepState
from aistrategyhub.features.accounts.state.security import SecurityState
from aistrategyhub.features.accounts.state.step_up import StepUpState
from aistrategyhub.ui.viewer import ViewerState
from tests.factories.people import create_somebody, principal_of
from tests.factories.second_factors import give_second_factor
from tests.harness.states import Tab

ROUTE = "/profilo/sicurezza"
WAITING: list[tuple[EventHandler, dict[str, Any]]] = [
    (SecurityState.begin, {}),
    (SecurityState.confirm, {"form": {"code": "123456"}}),
    (SecurityState.renew_codes, {}),
    (SecurityState.turn_off, {}),
    (SecurityState.name_new_passkey, {}),
    (SecurityState.remove_passkey, {"passkey_id": str(new_id())}),
]


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """A code must not change between being read and being sent."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


@pytest.fixture
async def person(session: AsyncSession) -> Person:
    return await create_somebody(session, Role.CUSTOMER, email="anna@prova.example")


def fresh(person: Person, **changes: Any) -> Principal:
    return replace(principal_of(person), proved_at=now(), **changes)


def revealed(tab: Tab) -> dict[str, Any]:
    return next(event.payload for event in tab.events if event.name == "_reveal")


async def passkey_of(session: AsyncSession, person: Person) -> Passkey:
    passkey = Passkey(user_id=person.id, credential_id="abc", public_key=b"k", name="Portatile")
    session.add(passkey)
    await session.flush()
    return passkey


class TestSecurity:
    async def test_it_is_turned_on_and_no_state_keeps_the_secrets(self, tab: Tab, person: Person) -> None:
        tab.principal = fresh(person)
        tab.go(ROUTE)
        await tab.send(SecurityState.load)
        await tab.send(SecurityState.begin)
        told = revealed(tab)
        secret = told["lines"][0].replace(" ", "")
        assert told["image"].startswith("data:image/svg+xml")
        tab.events.clear()
        await tab.send(SecurityState.confirm, form={"code": "000000"})
        assert tab.seen(SecurityState, "form_error").startswith("Il codice non è corretto")
        assert tab.seen(SecurityState, "is_on") is False
        await tab.send(SecurityState.confirm, form={"code": pyotp.TOTP(secret).now()})
        codes = revealed(tab)["lines"]
        assert (len(codes), tab.seen(SecurityState, "is_on"), tab.seen(SecurityState, "step")) == (10, True, "codes")
        assert not any(word in str(tab.values) for word in [secret, *codes])

    async def test_it_says_how_many_codes_are_left(self, session: AsyncSession, tab: Tab, person: Person) -> None:
        await give_second_factor(session, person)
        await replace_codes(session, person.id)
        tab.principal = fresh(person)
        tab.go(ROUTE)
        await tab.send(SecurityState.load)
        assert tab.seen(SecurityState, "codes_label") == "Ne restano 10 su dieci."
        await tab.send(SecurityState.renew_codes)
        assert len(revealed(tab)["lines"]) == 10
        await tab.send(SecurityState.turn_off)
        assert tab.seen(SecurityState, "is_on") is False

    @pytest.mark.parametrize(("handler", "payload"), WAITING)
    async def test_what_is_dangerous_leads_to_the_proof_and_back(
        self, tab: Tab, person: Person, handler: EventHandler, payload: dict[str, Any]
    ) -> None:
        tab.principal = replace(fresh(person), proved_at=now() - STEP_UP_LASTS)
        tab.go(ROUTE)
        await tab.send(handler, **payload)
        paths = [event.payload["path"] for event in tab.events]
        assert paths == ["/conferma-identita?next=%2Fprofilo%2Fsicurezza"]

    @pytest.mark.parametrize(("handler", "payload"), WAITING)
    async def test_a_colleague_in_the_persons_name_is_refused_it(
        self, tab: Tab, person: Person, handler: EventHandler, payload: dict[str, Any]
    ) -> None:
        tab.principal = fresh(person, impersonator_id=new_id())
        tab.go(ROUTE)
        await tab.send(handler, **payload)
        (told,) = tab.events
        assert told.payload["text"].startswith("Questo può farlo soltanto il titolare")

    async def test_passkeys_are_renamed_and_taken_away_by_their_owner_only(
        self, session: AsyncSession, tab: Tab, person: Person
    ) -> None:
        passkey = await passkey_of(session, person)
        other = await create_somebody(session, email="altro@prova.example")
        tab.principal = fresh(other)
        tab.go(ROUTE)
        for wanted in (str(passkey.id), "nessuna"):
            await tab.send(SecurityState.ask_name, passkey_id=wanted)
            with pytest.raises(PasskeyNotFound):
                await tab.send(SecurityState.rename_passkey, form={"name": "mia"})
            with pytest.raises(PasskeyNotFound):
                await tab.send(SecurityState.remove_passkey, passkey_id=wanted)
        tab.events.clear()
        tab.principal = fresh(person)
        await tab.send(SecurityState.load)
        await tab.send(SecurityState.ask_name, passkey_id=str(passkey.id))
        assert tab.seen(SecurityState, "old_name") == "Portatile"
        await tab.send(SecurityState.rename_passkey, form={"name": "Chiave blu"})
        assert [row["name"] for row in tab.seen(SecurityState, "passkeys")] == ["Chiave blu"]
        assert "abc" not in str(tab.values)
        await tab.send(SecurityState.remove_passkey, passkey_id=str(passkey.id))
        assert tab.seen(SecurityState, "passkeys") == []

    async def test_a_visitor_is_sent_to_sign_in(self, tab: Tab) -> None:
        tab.go(ROUTE)
        await tab.send(SecurityState.load)
        assert [event.payload["path"] for event in tab.events] == ["/accedi?next=%2Fprofilo%2Fsicurezza"]


class TestRequiredByTheRole:
    async def test_every_page_behind_the_sign_in_leads_here(self, tab: Tab, session: AsyncSession) -> None:
        editor = await create_somebody(session, Role.EDITOR)
        tab.principal = replace(principal_of(editor), permissions=WHILE_ENROLLING, must_enrol=True)
        for route in ("/admin", "/en/admin", "/area-clienti"):
            tab.go(route)
            await tab.send(ViewerState.admit)
        assert {event.payload["path"].removeprefix("/en") for event in tab.events} == {ROUTE}
        tab.events.clear()
        tab.go(ROUTE)
        await tab.send(ViewerState.admit)
        await tab.send(SecurityState.load)
        assert tab.events == []
        assert tab.seen(SecurityState, "must_enrol") is True


class TestSecondStep:
    async def test_it_says_why_and_how_many_tries_are_left(
        self, session: AsyncSession, tab: Tab, person: Person
    ) -> None:
        await passkey_of(session, person)
        token = await begin_second_factor(session, person, methods=["password"])
        tab.go("/accedi/verifica", query={"errore": "WRONG_CODE", "rimasti": "1", "next": "/profilo"})
        tab._router_data["headers"]["cookie"] = f"__Host-challenge={token}"
        await tab.send(SecondStepState.load)
        assert tab.seen(SecondStepState, "refusal").startswith("Il codice non è corretto")
        assert tab.seen(SecondStepState, "tries_label") == "Restano 5 tentativi."
        assert tab.seen(SecondStepState, "next_path") == "/profilo"
        assert tab.seen(SecondStepState, "has_passkeys") is True

    @pytest.mark.parametrize("cookie", ["", "__Host-challenge=abc", "__Host-challenge="])
    async def test_without_the_first_step_it_leads_back_to_it(self, tab: Tab, cookie: str) -> None:
        tab.go("/accedi/verifica", query={"next": "//evil.example"})
        tab._router_data["headers"]["cookie"] = cookie
        await tab.send(SecondStepState.load)
        assert [event.payload["path"] for event in tab.events] == ["/accedi?next=&errore=CHALLENGE_OVER"]


class TestProof:
    async def test_it_asks_for_what_the_person_has(self, session: AsyncSession, tab: Tab, person: Person) -> None:
        await give_second_factor(session, person)
        tab.principal = principal_of(person)
        tab.go("/conferma-identita", query={"next": ROUTE, "errore": "<b>"})
        await tab.send(StepUpState.load)
        assert tab.seen(StepUpState, "has_password") is True
        assert tab.seen(StepUpState, "has_second_factor") is True
        assert tab.seen(StepUpState, "next_path") == ROUTE
        assert tab.seen(StepUpState, "refusal") == "La conferma non è riuscita. Riprova."

    @pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil"])
    async def test_it_leads_back_to_this_site_only(self, tab: Tab, person: Person, path: str) -> None:
        tab.principal = principal_of(person)
        tab.go("/conferma-identita", query={"next": path})
        await tab.send(StepUpState.load)
        assert tab.seen(StepUpState, "next_path") == ""
