"""Booking money of an order, the statements' page and the answer to a dispute, as a colleague's tab meets them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from aistrategyhub.core import clock
from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.features.backoffice.state.disputes import AdminDisputesState, AdminDisputeState
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.backoffice.state.receiving import AdminReceivingState
from aistrategyhub.features.backoffice.state.refunds import AdminRefundState
from aistrategyhub.features.backoffice.state.statements import AdminStatementsState
from aistrategyhub.features.orders.models import Order, OrderStatus
from aistrategyhub.features.payments.models import Dispute, Receipt, RefundStatus
from aistrategyhub.features.payments.queries import list_disputes_of, list_receipts_of, list_refunds_of
from aistrategyhub.features.payments.rules.statements import Statement, credit
from aistrategyhub.features.payments.service import import_statement, settle, settle_disputes
from aistrategyhub.integrations.stripe.gateway import Dispute as Theirs
from aistrategyhub.integrations.stripe.gateway import DisputeStatus as Stage
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import create_open_payment, create_order, intent_of
from tests.harness.states import Tab

ORDER = "/admin/ordini/[order_number]"
TODAY = clock.today_in_rome()


@pytest.fixture
async def order(session) -> Order:
    return await create_order(session)


async def enter(session, tab: Tab, order: Order, *, role: Role = Role.ADMIN, proved: bool = True) -> None:
    tab.principal = principal_of(await create_somebody(session, role), proved_at=now() if proved else None)
    tab.go(ORDER, order_number=order.number)
    await tab.send(AdminOrderState.load)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def typed(amount: str, **more: str) -> dict[str, Any]:
    return {"amount": amount, "method": "transfer", "received_on": TODAY.isoformat(), **more}


class TestBooking:
    async def test_it_says_what_it_does_and_does_it_once(self, session, tab, order):
        await enter(session, tab, order)
        await tab.send(AdminReceivingState.open)
        assert tab.seen(AdminReceivingState, "amount") == "1220,00"
        await tab.send(AdminReceivingState.write_amount, amount="1.000,00")
        effect = tab.seen(AdminReceivingState, "effect")
        assert [plain(one) for one in effect["sentences"]] == ["L’ordine resta da pagare: mancano 220,00 €."]
        assert plain(effect["verb"]) == "Registra 1.000,00 €"
        for _press in range(3):
            await tab.send(AdminReceivingState.book, form=typed("1.000,00", reference="CRO 1", note="Telefonata"))
        (row,) = tab.seen(AdminOrderState, "order")["receipts"]
        assert (plain(row["amount_label"]), row["method_label"], row["detail"]) == (
            "1.000,00 €",
            "Bonifico",
            "CRO 1 · Telefonata",
        )
        assert tab.seen(AdminOrderState, "order")["payment_label"] == "Incassato in parte"
        await tab.send(AdminReceivingState.open)
        await tab.send(AdminReceivingState.write_amount, amount="300")
        assert [plain(one) for one in tab.seen(AdminReceivingState, "effect")["sentences"]] == [
            "L’ordine risulta pagato: partono la fattura e l’e-mail al cliente.",
            "80,00 € in più del dovuto: vanno restituiti.",
        ]
        await tab.send(AdminReceivingState.book, form=typed("300", method="cash"))
        assert tab.seen(AdminOrderState, "order")["payment_label"] == "Incassato più del dovuto"
        await session.refresh(order)
        assert order.status is OrderStatus.PAID

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            (typed("molto"), "amount"),
            (typed("0"), "amount"),
            (typed("10", received_on="ieri"), "received_on"),
            (typed("10", received_on="2020-01-01"), "received_on"),
        ],
    )
    async def test_what_is_wrong_stands_beside_its_field(self, session, tab, order, form, field):
        await enter(session, tab, order)
        await tab.send(AdminReceivingState.open)
        await tab.send(AdminReceivingState.book, form=form)
        assert list(tab.seen(AdminReceivingState, "errors")) == [field]
        assert tab.seen(AdminReceivingState, "is_open") is True
        assert await list_receipts_of(session, order.id) == []

    async def test_a_part_is_taken_back(self, session, tab, order):
        await enter(session, tab, order)
        await tab.send(AdminReceivingState.open)
        await tab.send(AdminReceivingState.book, form=typed("10"))
        (row,) = tab.seen(AdminOrderState, "order")["receipts"]
        assert row["can_undo"] is True
        await tab.send(AdminReceivingState.undo, receipt_id=row["receipt_id"])
        (row,) = tab.seen(AdminOrderState, "order")["receipts"]
        assert (row["is_undone"], row["can_undo"]) == (True, False)

    async def test_a_refund_waits_for_whoever_sends_it(self, session, tab, order):
        await enter(session, tab, order)
        await tab.send(AdminReceivingState.open)
        await tab.send(AdminReceivingState.book, form=typed("1220"))
        await tab.send(AdminRefundState.open)
        assert "un bonifico che fai tu" in tab.seen(AdminRefundState, "view")["way"]
        await tab.send(AdminRefundState.decide)
        (row,) = tab.seen(AdminOrderState, "order")["refunds"]
        assert (row["is_to_send"], row["status_label"]) == (True, "Deciso: da inviare a mano")
        form = {"refund_id": row["refund_id"], "reference": "TRN 7"}
        await tab.send(AdminReceivingState.confirm_sent, form=form)
        (refund,) = await list_refunds_of(session, order.id)
        assert (refund.status, refund.hand_reference) == (RefundStatus.SUCCEEDED, "TRN 7")
        await session.refresh(order)
        assert order.status is OrderStatus.REFUNDED

    @pytest.mark.parametrize(("role", "proved"), [(Role.SUPPORT, True), (Role.ADMIN, False), (Role.CUSTOMER, True)])
    async def test_nobody_else_and_nobody_unproven_books(self, session, tab, order, role, proved):
        await enter(session, tab, order, role=role, proved=proved)
        await tab.send(AdminReceivingState.book, form=typed("10"))
        assert (await session.execute(select(Receipt))).scalars().all() == []


class TestStatements:
    async def _arrive(self, session: Any, tab: Tab, order: Order) -> list[dict[str, Any]]:
        lines = [("1220", "x", f"saldo {order.number}"), ("10", "Ada Neri", "affitto")]
        credits_in = [credit(TODAY, Decimal(amount), payer, words) for amount, payer, words in lines]
        await import_statement(session, Statement(credits_in))
        tab.principal = principal_of(await create_somebody(session, Role.ADMIN), proved_at=now())
        tab.go("/admin/incassi")
        await tab.send(AdminStatementsState.load)
        return tab.seen(AdminStatementsState, "rows")

    async def test_the_sure_ones_are_booked_in_one_press(self, session, tab, order):
        rows = await self._arrive(session, tab, order)
        assert {row["payer"]: (row["order_number"], row["is_sure"]) for row in rows} == {
            "x": (order.number, True),
            "Ada Neri": ("", False),
        }
        assert tab.seen(AdminStatementsState, "sure") == 1
        for _press in range(2):
            await tab.send(AdminStatementsState.book_sure)
        await session.refresh(order)
        assert order.status is OrderStatus.PAID
        assert [row["payer"] for row in tab.seen(AdminStatementsState, "rows")] == ["Ada Neri"]

    async def test_one_is_booked_by_hand_and_another_set_aside(self, session, tab, order):
        rows = {row["payer"]: row["line_id"] for row in await self._arrive(session, tab, order)}
        await tab.send(AdminStatementsState.book, form={"line_id": rows["Ada Neri"], "order_number": order.number})
        await tab.send(AdminStatementsState.set_aside, line_id=rows["x"])
        assert tab.seen(AdminStatementsState, "rows") == []
        await tab.send(AdminStatementsState.choose, part="tutte")
        await tab.send(AdminStatementsState.load)
        assert {row["payer"]: row["why"] for row in tab.seen(AdminStatementsState, "rows")} == {
            "x": "Messa da parte",
            "Ada Neri": "Già registrata",
        }


class TestDisputes:
    @pytest.fixture
    async def dispute(self, session, order) -> Dispute:
        await settle(session, intent_of(order, await create_open_payment(session, order)))
        due = datetime(2027, 1, 1, tzinfo=UTC)
        told = Theirs("du_1", "pi_prova", 122000, "eur", Stage.NEEDS_RESPONSE, "fraudulent", now(), due)
        await settle_disputes(session, "pi_prova", [told])
        (dispute,) = await list_disputes_of(session, order.id)
        return dispute

    async def test_it_is_listed_until_it_is_decided(self, session, tab, order, dispute):
        tab.principal = principal_of(await create_somebody(session, Role.SUPPORT))
        tab.go("/admin/contestazioni")
        await tab.send(AdminDisputesState.load)
        (row,) = tab.seen(AdminDisputesState, "rows")
        assert (row["order_number"], row["status_label"], row["page_url"]) == (order.number, "Da rispondere", "")
        assert row["reason_label"] == "Il titolare dice di non aver fatto il pagamento"

    async def test_it_is_answered_from_its_order(self, session, tab, order, dispute):
        await enter(session, tab, order)
        await tab.send(AdminDisputeState.answer, form={"dispute_id": str(dispute.id), "answer": " "})
        assert list(tab.seen(AdminDisputeState, "errors")) == ["answer"]
        await tab.send(AdminDisputeState.answer, form={"dispute_id": str(dispute.id), "answer": "Reso il 3."})
        (row,) = tab.seen(AdminOrderState, "order")["disputes"]
        assert (row["answer"], row["can_answer"]) == ("Reso il 3.", False)

    async def test_support_does_not_answer(self, session, tab, order, dispute):
        await enter(session, tab, order, role=Role.SUPPORT)
        await tab.send(AdminDisputeState.answer, form={"dispute_id": str(dispute.id), "answer": "Reso il 3."})
        await session.refresh(dispute)
        assert dispute.answer == ""
