"""Tickets from the first question to their end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.accounts.events import EmailVerified, PersonErased
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.site_settings.seed import seed as seed_settings
from aistrategyhub.features.support import jobs, service, subscribers
from aistrategyhub.features.support.links import holder_url, read_ticket_key, ticket_key
from aistrategyhub.features.support.models import (
    SupportTicket,
    TicketAuthor,
    TicketEvent,
    TicketMessage,
    TicketPriority,
    TicketStatus,
)
from aistrategyhub.features.support.queries import (
    get_own_ticket,
    get_ticket_of_key,
    list_messages,
    list_own_tickets,
    list_tickets,
)
from aistrategyhub.features.support.rules import MOST_MESSAGES, TicketFull, TicketNotFound
from aistrategyhub.features.support.schemas import Colleague
from aistrategyhub.features.support.seed import seed
from aistrategyhub.infra.db import tenant_of
from tests.factories.demo_firm import load_demo_firm
from tests.factories.people import create_somebody
from tests.factories.tickets import QUESTION, create_ticket


@pytest.fixture
async def firm(session: AsyncSession) -> None:
    await seed_settings(session, SeedPlan(tenant_of(session)))


@pytest.fixture
async def anna(session: AsyncSession) -> Colleague:
    person = await create_somebody(session, Role.SUPPORT)
    return Colleague(person.id, person.first_name)


async def mails(session: AsyncSession) -> list[EmailSend]:
    return list((await session.execute(select(EmailSend).order_by(EmailSend.queued_at, EmailSend.id))).scalars())


async def templates(session: AsyncSession) -> list[str]:
    return sorted(mail.template.rpartition("/")[2] for mail in await mails(session))


async def test_numbers_follow_each_other_and_begin_with_the_year(session: AsyncSession) -> None:
    year = today_in_rome().year
    numbers = [(await create_ticket(session)).ticket_number for _ticket in range(2)]
    assert numbers == [f"TKT-{year}-00001", f"TKT-{year}-00002"]


@pytest.mark.usefixtures("firm")
async def test_whoever_asks_gets_the_number_and_the_firm_gets_the_words(session: AsyncSession) -> None:
    ticket = await create_ticket(session, has_consented=True)
    by_address = {mail.email_to: mail for mail in await mails(session)}
    received, arrived = by_address[ticket.email], by_address["info@meridiana.example"]
    assert ticket.ticket_number in received.subject
    assert holder_url(ticket.id) in received.html
    assert QUESTION not in received.html
    assert QUESTION in arrived.html
    assert f"/admin/ticket/{ticket.ticket_number}" in arrived.html
    assert ticket.consent_words.startswith("Ho letto l’informativa")
    assert [one.event for one in await list_messages(session, ticket.id)] == [TicketEvent.OPENED]


@pytest.mark.usefixtures("firm")
async def test_an_address_is_told_once_a_day(session: AsyncSession) -> None:
    for _ticket in range(3):
        await create_ticket(session)
    assert (await templates(session)).count("ticket_received") == 1


@pytest.mark.usefixtures("firm")
async def test_an_answer_is_mailed_and_waits_for_the_customer(session: AsyncSession, anna: Colleague) -> None:
    ticket = await create_ticket(session)
    await service.write_as_staff(session, ticket.id, "Ecco il file nuovo.", by=anna)
    assert (ticket.status, ticket.assigned_to) == (TicketStatus.WAITING_CUSTOMER, anna.person_id)
    assert ticket.first_response_at is not None
    answered = next(mail for mail in await mails(session) if mail.template.endswith("ticket_answered"))
    assert "Ecco il file nuovo." in answered.html
    assert (answered.email_to, holder_url(ticket.id) in answered.html) == (ticket.email, True)

    await service.write_as_customer(session, ticket.id, "Funziona, grazie.")
    assert ticket.status is TicketStatus.IN_PROGRESS
    assert (await templates(session)).count("ticket_arrived") == 2


@pytest.mark.usefixtures("firm")
async def test_a_note_among_colleagues_goes_nowhere(session: AsyncSession, anna: Colleague) -> None:
    ticket = await create_ticket(session)
    before = await templates(session)
    await service.write_as_staff(session, ticket.id, "Cliente delicato.", by=anna, is_internal=True)
    assert await templates(session) == before
    assert (ticket.status, ticket.first_response_at) == (TicketStatus.NEW, None)


@pytest.mark.usefixtures("firm")
async def test_who_reads_along_is_not_mailed(session: AsyncSession, anna: Colleague) -> None:
    ticket = await create_ticket(session)
    before = await templates(session)
    await service.write_as_staff(session, ticket.id, "Eccomi.", by=anna, is_heard=True)
    await service.write_as_customer(session, ticket.id, "Bene.", is_heard=True)
    assert await templates(session) == before


async def test_a_closed_ticket_opens_again_when_somebody_writes(session: AsyncSession) -> None:
    ticket = await create_ticket(session)
    await service.put_ticket(session, ticket.id, TicketStatus.CLOSED)
    assert ticket.closed_at is not None
    await service.write_as_customer(session, ticket.id, "Di nuovo rotto.")
    assert (ticket.status, ticket.closed_at) == (TicketStatus.IN_PROGRESS, None)
    noted = [one.event for one in await list_messages(session, ticket.id) if one.event]
    assert noted == [TicketEvent.OPENED, TicketEvent.CLOSED, TicketEvent.REOPENED]


async def test_positions_have_no_gap(session: AsyncSession, anna: Colleague) -> None:
    ticket = await create_ticket(session, message="E aggiungo questo.")
    await service.write_as_staff(session, ticket.id, "Uno.", by=anna)
    await service.write_as_customer(session, ticket.id, "Due.")
    thread = await list_messages(session, ticket.id)
    assert [one.position for one in thread] == [1, 2, 3, 4]
    assert [one.words for one in thread][1:] == ["E aggiungo questo.", "Uno.", "Due."]
    assert [one.words for one in await list_messages(session, ticket.id, after=3)] == ["Due."]


async def test_a_thread_ends_somewhere(session: AsyncSession) -> None:
    ticket = await create_ticket(session)
    ticket.message_count = MOST_MESSAGES
    await session.flush()
    with pytest.raises(TicketFull):
        await service.write_as_customer(session, ticket.id, "Ancora.")


async def test_people_find_their_own_alone(session: AsyncSession) -> None:
    lucia, marco = await create_somebody(session), await create_somebody(session, email="marco@prova.example")
    own = await create_ticket(session, user_id=lucia.id)
    other = await create_ticket(session, user_id=marco.id)
    assert [one.id for one in (await list_own_tickets(session, lucia.id)).rows] == [own.id]
    assert (await get_own_ticket(session, own.ticket_number, lucia.id)).id == own.id
    with pytest.raises(TicketNotFound):
        await get_own_ticket(session, other.ticket_number, lucia.id)


async def test_a_key_opens_one_ticket(session: AsyncSession) -> None:
    ticket = await create_ticket(session)
    key = ticket_key(ticket.id)
    assert (await get_ticket_of_key(session, read_ticket_key(key))).id == ticket.id
    for forged in ("", "x", key[:-2] + "aa", key + "a" * 200):
        with pytest.raises(TicketNotFound):
            await get_ticket_of_key(session, read_ticket_key(forged))


async def test_the_list_is_searched_filtered_and_paged(session: AsyncSession) -> None:
    first = await create_ticket(session, subject="Fattura 100% sbagliata")
    second = await create_ticket(session, priority=TicketPriority.URGENT)
    await service.put_ticket(session, first.id, TicketStatus.CLOSED)
    assert [one.id for one in (await list_tickets(session, q="100%")).rows] == [first.id]
    assert [one.id for one in (await list_tickets(session, q=second.ticket_number)).rows] == [second.id]
    assert [one.id for one in (await list_tickets(session, statuses=[TicketStatus.CLOSED])).rows] == [first.id]
    assert [one.id for one in (await list_tickets(session, priorities=[TicketPriority.URGENT])).rows] == [second.id]
    assert (await list_tickets(session)).total == 2


async def test_what_was_asked_without_an_account_becomes_theirs_and_goes_with_them(session: AsyncSession) -> None:
    lucia = await create_somebody(session)
    ticket = await create_ticket(session, email=lucia.email.upper())
    stranger = await create_ticket(session, email="altro@prova.example")
    await subscribers.claim(session, EmailVerified(person_id=lucia.id, email=lucia.email))
    await session.refresh(ticket)
    assert ticket.user_id == lucia.id
    await subscribers.forget(session, PersonErased(person_id=lucia.id))
    assert list((await session.execute(select(SupportTicket.id))).scalars()) == [stranger.id]


@pytest.mark.usefixtures("firm")
async def test_a_deleted_ticket_leaves_no_words_behind(session: AsyncSession, anna: Colleague) -> None:
    ticket = await create_ticket(session)
    await service.write_as_staff(session, ticket.id, "Una risposta riservata.", by=anna)
    await service.delete_ticket(session, ticket.id)
    assert await session.scalar(select(func.count()).select_from(TicketMessage)) == 0
    assert not any(QUESTION in mail.html or "riservata" in mail.html for mail in await mails(session))
    actions = (await session.execute(select(AuditEntry.action).order_by(AuditEntry.id))).scalars()
    assert [action for action in actions if action.startswith("support.")] == [
        "support.opened",
        "support.status_changed",
        "support.deleted",
    ]


async def test_old_tickets_go(session: AsyncSession) -> None:
    old, recent = await create_ticket(session), await create_ticket(session)
    old.updated_at = now() - jobs.TICKETS_LAST - timedelta(days=1)
    await session.flush()
    await jobs.forget_old(session, {})
    assert list((await session.execute(select(SupportTicket.id))).scalars()) == [recent.id]


async def test_the_demo_firm_has_an_answered_and_an_open_one(
    session: AsyncSession, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    await load_demo_firm(session)
    for _twice in range(2):
        await seed(session, SeedPlan(tenant_of(session), 1))
    statuses = (await session.execute(select(SupportTicket.status).order_by(SupportTicket.ticket_number))).scalars()
    assert list(statuses) == [TicketStatus.WAITING_CUSTOMER, TicketStatus.NEW]
    authors = (await session.execute(select(TicketMessage.author))).scalars()
    assert TicketAuthor.STAFF in list(authors)
    assert await session.scalar(select(func.count()).select_from(EmailSend)) == 0
