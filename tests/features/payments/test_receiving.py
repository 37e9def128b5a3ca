"""Money that no provider takes: in parts, too much, too late, twice, and beside a card."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from aistrategyhub.core import clock
from aistrategyhub.core.access import NotInSomebodysName, acting_as
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.orders.queries import list_events
from aistrategyhub.features.orders.service import OrderNotPayable, cancel, expire_unpaid, remind_unpaid
from aistrategyhub.features.payments.checkout import TooSmallForCard, start_payment
from aistrategyhub.features.payments.events import OrderPaid, RefundSucceeded
from aistrategyhub.features.payments.models import BY_HAND, MoneyMethod, Payment, PaymentStatus, RefundStatus
from aistrategyhub.features.payments.models import RefundReason as Why
from aistrategyhub.features.payments.queries import (
    find_open_payment,
    list_paid_parts,
    list_payments_of,
    list_refunds_of,
)
from aistrategyhub.features.payments.rules import Extent, RefundChoice
from aistrategyhub.features.payments.rules.receiving import Incoming, ReceiptNotUndoable, effect_of
from aistrategyhub.features.payments.service import (
    GIVE_UP,
    NotSentByHand,
    TransfersOff,
    book_money,
    choose_transfer,
    confirm_sent,
    decide_refund,
    give_up_payment,
    money_left,
    settle,
    surplus_left,
    undo_receipt,
)
from aistrategyhub.features.payments.subscribers import give_up_others
from aistrategyhub.features.site_settings.schemas import BankTransfer
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.outbox import OutboxFact
from aistrategyhub.infra.work import Work
from aistrategyhub.integrations.stripe.gateway import IntentStatus
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_open_payment, create_order, intent_of

TODAY = clock.today_in_rome()
ACCOUNT = BankTransfer(
    takes_transfers=True, account_holder="Meridiana Compliance S.r.l.", account_iban="IT60X0542811101000000123456"
)


def money(amount: str, **values: Any) -> Incoming:
    return Incoming(Decimal(amount), **({"method": MoneyMethod.TRANSFER, "received_on": TODAY} | values))


async def by_hand(session: Any, order: Order) -> Payment:
    (payment,) = [one for one in await list_payments_of(session, order.id) if one.provider == BY_HAND]
    return payment


async def facts(session: Any, kind: type = OrderPaid) -> list[dict[str, Any]]:
    query = select(OutboxFact.payload).where(OutboxFact.name == kind.fact_name)
    return list((await session.execute(query)).scalars())


async def kinds(session: Any, order: Order) -> list[str]:
    return [event.kind for event in await list_events(session, order.id)]


async def asked_to_give_up(session: Any) -> list[str]:
    rows = (await session.execute(select(Work.payload).where(Work.job == GIVE_UP))).scalars()
    return [row["order_id"] for row in rows]


async def mails(session: Any) -> list[str]:
    query = select(EmailSend.template).order_by(EmailSend.queued_at, EmailSend.id)
    return [one for one in (await session.execute(query)).scalars() if one.startswith("payments/")]


class TestEffect:
    """What an amount does to an order of 100.00."""

    @pytest.mark.parametrize(
        ("amount", "received", "is_payable", "due", "surplus", "left", "pays"),
        [
            ("100.00", "0", True, "100.00", "0", "0", True),
            ("99.99", "0", True, "99.99", "0", "0.01", False),
            ("0.01", "99.99", True, "0.01", "0", "0", True),
            ("150.00", "0", True, "100.00", "50.00", "0", True),
            ("60.00", "60.00", True, "40.00", "20.00", "0", True),
            ("100.00", "0", False, "0", "100.00", "0", False),
            ("0.01", "100.00", False, "0", "0.01", "0", False),
        ],
    )
    def test_table(self, amount, received, is_payable, due, surplus, left, pays):
        effect = effect_of(Decimal(amount), total=Decimal(100), received=Decimal(received), is_payable=is_payable)
        assert (effect.due, effect.surplus, effect.left, effect.pays) == (
            Decimal(due),
            Decimal(surplus),
            Decimal(left),
            pays,
        )

    @given(
        total=st.decimals("0.01", "99999.99", places=2),
        parts=st.lists(st.decimals("0.01", "99999.99", places=2), min_size=1, max_size=8),
    )
    def test_whatever_comes_each_cent_is_due_or_too_much_and_the_price_is_paid_once(self, total, parts):
        received, due, surplus, paid = Decimal(0), Decimal(0), Decimal(0), 0
        for part in parts:
            effect = effect_of(part, total=total, received=received, is_payable=not paid)
            assert effect.due + effect.surplus == part
            assert min(effect.due, effect.surplus, effect.left) >= 0
            received, due, surplus, paid = (
                received + part,
                due + effect.due,
                surplus + effect.surplus,
                paid + effect.pays,
            )
        assert due + surplus == sum(parts)
        assert paid == (sum(parts) >= total)
        assert due == min(total, sum(parts))


class TestBooking:
    async def test_the_whole_price_pays_the_order_as_a_card_does(self, session):
        order = await create_order(session)
        receipt = await book_money(session, order.id, money("1220.00", reference="CRO 123"))
        payment = await by_hand(session, order)
        assert (payment.status, payment.received, payment.surplus, payment.method_type) == (
            PaymentStatus.SUCCEEDED,
            Decimal(1220),
            Decimal(0),
            "transfer",
        )
        assert (order.status, bool(order.paid_at)) == (OrderStatus.PAID, True)
        (fact,) = await facts(session)
        assert (fact["order_id"], fact["payment_id"]) == (str(order.id), str(payment.id))
        trail = select(AuditEntry.action).where(AuditEntry.entity_id == receipt.id)
        assert (await session.execute(trail)).scalars().all() == ["payments.money_booked"]

    async def test_parts_leave_it_to_be_paid_until_the_last_cent(self, session):
        order = await create_order(session)
        for amount, left in (("500", "720.00"), ("719.99", "0.01")):
            await book_money(session, order.id, money(amount))
            assert (order.status, await money_left(session, order.id)) == (
                OrderStatus.AWAITING_PAYMENT,
                Decimal(left),
            )
        assert await facts(session) == []
        await book_money(session, order.id, money("0.01", method=MoneyMethod.CASH))
        assert order.status is OrderStatus.PAID
        assert [(one.method_type, one.amount) for one in await list_paid_parts(session, order.id)] == [
            ("transfer", Decimal(500)),
            ("transfer", Decimal("719.99")),
            ("cash", Decimal("0.01")),
        ]
        assert (await kinds(session, order)).count("part_received") == 2

    async def test_too_much_pays_and_the_rest_is_to_give_back(self, session):
        order = await create_order(session)
        await book_money(session, order.id, money("1300.00"))
        payment = await by_hand(session, order)
        assert (order.status, payment.surplus, surplus_left(payment, [])) == (
            OrderStatus.PAID,
            Decimal(80),
            Decimal(80),
        )
        (part,) = await list_paid_parts(session, order.id)
        assert part.amount == Decimal(1220)

    async def test_money_for_a_closed_order_is_all_to_give_back(self, session):
        order = await create_order(session)
        await book_money(session, order.id, money("100"))
        await cancel(session, order.id)
        await give_up_payment(session, order.id, None)
        await book_money(session, order.id, money("1120"))
        payment = await by_hand(session, order)
        assert (order.status, payment.received, payment.surplus) == (
            OrderStatus.CANCELLED,
            Decimal(1220),
            Decimal(1220),
        )
        assert await facts(session) == []
        assert "paid_when_not_payable" in await kinds(session, order)
        with acting_as(principal_of(await create_somebody(session))):
            refund = await decide_refund(session, order.id, RefundChoice(Extent.SURPLUS), reason=Why.LATE_PAYMENT)
            assert (refund.amount, refund.is_of_sale) == (Decimal(1220), False)
            await confirm_sent(session, refund.id, "TRN 9")
        assert (surplus_left(payment, await list_refunds_of(session, order.id)), payment.status) == (
            Decimal(0),
            PaymentStatus.REFUNDED,
        )
        assert await facts(session, RefundSucceeded) == []

    @pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "99999999999999"])
    async def test_what_is_no_sum_is_refused(self, session, amount):
        order = await create_order(session)
        with pytest.raises(InvalidInput) as refusal:
            await book_money(session, order.id, money(amount))
        assert [one.field for one in refusal.value.fields] == ["amount"]

    @pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=400), date(1, 1, 1)])
    async def test_a_day_to_come_or_long_past_is_refused(self, session, day):
        order = await create_order(session)
        with pytest.raises(InvalidInput) as refusal:
            await book_money(session, order.id, money("1", received_on=day))
        assert [one.field for one in refusal.value.fields] == ["received_on"]

    async def test_the_same_request_books_once(self, session):
        order = await create_order(session)
        first = await book_money(session, order.id, money("10", request_key="page:x"))
        again = await book_money(session, order.id, money("10", request_key="page:x"))
        assert (first.id, (await by_hand(session, order)).received) == (again.id, Decimal(10))

    async def test_nobody_books_in_somebodys_name(self, session):
        order, person = await create_order(session), await create_somebody(session)
        with acting_as(principal_of(person, impersonator_id=person.id)), pytest.raises(NotInSomebodysName):
            await book_money(session, order.id, money("10"))


class TestUndoing:
    async def test_a_part_is_taken_back_and_stays_on_record(self, session):
        order = await create_order(session)
        receipt = await book_money(session, order.id, money("500"))
        for _time in range(2):
            undone = await undo_receipt(session, receipt.id)
        assert undone.undone_at is not None
        assert ((await by_hand(session, order)).received, await money_left(session, order.id)) == (
            Decimal(0),
            Decimal(1220),
        )
        assert (await kinds(session, order)).count("receipt_undone") == 1

    async def test_what_paid_the_order_is_refused_in_words(self, session):
        order = await create_order(session)
        receipt = await book_money(session, order.id, money("1220"))
        with pytest.raises(ReceiptNotUndoable) as refusal:
            await undo_receipt(session, receipt.id)
        assert refusal.value.values == {"number": order.number}
        assert receipt.undone_at is None

    async def test_late_money_is_taken_back_while_it_is_here(self, session):
        order = await create_order(session)
        await book_money(session, order.id, money("1220"))
        late = await book_money(session, order.id, money("30"))
        other = await book_money(session, order.id, money("5"))
        await undo_receipt(session, late.id)
        payment = await by_hand(session, order)
        assert (payment.received, payment.surplus) == (Decimal(1225), Decimal(5))
        await decide_refund(session, order.id, RefundChoice(Extent.SURPLUS), reason=Why.LATE_PAYMENT)
        with pytest.raises(ReceiptNotUndoable):
            await undo_receipt(session, other.id)


class TestTransfers:
    async def test_it_is_asked_for_once_and_the_order_waits_longer(self, session):
        await save_setting(session, ACCOUNT)
        order = await create_order(session)
        for _time in range(2):
            asked = await choose_transfer(session, order.id)
        view = asked.view()
        assert (view.iban, view.amount, view.reference) == (ACCOUNT.account_iban, "1220,00", order.number)
        assert view.qr_image.startswith("data:image/svg+xml")
        assert asked.payment.due_on == TODAY + timedelta(days=7)
        assert (await mails(session), (await kinds(session, order)).count("transfer_chosen")) == (
            ["payments/transfer_instructions"],
            1,
        )
        assert order.status is OrderStatus.AWAITING_PAYMENT

    @pytest.mark.parametrize(("days", "reminded", "expired"), [(10, 0, 0), (22.5, 0, 0), (24.5, 1, 0), (26.1, 0, 1)])
    async def test_its_time_is_the_transfers(self, session, days, reminded, expired):
        await save_setting(session, ACCOUNT.model_copy(update={"transfer_days": 20}))
        order = await create_order(session)
        await choose_transfer(session, order.id)
        at = clock.start_of_day(TODAY) + timedelta(days=days)
        assert (await remind_unpaid(session, at=at), await expire_unpaid(session, at=at)) == (reminded, expired)

    @pytest.mark.parametrize("account", [None, ACCOUNT.model_copy(update={"takes_transfers": False})])
    async def test_off_until_the_owner_switches_it_on(self, session, account):
        if account:
            await save_setting(session, account)
        order = await create_order(session)
        with pytest.raises(TransfersOff):
            await choose_transfer(session, order.id)

    async def test_a_closed_order_is_asked_nothing(self, session):
        await save_setting(session, ACCOUNT)
        order = await create_order(session)
        await cancel(session, order.id)
        with pytest.raises(OrderNotPayable):
            await choose_transfer(session, order.id)

    async def test_a_part_is_answered_with_what_is_left(self, session):
        await save_setting(session, ACCOUNT)
        order = await create_order(session)
        await choose_transfer(session, order.id)
        await book_money(session, order.id, money("1000"))
        asked = await choose_transfer(session, order.id)
        assert (asked.view().amount, asked.view().received_label.replace("\xa0", " ")) == ("220,00", "1.000,00 €")
        assert len(await mails(session)) == 2

    async def test_a_card_pays_meanwhile_and_the_late_transfer_is_to_give_back(self, session):
        await save_setting(session, ACCOUNT)
        order = await create_order(session)
        await choose_transfer(session, order.id)
        card = await create_open_payment(session, order)
        await settle(session, intent_of(order, card))
        await give_up_others(session, OrderPaid(order_id=order.id, payment_id=card.id, paid_at=clock.now()))
        assert await asked_to_give_up(session) == [str(order.id)]
        await give_up_payment(session, order.id, None)
        transfer = await by_hand(session, order)
        assert (order.status, transfer.status) == (OrderStatus.PAID, PaymentStatus.CANCELLED)
        await book_money(session, order.id, money("1220"))
        assert (transfer.status, transfer.surplus, card.surplus) == (
            PaymentStatus.SUCCEEDED,
            Decimal(1220),
            Decimal(0),
        )
        assert len(await facts(session)) == 1
        (part,) = await list_paid_parts(session, order.id)
        assert part.method_type == "card"

    async def test_the_transfer_comes_first_and_the_card_under_way_is_given_up(self, session):
        order = await create_order(session)
        await create_open_payment(session, order)
        await book_money(session, order.id, money("1220"))
        transfer = await by_hand(session, order)
        await give_up_others(session, OrderPaid(order_id=order.id, payment_id=transfer.id, paid_at=clock.now()))
        assert await asked_to_give_up(session) == [str(order.id)]

        class Provider:
            async def cancel_payment_intent(self, intent_id: str, idempotency_key: str) -> Any:
                card = await find_open_payment(session, order.id)
                return intent_of(order, card, status=IntentStatus.CANCELED)

        await give_up_payment(session, order.id, Provider)
        assert await find_open_payment(session, order.id) is None


class TestSmallSums:
    @pytest.mark.parametrize(("price", "is_refused"), [("0.01", True), ("0.40", True), ("0.41", False)])
    async def test_a_card_is_not_asked_for_less_than_it_can_be_charged(self, session, monkeypatch, price, is_refused):
        order = await create_order(session, price=price)

        class Asked(Exception):
            pass

        class Provider:
            async def create_payment_intent(self, **_values: Any) -> Any:
                raise Asked

        with pytest.raises(TooSmallForCard if is_refused else Asked):
            await start_payment(order.id, Provider())


class TestSendingBack:
    async def test_decided_and_sent_are_two_facts(self, session):
        order = await create_order(session)
        await book_money(session, order.id, money("1220"))
        refund = await decide_refund(session, order.id, RefundChoice(Extent.AMOUNT, Decimal(122)), reason=Why.OTHER)
        assert (refund.status, await facts(session, RefundSucceeded)) == (RefundStatus.DECIDED, [])
        with pytest.raises(InvalidInput):
            await confirm_sent(session, refund.id, "  ")
        for _time in range(2):
            await confirm_sent(session, refund.id, "TRN 0001")
        assert (refund.status, refund.hand_reference, order.refunded) == (
            RefundStatus.SUCCEEDED,
            "TRN 0001",
            Decimal(122),
        )
        assert len(await facts(session, RefundSucceeded)) == 1

    async def test_what_a_provider_sends_is_not_confirmed_by_hand(self, session):
        order = await create_order(session)
        await settle(session, intent_of(order, await create_open_payment(session, order)))
        refund = await decide_refund(session, order.id, RefundChoice(Extent.FULL), reason=Why.OTHER)
        with pytest.raises(NotSentByHand):
            await confirm_sent(session, refund.id, "TRN 0001")


class TestAtOnce:
    """Several transactions, each of its own connection."""

    async def test_a_webhook_and_a_colleague_pay_an_order_once(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            order = await create_order(session)
            card = await create_open_payment(session, order)

        async def webhook() -> None:
            async with unit_of_work(committed_tenant) as session:
                await settle(session, intent_of(order, card))

        async def colleague() -> None:
            async with unit_of_work(committed_tenant) as session:
                await book_money(session, order.id, money("1220"))

        await asyncio.gather(webhook(), colleague(), webhook())
        async with unit_of_work(committed_tenant) as session:
            payments = await list_payments_of(session, order.id)
            assert sorted(one.received for one in payments) == [Decimal(1220), Decimal(1220)]
            assert sorted(one.surplus for one in payments) == [Decimal(0), Decimal(1220)]
            assert len(await facts(session)) == 1

    async def test_ten_colleagues_book_ten_parts(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            order = await create_order(session)

        async def colleague() -> None:
            async with unit_of_work(committed_tenant) as session:
                await book_money(session, order.id, money("150"))

        await asyncio.gather(*(colleague() for _ in range(10)))
        async with unit_of_work(committed_tenant) as session:
            payment = await by_hand(session, order)
            assert (payment.received, payment.surplus) == (Decimal(1500), Decimal(280))
            assert sum(one.amount for one in await list_paid_parts(session, order.id)) == Decimal(1220)
            assert len(await facts(session)) == 1
