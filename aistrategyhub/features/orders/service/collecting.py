"""Orders that collect what an accepted offer agreed on: from its snapshot, never from today's catalogue."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.text import speaking
from aistrategyhub.features.orders.links import order_path
from aistrategyhub.features.orders.models import Order, OrderLine, OrderStatus
from aistrategyhub.features.orders.service.lines import vat_of
from aistrategyhub.features.orders.service.milestones import plan_agreed
from aistrategyhub.features.orders.service.placing import account_of, keep_order, new_order
from aistrategyhub.features.quotes.models import Instalment, QuoteOffer
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import get_agreement
from aistrategyhub.features.quotes.rules.agreeing import amounts_of, collect
from aistrategyhub.features.quotes.rules.words import instalment_name, instalment_note
from aistrategyhub.features.quotes.schemas.offers import InstalmentLine
from aistrategyhub.features.quotes.service import note_order
from aistrategyhub.features.vat.schemas import Amounts
from aistrategyhub.infra.settings import get_settings


async def collect_agreement(
    session: AsyncSession, offer_id: UUID, instalment: Instalment | None = None
) -> Order | None:
    """The order of this part of an agreement, of its first payment without one; the one that is there, if it was placed
    before and not cancelled.

    None when there is nothing of the kind to collect, or nobody may know any more who owes it.
    """
    offer, acceptance, agreement = await get_agreement(session, offer_id)
    parts = collect(agreement)
    instalment = instalment or next(iter(parts))
    if instalment not in parts:
        return None
    earlier = await find_collecting_order(session, offer_id, instalment)
    if earlier and earlier.status is not OrderStatus.CANCELLED:
        return earlier
    if not acceptance.buyer:
        return None
    lines, amounts = parts[instalment], amounts_of(parts[instalment])
    buyer = Buyer.model_validate(acceptance.buyer)
    order = new_order(buyer, amounts, offer.locale, currency=offer.currency)
    order.offer_id, order.instalment, order.vat_check_id = offer.id, instalment, acceptance.vat_check_id
    request = await get_request(session, offer.request_id)
    order.user_id = acceptance.person_id or request.user_id or await account_of(session, buyer)
    # Whoever asked is written by the offer; a confirmation goes only to a buyer with another address.
    is_confirmed = bool(request.email) and order.email != request.email
    await keep_order(session, order, _order_lines(offer, instalment, lines, amounts), is_confirmed=is_confirmed)
    await plan_agreed(session, order, agreement)
    pay_url = get_settings().base_url + order_path(order.id, order.locale)
    told = {"order_id": order.id, "order_number": order.number, "total": order.total, "pay_url": pay_url}
    await note_order(session, offer_id, instalment, **told)
    return order


async def find_collecting_order(session: AsyncSession, offer_id: UUID, instalment: Instalment) -> Order | None:
    """The order that collects this part of an agreement, once it is placed: the newest, of which only one is not
    cancelled."""
    query = select(Order).where(Order.offer_id == offer_id, Order.instalment == instalment)
    newest = query.order_by(Order.placed_at.desc(), Order.id.desc()).limit(1)
    return (await session.execute(newest)).scalar_one_or_none()


def _order_lines(
    offer: QuoteOffer, instalment: Instalment, lines: Sequence[InstalmentLine], amounts: Amounts
) -> list[OrderLine]:
    with speaking(offer.locale):
        return [
            OrderLine(
                line_number=number,
                item_id=line.agreed.item_id,
                item_slug=line.agreed.item_slug,
                name=instalment_name(line.agreed, instalment),
                description=instalment_note(offer),
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=line.discount,
                **vat_of(reckoned.treatment),
                net=reckoned.net,
                vat=reckoned.vat,
                gross=reckoned.gross,
            )
            for number, (line, reckoned) in enumerate(zip(lines, amounts.lines, strict=True), start=1)
        ]
