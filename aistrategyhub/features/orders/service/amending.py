"""More of a paid order: a further order that adds to it, with the VAT of today, an invoice and a payment of its own."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.billing import Buyer
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.catalog.rules.supplies import supply_of
from aistrategyhub.features.orders.models import Order, OrderLine, OrderNote
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.rules.amending import Change, class_of
from aistrategyhub.features.orders.rules.by_hand import check_lines
from aistrategyhub.features.orders.service.agreed import AgreedLine, agreed_amounts, place_agreed_order
from aistrategyhub.features.orders.service.by_hand import agreed_line, find_sold
from aistrategyhub.features.orders.service.placing import add_event
from aistrategyhub.features.vat.queries import get_check
from aistrategyhub.features.vat.schemas import Amounts, Supply


async def supplement_lines(session: AsyncSession, order: Order, change: Change) -> list[AgreedLine]:
    """What is sold in addition: more of a line at the price of that line, and further services. Raises InvalidInput for
    a price or its reason, and ItemNotFound."""
    lines = {line.line_number: line for line in await list_lines(session, order.id)}
    services = [await find_sold(session, line.slug, order.locale) for line in change.added]
    if change.added:
        check_lines(change.added, [service.price for service in services])
    more = [await _more_of(session, order, lines[number], quantity) for number, quantity in change.more.items()]
    return more + [agreed_line(line, service) for line, service in zip(change.added, services, strict=True)]


async def supplement_amounts(session: AsyncSession, order: Order, lines: Sequence[AgreedLine]) -> Amounts:
    """What these lines cost the buyer of the order today. Raises GoodsNotSoldAbroad."""
    check = await get_check(session, order.vat_check_id) if order.vat_check_id else None
    return await agreed_amounts(session, lines, Buyer.model_validate(order.buyer), check)


async def place_supplement(session: AsyncSession, order: Order, lines: Sequence[AgreedLine]) -> Order:
    """The order of what is sold in addition, which its buyer gets by mail with the link to pay. The order must be
    locked by this transaction. Raises GoodsNotSoldAbroad."""
    check = await get_check(session, order.vat_check_id) if order.vat_check_id else None
    supplement = await place_agreed_order(
        session,
        lines=lines,
        buyer=Buyer.model_validate(order.buyer),
        person_id=order.user_id,
        locale=order.locale,
        idempotency_key=f"amend:{order.id}:{order.revision}",
        currency=order.currency,
        vat_check=check,
    )
    supplement.amends_id = order.id
    await add_event(session, order, "supplemented", number=supplement.number)
    await add_event(session, supplement, "supplements", number=order.number)
    return supplement


async def note_amended(session: AsyncSession, order: Order, change: Change, reason: str) -> None:
    """The order has changed: nobody who read it before changes it again unseen. Why stays in an internal note."""
    order.revision += 1
    await add_event(session, order, "amended")
    session.add(OrderNote(order_id=order.id, words=reason, written_by=current_principal().person_id))
    await session.flush()
    await record(
        session,
        "orders.amended",
        "order",
        order.id,
        number=order.number,
        returned={str(number): str(quantity or "all") for number, quantity in change.returned.items()},
        more={str(number): str(quantity) for number, quantity in change.more.items()},
        added=[f"{line.quantity} x {line.slug} a {line.unit_price}" for line in change.added],
    )


async def _more_of(session: AsyncSession, order: Order, line: OrderLine, quantity: Decimal) -> AgreedLine:
    service = await find_service(session, line.item_slug, order.locale) if line.item_slug else None
    return AgreedLine(
        item_id=line.item_id,
        item_slug=line.item_slug,
        name=line.name,
        unit_price=line.unit_price,
        vat_class=service.vat_class if service else class_of(line),
        supply=supply_of(service.kind) if service else Supply.SERVICE,
        quantity=quantity,
    )
