"""The mail about a cart that was left: asked for, once a cart, at most two a month, and never to who refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.carts.models import Cart, CartReminderRefusal
from aistrategyhub.features.carts.service import (
    agree_to_reminder,
    empty,
    forget_carts_of,
    refuse_reminders,
    remind_of_carts,
    take_back_reminder,
)
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.site_settings.schemas import OrderRules
from aistrategyhub.features.site_settings.service import save_setting
from tests.factories.carts import create_cart
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody

AT = now()
ANNA = "anna@prova.example"


async def _left(session, email: str = ANNA, *, hours: float = 30, slug: str = "gap-assessment", **who) -> Cart:
    """A cart whose holder wants to be reminded of it, left so long ago."""
    cart = await create_cart(session, slug, **who)
    await agree_to_reminder(session, cart, email=email, locale="it")
    cart.touched_at = cart.reminder_agreed_at = AT - timedelta(hours=hours)
    await session.flush()
    return cart


async def _mails(session) -> list[str]:
    query = select(EmailSend.email_to).where(EmailSend.template == "carts/cart_left").order_by(EmailSend.queued_at)
    return list((await session.execute(query)).scalars())


@pytest.fixture(autouse=True)
async def service(session):
    await create_service(session)


@pytest.mark.parametrize(("hours", "mails"), [(23.9, 0), (24.1, 1), (24 * 7 - 0.1, 1), (24 * 7 + 0.1, 0)])
async def test_it_goes_after_a_day_and_not_after_a_week(session, hours, mails):
    await _left(session, hours=hours)
    assert await remind_of_carts(session, at=AT) == mails
    assert len(await _mails(session)) == mails


async def test_it_says_what_is_in_the_cart_and_goes_once(session):
    cart = await _left(session, email="ANNA@Prova.example")
    assert [await remind_of_carts(session, at=AT + timedelta(hours=hour)) for hour in range(40)] == [1] + [0] * 39
    mail = (await session.execute(select(EmailSend))).scalar_one()
    assert (mail.email_to, "Gap assessment" in mail.html, "/api/v1/cart/resume/" in mail.html) == (ANNA, True, True)
    assert "/carrello/non-scrivermi/" in mail.html
    assert cart.reminder_words == "Se lascio qui il carrello, scrivetemi una volta per ricordarmelo."


async def test_nobody_is_written_to_who_did_not_agree_or_has_nothing_in_the_cart(session):
    unasked = await create_cart(session, "gap-assessment")
    unasked.touched_at = AT - timedelta(days=2)
    await take_back_reminder(session, taken_back := await _left(session, "b@prova.example"))
    await empty(session, emptied := await _left(session, "c@prova.example"))
    for cart in (taken_back, emptied):
        cart.touched_at = AT - timedelta(days=2)
    await session.flush()
    assert await remind_of_carts(session, at=AT) == 0


async def test_an_address_gets_one_a_day_and_two_a_month(session):
    for _ in range(4):
        await _left(session)
    written = [await remind_of_carts(session, at=AT + timedelta(hours=hours)) for hours in (0, 1, 25, 50, 75)]
    assert written == [1, 0, 1, 0, 0]
    assert await _mails(session) == [ANNA, ANNA]


async def test_who_refuses_gets_none_any_more_whoever_types_their_address(session):
    first = await _left(session)
    await remind_of_carts(session, at=AT)
    await refuse_reminders(session, first.id)
    await refuse_reminders(session, first.id)
    await _left(session)
    assert await remind_of_carts(session, at=AT + timedelta(days=3)) == 0
    assert [row.address for row in (await session.execute(select(CartReminderRefusal))).scalars()] == [ANNA]


async def test_who_is_signed_in_is_written_to_at_their_own_address_and_may_think_again(session):
    person = await create_somebody(session, email=ANNA)
    cart = await _left(session, "altra@prova.example", person_id=person.id)
    assert cart.reminder_email == ANNA
    await refuse_reminders(session, cart.id)
    await agree_to_reminder(session, cart, email="", locale="it")
    cart.touched_at = AT - timedelta(days=2)
    assert await remind_of_carts(session, at=AT) == 1


async def test_the_firm_may_want_none(session):
    await save_setting(session, OrderRules(reminds_carts=False))
    await _left(session)
    assert await remind_of_carts(session, at=AT) == 0


@pytest.mark.parametrize("typed", ["", "nessuno", "a@b@c", "x" * 300 + "@prova.example"])
async def test_what_is_no_address_is_refused(session, typed):
    cart = await create_cart(session, "gap-assessment")
    with pytest.raises(InvalidInput):
        await agree_to_reminder(session, cart, email=typed, locale="it")
    assert cart.reminder_agreed_at is None


async def test_who_is_erased_leaves_no_refusal_behind(session):
    person = await create_somebody(session, email=ANNA)
    await refuse_reminders(session, (await _left(session, person_id=person.id)).id)
    await forget_carts_of(session, person.id)
    assert (await session.execute(select(CartReminderRefusal))).scalars().all() == []
