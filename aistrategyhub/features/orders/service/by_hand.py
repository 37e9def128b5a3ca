"""An order that a colleague makes for a customer on the phone: lines of the catalogue at agreed prices."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.billing import read_buyer
from aistrategyhub.core.text import DEFAULT_LOCALE, _, money_label, speaking
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.queries import ItemNotFound, find_service
from aistrategyhub.features.catalog.rules.supplies import supply_of
from aistrategyhub.features.catalog.schemas import ServiceDetailBody
from aistrategyhub.features.orders.models import Order, OrderNote
from aistrategyhub.features.orders.queries import find_order_of_request
from aistrategyhub.features.orders.rules.by_hand import HandLine, check_lines, is_off_list
from aistrategyhub.features.orders.service.agreed import AgreedLine, place_agreed_order
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import sells_to_offices

_KEY = "hand:"


async def place_by_hand(
    session: AsyncSession,
    *,
    lines: Sequence[HandLine],
    buyer_data: Mapping[str, object],
    locale: str,
    request_key: str,
    vat_check: VatCheck | None = None,
) -> Order:
    """An order of these lines, which its buyer gets by mail with the link to pay; the one that the same request made
    before, if it did. Why a price is not the catalogue's stays in an internal note.

    Raises InvalidInput for the buyer or the lines, ItemNotFound and GoodsNotSoldAbroad; then nothing was created.
    """
    key = _KEY + request_key
    if earlier := await find_order_of_request(session, key):
        return earlier
    buyer = read_buyer(buyer_data, may_be_office=await sells_to_offices(session))
    services = [await find_sold(session, line.slug, locale) for line in lines]
    check_lines(lines, [service.price for service in services])
    order = await place_agreed_order(
        session,
        lines=[agreed_line(line, service) for line, service in zip(lines, services, strict=True)],
        buyer=buyer,
        person_id=await _owner_of_address(session, buyer.email),
        locale=locale,
        idempotency_key=key,
        vat_check=vat_check,
    )
    await record(session, "orders.placed_by_hand", "order", order.id, number=order.number, total=str(order.total))
    session.add_all(_reasons(order, lines, services))
    await session.flush()
    return order


async def find_sold(session: AsyncSession, slug: str, locale: str) -> ServiceDetailBody:
    """The service that a line names. Raises ItemNotFound."""
    service = await find_service(session, slug, locale)
    if service is None:
        raise ItemNotFound(slug=slug)
    return service


def agreed_line(line: HandLine, service: ServiceDetailBody) -> AgreedLine:
    """The line as it is ordered."""
    return AgreedLine(
        item_id=service.id,
        item_slug=service.slug,
        name=service.name,
        unit_price=line.unit_price,
        vat_class=service.vat_class,
        supply=supply_of(service.kind),
        quantity=line.quantity,
    )


async def _owner_of_address(session: AsyncSession, email: str) -> UUID | None:
    """Whoever has proven that the address is theirs."""
    person = await find_person_by_email(session, email)
    return person.id if person and person.is_active and person.email_verified_at else None


def _reasons(order: Order, lines: Sequence[HandLine], services: Sequence[ServiceDetailBody]) -> list[OrderNote]:
    with speaking(DEFAULT_LOCALE):
        return [
            OrderNote(
                order_id=order.id,
                words=_(
                    "Prezzo concordato per «{service}»: {price}. {reason}",
                    service=service.name,
                    price=money_label(line.unit_price, order.currency),
                    reason=line.reason,
                ),
                written_by=current_principal().person_id,
            )
            for line, service in zip(lines, services, strict=True)
            if is_off_list(line, service.price)
        ]
