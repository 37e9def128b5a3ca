"""Orders that nobody pays: reminded once, cancelled in time, their payment given up; and the letters around them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from aistrategyhub.core.clock import now
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import FollowUpRefusal, OrderStatus
from aistrategyhub.features.orders.queries import list_events
from aistrategyhub.features.orders.service import (
    FOLLOW_UP,
    ask_for_link,
    cancel,
    complete,
    expire_unpaid,
    follow_up,
    mark_paid,
    refuse_follow_ups,
    remind_unpaid,
    send_link,
)
from aistrategyhub.features.payments.models import PaymentStatus
from aistrategyhub.features.payments.service import attach_intent, give_up_payment, open_payment, settle
from aistrategyhub.features.site_settings.schemas import OrderRules
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.work import Work
from aistrategyhub.integrations.stripe.gateway import GatewayRefused, IntentStatus
from tests.factories.sales import COMPANY, create_open_payment, create_order, intent_of
from tests.harness.background import run_everything
from tests.harness.statements import counted_statements

AT = now()


async def _mails(session):
    query = select(EmailSend).order_by(EmailSend.queued_at, EmailSend.id)
    return [(mail.template.removeprefix("orders/"), mail.email_to) for mail in (await session.execute(query)).scalars()]


async def _placed(session, days_ago, slug="gap-assessment"):
    order = await create_order(session, slug=slug)
    order.placed_at = AT - timedelta(days=days_ago)
    await session.flush()
    return order


class TestExpiry:
    @pytest.mark.parametrize(
        ("days_ago", "reminded", "expired"), [(10, 0, 0), (11.5, 1, 0), (13.9, 1, 0), (14.5, 0, 1), (400, 0, 1)]
    )
    async def test_each_day_of_its_life(self, session, days_ago, reminded, expired):
        order = await _placed(session, days_ago)
        assert (await remind_unpaid(session, at=AT), await expire_unpaid(session, at=AT)) == (reminded, expired)
        assert order.status is (OrderStatus.CANCELLED if expired else OrderStatus.PENDING)

    async def test_nobody_is_reminded_twice_and_everybody_is_told_the_end(self, session):
        order = await _placed(session, 12)
        assert [await remind_unpaid(session, at=AT) for _time in range(2)] == [1, 0]
        later = AT + timedelta(days=3)
        assert [await expire_unpaid(session, at=later) for _time in range(2)] == [1, 0]
        assert await _mails(session) == [("payment_reminder", order.email), ("order_closed", order.email)]
        kinds = [event.kind for event in await list_events(session, order.id)]
        assert kinds == ["placed", "payment_reminded", "expired", "cancelled"]

    async def test_what_is_paid_and_what_the_owner_leaves_open_stays(self, session):
        paid, left = await _placed(session, 40), await _placed(session, 40, slug="altro")
        await mark_paid(session, paid, at=AT)
        await save_setting(session, OrderRules(expires=False))
        assert (await remind_unpaid(session, at=AT), await expire_unpaid(session, at=AT)) == (0, 0)
        assert left.status is OrderStatus.PENDING

    async def test_a_hundred_are_found_by_one_statement(self, session):
        for number in range(3):
            await _placed(session, 12, slug=f"servizio-{number}")
        with counted_statements() as sent:
            assert await remind_unpaid(session, at=AT - timedelta(days=30)) == 0
        assert len([line for line in sent if "FROM orders" in line]) == 1


class _Provider:
    """Answers as the provider does when a payment is given up; counts what it is asked."""

    def __init__(self, intent, *, refuses=False):
        self.intent, self.refuses, self.asked = intent, refuses, 0

    async def cancel_payment_intent(self, intent_id, idempotency_key):
        self.asked += 1
        if self.refuses:
            raise GatewayRefused("payment_intent_unexpected_state", "already succeeded")
        return self.intent

    async def get_payment_intent(self, intent_id):
        return self.intent


class TestGivingUp:
    async def test_the_open_payment_is_cancelled_once(self, session):
        order = await create_order(session)
        payment = await create_open_payment(session, order)
        provider = _Provider(intent_of(order, payment, status=IntentStatus.CANCELED))
        for _time in range(2):
            await give_up_payment(session, order.id, lambda: provider)
        assert (payment.status, provider.asked) == (PaymentStatus.CANCELLED, 1)

    async def test_money_that_was_quicker_is_not_lost(self, session):
        order = await _placed(session, 20)
        payment = await create_open_payment(session, order)
        await expire_unpaid(session, at=AT)
        provider = _Provider(intent_of(order, payment), refuses=True)
        await give_up_payment(session, order.id, lambda: provider)
        assert payment.status is PaymentStatus.SUCCEEDED
        assert "paid_when_not_payable" in {event.kind for event in await list_events(session, order.id)}

    async def test_one_that_was_just_being_started_hands_no_secret_out_and_loses_no_money(self, session):
        order = await create_order(session)
        _order, payment = await open_payment(session, order.id)
        await cancel(session, order.id)
        await give_up_payment(session, order.id, lambda: pytest.fail("the provider knows of no payment"))
        assert payment.status is PaymentStatus.CANCELLED
        assert await attach_intent(session, payment, intent_of(order, payment)) is False
        for _time in range(2):
            await settle(session, intent_of(order, payment))
        assert (payment.status, payment.surplus) == (PaymentStatus.SUCCEEDED, order.total)
        kinds = [event.kind for event in await list_events(session, order.id)]
        assert kinds.count("paid_when_not_payable") == 1

    async def test_cancelling_asks_for_it(self, session):
        await _placed(session, 20)
        await expire_unpaid(session, at=AT)
        await run_everything(session, but=frozenset({"mailing.send", "payments.give_up"}))
        jobs = set((await session.execute(select(Work.job))).scalars())
        assert "payments.give_up" in jobs


class TestLetters:
    async def test_whoever_ordered_is_told_once_and_not_by_name(self, session):
        order = await create_order(session)
        await run_everything(session)
        [mail] = (await session.execute(select(EmailSend))).scalars()
        assert (mail.template, mail.email_to) == ("orders/order_received", order.email)
        assert order.number in mail.text
        assert "1.220,00" in mail.text
        assert COMPANY["company_name"] not in mail.text

    async def test_a_week_after_the_end_they_are_asked_how_it_went(self, session):
        order = await create_order(session)
        await mark_paid(session, order, at=AT)
        await complete(session, order.id)
        await run_everything(session)
        due = (await session.execute(select(Work.next_attempt_at).where(Work.job == FOLLOW_UP))).scalar_one()
        assert timedelta(days=6, hours=23) < due - AT < timedelta(days=7, hours=1)
        await follow_up(session, order.id)
        await follow_up(session, order.id)
        assert [template for template, _to in await _mails(session)] == ["order_received", "follow_up"]

    async def test_one_press_and_no_such_mail_comes_again(self, session):
        first, second = await create_order(session), await create_order(session, slug="altro")
        for order in (first, second):
            await mark_paid(session, order, at=AT)
            await complete(session, order.id)
        await refuse_follow_ups(session, first.id)
        await refuse_follow_ups(session, second.id)
        await follow_up(session, second.id)
        assert await _mails(session) == []
        assert (await session.execute(select(FollowUpRefusal.address))).scalars().all() == [first.email]

    async def test_a_refunded_order_is_not_asked_about(self, session):
        order = await create_order(session)
        await mark_paid(session, order, at=AT)
        order.status = OrderStatus.REFUNDED
        await follow_up(session, order.id)
        assert await _mails(session) == []


class TestLink:
    @pytest.mark.parametrize(("number", "email"), [("ORD-1999-1", COMPANY["email"]), (None, "altri@prova.example")])
    async def test_number_and_address_must_both_fit(self, session, number, email):
        order = await create_order(session)
        await send_link(session, number=number or order.number, email=email)
        assert await _mails(session) == []

    async def test_the_link_goes_to_the_buyer_once_an_hour(self, session):
        order = await create_order(session)
        for _time in range(2):
            await send_link(session, number=order.number.lower(), email=order.email.upper())
        assert await _mails(session) == [("order_link", order.email)]

    async def test_asking_is_the_same_whether_or_not_it_exists(self, session):
        order = await create_order(session)
        sent = []
        for number in (order.number, "ORD-1999-00001"):
            with counted_statements() as statements:
                await ask_for_link(session, number=number, email=order.email)
            sent.append(len(statements))
        assert sent[0] == sent[1]
