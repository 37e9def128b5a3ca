"""Disputes: taken over once in any order, told to the firm, answered once, and their money counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.backoffice.queries.orders import get_order_detail
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_events
from aistrategyhub.features.payments.models import Dispute, DisputeStatus, Payment, RefundReason
from aistrategyhub.features.payments.queries import list_disputes_of
from aistrategyhub.features.payments.rules import Extent, RefundChoice
from aistrategyhub.features.payments.rules.disputes import RefundWhileDisputed, dispute_row, lost, withheld
from aistrategyhub.features.payments.service import (
    ANSWER_DISPUTE,
    DisputeNotAnswerable,
    answer_dispute,
    ask_to_answer,
    decide_refund,
    look_at,
    settle,
    settle_disputes,
)
from aistrategyhub.infra.work import Work
from aistrategyhub.integrations.stripe.gateway import Dispute as Theirs
from aistrategyhub.integrations.stripe.gateway import DisputeStatus as Stage
from aistrategyhub.integrations.stripe.gateway import GatewayRefused
from tests.factories.cards import Bank
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of

WHY = RefundReason.REQUESTED
DUE = datetime(2026, 12, 1, 12, tzinfo=UTC)


def theirs(status: Stage = Stage.NEEDS_RESPONSE, *, amount: int = 122000, submissions: int = 0) -> Theirs:
    opened = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return Theirs("du_1", "pi_prova", amount, "eur", status, "fraudulent", opened, DUE, submissions)


async def paid_order(session: Any) -> tuple[Order, Payment]:
    await create_seller(session)
    order = await create_order(session)
    payment = await create_open_payment(session, order)
    await settle(session, intent_of(order, payment))
    await session.flush()
    return order, payment


async def only(session: Any, order: Order) -> Dispute:
    (dispute,) = await list_disputes_of(session, order.id)
    return dispute


async def steps(session: Any, order: Order) -> list[str]:
    return [one.kind for one in await list_events(session, order.id) if one.kind.startswith("dispute")]


def of(status: DisputeStatus, *, is_inquiry: bool = False) -> Dispute:
    return Dispute(
        provider_reference="du_1",
        amount=Decimal(10),
        status=status,
        is_inquiry=is_inquiry,
        answer_due_at=DUE,
        reason="unheard_of",
    )


@pytest.mark.parametrize(
    ("status", "is_inquiry", "kept", "gone"),
    [
        (DisputeStatus.NEEDS_ANSWER, False, "10", "0"),
        (DisputeStatus.NEEDS_ANSWER, True, "0", "0"),
        (DisputeStatus.UNDER_REVIEW, False, "10", "0"),
        (DisputeStatus.WON, False, "0", "0"),
        (DisputeStatus.LOST, False, "10", "10"),
        (DisputeStatus.WITHDRAWN, True, "0", "0"),
    ],
)
def test_what_the_bank_keeps(status, is_inquiry, kept, gone):
    dispute = of(status, is_inquiry=is_inquiry)
    assert (withheld([dispute]), lost([dispute])) == (Decimal(kept), Decimal(gone))


@pytest.mark.parametrize(
    ("before_the_end", "words"),
    [
        (timedelta(days=9), "Mancano 9 giorni"),
        (timedelta(days=1, hours=23), "Manca 1 giorno"),
        (timedelta(hours=23), "Meno di un giorno"),
        (timedelta(0), "Il termine è passato"),
        (timedelta(days=-3), "Il termine è passato"),
    ],
)
def test_how_long_an_answer_is_still_taken(before_the_end, words):
    row = dispute_row(of(DisputeStatus.NEEDS_ANSWER), "ORD-2026-00001", at=DUE - before_the_end)
    assert (row.countdown, row.reason_label) == (words, "Altro motivo")


class TestFollowing:
    async def test_it_is_opened_once_and_the_firm_is_written(self, session):
        order, payment = await paid_order(session)
        for _time in range(3):
            await settle_disputes(session, "pi_prova", [theirs()])
        dispute = await only(session, order)
        assert (dispute.amount, dispute.payment_id, dispute.answer_due_at) == (Decimal(1220), payment.id, DUE)
        assert await steps(session, order) == ["dispute_opened"]
        mails = select(EmailSend.email_to).where(EmailSend.template == "payments/dispute_opened")
        assert (await session.execute(mails)).scalars().all() == ["studio@meridiana.example"]
        trail = select(AuditEntry.action).where(AuditEntry.entity_id == dispute.id)
        assert (await session.execute(trail)).scalars().all() == ["disputes.opened"]

    @pytest.mark.parametrize(
        ("stages", "status", "told"),
        [
            ([Stage.UNDER_REVIEW, Stage.WON], DisputeStatus.WON, ["opened", "answered", "won"]),
            ([Stage.LOST], DisputeStatus.LOST, ["opened", "lost"]),
            ([Stage.LOST, Stage.NEEDS_RESPONSE, Stage.UNDER_REVIEW], DisputeStatus.LOST, ["opened", "lost"]),
            ([Stage.WARNING_NEEDS_RESPONSE, Stage.WARNING_CLOSED], DisputeStatus.WITHDRAWN, ["opened", "withdrawn"]),
            ([Stage.PREVENTED], DisputeStatus.WITHDRAWN, ["opened", "withdrawn"]),
        ],
    )
    async def test_what_was_decided_is_never_open_again(self, session, stages, status, told):
        order, _payment = await paid_order(session)
        for stage in stages:
            await settle_disputes(session, "pi_prova", [theirs(stage)])
        dispute = await only(session, order)
        assert (dispute.status, bool(dispute.decided_at)) == (status, True)
        assert await steps(session, order) == [f"dispute_{one}" for one in told]

    async def test_a_question_of_the_bank_may_become_a_dispute(self, session):
        order, _payment = await paid_order(session)
        for stage, is_inquiry in ((Stage.WARNING_NEEDS_RESPONSE, True), (Stage.NEEDS_RESPONSE, False)):
            await settle_disputes(session, "pi_prova", [theirs(stage)])
            assert (await only(session, order)).is_inquiry is is_inquiry

    async def test_a_payment_that_is_not_ours_is_left_alone(self, session):
        order, _payment = await paid_order(session)
        await settle_disputes(session, "pi_altrui", [replace(theirs(), payment_intent_id="pi_altrui")])
        assert await list_disputes_of(session, order.id) == []

    async def test_the_truth_page_says_where_the_money_is(self, session):
        order, _payment = await paid_order(session)
        await settle_disputes(session, "pi_prova", [theirs()])
        shown = await get_order_detail(session, order.number)
        assert shown.payment_label == "Incassato"
        await settle_disputes(session, "pi_prova", [theirs(Stage.LOST)])
        shown = await get_order_detail(session, order.number)
        assert (shown.payment_label, shown.payment_tone) == ("Perso in una contestazione", "failed")
        titles = [event.title.replace("\xa0", " ") for event in shown.events]
        assert "Contestazione persa: 1.220,00 € sono tornati a chi aveva pagato" in titles


class TestRefunding:
    @pytest.mark.parametrize(
        ("stage", "disputed", "asked", "is_refused"),
        [
            (Stage.NEEDS_RESPONSE, 122000, "0.01", True),
            (Stage.LOST, 122000, "0.01", True),
            (Stage.NEEDS_RESPONSE, 100000, "220.00", False),
            (Stage.NEEDS_RESPONSE, 100000, "220.01", True),
            (Stage.WON, 122000, "1220.00", False),
            (Stage.WARNING_NEEDS_RESPONSE, 122000, "1220.00", False),
        ],
    )
    async def test_only_what_the_bank_does_not_keep_goes_back(self, session, stage, disputed, asked, is_refused):
        order, _payment = await paid_order(session)
        await settle_disputes(session, "pi_prova", [theirs(stage, amount=disputed)])
        choice = RefundChoice(Extent.AMOUNT, Decimal(asked))
        if not is_refused:
            assert (await decide_refund(session, order.id, choice, reason=WHY)).amount == Decimal(asked)
            return
        with pytest.raises(RefundWhileDisputed):
            await decide_refund(session, order.id, choice, reason=WHY)


class Taker:
    """A provider that takes an answer, or refuses it."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal, self.asked = refusal, []

    async def send_evidence(self, dispute_id: str, words: str, idempotency_key: str) -> Theirs:
        self.asked.append((dispute_id, words, idempotency_key))
        if self.refusal:
            raise GatewayRefused(self.refusal, "no")
        return theirs(Stage.UNDER_REVIEW, submissions=1)


