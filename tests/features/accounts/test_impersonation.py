"""Acting in a customer's name: never without leave, reason and trace, and never what only the person may do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import MagicMock
from uuid import UUID

import httpx
import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import (
    NotInSomebodysName,
    Role,
    StepUpRequired,
    acting_as,
    check,
    refuse_impersonation,
)
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.rules.impersonation import (
    IMPERSONATION_LASTS,
    NotLetIn,
    ReasonMissing,
    impersonation_ends,
    tidy_reason,
)
from aistrategyhub.features.accounts.service import open_session, staff
from aistrategyhub.features.accounts.service.impersonation import allow_support, withdraw_support
from aistrategyhub.features.accounts.service.program_sessions import open_program_session
from aistrategyhub.features.accounts.state.impersonation import ImpersonationState, SupportAccessState
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.payments.checkout import start_payment
from aistrategyhub.integrations.stripe.gateway import PaymentGateway
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

BEGIN, END = "/api/v1/auth/impersonation", "/api/v1/auth/impersonation/end"
OWN = {"Origin": "http://localhost:3000"}
REASON = "Non riesce a scaricare la fattura"


@pytest.fixture
async def customer(session: AsyncSession) -> Person:
    person = await create_somebody(session, Role.CUSTOMER)
    person.support_access_until = now() + timedelta(hours=24)
    await session.flush()
    return person


class Colleague:
    """Somebody of the staff with a browser that keeps its cookies."""

    def __init__(self, api: httpx.AsyncClient, person: Person, token: str) -> None:
        self.api, self.person, self.token = api, person, token
        self.cookies = {"__Host-sid": token}

    async def post(self, path: str, **form: Any) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self.api.post(path, data=form, headers=OWN | {"Cookie": cookie})
        for header in answer.headers.get_list("set-cookie"):
            name, _sign, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return answer

    async def who(self) -> str:
        answer = await self.api.get("/api/v1/users/me", headers={"Cookie": f"__Host-sid={self.cookies['__Host-sid']}"})
        return answer.json().get("data", {}).get("email", "nobody")


@pytest.fixture
async def colleague(api: httpx.AsyncClient, session: AsyncSession) -> Colleague:
    person = await create_somebody(session, Role.SUPPORT)
    signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="")
    await session.flush()
    return Colleague(api, person, signed_in.token)


@pytest.mark.parametrize(
    ("role", "is_active", "hours", "lasts"),
    [
        (Role.CUSTOMER, True, 24, IMPERSONATION_LASTS),
        (Role.CUSTOMER, True, 0.25, timedelta(minutes=15)),
        (Role.CUSTOMER, True, 0, None),
        (Role.CUSTOMER, True, -1, None),
        (Role.CUSTOMER, True, None, None),
        (Role.CUSTOMER, False, 24, None),
        (Role.SUPPORT, True, 24, None),
        (Role.SUPER_ADMIN, True, 24, None),
    ],
)
def test_half_an_hour_and_never_longer_than_allowed(
    role: Role, is_active: bool, hours: float | None, lasts: timedelta | None
) -> None:
    at = now()
    until = None if hours is None else at + timedelta(hours=hours)
    person = Person(email="x@y.example", role=role, is_active=is_active, support_access_until=until)
    if lasts is None:
        with pytest.raises(NotLetIn):
            impersonation_ends(person, at)
    else:
        assert impersonation_ends(person, at) - at == lasts


@pytest.mark.parametrize("reason", ["", "perché sì", " " * 40, "a b c d e", "riga\x00 con un nullo dentro"])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        tidy_reason(reason)


async def test_a_colleague_goes_in_and_comes_back(
    session: AsyncSession, customer: Person, colleague: Colleague
) -> None:
    answer = await colleague.post(BEGIN, person_id=str(customer.id), reason=f"  {REASON}\r\nBcc: x@y.example ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/area-clienti")
    cookies = answer.headers.get_list("set-cookie")
    assert all(word in cookie for cookie in cookies for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    assert await colleague.who() == customer.email
    mail = (await session.execute(select(EmailSend).where(EmailSend.email_to == customer.email))).scalar_one()
    assert REASON in mail.text
    assert "Anna Ferri" in mail.text
    assert mail.subject == "L’assistenza sta agendo per Suo conto"

    back = await colleague.post(END)
    assert back.headers["location"] == f"/admin/persone/{customer.id}"
    assert (await colleague.who(), colleague.cookies["__Host-sid"]) == (colleague.person.email, colleague.token)
    lines = (await session.execute(select(AuditEntry).where(AuditEntry.action.contains("imperson")))).scalars().all()
    assert {line.action for line in lines} == {"accounts.impersonated", "accounts.impersonation_ended"}
    ended = next(line for line in lines if line.action.endswith("ended"))
    assert (ended.user_id, ended.impersonator_id) == (customer.id, colleague.person.id)
    assert (await session.execute(select(Session.id).where(Session.impersonator_id.is_not(None)))).all() == []


@pytest.mark.parametrize(
    ("change", "reason", "told"),
    [
        ({}, "breve", "errore=REASON_MISSING"),
        ({"support_access_until": None}, REASON, "errore=NOT_LET_IN"),
        ({"role": Role.EDITOR}, REASON, "errore=NOT_LET_IN"),
        ({"is_active": False}, REASON, "errore=NOT_LET_IN"),
    ],
)
async def test_refused_with_its_reason_on_the_persons_page(
    session: AsyncSession, customer: Person, colleague: Colleague, change: dict[str, Any], reason: str, told: str
) -> None:
    for name, value in change.items():
        setattr(customer, name, value)
    await session.flush()
    answer = await colleague.post(BEGIN, person_id=str(customer.id), reason=reason)
    assert answer.headers["location"].startswith(f"/admin/persone/{customer.id}?")
    assert told in answer.headers["location"]
    assert await colleague.who() == colleague.person.email
    assert (await session.execute(select(EmailSend))).all() == []


async def test_an_old_proof_leads_to_a_new_one(session: AsyncSession, customer: Person, colleague: Colleague) -> None:
    await session.execute(update(Session).values(proved_at=now() - timedelta(minutes=11)))
    answer = await colleague.post(BEGIN, person_id=str(customer.id), reason=REASON)
    assert answer.headers["location"].startswith("/conferma-identita?next=%2Fadmin%2Fpersone%2F")


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR, None])
async def test_who_may_not_is_refused(
    api: httpx.AsyncClient, session: AsyncSession, customer: Person, role: Role | None
) -> None:
    headers = dict(OWN)
    if role:
        person = await create_somebody(session, role, email="altri@prova.example")
        signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="")
        await session.flush()
        headers["Cookie"] = f"__Host-sid={signed_in.token}"
    answer = await api.post(BEGIN, data={"person_id": str(customer.id), "reason": REASON}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("person_id", ["", "1 OR 1=1", "01a1fe98-d988-74e0-ad71-f06775858378"])
async def test_nobody_has_that_id(colleague: Colleague, person_id: str) -> None:
    answer = await colleague.post(BEGIN, person_id=person_id, reason=REASON)
    assert answer.status_code in (422, 303)
    assert await colleague.who() == colleague.person.email


async def test_it_ends_by_itself_and_with_the_leave(
    session: AsyncSession, customer: Person, colleague: Colleague
) -> None:
    await colleague.post(BEGIN, person_id=str(customer.id), reason=REASON)
    with time_machine.travel(now() + IMPERSONATION_LASTS + timedelta(seconds=1)):
        assert await colleague.who() == "nobody"
        # The way back stays open.
        await colleague.post(END)
        assert await colleague.who() == colleague.person.email

    await colleague.post(BEGIN, person_id=str(customer.id), reason=REASON)
    assert await colleague.who() == customer.email
    with acting_as(principal_of(customer)):
        await withdraw_support(session)
    await session.flush()
    assert await colleague.who() == "nobody"


async def test_it_ends_with_the_colleagues_own_session_or_role(
    session: AsyncSession, customer: Person, colleague: Colleague
) -> None:
    await colleague.post(BEGIN, person_id=str(customer.id), reason=REASON)
    assert await colleague.who() == customer.email
    await staff.deactivate(session, colleague.person.id)
    await session.flush()
    assert await colleague.who() == "nobody"


async def test_signing_out_leaves_neither_session_behind(
    session: AsyncSession, customer: Person, colleague: Colleague
) -> None:
    await colleague.post(BEGIN, person_id=str(customer.id), reason=REASON)
    await colleague.post("/api/v1/auth/logout")
    assert (await session.execute(select(Session.id))).all() == []


async def test_a_stolen_own_cookie_of_somebody_else_ends_nothing(
    session: AsyncSession, customer: Person, colleague: Colleague
) -> None:
    await colleague.post(BEGIN, person_id=str(customer.id), reason=REASON)
    other = await create_somebody(session, Role.SUPPORT, email="altro@prova.example")
    signed_in = await open_session(session, other, methods=["password"], ip_address=None, user_agent="")
    await session.flush()
    colleague.cookies["__Host-own-sid"] = signed_in.token
    answer = await colleague.post(END)
    assert answer.headers["location"] == "/admin"
    assert len((await session.execute(select(Session.id).where(Session.impersonator_id.is_not(None)))).all()) == 1


async def test_only_the_person_pays_proves_and_prolongs(session: AsyncSession, customer: Person) -> None:
    gateway = MagicMock(spec=PaymentGateway)
    in_their_name = replace(principal_of(customer), impersonator_id=new_id(), proved_at=now())
    with acting_as(in_their_name):
        for act in (allow_support(session), withdraw_support(session), start_payment(new_id(), gateway)):
            with pytest.raises(NotInSomebodysName):
                await act
        with pytest.raises(NotInSomebodysName):
            check(AccountsPermission.MANAGE_OWN, step_up=True)
        check(AccountsPermission.MANAGE_OWN)
    assert gateway.mock_calls == []
    with acting_as(principal_of(customer)):
        refuse_impersonation()
        with pytest.raises(StepUpRequired):
            check(AccountsPermission.MANAGE_OWN, step_up=True)


async def test_a_program_acts_in_nobodys_name(api: httpx.AsyncClient, session: AsyncSession, customer: Person) -> None:
    support = await create_somebody(session, Role.SUPPORT)
    pair = await open_program_session(session, support, methods=["password"], ip_address=None, user_agent="programma")
    headers = OWN | {"Authorization": f"Bearer {pair.access_token}"}
    answer = await api.post(BEGIN, data={"person_id": str(customer.id), "reason": REASON}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "SIGN_IN_REQUIRED")
    assert (await session.execute(select(Session).where(Session.impersonator_id.is_not(None)))).all() == []


async def test_the_person_gives_and_takes_back_the_leave(session: AsyncSession, tab: Tab) -> None:
    person = await create_somebody(session, Role.CUSTOMER)
    tab.principal = principal_of(person)
    await tab.send(SupportAccessState.event_handlers["load"])
    assert tab.seen(SupportAccessState, "is_open") is False
    await tab.send(SupportAccessState.event_handlers["allow"])
    assert tab.seen(SupportAccessState, "is_open") is True
    until = await _until(session, person.id)
    assert until is not None
    assert timedelta(hours=23, minutes=59) < until - now() <= timedelta(hours=24)
    await tab.send(SupportAccessState.event_handlers["withdraw"])
    assert await _until(session, person.id) is None


async def test_the_banner_names_whose_name_it_is(session: AsyncSession, tab: Tab, customer: Person) -> None:
    tab.principal = principal_of(customer)
    await tab.send(ImpersonationState.event_handlers["load"])
    assert tab.seen(ImpersonationState, "sentence") == ""
    tab.principal = replace(tab.principal, impersonator_id=new_id())
    await tab.send(ImpersonationState.event_handlers["load"])
    assert tab.seen(ImpersonationState, "sentence") == "Stai agendo per conto di Anna Ferri."


async def _until(session: AsyncSession, person_id: UUID) -> Any:
    return await session.scalar(select(Person.support_access_until).where(Person.id == person_id))
