"""Telling the firm of what was paid."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import DEFAULT_LOCALE, speaking
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.links import mail_subject
from aistrategyhub.features.orders.queries import get_order, list_lines
from aistrategyhub.features.payments.emails import OrderArrived
from aistrategyhub.features.site_settings.queries import address_of_firm, find_setting
from aistrategyhub.features.site_settings.schemas import OrderRules


async def tell_firm(session: AsyncSession, order_id: UUID) -> None:
    """Writes the firm once that an order was paid, unless it does not want to hear of orders."""
    rules, firm = await find_setting(session, OrderRules) or OrderRules(), await address_of_firm(session)
    if not rules.tells_firm or not firm:
        return
    order = await get_order(session, order_id)
    with speaking(DEFAULT_LOCALE):
        mail = OrderArrived.of(order, await list_lines(session, order_id))
    await queue_mail(
        session,
        mail,
        to=firm,
        locale=DEFAULT_LOCALE,
        reply_to=order.email or None,
        key=f"{mail_subject(order.id)}:paid:firm",
    )
