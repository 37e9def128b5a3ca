"""Collecting what was agreed: the room above places the orders, and says here how they go."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.quotes.emails.offers import InstalmentDue
from aistrategyhub.features.quotes.events import BalanceAsked
from aistrategyhub.features.quotes.models import Instalment, OfferStatus, QuoteOrder
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import find_collected, get_agreement, get_offer
from aistrategyhub.features.quotes.rules.agreeing import collect
from aistrategyhub.features.quotes.rules.offers import BalanceNotDue
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
    if await find_collected(session, offer_id, instalment):
        return
    session.add(
        QuoteOrder(offer_id=offer_id, instalment=instalment, order_id=order_id, order_number=order_number, total=total)
    )
    await session.flush()
    request = await get_request(session, offer.request_id)
    await queue_mail(
        session,
        InstalmentDue.of(offer, acceptance, instalment, order_number=order_number, total=total, pay_url=pay_url),
        to=request.email or acceptance.buyer["email"],
        locale=offer.locale,
        key=f"quote-due:{offer_id}:{instalment}",
        person_id=request.user_id,
    )


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


async def ask_balance(session: AsyncSession, offer_id: UUID) -> None:
    """Asks for the rest of an agreement, once. Raises OfferNotFound, and BalanceNotDue where there was no deposit, the
    balance was asked for already, or nobody may know any more who owes it."""
    offer = await get_offer(session, offer_id, lock=True)
    if offer.status is not OfferStatus.ACCEPTED:
        raise BalanceNotDue
    _offer, acceptance, agreement = await get_agreement(session, offer_id)
    if (
        not acceptance.buyer
        or Instalment.BALANCE not in collect(agreement)
        or await find_collected(session, offer_id, Instalment.BALANCE)
    ):
        raise BalanceNotDue
    await record(session, "quotes.balance_asked", "quote_offer", offer.id, number=offer.number)
    await publish(session, BalanceAsked(offer_id=offer.id))
