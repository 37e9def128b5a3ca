"""The steps in which an order is carried out: planned, delivered, approved by its buyer or sent back for a change."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, refuse_impersonation
from aistrategyhub.core.clock import now
from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.emails import MilestoneDecided, MilestoneDelivered
from aistrategyhub.features.orders.links import mail_subject, order_url
from aistrategyhub.features.orders.models import MilestoneState, Order, OrderMilestone
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import (
    find_order_of_step,
    get_milestone,
    last_position,
    list_files,
    list_milestones,
    lock_work,
)
from aistrategyhub.features.orders.rules.milestones import (
    CALLED_OFF,
    MOST_STEPS,
    NotTheBuyer,
    StepIsDelivered,
    TooManySteps,
    check_open,
    check_step,
    read_step,
)
from aistrategyhub.features.orders.service.deliverables import drop_files
from aistrategyhub.features.orders.service.notes import keep_buyer_words
from aistrategyhub.features.orders.service.placing import add_event, keep_in_step
from aistrategyhub.features.quotes.schemas.offers import Agreement
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.infra.settings import get_settings


async def plan_agreed(session: AsyncSession, order: Order, agreement: Agreement) -> None:
    """The steps that an accepted offer agreed on, with its first order; nothing where they are there already."""
    if await list_milestones(session, order):
        return
    session.add_all(
        OrderMilestone(order_id=order.id, position=position, name=step.name, due=step.day, share=step.share)
        for position, step in enumerate(agreement.milestones, start=1)
    )
    await session.flush()


async def add_milestone(session: AsyncSession, order: Order, data: Mapping[str, object]) -> OrderMilestone:
    """A further step, the last of the work. Raises InvalidInput, WorkIsClosed and TooManySteps."""
    written = read_step(data)
    check_open(one.status for one in await lock_work(session, order))
    count, last = await last_position(session, order)
    if count >= MOST_STEPS:
        raise TooManySteps(most=MOST_STEPS)
    step = OrderMilestone(order_id=order.id, position=last + 1, name=written.name, due=written.due)
    session.add(step)
    await session.flush()
    await record(session, "orders.milestone_added", "order", order.id, number=order.number, name=step.name)
    return step


async def change_milestone(session: AsyncSession, milestone_id: UUID, data: Mapping[str, object]) -> OrderMilestone:
    """Another name or day for a step that its buyer does not have yet. Raises InvalidInput, MilestoneNotFound and
    StepIsDelivered."""
    written = read_step(data)
    order, step = await _locked(session, milestone_id)
    if step.state in (MilestoneState.DELIVERED, MilestoneState.APPROVED):
        raise StepIsDelivered(name=step.name)
    before = {"name": step.name, "due": step.due}
    step.name, step.due = written.name, written.due
    after = {"name": step.name, "due": step.due}
    await record(session, "orders.milestone_changed", "order", order.id, before=before, after=after)
    await session.flush()
    return step


async def remove_milestone(session: AsyncSession, milestone_id: UUID) -> None:
    """Takes a step away of which nothing was delivered, with its files. Raises MilestoneNotFound and
    StepIsDelivered."""
    order, step = await _locked(session, milestone_id)
    if step.state is not MilestoneState.TO_DO:
        raise StepIsDelivered(name=step.name)
    await drop_files(session, await list_files(session, [step]))
    await session.delete(step)
    await session.flush()
    await record(session, "orders.milestone_removed", "order", order.id, number=order.number, name=step.name)
    await _follow(session, order)


async def deliver(session: AsyncSession, milestone_id: UUID) -> OrderMilestone:
    """Hands a step over: its files are the buyer's to fetch, who is written to and decides. Raises MilestoneNotFound,
    WorkIsClosed and IllegalStep."""
    order, step = await _locked(session, milestone_id)
    check_open((one.status for one in await lock_work(session, order)), may_be_done=True)
    check_step(step, MilestoneState.DELIVERED)
    step.state, step.delivered_at, step.decided_at = MilestoneState.DELIVERED, now(), None
    for file in await list_files(session, [step]):
        file.delivered_at = file.delivered_at or step.delivered_at
    await _tell(session, order, step, "milestone_delivered")
    if order.email:
        mail = MilestoneDelivered(
            number=order.number, buyer_name=order.buyer_name, milestone=step.name, order_url=order_url(order)
        )
        key = f"{mail_subject(order.id)}:milestone:{step.id}:{step.delivered_at:%Y%m%d%H%M%S%f}"
        await queue_mail(session, mail, to=order.email, locale=order.locale, key=key, person_id=order.user_id)
    await _follow(session, order)
    return step


async def approve(session: AsyncSession, order: Order, milestone_id: UUID) -> OrderMilestone:
    """The buyer is content with a step; with the last one the paid orders of the work are done. Raises
    MilestoneNotFound, WorkIsClosed, IllegalStep, NotTheBuyer and NotInSomebodysName."""
    step = await _decide(session, order, milestone_id, MilestoneState.APPROVED)
    await _follow(session, order)
    return step


async def ask_change(session: AsyncSession, order: Order, milestone_id: UUID, words: str) -> OrderMilestone:
    """The buyer wants a step changed, and says what. Raises InvalidInput (`words`) and what `approve` raises."""
    return await _decide(session, order, milestone_id, MilestoneState.CHANGE_ASKED, words)


async def _decide(
    session: AsyncSession, order: Order, milestone_id: UUID, to: MilestoneState, words: str = ""
) -> OrderMilestone:
    _refuse_colleagues(order)
    check_open((one.status for one in await lock_work(session, order)), may_be_done=True)
    step = await get_milestone(session, order, milestone_id)
    check_step(step, to)
    step.state, step.decided_at = to, now()
    if to is MilestoneState.CHANGE_ASKED:
        await keep_buyer_words(session, order, words, milestone_id=step.id)
    owner = await find_order_of_step(session, step.id)
    await _tell(session, owner, step, f"milestone_{to.value}")
    if firm := await address_of_firm(session):
        mail = MilestoneDecided(
            number=owner.number,
            buyer_name=owner.buyer_name,
            milestone=step.name,
            is_approved=to is MilestoneState.APPROVED,
            words=words,
            page_url=f"{get_settings().base_url}/admin/ordini/{owner.number}",
        )
        key = f"{mail_subject(owner.id)}:milestone-decided:{step.id}:{step.decided_at:%Y%m%d%H%M%S%f}"
        await queue_mail(session, mail, to=firm, locale=DEFAULT_LOCALE, reply_to=owner.email or None, key=key)
    return step


def _refuse_colleagues(order: Order) -> None:
    """Whoever works here can open the buyer's page, and decides nothing there but of their own orders."""
    refuse_impersonation()
    principal = current_principal()
    if principal.may(OrdersPermission.READ) and principal.person_id != order.user_id:
        raise NotTheBuyer


async def _locked(session: AsyncSession, milestone_id: UUID) -> tuple[Order, OrderMilestone]:
    order = await find_order_of_step(session, milestone_id)
    await lock_work(session, order)
    return order, await get_milestone(session, order, milestone_id)


async def _tell(session: AsyncSession, order: Order, step: OrderMilestone, kind: str) -> None:
    await session.flush()
    await add_event(session, order, kind, name=step.name)
    await record(session, f"orders.{kind}", "order", order.id, number=order.number, name=step.name)


async def _follow(session: AsyncSession, order: Order) -> None:
    for one in await lock_work(session, order):
        if one.status not in CALLED_OFF:
            await keep_in_step(session, one)
