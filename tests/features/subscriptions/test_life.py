"""A subscription from its first payment to its end: every period one order, one charge and one invoice."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.service import cancel as cancel_order
from aistrategyhub.features.orders.service import expire_unpaid, remind_unpaid
from aistrategyhub.features.payments.models import Payment
from aistrategyhub.features.payments.service import look_at
from aistrategyhub.features.subscriptions import checkout, service
from aistrategyhub.features.subscriptions.jobs import announce, clear_away, find_due
from aistrategyhub.features.subscriptions.models import (
    AtPeriodEnd,
    ChargeStatus,
    Subscription,
    SubscriptionCharge,
    SubscriptionEvent,
)
from aistrategyhub.features.subscriptions.models import SubscriptionStatus as Status
from aistrategyhub.features.subscriptions.queries import SubscriptionNotFound, find_open_charge, list_own
from aistrategyhub.features.subscriptions.rules import IllegalSubscriptionTransition
from aistrategyhub.features.subscriptions.service.reading import change_of, view_of
from aistrategyhub.features.wallet.checkout import NoCard, pay_with_card
from aistrategyhub.features.wallet.queries import find_default_card
from aistrategyhub.features.wallet.service import remove_card
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.work import Work, WorkStatus
from tests.factories.cards import ASKS_ALWAYS, ASKS_ONCE, FAILS_LATER, Bank
from tests.factories.sales import create_seller
from tests.factories.subscriptions import DEARER, MONTHLY, SLUG, TRIAL, YEARLY, Life, create_subscriber, let_work
from tests.harness.background import run_everything
from tests.harness.statements import counted_statements


@pytest.fixture
def begin(session, bank: Bank, monkeypatch):
    async def make(*plans, **options) -> Life:
        return await Life.begin(session, bank, monkeypatch, *(plans or (MONTHLY,)), **options)

    return make


async def _orders(session) -> list[Order]:
    query = select(Order).order_by(Order.number).execution_options(populate_existing=True)
    return list((await session.execute(query)).scalars())


async def _subjects(session) -> list[str]:
    return list((await session.execute(select(EmailSend.subject).order_by(EmailSend.queued_at))).scalars())


class TestJoining:
    async def test_the_first_payment_begins_it_and_is_an_order_with_its_invoice(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        assert (one.status, one.number) == (Status.ACTIVE, f"ABB-{clock.today_in_rome().year}-00001")
        assert one.period_start == life.now
        (order,) = await _orders(session)
        assert (order.status, order.total, order.user_id) == (OrderStatus.PAID, Decimal("122.00"), life.person.id)
        assert (await session.execute(select(func.count()).select_from(Invoice))).scalar_one() == 1
        assert await life.bank.charges_of(order.id) == [12200]

    async def test_the_bank_may_ask_first(self, session, begin):
        life = await begin(card=ASKS_ALWAYS)
        begun = await life.subscribe()
        charged = await checkout.pay_open_charge(life.person.id, begun.number, life.bank.gateway, "it")
        assert (await life.look(begun.number)).status is Status.INCOMPLETE
        await life.bank.decide(charged.action_url)
        for _ in range(3):
            await look_at(session, charged.intent.id, life.bank.gateway)
            await let_work(session)
        assert (await life.look(begun.number)).status is Status.ACTIVE
        assert len(await _orders(session)) == 1

    async def test_a_trial_asks_for_nothing_and_is_had_once(self, session, begin):
        life = await begin(TRIAL)
        one = await life.subscribe()
        assert (one.status, one.period_end) == (Status.TRIALING, life.now + timedelta(days=14))
        assert await _orders(session) == []
        await service.cancel(session, one.id)
        await life.pass_on(days=15)
        assert (await life.look(one.number)).status is Status.CANCELED
        assert await _orders(session) == []
        assert (await life.subscribe()).status is Status.INCOMPLETE

    async def test_a_trial_that_is_over_is_charged(self, session, begin):
        life = await begin(TRIAL)
        one = await life.subscribe()
        await life.pass_on(days=14)
        one = await life.look(one.number)
        assert (one.status, one.period_start) == (Status.ACTIVE, life.now)
        (order,) = await _orders(session)
        assert order.status is OrderStatus.PAID

    async def test_nobody_begins_without_a_card_or_billing_data_or_twice(self, session, begin):
        life = await begin(card=None)
        with pytest.raises(NoCard):
            await life.subscribe()
        await life.bank.save_card(life.person)
        await life.subscribe_and_pay()
        with pytest.raises(service.AlreadySubscribed):
            await life.subscribe()
        bare = await create_subscriber(session, email="nuda@prova.example", has_billing=False)
        await life.bank.save_card(bare)
        with pytest.raises(service.BillingDataMissing):
            await checkout.subscribe(bare.id, SLUG, life.plans[0], "it", "Autorizzo.")

    async def test_asking_again_before_paying_is_the_same_and_what_is_never_paid_is_given_up(self, session, begin):
        life = await begin()
        first, again = await life.subscribe(), await life.subscribe()
        assert first.id == again.id
        life.be_at(life.now + timedelta(days=2))
        await clear_away(session, {})
        assert (await life.look(first.number)).status is Status.CANCELED
        assert [order.status for order in await _orders(session)] == [OrderStatus.CANCELLED]


class TestRenewing:
    @pytest.mark.parametrize("card", ["4242424242424242", ASKS_ONCE])
    async def test_every_period_is_an_order_that_is_paid_once(self, session, begin, card):
        life = await begin(card=card)
        one = await life.subscribe_and_pay()
        for _ in range(3):
            await life.pass_on_to(one.period_end)
            await life.do_what_is_due()
            one = await life.look(one.number)
        orders = await _orders(session)
        assert [order.status for order in orders] == [OrderStatus.PAID] * 4
        assert [await life.bank.charges_of(order.id) for order in orders] == [[12200]] * 4
        assert (one.status, one.charges) == (Status.ACTIVE, 4)

    async def test_nothing_is_asked_for_before_the_period_is_over(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await life.pass_on_to(one.period_end - timedelta(seconds=1))
        assert len(await _orders(session)) == 1

    async def test_its_vat_is_decided_anew(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await create_seller(session, regime_fiscale="RF19")
        await life.pass_on_to(one.period_end)
        assert [order.total for order in await _orders(session)] == [Decimal("122.00"), Decimal("100.00")]

    async def test_a_renewal_for_which_the_provider_was_away_too_long_is_charged_when_it_is_back(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        due = one.period_end
        life.be_at(due)
        await find_due(session, {})
        await run_everything(session, but=frozenset({"mailing.send", "invoicing.deliver", service.CHARGE}))
        await session.execute(update(Work).where(Work.job == service.CHARGE).values(status=WorkStatus.DEAD))
        await life.pass_on(hours=3)
        one = await life.look(one.number)
        assert (one.status, one.period_start, one.charges) == (Status.ACTIVE, due, 2)

    async def test_the_same_renewal_fifty_times_at_once_is_one_order_and_one_charge(
        self, committed_tenant: UUID, bank: Bank, monkeypatch
    ):
        async with unit_of_work(committed_tenant) as session:
            life = await Life.begin(session, bank, monkeypatch, MONTHLY, card=None)
        await bank.save_card(life.person)
        begun = await checkout.subscribe(life.person.id, SLUG, life.plans[0], "it", "Autorizzo.")
        await checkout.pay_open_charge(life.person.id, begun.number, bank.gateway, "it")
        async with unit_of_work(committed_tenant) as session:
            one = (await session.execute(select(Subscription))).scalar_one()
            due, after = one.period_end, one.charges
        monkeypatch.setattr(clock, "now", lambda: due)

        asked = await asyncio.gather(*(checkout.renew(one.id, after) for _ in range(50)))
        (charge_id,) = [found for found in asked if found]
        await asyncio.gather(*(checkout.charge(charge_id, 0, bank.gateway) for _ in range(50)))
        async with unit_of_work(committed_tenant) as session:
            orders = await _orders(session)
            assert [order.status for order in orders] == [OrderStatus.PAID] * 2
            assert (await session.execute(select(func.count()).select_from(Payment))).scalar_one() == 2
        assert [await bank.charges_of(order.id) for order in orders] == [[12200]] * 2


class TestDunning:
    async def test_it_is_tried_again_after_2_5_7_and_7_days_and_then_over(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await life.bank.save_card(life.person, FAILS_LATER)
        await life.pass_on_to(one.period_end)
        statuses = [(await life.look(one.number)).status]
        for days in (2, 5, 7, 7):
            await life.pass_on(days=days - 1)
            assert (await life.look(one.number)).failures == len(statuses)
            await life.pass_on(days=1)
            statuses.append((await life.look(one.number)).status)
        assert statuses == [Status.PAST_DUE] * 4 + [Status.UNPAID]
        assert [order.status for order in await _orders(session)] == [OrderStatus.PAID, OrderStatus.CANCELLED]
        subjects = await _subjects(session)
        assert subjects.count("Il pagamento di Presidio non è riuscito") == 4
        assert subjects[-1] == "L’abbonamento a Presidio è terminato"

    async def test_a_new_card_pays_at_once_and_the_calendar_goes_on_as_it_was(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        due = one.period_end
        await life.bank.save_card(life.person, FAILS_LATER)
        await life.pass_on_to(due)
        await life.pass_on(days=1)
        await life.bank.save_card(life.person)
        await let_work(session)
        one = await life.look(one.number)
        assert (one.status, one.period_start, one.failures) == (Status.ACTIVE, due, 0)

    async def test_a_bank_that_wants_its_holder_is_answered_on_the_page(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await life.bank.save_card(life.person, ASKS_ALWAYS)
        await life.pass_on_to(one.period_end)
        assert (await _subjects(session))[-1] == "Conferma il pagamento di Presidio"
        charged = await checkout.pay_open_charge(life.person.id, one.number, life.bank.gateway, "it")
        await life.bank.decide(charged.action_url)
        await look_at(session, charged.intent.id, life.bank.gateway)
        await let_work(session)
        assert (await life.look(one.number)).status is Status.ACTIVE

    async def test_without_a_card_it_waits_for_one(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await remove_card(session, life.person.id, (await find_default_card(session, life.person.id)).id)
        await life.pass_on_to(one.period_end)
        one = await life.look(one.number)
        assert (one.status, one.last_failure) == (Status.PAST_DUE, "no_card")

    async def test_the_clock_of_unpaid_orders_leaves_a_renewal_to_its_own(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await life.bank.save_card(life.person, FAILS_LATER)
        await life.pass_on_to(one.period_end)
        reminded = await remind_unpaid(session, at=life.now + timedelta(days=12))
        assert (reminded, await expire_unpaid(session, at=life.now + timedelta(days=20))) == (0, 0)

    async def test_money_that_comes_after_the_end_is_told_and_revives_nothing(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await life.bank.save_card(life.person, FAILS_LATER)
        await life.pass_on_to(one.period_end)
        charge = await find_open_charge(session, one.id)
        await service.cancel(session, one.id)
        await service.note_paid(session, charge.order_id)
        assert (await life.look(one.number)).status is Status.CANCELED
        kinds = (await session.execute(select(SubscriptionEvent.kind))).scalars().all()
        assert "paid_too_late" in kinds


class TestLeaving:
    async def test_within_the_notice_one_more_period_is_charged_and_no_further_one(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        life.be_at(one.period_end - timedelta(days=5))
        for _ in range(3):
            await service.cancel(session, one.id)
        await life.pass_on_to(one.period_end)
        one = await life.look(one.number)
        assert (one.status, one.at_period_end) == (Status.ACTIVE, AtPeriodEnd.CANCEL)
        await life.pass_on_to(one.period_end)
        assert (await life.look(one.number)).status is Status.CANCELED
        assert len(await _orders(session)) == 2

    async def test_before_it_the_period_that_is_paid_is_the_last_and_may_be_taken_back(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await service.cancel(session, one.id)
        await checkout.resume(life.person.id, one.number)
        with pytest.raises(service.NothingToResume):
            await checkout.resume(life.person.id, one.number)
        await service.cancel(session, one.id)
        await life.pass_on_to(one.period_end)
        assert (await life.look(one.number)).status is Status.CANCELED
        with pytest.raises(IllegalSubscriptionTransition):
            await checkout.resume(life.person.id, one.number)

    async def test_a_pause_charges_nothing_and_coming_back_begins_a_period(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await service.pause(session, one.id)
        await life.pass_on_to(one.period_end)
        await life.pass_on(days=60)
        assert (await life.look(one.number)).status is Status.PAUSED
        assert len(await _orders(session)) == 1
        await checkout.resume(life.person.id, one.number)
        await checkout.pay_open_charge(life.person.id, one.number, life.bank.gateway, "it")
        one = await life.look(one.number)
        assert (one.status, one.period_start) == (Status.ACTIVE, life.now)

    async def test_a_renewal_whose_order_is_called_off_ends_it(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await life.bank.save_card(life.person, FAILS_LATER)
        await life.pass_on_to(one.period_end)
        await cancel_order(session, (await find_open_charge(session, one.id)).order_id)
        await let_work(session)
        assert (await life.look(one.number)).status is Status.CANCELED
        assert await find_open_charge(session, one.id) is None

    async def test_the_end_of_a_pause_whose_order_is_called_off_leaves_the_pause(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await service.pause(session, one.id)
        await life.pass_on_to(one.period_end)
        await checkout.resume(life.person.id, one.number)
        await cancel_order(session, (await find_open_charge(session, one.id)).order_id)
        await let_work(session)
        assert (await life.look(one.number)).status is Status.PAUSED
        await checkout.resume(life.person.id, one.number)
        await checkout.pay_open_charge(life.person.id, one.number, life.bank.gateway, "it")
        assert (await life.look(one.number)).status is Status.ACTIVE

    async def test_coming_back_without_paying_for_days_is_asked_for_anew(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await service.pause(session, one.id)
        await life.pass_on_to(one.period_end)
        await checkout.resume(life.person.id, one.number)
        life.be_at(life.now + timedelta(days=6))
        await clear_away(session, {})
        await checkout.resume(life.person.id, one.number)
        await checkout.pay_open_charge(life.person.id, one.number, life.bank.gateway, "it")
        one = await life.look(one.number)
        assert (one.status, one.period_start) == (Status.ACTIVE, life.now)

    async def test_whoever_is_forgotten_is_charged_no_more(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        await service.forget_subscriber(session, life.person.id)
        await life.pass_on_to(one.period_end + timedelta(days=40))
        assert len(await _orders(session)) == 1


class TestChanging:
    async def test_a_dearer_plan_is_paid_now_less_what_is_unused(self, session, begin):
        life = await begin(MONTHLY, DEARER)
        one = await life.subscribe_and_pay()
        told = await change_of(session, one, life.plans[1])
        assert "610,00" in told.sentence
        await checkout.change_plan(life.person.id, one.number, life.plans[1])
        assert (await life.look(one.number)).amount == Decimal("100.00")
        await checkout.pay_open_charge(life.person.id, one.number, life.bank.gateway, "it")
        one = await life.look(one.number)
        assert (one.amount, one.interval_count, one.period_start) == (Decimal("600.00"), 3, life.now)
        assert [order.subtotal for order in await _orders(session)] == [Decimal("100.00"), Decimal("500.00")]

    async def test_a_cheaper_one_begins_with_the_next_period(self, session, begin):
        life = await begin(DEARER, MONTHLY)
        one = await life.subscribe_and_pay()
        assert await checkout.change_plan(life.person.id, one.number, life.plans[1]) is None
        assert "Oggi non paghi nulla" in (await change_of(session, one, life.plans[1])).sentence
        await life.pass_on_to(one.period_end)
        one = await life.look(one.number)
        assert (one.amount, one.interval_count, one.next_plan) == (Decimal("100.00"), 1, None)

    async def test_a_change_that_was_paid_a_moment_ago_is_not_asked_for_again(self, session, begin):
        life = await begin(MONTHLY, DEARER)
        one = await life.subscribe_and_pay()
        await checkout.change_plan(life.person.id, one.number, life.plans[1])
        order_id = (await find_open_charge(session, one.id)).order_id
        await pay_with_card(
            order_id, life.person.id, life.bank.gateway, return_url="https://prova.example", is_payer_present=True
        )
        with pytest.raises(IllegalSubscriptionTransition):
            await checkout.change_plan(life.person.id, one.number, life.plans[1])
        await let_work(session)
        assert ((await life.look(one.number)).amount, len(await _orders(session))) == (Decimal("600.00"), 2)

    async def test_a_change_that_nobody_pays_is_given_up_and_the_renewal_comes(self, session, begin):
        life = await begin(MONTHLY, DEARER)
        one = await life.subscribe_and_pay()
        await checkout.change_plan(life.person.id, one.number, life.plans[1])
        life.be_at(life.now + timedelta(hours=2))
        await clear_away(session, {})
        await life.pass_on_to(one.period_end)
        query = select(SubscriptionCharge).order_by(SubscriptionCharge.number)
        charges = (await session.execute(query.execution_options(populate_existing=True))).scalars()
        assert [charge.status for charge in charges] == [ChargeStatus.PAID, ChargeStatus.DROPPED, ChargeStatus.PAID]


class TestMails:
    async def test_a_yearly_renewal_is_announced_once_while_one_can_still_leave(self, session, begin):
        life = await begin(YEARLY)
        one = await life.subscribe_and_pay()
        for days, mails in ((46, 0), (45, 1), (44, 1)):
            life.be_at(one.period_end - timedelta(days=days))
            await announce(session, {})
            assert sum("si rinnova" in subject for subject in await _subjects(session)) == mails

    async def test_a_card_that_expires_before_the_charge_is_told(self, session, begin):
        life = await begin()
        await life.subscribe_and_pay()
        card = await find_default_card(session, life.person.id)
        life.be_at(life.now.replace(day=15))
        today = clock.today_in_rome(life.now)
        card.exp_year, card.exp_month = today.year, today.month
        await session.flush()
        for _ in range(2):
            await announce(session, {})
        told = [subject for subject in await _subjects(session) if "sta per scadere" in subject]
        assert told == ["La tua carta Visa •••• 4242 sta per scadere"]


class TestReading:
    async def test_a_page_of_a_person_takes_two_statements_however_long_it_is(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        with counted_statements() as statements:
            page = await list_own(session, life.person.id)
        assert ([row.id for row in page.rows], len(statements)) == ([one.id], 2)

    async def test_its_page_says_what_may_be_done(self, session, begin):
        life = await begin(MONTHLY, DEARER)
        shown = await view_of(session, await life.subscribe_and_pay())
        assert (shown.plan_label, shown.amount_label) == ("100,00\xa0€ al mese + IVA", "122,00\xa0€ IVA inclusa")
        assert (shown.can_cancel, shown.can_pause, shown.can_resume, shown.can_pay) == (True, True, False, False)
        assert [plan.label for plan in shown.other_plans] == ["600,00\xa0€ ogni 3 mesi + IVA"]
        assert shown.card_label == "Visa •••• 4242"

    async def test_somebody_elses_is_not_found(self, session, begin):
        life = await begin()
        one = await life.subscribe_and_pay()
        other = await create_subscriber(session, email="altra@prova.example")
        with pytest.raises(SubscriptionNotFound):
            await checkout.change_plan(other.id, one.number, life.plans[0])
