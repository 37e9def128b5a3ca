"""Withdrawal: taken in from anybody, acknowledged to the second, decided once."""

import pytest
from sqlalchemy import select

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.features.contact.service import ProofSpent
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.models import Withdrawal, WithdrawalStatus
from aistrategyhub.features.orders.queries import WithdrawalNotFound, list_events, list_withdrawals
from aistrategyhub.features.orders.rules.withdrawals import instant_label, read_declaration
from aistrategyhub.features.orders.service import WithdrawalDecided, decide_withdrawal, declare_withdrawal
from aistrategyhub.infra.outbox import OutboxFact
from tests.factories.sales import PERSON, create_order, create_seller
from tests.harness.statements import counted_statements


def _said(order, **changes):
    return {"name": "Niccolò D’Amico", "email": PERSON["email"], "order_number": order.number} | changes


def _words(mail):
    """What it says, wherever its lines break."""
    return " ".join(mail.text.split())


@pytest.fixture
async def order(session):
    await create_seller(session)
    return await create_order(session, buyer=PERSON)


async def test_it_is_acknowledged_with_its_content_and_its_second(session, order):
    withdrawal = await declare_withdrawal(session, _said(order, words="Solo la formazione"), locale="it", submit="a")
    assert (withdrawal.order_id, withdrawal.received_at.microsecond) == (order.id, 0)
    mails = {mail.template: mail for mail in (await session.execute(select(EmailSend))).scalars()}
    receipt, task = mails["orders/withdrawal_acknowledged"], mails["orders/withdrawal_arrived"]
    for told in (order.number, "Niccolò D’Amico", "Solo la formazione", instant_label(withdrawal.received_at)):
        assert told in _words(receipt)
    assert (receipt.email_to, task.email_to) == (PERSON["email"], "studio@meridiana.example")
    assert "non è ancora la decisione" in _words(receipt)
    assert "/admin/recessi" in task.text
    assert [event.kind for event in await list_events(session, order.id)] == ["placed", "withdrawal_declared"]
    facts = (await session.execute(select(OutboxFact.name).where(OutboxFact.name.like("orders.with%")))).scalars()
    assert list(facts) == ["orders.withdrawal_declared"]


async def test_the_same_submit_is_one_declaration(session, order):
    first = await declare_withdrawal(session, _said(order), locale="it", submit="a")
    again = await declare_withdrawal(session, _said(order), locale="it", submit="a")
    other = await declare_withdrawal(session, _said(order), locale="it", submit="b")
    assert first.id == again.id != other.id


async def test_one_for_an_unknown_order_is_taken_in_too(session, order):
    for changes in ({"order_number": "ORD-1999-00001"}, {"email": "altri@prova.example"}):
        taken = await declare_withdrawal(session, _said(order, **changes), locale="en", submit="a")
        assert taken.order_id is None
    mails = (await session.execute(select(EmailSend).where(EmailSend.template.like("%acknowledged")))).scalars().all()
    assert {mail.subject for mail in mails} == {"We have received your withdrawal"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"email": "non è un indirizzo"}, {"email"}),
        ({"order_number": " ", "email": None}, {"order_number", "email"}),
        ({"order_number": "x" * 31}, {"order_number"}),
        ({"words": "x" * 501}, {"words"}),
        ({"name": "a\x00b"}, {"name"}),
        ({"name": 7}, {"name"}),
    ],
)
def test_what_is_missing_is_said_beside_its_field(changes, wrong):
    said = {"name": "Anna", "email": "anna@prova.example", "order_number": "ORD-2026-00001"} | changes
    with pytest.raises(InvalidInput) as refused:
        read_declaration(said)
    assert {error.field for error in refused.value.fields} == wrong


async def test_it_is_decided_once(session, order):
    withdrawal = await declare_withdrawal(session, _said(order), locale="it", submit="a")
    await decide_withdrawal(session, withdrawal.id, is_accepted=True)
    assert withdrawal.status is WithdrawalStatus.ACCEPTED
    with pytest.raises(WithdrawalDecided):
        await decide_withdrawal(session, withdrawal.id, is_accepted=False, answer="Troppo tardi.")
    with pytest.raises(WithdrawalNotFound):
        await decide_withdrawal(session, order.id, is_accepted=True)
    assert "withdrawal_accepted" in {event.kind for event in await list_events(session, order.id)}


@pytest.mark.parametrize(
    ("is_accepted", "answer", "subject"),
    [
        (True, "", "Il Suo recesso dall’ordine {number} è accolto"),
        (False, "Il servizio era già concluso.", "Il Suo recesso dall’ordine {number} non è accolto"),
    ],
)
async def test_the_decision_is_mailed_to_whoever_declared_it(session, order, is_accepted, answer, subject):
    withdrawal = await declare_withdrawal(session, _said(order), locale="it", submit="a")
    await decide_withdrawal(session, withdrawal.id, is_accepted=is_accepted, answer=answer)
    mails = select(EmailSend).where(EmailSend.template == "orders/withdrawal_answered")
    (mail,) = (await session.execute(mails)).scalars()
    assert (mail.email_to, mail.subject) == (PERSON["email"], subject.format(number=order.number))
    assert answer in _words(mail)
    assert ("entro 14 giorni" in _words(mail)) is is_accepted


@pytest.mark.parametrize("answer", ["", "  ", "x" * 2001])
async def test_a_no_has_its_reason(session, order, answer):
    withdrawal = await declare_withdrawal(session, _said(order), locale="it", submit="a")
    with pytest.raises(InvalidInput):
        await decide_withdrawal(session, withdrawal.id, is_accepted=False, answer=answer)
    assert withdrawal.status is WithdrawalStatus.RECEIVED


async def test_a_proof_of_work_lets_one_declaration_in(session, order):
    first = await declare_withdrawal(session, _said(order), locale="it", submit="a", proof_key="p")
    again = await declare_withdrawal(session, _said(order), locale="it", submit="a", proof_key="p")
    assert first.id == again.id
    with pytest.raises(ProofSpent):
        await declare_withdrawal(session, _said(order, name="Altri"), locale="it", submit="b", proof_key="p")


async def test_a_list_of_them_is_two_statements(session, order):
    for number in range(3):
        await declare_withdrawal(session, _said(order), locale="it", submit=str(number))
    first = (await session.execute(select(Withdrawal).limit(1))).scalar_one()
    await decide_withdrawal(session, first.id, is_accepted=False, answer="È un’impresa.")
    with counted_statements() as sent:
        page = await list_withdrawals(session, only_open=True)
    assert (page.total, {number for _row, number in page.rows}, len(sent)) == (2, {order.number}, 2)
