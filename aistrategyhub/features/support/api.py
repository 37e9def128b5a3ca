"""Tickets over HTTP: one's own for customers, everybody's for whoever of the firm may read them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, status
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.support import service
from aistrategyhub.features.support.models import (
    SupportTicket,
    TicketMessage,
    TicketPriority,
    TicketSource,
    TicketStatus,
)
from aistrategyhub.features.support.permissions import SupportPermission
from aistrategyhub.features.support.queries import (
    colleague_of,
    get_own_ticket,
    get_ticket,
    list_messages,
    list_tickets,
)
from aistrategyhub.features.support.rules import OnlyTheFirm, note_words, read_reply, read_ticket
from aistrategyhub.features.support.schemas import (
    NewTicket,
    NewTicketBody,
    NewTicketMessageBody,
    ThreadBody,
    TicketBody,
    TicketMessageBody,
    TicketStatusBody,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once
from aistrategyhub.infra.rate_limits import TICKET, hit_or_refuse

router = APIRouter(prefix="/tickets", tags=["support"])

Number = Annotated[str, Path(examples=["TKT-2026-00012"])]
Words = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]


@router.get("")
@requires(SupportPermission.ASK_OWN)
async def list_all(
    q: Words = "",
    status: Annotated[list[TicketStatus], Query(max_length=len(TicketStatus))] = [],  # noqa: B006
    priority: Annotated[list[TicketPriority], Query(max_length=len(TicketPriority))] = [],  # noqa: B006
    mine: bool = False,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PagedEnvelope[TicketBody]:
    """Tickets by words, status and priority, those that went on last first: one's own, and everybody's with
    `support:read` unless only `mine` are wanted."""
    asker = _acting() if mine or not _may(SupportPermission.READ) else None
    async with unit_of_work() as session:
        found = await list_tickets(
            session, PageRequest(page, per_page), q=q, statuses=status, priorities=priority, asked_by=asker
        )
    bodies = [body_of(ticket) for ticket in found.rows]
    return paged(bodies, total=found.total, page=found.page, per_page=found.per_page)


@router.post("", status_code=status.HTTP_201_CREATED)
@requires(SupportPermission.ASK_OWN)
async def open_one(
    request: Request, body: NewTicketBody, idempotency_key: IdempotencyKey = None
) -> Envelope[TicketBody]:
    """Asks the firm. It is mailed, and so is whoever asks."""
    subject, words, priority = read_ticket(body.model_dump())
    async with unit_of_work() as session:

        async def make() -> Envelope[TicketBody]:
            await hit_or_refuse(TICKET, str(_acting()))
            person = await get_person(session, _acting())
            wanted = NewTicket(
                subject=subject,
                description=words,
                source=TicketSource.PORTAL,
                email=person.email,
                name=f"{person.first_name} {person.last_name}".strip(),
                user_id=person.id,
                locale=current_locale(),
                priority=priority,
            )
            return ok(body_of(await service.open_ticket(session, wanted)))

        return await once(session, request, idempotency_key, Envelope[TicketBody], make, asked=body)


@router.get("/{number}")
@requires(SupportPermission.ASK_OWN)
async def read_one(number: Number) -> Envelope[ThreadBody]:
    """One ticket with its thread, the oldest message first. Notes among colleagues are told to the firm alone."""
    async with unit_of_work() as session:
        ticket = await _readable(session, number)
        messages = await list_messages(session, ticket.id)
    is_staff = _may(SupportPermission.READ)
    thread = [_message_of(ticket, one) for one in messages if is_staff or not one.is_internal]
    return ok(ThreadBody(**body_of(ticket).model_dump(), messages=thread))


@router.post("/{number}/messages", status_code=status.HTTP_201_CREATED)
@requires(SupportPermission.ASK_OWN)
async def write(
    request: Request, number: Number, body: NewTicketMessageBody, idempotency_key: IdempotencyKey = None
) -> Envelope[TicketMessageBody]:
    """Says more: as whoever asked in one's own ticket, as the firm in others with `support:answer`. A note that
    `is_internal` is for colleagues alone."""
    words = read_reply(body.model_dump())
    async with unit_of_work() as session:

        async def make() -> Envelope[TicketMessageBody]:
            ticket = await _readable(session, number)
            if ticket.user_id == _acting() and not body.is_internal:
                await hit_or_refuse(TICKET, str(_acting()))
                message = await service.write_as_customer(session, ticket.id, words, person_id=_acting())
            else:
                _check_firm()
                by = await colleague_of(session, _acting())
                message = await service.write_as_staff(session, ticket.id, words, by=by, is_internal=body.is_internal)
            return ok(_message_of(ticket, message))

        return await once(session, request, idempotency_key, Envelope[TicketMessageBody], make, asked=body)


@router.patch("/{number}/status")
@requires(SupportPermission.ASK_OWN)
async def put(number: Number, body: TicketStatusBody) -> Envelope[TicketBody]:
    """Puts a ticket elsewhere: with `support:answer` wherever it may go from where it is, else one's own to its end
    (`closed`). Put where it is, it stays."""
    async with unit_of_work() as session:
        ticket = await _readable(session, number)
        if ticket.user_id != _acting() or body.status is not TicketStatus.CLOSED:
            _check_firm()
        return ok(body_of(await service.put_ticket(session, ticket.id, body.status)))


def body_of(ticket: SupportTicket) -> TicketBody:
    """The ticket as the API tells it."""
    told = {name: getattr(ticket, name) for name in TicketBody.model_fields if name != "number"}
    return TicketBody(number=ticket.ticket_number, **told)


def _message_of(ticket: SupportTicket, message: TicketMessage) -> TicketMessageBody:
    return TicketMessageBody(
        id=message.id,
        author=message.author,
        name=message.author_name,
        event=message.event,
        words=note_words(message, ticket.ticket_number) if message.event else message.words,
        is_internal=message.is_internal,
        created_at=message.created_at,
    )


async def _readable(session: AsyncSession, number: str) -> SupportTicket:
    """Raises TicketNotFound, also for another's where the caller does not read everybody's."""
    if _may(SupportPermission.READ):
        return await get_ticket(session, number)
    return await get_own_ticket(session, number, _acting())


def _check_firm() -> None:
    if not _may(SupportPermission.ANSWER):
        raise OnlyTheFirm


def _may(permission: SupportPermission) -> bool:
    return current_principal().may(permission)


def _acting() -> UUID:
    person_id = current_principal().person_id
    assert person_id is not None
    return person_id
