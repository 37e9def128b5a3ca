"""Buyers as they write themselves, sellers, orders and what the payment provider says of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Address
from aistrategyhub.core.money import minor_units
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.service import OrderedItem, place_order
from aistrategyhub.features.payments.models import Payment
from aistrategyhub.features.payments.service import attach_intent, open_payment
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.integrations.stripe.gateway import IntentStatus, PaymentFailure, PaymentIntent
from tests.factories.catalog import create_service

COMPANY: dict[str, Any] = {
    "company_name": "Officine Bianchi S.r.l.",
    "email": "acquisti@officinebianchi.example",
    "vat_number": "12345678903",
    "sdi_code": "M5UXCR1",
    "billing_address": {"street": "Corso Regio Parco 9", "city": "Torino", "zip": "10152", "province": "TO"},
}

PERSON: dict[str, Any] = {
    "name": "Niccolò D’Amico",
    "email": "niccolo@damico.example",
    "fiscal_code": "DMCNCL90C15D612N",
    "billing_address": {"street": "Borgo San Jacopo 3", "city": "Firenze", "zip": "50125", "province": "FI"},
}


async def create_seller(session: AsyncSession, **changes: Any) -> None:
    """The firm's own data."""
    values = {
        "company_name": "Meridiana Compliance S.r.l.",
        "vat_number": "09876540155",
        "fiscal_code": "09876540155",
        "address": Address(street="Via Tortona 27", city="Milano", zip="20144", province="MI"),
        "rea_office": "MI",
        "rea_number": "2100000",
        "share_capital": "20000.00",
        "sole_shareholder": False,
        "email": "studio@meridiana.example",
        "pec_email": "meridiana@pec.example",
        "phone": "+39 02 5555 0127",
    }
    await save_setting(session, SellerInfo.model_validate(values | changes))


async def create_order(
    session: AsyncSession,
    *,
    buyer: dict[str, Any] | None = None,
    price: str = "1000.00",
    quantity: int = 1,
    **options: Any,
) -> Order:
    """An order of one service, which is created with it."""
    slug = await create_service(session, price=price, slug=options.pop("slug", "gap-assessment"))
    return await place_order(
        session, items=[OrderedItem(slug, quantity)], buyer_data=buyer or COMPANY, locale="it", **options
    )


async def create_open_payment(session: AsyncSession, order: Order, *, intent_id: str = "pi_prova") -> Payment:
    """A payment that waits for its payer, known to the provider."""
    _order, payment = await open_payment(session, order.id)
    await attach_intent(session, payment, intent_of(order, payment, intent_id=intent_id))
    await session.refresh(payment)
    return payment


def intent_of(
    order: Order,
    payment: Payment,
    *,
    intent_id: str = "pi_prova",
    status: IntentStatus = IntentStatus.SUCCEEDED,
    received: int | None = None,
    failure: PaymentFailure | None = None,
) -> PaymentIntent:
    """What the provider says of a payment: paid in full unless told otherwise."""
    amount = minor_units(order.total)
    is_paid = status is IntentStatus.SUCCEEDED
    return PaymentIntent(
        id=intent_id,
        client_secret=f"{intent_id}_secret",
        status=status,
        amount_minor=amount,
        amount_received_minor=received if received is not None else amount if is_paid else 0,
        amount_refunded_minor=0,
        currency="eur",
        created_at=datetime.now(UTC),
        livemode=False,
        metadata={"payment_id": str(payment.id)},
        failure=failure,
    )
