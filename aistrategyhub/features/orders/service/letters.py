"""What is written to a buyer by itself: that the order arrived, and some days after the work how it went."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.emails import FollowUp, OrderReceived
from aistrategyhub.features.orders.links import mail_subject, order_url, refuse_follow_up_url
from aistrategyhub.features.orders.models import FollowUpRefusal, OrderStatus
from aistrategyhub.features.orders.queries import get_order, list_consents, list_lines, name_services, refuses_follow_up
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import OrderRules
from aistrategyhub.infra.work import enqueue

FOLLOW_UP = "orders.follow_up"


async def confirm_order(session: AsyncSession, order_id: UUID) -> None:
    """Writes to the buyer what they ordered, once."""
    order = await get_order(session, order_id)
    if not order.email:
        return
    lines, consents = await list_lines(session, order_id), await list_consents(session, order_id)
    with speaking(order.locale):
        mail = OrderReceived.of(order, lines, order_url(order), consents)
    key = f"{mail_subject(order.id)}:received"
    await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)


async def plan_follow_up(session: AsyncSession, order_id: UUID) -> None:
    """Asks for the follow-up of an order that was completed now, if the firm writes such mails."""
    rules = await find_setting(session, OrderRules) or OrderRules()
    if rules.follows_up:
        due = now() + timedelta(days=rules.follow_up_days)
        await enqueue(session, FOLLOW_UP, {"order_id": str(order_id)}, key=f"{FOLLOW_UP}:{order_id}", due=due)


async def follow_up(session: AsyncSession, order_id: UUID) -> None:
    """Asks the buyer how it went, unless they want no such mail, were forgotten, or the order was refunded since."""
    order = await get_order(session, order_id)
    rules = await find_setting(session, OrderRules) or OrderRules()
    is_wanted = rules.follows_up and order.status is OrderStatus.COMPLETED and order.email
    if not is_wanted or await refuses_follow_up(session, order.email):
        return
    services = (await name_services(session, [order.id])).get(order.id, "")
    mail = FollowUp(
        number=order.number,
        services=services,
        order_url=order_url(order),
        refuse_url=refuse_follow_up_url(order),
    )
    key = f"{mail_subject(order.id)}:follow_up"
    await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)


async def refuse_follow_ups(session: AsyncSession, order_id: UUID) -> None:
    """The buyer of this order wants no mail that asks how it went, of any order. Raises OrderNotFound."""
    order = await get_order(session, order_id)
    row = {"id": new_id(), "address": order.email, "refused_at": now()}
    await session.execute(insert(FollowUpRefusal).values(row).on_conflict_do_nothing())
    await record(session, "orders.follow_up_refused", "order", order.id)
