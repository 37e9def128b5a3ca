"""The privacy page and the firm's list of requests, as browser tabs meet them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import PermissionDenied, Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import ConsentPurpose, Person, PrivacyRequest, RequestKind
from aistrategyhub.features.accounts.queries.consents import current_consents, list_consents
from aistrategyhub.features.accounts.queries.privacy_requests import find_open_request
from aistrategyhub.features.accounts.rules.privacy_requests import RequestNotFound
from aistrategyhub.features.accounts.rules.wordings import WORDINGS, WordingChanged
from aistrategyhub.features.accounts.service.privacy_requests import request_export
from aistrategyhub.features.portal.state import privacy as screens
from aistrategyhub.features.portal.state.privacy import ROUTE, AdminPrivacyState, PrivacyState
from aistrategyhub.infra.storage import Storage
from tests.factories.people import create_somebody, principal_of
from tests.harness.background import run_everything
from tests.harness.states import Tab

MARKETING = ConsentPurpose.MARKETING
VERSION = WORDINGS[MARKETING].version


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "_LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(screens, "_LOOKS", 2)


@pytest.fixture
async def person(session: AsyncSession, storage: Storage, tab: Tab) -> Person:
    made = await create_somebody(session)
    tab.principal = replace(principal_of(made), proved_at=now())
    tab.go(ROUTE)
    return made


def _handler(name: str) -> Any:
    return PrivacyState.event_handlers[name]


async def test_a_choice_is_a_line_of_the_ledger(session: AsyncSession, tab: Tab, person: Person) -> None:
    await tab.send(_handler("load"))
    assert [choice["is_given"] for choice in tab.seen(PrivacyState, "choices")] == [False, False]
    await tab.send(_handler("choose"), purpose="marketing", version=VERSION, is_given=True)
    await tab.send(_handler("choose"), purpose="marketing", version=VERSION, is_given=False)
    [first, second] = tab.seen(PrivacyState, "history")
    assert (first["is_given"], second["is_given"]) == (False, True)
    assert second["sentence"] == WORDINGS[MARKETING].sentence
    said = (await current_consents(session, person_id=person.id))[MARKETING]
    assert (said.is_given, said.place) == (False, ROUTE)


async def test_words_that_changed_meanwhile_are_refused(session: AsyncSession, tab: Tab, person: Person) -> None:
    with pytest.raises(WordingChanged):
        await tab.send(_handler("choose"), purpose="marketing", version="1999-12-31", is_given=True)
    assert await list_consents(session, person_id=person.id) == []


async def test_a_colleague_agrees_to_nothing_in_somebodys_name(session: AsyncSession, tab: Tab, person: Person) -> None:
    colleague = await create_somebody(session, Role.SUPPORT)
    tab.principal = replace(tab.principal, impersonator_id=colleague.id)
    with pytest.raises(PermissionDenied):
        await tab.send(_handler("choose"), purpose="marketing", version=VERSION, is_given=True)
    await tab.send(_handler("ask_for_copy"))
    assert await list_consents(session, person_id=person.id) == []
    assert await find_open_request(session, person.id, RequestKind.EXPORT) is None


async def test_a_copy_is_asked_for_made_and_fetched(session: AsyncSession, tab: Tab, person: Person) -> None:
    await tab.send(_handler("ask_for_copy"))
    [line] = tab.seen(PrivacyState, "exports")
    assert (line["status_label"], line["is_open"]) == ("In coda", True)
    await run_everything(session)
    await tab.send(_handler("load"))
    [line] = tab.seen(PrivacyState, "exports")
    assert (line["status_label"], line["is_ready"]) == ("Pronta", True)
    await tab.send(_handler("fetch"), request_id=line["request_id"])
    assert tab.events[-1].payload["path"] == f"/api/v1/users/me/export/{line['request_id']}/file"


async def test_anothers_copy_cannot_be_fetched(session: AsyncSession, tab: Tab, person: Person) -> None:
    other = await create_somebody(session, email="altro@prova.example")
    theirs = await request_export(session, other.id, language="it")
    await run_everything(session)
    for request_id in (str(theirs.id), "../../etc/passwd", ""):
        with pytest.raises(RequestNotFound):
            await tab.send(_handler("fetch"), request_id=request_id)
    assert not [event for event in tab.events if event.name == "_leave"]


async def test_erasure_wants_the_address_typed(session: AsyncSession, tab: Tab, person: Person) -> None:
    await tab.send(_handler("erase"), form={"confirmation": "elimina"})
    assert "indirizzo e-mail" in tab.seen(PrivacyState, "form_error")
    assert tab.seen(PrivacyState, "busy") is False
    assert await find_open_request(session, person.id, RequestKind.ERASURE) is None
    await tab.send(_handler("erase"), form={"confirmation": f" {person.email.upper()} "})
    assert tab.seen(PrivacyState, "erased_on") != ""
    await tab.send(_handler("keep"))
    assert tab.seen(PrivacyState, "erased_on") == ""


@pytest.mark.parametrize("handler", ["ask_for_copy", "erase", "fetch"])
async def test_without_a_fresh_proof_nothing_happens(
    session: AsyncSession, tab: Tab, person: Person, handler: str
) -> None:
    tab.principal = replace(tab.principal, proved_at=now() - timedelta(minutes=11))
    payload = {"erase": {"form": {"confirmation": person.email}}, "fetch": {"request_id": "x"}}.get(handler, {})
    await tab.send(_handler(handler), **payload)
    assert tab.events[-1].payload["path"].startswith("/conferma-identita?next=")
    assert await find_open_request(session, person.id, RequestKind.ERASURE) is None


async def test_the_firm_sees_who_asked_and_by_when(session: AsyncSession, tab: Tab, person: Person) -> None:
    request = await request_export(session, person.id, language="it")
    await _make_late(session, request)
    tab.principal = principal_of(await create_somebody(session, Role.ADMIN))
    await tab.send(AdminPrivacyState.event_handlers["load"])
    [row] = tab.seen(AdminPrivacyState, "rows")
    assert (row["email"], row["kind_label"]) == (person.email, "Copia dei dati")
    assert (row["is_late"], row["status_tone"]) == (True, "failed")


async def test_support_does_not_see_them(session: AsyncSession, tab: Tab, person: Person) -> None:
    await request_export(session, person.id, language="it")
    tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
    await tab.send(AdminPrivacyState.event_handlers["load"])
    assert person.email not in str(tab.values)


async def _make_late(session: AsyncSession, request: PrivacyRequest) -> None:
    request.answer_due_at = now() - timedelta(days=1)
    await session.flush()
