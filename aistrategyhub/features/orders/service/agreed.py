"""Orders of what was agreed: a period of a subscription, lines that no catalogue price tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer
from aistrategyhub.features.orders.models import Order, OrderLine
from aistrategyhub.features.orders.queries import find_order_of_request
from aistrategyhub.features.orders.service.lines import vat_of
from aistrategyhub.features.orders.service.placing import keep_order, new_order
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import seller_vat
from aistrategyhub.features.vat.rules import add_up, customer_of, treat
from aistrategyhub.features.vat.schemas import Amounts, PricedLine, Supply, VatClass
from aistrategyhub.infra.db import take_turns


@dataclass(frozen=True)
class AgreedLine:
    """One line as it was agreed; `unit_price` is net. Its VAT is decided when it is ordered."""

    item_id: UUID | None
    item_slug: str
    name: str
    unit_price: Decimal
    vat_class: VatClass
    supply: Supply
    description: str = ""
    quantity: Decimal = Decimal(1)


async def place_agreed_order(
    session: AsyncSession,
    *,
    lines: Sequence[AgreedLine],
    buyer: Buyer,
    person_id: UUID | None,
    locale: str,
    idempotency_key: str,
    currency: str = "EUR",
    vat_check: VatCheck | None = None,
    is_confirmed: bool = True,
) -> Order:
    """An order of these lines with the VAT of this moment, or the one that this key made before. `is_confirmed` has the
    buyer written what they ordered.

    Raises GoodsNotSoldAbroad; then nothing was created.
    """
    await take_turns(session, f"place_order:{idempotency_key}")
    if earlier := await find_order_of_request(session, idempotency_key):
        return earlier
    amounts = await agreed_amounts(session, lines, buyer, vat_check)
    order = new_order(buyer, amounts, locale, currency=currency)
    order.user_id, order.idempotency_key = person_id, idempotency_key
    order.vat_check_id = vat_check.id if vat_check else None
    rows = [
        OrderLine(
            line_number=number,
            item_id=line.item_id,
            item_slug=line.item_slug,
            name=line.name,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            **vat_of(reckoned.treatment),
            net=reckoned.net,
            vat=reckoned.vat,
            gross=reckoned.gross,
        )
        for number, (line, reckoned) in enumerate(zip(lines, amounts.lines, strict=True), start=1)
    ]
    return await keep_order(session, order, rows, is_confirmed=is_confirmed)


async def agreed_amounts(
    session: AsyncSession, lines: Sequence[AgreedLine], buyer: Buyer, vat_check: VatCheck | None
) -> Amounts:
    """What an order of these lines costs this buyer, with the VAT of this moment. Raises GoodsNotSoldAbroad."""
    customer, seller = customer_of(buyer, vat_check), await seller_vat(session)
    return add_up(
        [
            PricedLine(
                line.quantity, line.unit_price, treat(customer, line.vat_class, supply=line.supply, seller=seller)
            )
            for line in lines
        ]
    )
