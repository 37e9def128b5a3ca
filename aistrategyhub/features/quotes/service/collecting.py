"""Collecting what was agreed: the room above places the orders, and says here how they go."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.quotes.emails.offers import InstalmentDue
from aistrategyhub.features.quotes.events import InstalmentAsked
from aistrategyhub.features.quotes.models import Instalment, OfferStatus, QuoteOrder
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import find_collected, get_agreement, get_offer, list_collected
from aistrategyhub.features.quotes.rules.agreeing import to_be_asked
from aistrategyhub.features.quotes.rules.offers import InstalmentNotDue
from aistrategyhub.infra.outbox import publish


async def note_order(
    session: AsyncSession,
    offer_id: UUID,
    instalment: Instalment,
    *,
    order_id: UUID,
    order_number: str,
    total: Decimal,
    pay_url: str,
) -> None:
    """An order was placed for this part of an agreement: the customer is mailed where to pay it."""
    offer, acceptance, _agreement = await get_agreement(session, offer_id)
    collected = await find_collected(session, offer_id, instalment)
    if collected and collected.order_id:
        return
    collected = collected or QuoteOrder(offer_id=offer_id, instalment=instalment, total=total, times_asked=0)
    collected.times_asked += 1
    collected.order_id, collected.order_number, collected.asked_at = order_id, order_number, now()
    session.add(collected)
    await session.flush()
    request = await get_request(session, offer.request_id)
    await queue_mail(
        session,
        InstalmentDue.of(offer, acceptance, instalment, order_number=order_number, total=total, pay_url=pay_url),
        to=request.email or acceptance.buyer["email"],
        locale=offer.locale,
        key=due_key(offer_id, instalment, collected.times_asked),
        person_id=request.user_id,
    )


def due_key(offer_id: UUID, instalment: Instalment, time: int) -> str:
    """Under which key the customer's mail about this part was queued, that time it was asked for, counted from 1."""
    return f"quote-due:{offer_id}:{instalment}:{time}"


async def note_paid(session: AsyncSession, offer_id: UUID, instalment: Instalment, *, at: datetime) -> None:
    """The order for this part of an agreement was paid."""
    if collected := await find_collected(session, offer_id, instalment):
        collected.paid_at = at
        await session.flush()


async def note_called_off(session: AsyncSession, offer_id: UUID, instalment: Instalment) -> None:
    """The order for this part of an agreement was cancelled: nothing leads to it any more."""
    if collected := await find_collected(session, offer_id, instalment):
        collected.order_id = None
        await session.flush()


async def ask_instalment(session: AsyncSession, offer_id: UUID, instalment: Instalment) -> None:
    """Asks for a part of an agreement: for the balance once, and for any part again whose order was cancelled. Raises
    OfferNotFound, and InstalmentNotDue where there is nothing of the kind to ask for, an order of it is open or paid,
    or nobody may know any more who owes it."""
    offer = await get_offer(session, offer_id, lock=True)
    if offer.status is not OfferStatus.ACCEPTED:
        raise InstalmentNotDue
    _offer, acceptance, agreement = await get_agreement(session, offer_id)
    collected = await list_collected(session, offer_id)
    if not acceptance.buyer or instalment not in to_be_asked(agreement, collected):
        raise InstalmentNotDue
    await record(
        session, "quotes.instalment_asked", "quote_offer", offer.id, number=offer.number, instalment=instalment.value
    )
    await publish(session, InstalmentAsked(offer_id=offer.id, instalment=instalment))
