"""The firm hears once of each order that was paid, as long as it wants to."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.payments.service import settle, tell_firm
from aistrategyhub.features.site_settings.schemas import OrderRules
from aistrategyhub.features.site_settings.service import save_setting
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of
from tests.harness.background import run_everything

FIRM = "studio@meridiana.example"


async def sell(session: AsyncSession) -> Order:
    order = await create_order(session)
    payment = await create_open_payment(session, order)
    await settle(session, intent_of(order, payment))
    return order


async def letters(session: AsyncSession) -> list[EmailSend]:
    query = select(EmailSend).where(EmailSend.email_to == FIRM, EmailSend.template == "payments/order_arrived")
    return list((await session.execute(query)).scalars())


async def test_a_paid_order_is_told_with_who_bought_what_for_how_much(session: AsyncSession) -> None:
    await create_seller(session)
    order = await sell(session)
    await run_everything(session)
    (letter,) = await letters(session)
    assert letter.subject.replace("\u00a0", " ") == f"Ordine {order.number} pagato: 1.220,00 €"
    body = letter.text.replace("\u00a0", " ")
    for said in (
        "Officine Bianchi S.r.l.",
        order.email,
        "Gap assessment",
        "1.000,00 €",
        f"/admin/ordini/{order.number}",
    ):
        assert said in body
    assert letter.reply_to == order.email


async def test_it_is_told_once_however_often_the_fact_comes(session: AsyncSession) -> None:
    await create_seller(session)
    order = await sell(session)
    await run_everything(session)
    await tell_firm(session, order.id)
    await tell_firm(session, order.id)
    assert len(await letters(session)) == 1


async def test_a_firm_that_does_not_want_to_hear_is_not_written_to(session: AsyncSession) -> None:
    await create_seller(session)
    await save_setting(session, OrderRules(tells_firm=False))
    order = await sell(session)
    await run_everything(session)
    assert (order.total, await letters(session)) == (Decimal("1220.00"), [])


async def test_without_an_address_nobody_is_written_to(session: AsyncSession) -> None:
    order = await create_order(session)
    await tell_firm(session, order.id)
    query = select(EmailSend).where(EmailSend.template == "payments/order_arrived")
    assert (await session.execute(query)).first() is None
