"""Without an account: finding an order again, withdrawing in two steps, refusing further mails, calling it off."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from aistrategyhub.features.orders.links import order_key, refuse_follow_up_url
from aistrategyhub.features.orders.models import FollowUpRefusal, OrderStatus, Withdrawal
from aistrategyhub.features.orders.service import SEND_LINK
from aistrategyhub.features.portal import state as screens
from aistrategyhub.features.portal.state import OrderPageState
from aistrategyhub.features.portal.state.guests import FollowUpRefusalState, OrderLookupState, WithdrawalState
from aistrategyhub.infra import rate_limits
from aistrategyhub.infra.rate_limits import Verdict
from aistrategyhub.infra.work import Work
from tests.factories.sales import PERSON, create_order


@pytest.fixture
async def order(session):
    return await create_order(session, buyer=PERSON)


async def _count(session, table, *conditions):
    return (await session.execute(select(func.count()).select_from(table).where(*conditions))).scalar_one()


class TestLookup:
    @pytest.mark.parametrize("is_there", [True, False])
    async def test_the_answer_is_the_same_either_way(self, session, tab, order, is_there):
        tab.go("/ordini/segui")
        await tab.send(OrderLookupState.arrive)
        number = order.number if is_there else "ORD-1999-00001"
        await tab.send(OrderLookupState.ask, form={"order_number": number, "email": PERSON["email"]})
        assert tab.seen(OrderLookupState, "is_asked") is True
        assert await _count(session, Work, Work.job == SEND_LINK) == 1
        assert order_key(order.id) not in str(tab.values)

    async def test_wrong_fields_are_named(self, session, tab):
        tab.go("/ordini/segui")
        await tab.send(OrderLookupState.ask, form={"order_number": "", "email": "x"})
        assert set(tab.seen(OrderLookupState, "errors")) == {"order_number", "email"}

    async def test_too_many_are_turned_away(self, session, tab, order, monkeypatch):
        async def never(limit, key):
            return Verdict(False, 30)

        monkeypatch.setattr(rate_limits, "hit", never)
        tab.go("/ordini/segui")
        await tab.send(OrderLookupState.ask, form={"order_number": order.number, "email": PERSON["email"]})
        assert "Troppe richieste" in tab.seen(OrderLookupState, "form_error")
        assert await _count(session, Work, Work.job == SEND_LINK) == 0


@pytest.fixture
def unhurried(monkeypatch):
    """Whoever fills the form in took their time."""
    monkeypatch.setattr("aistrategyhub.features.contact.service.admission.QUICKEST", timedelta(0))


@pytest.mark.usefixtures("unhurried")
class TestWithdrawal:
    async def test_two_steps_and_nothing_before_the_second(self, session, tab, order):
        tab.go("/recedere", query={"ordine": order.number})
        await tab.send(WithdrawalState.arrive)
        assert tab.seen(WithdrawalState, "order_number") == order.number
        form = {"name": "Niccolò", "email": PERSON["email"], "order_number": order.number, "words": ""}
        await tab.send(WithdrawalState.check, form=form)
        assert (tab.seen(WithdrawalState, "step"), await _count(session, Withdrawal)) == (1, 0)
        await tab.send(WithdrawalState.declare)
        assert (tab.seen(WithdrawalState, "step"), await _count(session, Withdrawal)) == (2, 1)
        assert "ora di Roma" in tab.seen(WithdrawalState, "received_label")
        await tab.send(WithdrawalState.declare)
        assert await _count(session, Withdrawal) == 1

    async def test_a_false_proof_of_work_declares_nothing_and_asks_for_another(self, session, tab, order):
        tab.go("/recedere")
        await tab.send(WithdrawalState.arrive)
        form = {"name": "Niccolò", "email": PERSON["email"], "order_number": order.number, "proof": "falsa"}
        await tab.send(WithdrawalState.check, form=form)
        await tab.send(WithdrawalState.declare)
        assert await _count(session, Withdrawal) == 0
        assert (tab.seen(WithdrawalState, "step"), tab.seen(WithdrawalState, "round")) == (0, 2)
        assert tab.seen(WithdrawalState, "name") == "Niccolò"
        assert "ricaricala" in tab.seen(WithdrawalState, "form_error")

    async def test_the_second_step_alone_declares_nothing(self, session, tab):
        tab.go("/recedere")
        await tab.send(WithdrawalState.arrive)
        await tab.send(WithdrawalState.declare)
        assert await _count(session, Withdrawal) == 0

    async def test_what_was_typed_stays_when_it_is_corrected(self, session, tab, order):
        tab.go("/recedere")
        await tab.send(WithdrawalState.arrive)
        form = {"name": "Niccolò", "email": PERSON["email"], "order_number": order.number, "words": "metà"}
        await tab.send(WithdrawalState.check, form=form)
        await tab.send(WithdrawalState.go_back)
        assert (tab.seen(WithdrawalState, "step"), tab.seen(WithdrawalState, "words")) == (0, "metà")


class TestRefusal:
    async def test_the_key_of_the_mail_refuses(self, session, tab, order):
        key = refuse_follow_up_url(order).rpartition("/")[2]
        tab.go("/ordini/non-scrivermi/[refusal_key]", refusal_key=key)
        await tab.send(FollowUpRefusalState.arrive)
        assert await _count(session, FollowUpRefusal) == 0
        await tab.send(FollowUpRefusalState.refuse)
        assert tab.seen(FollowUpRefusalState, "is_done") is True
        assert await _count(session, FollowUpRefusal) == 1

    async def test_the_order_s_own_key_does_not(self, session, tab, order):
        tab.go("/ordini/non-scrivermi/[refusal_key]", refusal_key=order_key(order.id))
        await tab.send(FollowUpRefusalState.refuse)
        assert tab.seen(FollowUpRefusalState, "is_missing") is True
        assert await _count(session, FollowUpRefusal) == 0


async def test_a_withdrawal_that_comes_too_fast_is_asked_to_wait(session, tab, order):
    tab.go("/recedere")
    await tab.send(WithdrawalState.arrive)
    form = {"name": "Niccolò", "email": PERSON["email"], "order_number": order.number}
    await tab.send(WithdrawalState.check, form=form)
    await tab.send(WithdrawalState.declare)
    assert "troppo in fretta" in tab.seen(WithdrawalState, "form_error")
    assert (tab.seen(WithdrawalState, "step"), await _count(session, Withdrawal)) == (1, 0)


async def test_the_holder_of_the_key_calls_an_unpaid_order_off(session, tab, order, monkeypatch):
    monkeypatch.setattr(screens, "_FIRST_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(screens, "_FOLLOW_SECONDS", 0.05)
    tab.go("/ordine/[order_key]", order_key=order_key(order.id))
    await tab.send(OrderPageState.load)
    await tab.send(OrderPageState.cancel)
    await session.refresh(order)
    assert order.status is OrderStatus.CANCELLED
    assert tab.seen(OrderPageState, "order")["status_label"] == "Annullato"
