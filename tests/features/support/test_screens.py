"""Tickets as the firm, whoever is signed in and whoever holds a link meet them."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.support import service
from aistrategyhub.features.support.links import ticket_key
from aistrategyhub.features.support.models import SupportTicket, TicketPriority, TicketSource, TicketStatus
from aistrategyhub.features.support.queries import colleague_of
from aistrategyhub.features.support.rules import TicketNotFound
from aistrategyhub.features.support.state import asking
from aistrategyhub.features.support.state.admin import AdminTicketsState, AdminTicketState
from aistrategyhub.features.support.state.asking import HeldTicketState, NewTicketState, OwnTicketsState, OwnTicketState
from aistrategyhub.infra.rate_limits import RateLimit, TooManyRequests
from tests.factories.people import create_somebody, principal_of
from tests.factories.tickets import create_ticket
from tests.harness.states import Tab

TYPED = {"subject": "Il report non si apre", "message": "Il PDF è danneggiato.", "priority": "high"}
STAFF_PAGE, OWN_PAGE = "/admin/ticket/[ticket_number]", "/area-clienti/assistenza/[ticket_number]"


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_is_counted(limit: RateLimit, key: str) -> None:
        return None

    monkeypatch.setattr(asking, "hit_or_refuse", nobody_is_counted)


async def sign_in(session: AsyncSession, tab: Tab, role: Role, *, email: str = "") -> Person:
    person = await create_somebody(session, role, email=email)
    tab.principal = principal_of(person)
    return person


async def test_a_customer_asks_reads_the_answer_writes_again_and_closes(session: AsyncSession, tab: Tab) -> None:
    lucia = await sign_in(session, tab, Role.CUSTOMER)
    tab.go("/area-clienti/assistenza")
    await tab.send(NewTicketState.submit, form=TYPED)
    ticket = (await session.execute(select(SupportTicket))).scalar_one()
    assert (ticket.user_id, ticket.email, ticket.priority) == (lucia.id, lucia.email, TicketPriority.HIGH)
    await tab.send(OwnTicketsState.load)
    [row] = tab.seen(OwnTicketsState, "rows")
    assert (row["ticket_number"], row["status_label"]) == (ticket.ticket_number, "Nuovo")

    anna = await create_somebody(session, Role.SUPPORT)
    by = await colleague_of(session, anna.id)
    await service.write_as_staff(session, ticket.id, "Nota.", by=by, is_internal=True)
    await service.write_as_staff(session, ticket.id, "Ecco il file nuovo.", by=by)
    tab.go(OWN_PAGE, ticket_number=ticket.ticket_number)
    await tab.send(OwnTicketState.load)
    told = [line["words"] for line in tab.seen(OwnTicketState, "thread")]
    assert told == [f"Richiesta {ticket.ticket_number} aperta", "Ecco il file nuovo."]
    assert tab.seen(OwnTicketState, "ticket")["status_label"] == "Ti abbiamo risposto"

    await tab.send(OwnTicketState.reply, form={"message": "Funziona."})
    assert tab.seen(OwnTicketState, "thread")[-1]["words"] == "Funziona."
    await tab.send(OwnTicketState.close)
    assert tab.seen(OwnTicketState, "ticket")["is_closed"] is True


async def test_a_wrong_form_loses_nothing(session: AsyncSession, tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    await sign_in(session, tab, Role.CUSTOMER)
    await tab.send(NewTicketState.submit, form={"subject": "", "message": " "})
    assert set(tab.seen(NewTicketState, "errors")) == {"subject", "message"}

    async def too_often(limit: RateLimit, key: str) -> None:
        raise TooManyRequests(retry_after=30)

    monkeypatch.setattr(asking, "hit_or_refuse", too_often)
    await tab.send(NewTicketState.submit, form=TYPED)
    assert "Troppe richieste" in tab.seen(NewTicketState, "form_error")
    assert await session.scalar(select(func.count()).select_from(SupportTicket)) == 0


async def test_nobody_opens_or_answers_anothers(session: AsyncSession, tab: Tab) -> None:
    marco = await create_somebody(session, email="marco@prova.example")
    ticket = await create_ticket(session, user_id=marco.id)
    await sign_in(session, tab, Role.CUSTOMER)
    tab.go(OWN_PAGE, ticket_number=ticket.ticket_number)
    await tab.send(OwnTicketState.load)
    assert tab.seen(OwnTicketState, "is_missing") is True
    await tab.send(OwnTicketState.reply, form={"message": "Sono io."})
    with pytest.raises(TicketNotFound):
        await tab.send(OwnTicketState.close)
    await session.refresh(ticket)
    assert (ticket.message_count, ticket.status) == (1, TicketStatus.NEW)


async def test_the_holder_of_the_link_reads_and_writes_but_does_not_see_the_chat(
    session: AsyncSession, tab: Tab
) -> None:
    ticket = await create_ticket(session, source=TicketSource.CHAT, description="Visitatore: un segreto")
    tab.go("/assistenza/[ticket_key]", ticket_key=ticket_key(ticket.id))
    await tab.send(HeldTicketState.load)
    assert tab.seen(HeldTicketState, "ticket")["description"] == ""
    await tab.send(HeldTicketState.reply, form={"message": "Ci siete?"})
    assert [line["words"] for line in tab.seen(HeldTicketState, "thread")][-1] == "Ci siete?"
    tab.go("/assistenza/[ticket_key]", ticket_key="forged")
    await tab.send(HeldTicketState.load)
    assert (tab.seen(HeldTicketState, "is_missing"), tab.seen(HeldTicketState, "thread")) == (True, [])


async def test_staff_find_answer_prioritise_and_solve(session: AsyncSession, tab: Tab) -> None:
    ticket = await create_ticket(session)
    await sign_in(session, tab, Role.SUPPORT)
    tab.go("/admin/ticket")
    await tab.send(AdminTicketsState.load)
    assert [row["who"] for row in tab.seen(AdminTicketsState, "rows")] == ["Lucia Brenta"]
    await tab.send(AdminTicketsState.choose_priority, priority="urgent")
    assert tab.seen(AdminTicketsState, "rows") == []

    tab.go(STAFF_PAGE, ticket_number=ticket.ticket_number)
    await tab.send(AdminTicketState.load)
    await tab.send(AdminTicketState.reply, form={"message": ""})
    assert set(tab.seen(AdminTicketState, "errors")) == {"message"}
    await tab.send(AdminTicketState.reply, form={"message": "Da risentire.", "internal": "on"})
    await tab.send(AdminTicketState.reply, form={"message": "Ecco."})
    thread = tab.seen(AdminTicketState, "thread")
    assert [(line["words"], line["is_internal"]) for line in thread[1:]] == [("Da risentire.", True), ("Ecco.", False)]
    await tab.send(AdminTicketState.prioritise, priority="urgent")
    await tab.send(AdminTicketState.put, status="resolved")
    shown = tab.seen(AdminTicketState, "ticket")
    assert (shown["status_label"], shown["priority"], shown["assigned_label"]) == ("Risolto", "urgent", "Anna Ferri")


async def test_only_some_may_delete(session: AsyncSession, tab: Tab) -> None:
    ticket = await create_ticket(session)
    for role, left in ((Role.SUPPORT, 1), (Role.ADMIN, 0)):
        await sign_in(session, tab, role)
        tab.go(STAFF_PAGE, ticket_number=ticket.ticket_number)
        await tab.send(AdminTicketState.load)
        await tab.send(AdminTicketState.delete)
        assert await session.scalar(select(func.count()).select_from(SupportTicket)) == left


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EDITOR])
async def test_others_see_and_answer_nothing(session: AsyncSession, tab: Tab, role: Role) -> None:
    ticket = await create_ticket(session)
    await sign_in(session, tab, role)
    tab.go(STAFF_PAGE, ticket_number=ticket.ticket_number)
    await tab.send(AdminTicketState.load)
    await tab.send(AdminTicketState.reply, form={"message": "Sono il capo."})
    assert tab.values.get(AdminTicketState.get_full_name(), {}).get("thread_rx_state_", []) == []
    await session.refresh(ticket)
    assert ticket.message_count == 1