class TestAnswering:
    @pytest.fixture
    async def dispute(self, session) -> Dispute:
        order, _payment = await paid_order(session)
        await settle_disputes(session, "pi_prova", [theirs()])
        return await only(session, order)

    async def test_it_is_kept_then_sent_once(self, session, dispute):
        await ask_to_answer(session, dispute.id, "  Servizio reso il 3 novembre.  ")
        work = select(Work.payload).where(Work.job == ANSWER_DISPUTE)
        assert (await session.execute(work)).scalars().all() == [{"dispute_id": str(dispute.id)}]
        with pytest.raises(DisputeNotAnswerable):
            await ask_to_answer(session, dispute.id, "Un’altra")
        taker = Taker()
        for _time in range(2):
            await answer_dispute(session, dispute.id, taker)
        assert [asked[:2] for asked in taker.asked] == [("du_1", "Servizio reso il 3 novembre.")]
        assert (dispute.status, bool(dispute.answered_at)) == (DisputeStatus.UNDER_REVIEW, True)

    async def test_a_refused_answer_may_be_written_again(self, session, dispute):
        await ask_to_answer(session, dispute.id, "Prima")
        await answer_dispute(session, dispute.id, Taker("text_too_long"))
        assert (dispute.answer_problem, dispute.answered_at) == ("text_too_long", None)
        await ask_to_answer(session, dispute.id, "Seconda")
        await answer_dispute(session, dispute.id, Taker())
        assert (dispute.answer_problem, dispute.answer) == ("", "Seconda")

    @pytest.mark.parametrize("words", ["", "  \n ", "\x00", "x" * 20_001])
    async def test_nothing_and_too_much_are_refused(self, session, dispute, words):
        with pytest.raises(InvalidInput):
            await ask_to_answer(session, dispute.id, words)

    async def test_a_decided_one_is_not_answered(self, session, dispute):
        await settle_disputes(session, "pi_prova", [theirs(Stage.LOST)])
        with pytest.raises(DisputeNotAnswerable):
            await ask_to_answer(session, dispute.id, "Tardi")


async def test_a_disputed_card_from_the_payment_to_the_verdict(session, bank: Bank, gateway):
    """At the stand-in: the webhook's work finds the dispute, the answer wins it."""
    await create_seller(session)
    order = await create_order(session)
    intent = await gateway.create_payment_intent(122000, "eur", f"k-{order.id}", {}, "Ordine")
    payment = await create_open_payment(session, order, intent_id=intent.id)
    await bank.stand_in.ask(
        "POST",
        f"/v1/payment_intents/{intent.id}/confirm",
        {"payment_method": "pm_card_createDispute", "return_url": "https://example.com/"},
    )
    await look_at(session, intent.id, gateway)
    dispute = await only(session, order)
    assert (dispute.status, dispute.amount, payment.received) == (
        DisputeStatus.NEEDS_ANSWER,
        Decimal(1220),
        Decimal(1220),
    )
    await ask_to_answer(session, dispute.id, "winning_evidence")
    await answer_dispute(session, dispute.id, gateway)
    await look_at(session, intent.id, gateway)
    assert (await only(session, order)).status is DisputeStatus.WON
    assert await steps(session, order) == ["dispute_opened", "dispute_won"]
