"""Orders that nobody has paid: the reminder before their time is over, and their end."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.text import date_label, money_label, speaking
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.emails import OrderClosed, PaymentReminder
from aistrategyhub.features.orders.links import mail_subject, order_url
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_unpaid
from aistrategyhub.features.orders.service.placing import add_event, advance
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import OrderRules

REMINDED = "payment_reminded"
EXPIRED = "expired"


async def remind_unpaid(session: AsyncSession, *, at: datetime) -> int:
    """Writes once to the buyer of each order that will soon be cancelled unpaid; how many."""
    rules = await _rules(session)
    if not rules.expires:
        return 0
    lasts, soon = timedelta(days=rules.unpaid_days), at + timedelta(days=rules.reminder_days)
    orders = await list_unpaid(session, lasts=lasts, ends_before=soon, ends_after=at, without=REMINDED)
    for order in orders:
        await _remind(session, order, until=max(order.placed_at + lasts, order.waits_until or order.placed_at))
    return len(orders)


async def expire_unpaid(session: AsyncSession, *, at: datetime) -> int:
    """Cancels the orders whose time to be paid is over, and tells their buyers; how many."""
    rules = await _rules(session)
    if not rules.expires:
        return 0
    orders = await list_unpaid(session, lasts=timedelta(days=rules.unpaid_days), ends_before=at)
    for order in orders:
        await add_event(session, order, EXPIRED, days=(at - order.placed_at).days)
        await advance(session, order, to=OrderStatus.CANCELLED)
        await tell_closed(session, order, is_expired=True)
    return len(orders)


async def wait_for_transfer(session: AsyncSession, order: Order, *, until: datetime) -> None:
    """The buyer will send a bank transfer: the order, which must be locked by this transaction and waiting for its
    payment, is not cancelled unpaid before this moment."""
    order.waits_until = until
    await add_event(session, order, "transfer_chosen")


async def tell_closed(session: AsyncSession, order: Order, *, is_expired: bool = False) -> None:
    """Writes to the buyer that there is nothing left to pay; to nobody when the buyer is forgotten."""
    if order.email:
        mail = OrderClosed(number=order.number, is_expired=is_expired, order_url=order_url(order))
        key = f"{mail_subject(order.id)}:closed"
        await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)


async def _remind(session: AsyncSession, order: Order, *, until: datetime) -> None:
    await add_event(session, order, REMINDED)
    if not order.email:
        return
    with speaking(order.locale):
        mail = PaymentReminder(
            number=order.number,
            total_label=money_label(order.total, order.currency),
            until_label=date_label(clock.today_in_rome(until)),
            order_url=order_url(order),
        )
    key = f"{mail_subject(order.id)}:reminder"
    await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)


async def _rules(session: AsyncSession) -> OrderRules:
    return await find_setting(session, OrderRules) or OrderRules()
