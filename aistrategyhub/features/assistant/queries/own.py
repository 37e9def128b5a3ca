"""What a customer has with the firm, found through themselves: no argument of a model names a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.assistant.rules.own import (
    MOST_RECORDS,
    invoice_record,
    number_of,
    order_record,
    proposal,
    ticket_record,
    within_bounds,
)
from aistrategyhub.features.assistant.schemas.found import Passage
from aistrategyhub.features.invoicing.queries import page_invoices_of
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import (
    list_events,
    list_notes,
    list_orders_of,
    name_services,
)
from aistrategyhub.features.orders.rules import event_happenings, note_happenings, timeline_rows
from aistrategyhub.features.support.queries import get_own_ticket, list_messages, list_own_tickets
from aistrategyhub.features.support.rules import TicketNotFound, thread_rows

_LAST_MESSAGES = 6


async def look_up_own(session: AsyncSession, person_id: UUID, tool: str, arguments: Mapping[str, Any]) -> list[Passage]:
    """What a tool finds of this person's; nothing where it is another's, not there, or no such tool."""
    number = number_of(arguments)
    if tool == "my_orders":
        found = await _one_order(session, person_id, number) if number else await _orders(session, person_id)
    elif tool == "my_invoices":
        newest = await page_invoices_of(session, person_id, PageRequest(1, MOST_RECORDS))
        found = [invoice_record(invoice, order) for invoice, order in newest.rows]
    elif tool == "my_tickets":
        found = await _one_ticket(session, person_id, number) if number else await _tickets(session, person_id)
    elif tool == "propose":
        order = await _find_order(session, person_id, number)
        told = proposal(order, str(arguments.get("act"))) if order else None
        found = [told] if told else []
    else:
        found = []
    return within_bounds(found)


async def _find_order(session: AsyncSession, person_id: UUID, number: str) -> Order | None:
    query = select(Order).where(Order.number == number, Order.user_id == person_id)
    return (await session.execute(query)).scalar_one_or_none()


async def _orders(session: AsyncSession, person_id: UUID) -> list[Passage]:
    orders = await list_orders_of(session, person_id, limit=MOST_RECORDS)
    services = await name_services(session, [order.id for order in orders])
    return [order_record(order, services.get(order.id, "")) for order in orders]


async def _one_order(session: AsyncSession, person_id: UUID, number: str) -> list[Passage]:
    order = await _find_order(session, person_id, number)
    if order is None:
        return []
    services = await name_services(session, [order.id])
    notes = await list_notes(session, order.id, for_buyer=True)
    happened = [
        *event_happenings(await list_events(session, order.id)),
        *note_happenings(notes, is_staff=False),
    ]
    return [order_record(order, services.get(order.id, ""), timeline_rows(happened))]


async def _tickets(session: AsyncSession, person_id: UUID) -> list[Passage]:
    newest = await list_own_tickets(session, person_id, PageRequest(1, MOST_RECORDS))
    return [ticket_record(ticket) for ticket in newest.rows]


async def _one_ticket(session: AsyncSession, person_id: UUID, number: str) -> list[Passage]:
    try:
        ticket = await get_own_ticket(session, number, person_id)
    except TicketNotFound:
        return []
    thread = thread_rows(ticket, await list_messages(session, ticket.id), is_staff=False)
    return [ticket_record(ticket, thread[-_LAST_MESSAGES:])]
