"""The way back to an order for whoever lost its link: by number and address, and only into that mailbox."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.emails import OrderLink
from aistrategyhub.features.orders.links import mail_subject, order_url
from aistrategyhub.features.orders.queries import find_order_of_address
from aistrategyhub.infra.work import enqueue

SEND_LINK = "orders.send_link"


async def ask_for_link(session: AsyncSession, *, number: str, email: str) -> None:
    """Asks for the link to be mailed. What happens here is the same whether or not there is such an order: a worker
    looks for it."""
    await enqueue(session, SEND_LINK, {"number": number[:30], "email": email[:255]}, max_attempts=3)


async def send_link(session: AsyncSession, *, number: str, email: str) -> None:
    """Mails the link of this order to its buyer, at most once an hour; nothing when number and address do not fit."""
    order = await find_order_of_address(session, number=number, email=email)
    if order is None or not order.email:
        return
    mail = OrderLink(number=order.number, order_url=order_url(order))
    key = f"{mail_subject(order.id)}:link:{now():%Y%m%d%H}"
    await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)
