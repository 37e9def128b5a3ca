"""Mails about carts that were left: agreed to, written, refused."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import _, money_label, speaking
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.carts.emails import CartLeft
from aistrategyhub.features.carts.links import refusal_url, resume_url
from aistrategyhub.features.carts.models import Cart, CartReminderRefusal
from aistrategyhub.features.carts.queries import list_lines, list_to_remind, read_lines
from aistrategyhub.features.carts.rules.reminders import (
    GIVEN_UP,
    MONTH,
    MOST_A_MONTH,
    QUIET,
    REMINDER_WORDS,
    read_reminder_address,
)
from aistrategyhub.features.carts.service.carts import touch
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import OrderRules


async def agree_to_reminder(session: AsyncSession, cart: Cart, *, email: str, locale: str) -> None:
    """One mail about this cart may be sent: to the account's own address, or to the one that a guest types. Raises
    InvalidInput. Somebody signed in takes back an earlier refusal by it; a guest, who may be anybody, does not."""
    if cart.user_id is None:
        cart.reminder_email = read_reminder_address(email)
    else:
        cart.reminder_email = (await get_person(session, cart.user_id)).email.lower()
        own = CartReminderRefusal.address == cart.reminder_email
        await session.execute(delete(CartReminderRefusal).where(own))
    with speaking(locale):
        cart.reminder_words = _(REMINDER_WORDS)
    cart.reminder_agreed_at, cart.locale = now(), locale
    await touch(session, cart)


async def take_back_reminder(session: AsyncSession, cart: Cart) -> None:
    """No mail about this cart."""
    cart.reminder_agreed_at, cart.reminder_words = None, ""
    await touch(session, cart)


async def refuse_reminders(session: AsyncSession, cart_id: UUID) -> None:
    """Whoever was written to about this cart wants no such mail any more, about any cart."""
    address = await session.scalar(select(Cart.reminder_email).where(Cart.id == cart_id))
    if not address:
        return
    row = {"id": new_id(), "address": address, "refused_at": now()}
    await session.execute(insert(CartReminderRefusal).values(row).on_conflict_do_nothing())
    stopped = update(Cart).where(Cart.reminder_email == address)
    await session.execute(stopped.values(reminder_agreed_at=None, reminder_words=""))
    await record(session, "carts.reminders_refused", "cart", cart_id)


async def remind_of_carts(session: AsyncSession, *, at: datetime) -> int:
    """Writes about the carts that were left a day ago, where it was agreed to and the firm wants it; how many."""
    rules = await find_setting(session, OrderRules) or OrderRules()
    if not rules.reminds_carts:
        return 0
    carts = await list_to_remind(
        session,
        left_after=at - GIVEN_UP,
        left_before=at - QUIET,
        month=at - MONTH,
        day=at - QUIET,
        most=MOST_A_MONTH,
    )
    # Two carts of one address: the second waits for another day.
    by_address = {cart.reminder_email: cart for cart in reversed(carts)}
    return sum([await _remind(session, cart, at) for cart in by_address.values()])


async def _remind(session: AsyncSession, cart: Cart, at: datetime) -> bool:
    reading = await read_lines(session, await list_lines(session, cart.id), cart.locale)
    if not reading.buyable or not cart.reminder_email:
        return False
    with speaking(cart.locale):
        mail = CartLeft(
            lines=[
                (line.name, money_label(line.offer.net_price * line.quantity, reading.currency))
                for line in reading.buyable
                if line.offer
            ],
            cart_url=resume_url(cart.id),
            refuse_url=refusal_url(cart.id, cart.locale),
        )
    key = f"cart:{cart.id}:{cart.reminder_agreed_at:%Y%m%d%H%M%S%f}"
    await queue_mail(session, mail, to=cart.reminder_email, locale=cart.locale, key=key, person_id=cart.user_id)
    cart.reminded_at = at
    await session.flush()
    return True
