"""Orders whose VAT goes another way: of public offices to the treasury, of people abroad to their own state."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.service import OrderedItem, mark_paid, place_order
from aistrategyhub.features.orders.state import CartCheckoutState
from aistrategyhub.features.payments.models import Payment
from aistrategyhub.features.payments.service import settle
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import PublicOffices, SalesAbroad
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.vat.schemas import Ground
from tests.factories.carts import create_cart
from tests.factories.catalog import create_service
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of
from tests.features.orders.test_cart_checkout import REVIEW, _open, plain
from tests.features.orders.test_checkout import COMPANY_FORM
from tests.harness.states import Tab

OFFICE: dict[str, Any] = {
    "company_name": "Comune di Borgo Prova",
    "email": "ragioneria@borgoprova.example",
    "fiscal_code": "97103880585",
    "sdi_code": "UFLHM1",
    "cig": "z123 4567ab",
    "billing_address": {"street": "Piazza del Comune 1", "city": "Firenze", "zip": "50125", "province": "FI"},
}
GERMAN: dict[str, Any] = {
    "name": "Jürgen Groß",
    "email": "juergen@gross.example",
    "billing_address": {"street": "Lindenstraße 4", "city": "Berlin", "zip": "10969", "country": "DE"},
}
EXTENDED = PublicOffices(sells=True, split_until=date(2099, 12, 31), split_law="Una proroga")


async def test_a_public_office_orders_only_where_the_firm_sells_to_offices(session: AsyncSession) -> None:
    await create_seller(session)
    with pytest.raises(InvalidInput) as refusal:
        await create_order(session, buyer=OFFICE)
    assert [(error.field, error.code) for error in refusal.value.fields] == [("sdi_code", "PUBLIC_OFFICE")]


async def test_an_office_pays_the_net_and_the_vat_is_shown(session: AsyncSession) -> None:
    await create_seller(session)
    await save_setting(session, EXTENDED)
    order = await create_order(session, buyer=OFFICE)
    (line,) = await list_lines(session, order.id)
    assert (line.vat_ground, line.vat_rate, line.vat, line.gross) == (Ground.PUBLIC_OFFICE, 22, 0, Decimal("1000.00"))
    assert (order.subtotal, order.tax_amount, order.total) == (Decimal("1000.00"), 0, Decimal("1000.00"))
    assert order.buyer["cig"] == "Z1234567AB"
    payment = await create_open_payment(session, order)
    await settle(session, intent_of(order, payment))
    (paid,) = (await session.execute(select(Payment))).scalars()
    assert (order.status, paid.received) == (OrderStatus.PAID, Decimal("1000.00"))


async def test_after_the_authorisation_an_office_pays_as_everybody_does(session: AsyncSession) -> None:
    await create_seller(session)
    await save_setting(session, PublicOffices(sells=True, split_until=date(2026, 6, 30)))
    order = await create_order(session, buyer=OFFICE)
    assert (order.tax_amount, order.total) == (Decimal("220.00"), Decimal("1220.00"))


@pytest.mark.parametrize(("field", "code"), [("cig", "Z12345"), ("cup", "J11H2600001000"), ("cup", "J11H26000010001X")])
async def test_a_wrong_code_of_a_tender_is_refused_beside_its_field(
    session: AsyncSession, field: str, code: str
) -> None:
    await save_setting(session, EXTENDED)
    with pytest.raises(InvalidInput) as refusal:
        await create_order(session, buyer=OFFICE | {field: code})
    assert [error.field for error in refusal.value.fields] == [field]


async def test_the_review_of_an_office_says_who_pays_the_vat(session: AsyncSession, tab: Tab) -> None:
    await create_seller(session)
    await save_setting(session, EXTENDED)
    cart = await create_cart(session, await create_service(session))
    await _open(tab, cart)
    assert tab.seen(CartCheckoutState, "asks_tender") is True
    form = COMPANY_FORM | {"sdi_code": "UFLHM1", "cig": "Z1234567AB", "cup": ""}
    await tab.send(CartCheckoutState.submit, data=form)
    await _open(tab, cart, **REVIEW)
    shown = tab.seen(CartCheckoutState, "cart")
    (row,) = shown["vat"]
    assert plain(row["rate_label"]) == "IVA 22% su 1.000,00 €, da versare all’Erario"
    assert (plain(row["vat_label"]), plain(shown["total_label"])) == ("220,00 €", "1.000,00 €")
    assert "17-ter" in row["reason"]
    assert "CIG\u00a0Z1234567AB" in tab.seen(CartCheckoutState, "buyer_lines")[1]


async def test_a_registered_firm_charges_the_vat_of_the_buyers_state(session: AsyncSession) -> None:
    await create_seller(session)
    slug = await create_service(session, slug="toolkit", price="100.00", kind=ItemKind.DIGITAL)
    before = await place_order(session, items=[OrderedItem(slug)], buyer_data=GERMAN, locale="it")
    await save_setting(session, SalesAbroad(oss_since=date(2026, 1, 1)))
    after = await place_order(session, items=[OrderedItem(slug)], buyer_data=GERMAN, locale="it")
    assert (before.total, after.total) == (Decimal("122.00"), Decimal("119.00"))
    (line,) = await list_lines(session, after.id)
    assert (line.vat_ground, line.vat_rate, line.vat) == (Ground.EU_PERSON_OSS, 19, Decimal("19.00"))


async def test_the_sale_after_the_one_that_crosses_the_limit_bears_the_vat_of_its_state(session: AsyncSession) -> None:
    await create_seller(session)
    slug = await create_service(session, slug="toolkit", price="6000.00", kind=ItemKind.DIGITAL)

    async def sell() -> Decimal:
        order = await place_order(session, items=[OrderedItem(slug)], buyer_data=GERMAN, locale="it")
        order.status = OrderStatus.AWAITING_PAYMENT
        await mark_paid(session, order, at=order.placed_at)
        return order.tax_amount

    assert [await sell() for _time in range(3)] == [Decimal("1320.00"), Decimal("1320.00"), Decimal("1140.00")]
    noted = await find_setting(session, SalesAbroad)
    assert noted is not None
    assert (noted.oss_since, noted.crossed_on is not None) == (None, True)
