"""An agreement paid in parts: the deposit has a TD02, and the balance's document takes it off."""

from decimal import Decimal

import pytest
from lxml import etree
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.queries import InvoiceNotFound, find_invoice_of_order
from aistrategyhub.features.invoicing.service import document_from, issue_credit_note, issue_invoice
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.service import mark_paid
from aistrategyhub.features.orders.service.collecting import collect_agreement
from aistrategyhub.features.payments.events import RefundedLine
from aistrategyhub.features.quotes import service as quotes
from aistrategyhub.features.quotes.models import Instalment
from tests.factories.offers import create_sent, signature, typed_line
from tests.factories.sales import COMPANY, create_seller


async def _parts(session: AsyncSession, **typed: object) -> tuple[Order, Order]:
    """The two orders of an agreement of 1,000 and 333.33 euro with a deposit of 30 %."""
    await create_seller(session)
    lines = [typed_line(), typed_line("l2", name="Formazione", price="333,33")]
    offer = await create_sent(session, **{"lines": lines, "deposit": "30", **typed})
    await quotes.accept_offer(session, offer.id, signature(str(offer.total)), COMPANY)
    deposit = await collect_agreement(session, offer.id)
    balance = await collect_agreement(session, offer.id, Instalment.BALANCE)
    assert deposit is not None
    assert balance is not None
    return deposit, balance


async def _paid(session: AsyncSession, order: Order) -> Invoice:
    await mark_paid(session, order, at=now())
    return await issue_invoice(session, order.id)


def _texts(invoice: Invoice, path: str) -> list[str | None]:
    return [element.text for element in etree.fromstring(invoice.xml).iterfind(f".//{path}")]


@pytest.mark.parametrize("discount", ["", "5"], ids=["in full", "discounted"])
async def test_deposit_and_balance_add_up_to_what_was_agreed(session: AsyncSession, discount: str) -> None:
    first, second = await _parts(session, discount=discount)
    deposit, balance = await _paid(session, first), await _paid(session, second)

    assert (deposit.document_type, balance.document_type) == ("TD02", "TD01")
    assert (deposit.total, balance.total) == (first.total, second.total)
    for invoice in (deposit, balance):
        assert violations(invoice.xml) == []
        assert judge(invoice.file_name, invoice.xml).is_accepted

    lines = document_from(balance).lines
    agreed = [Decimal("1000.00"), Decimal("333.33")] if not discount else [Decimal("950.00"), Decimal("316.66")]
    assert [line.total for line in lines] == [*agreed, -deposit.subtotal]
    assert deposit.invoice_number in lines[-1].description
    assert _texts(balance, "DatiFattureCollegate/IdDocumento") == [deposit.invoice_number]
    assert _texts(balance, "DatiFattureCollegate/Data") == [deposit.issue_date.isoformat()]
    assert _texts(deposit, "Causale") == [f"Acconto sull'ordine {first.number}"]


async def test_a_balance_waits_for_the_document_of_its_deposit(session: AsyncSession) -> None:
    first, second = await _parts(session)
    await mark_paid(session, first, at=now())
    await mark_paid(session, second, at=now())
    with pytest.raises(InvoiceNotFound):
        await issue_invoice(session, second.id)
    deposit = await issue_invoice(session, first.id)
    assert deposit.invoice_number in document_from(await issue_invoice(session, second.id)).lines[-1].description


async def test_a_deposit_that_was_credited_is_taken_off_no_more(session: AsyncSession) -> None:
    first, second = await _parts(session)
    deposit = await _paid(session, first)
    (line, *_others) = await list_lines(session, first.id)
    sums = {"net": Decimal("10.00"), "vat": Decimal("2.20"), "gross": Decimal("12.20")}
    back = RefundedLine(order_line_id=line.id, line_number=1, **sums)
    await issue_credit_note(session, first.id, first.id, [back], amount=Decimal("12.20"))
    balance = await _paid(session, second)
    assert balance.total == second.total
    assert all(line.total > 0 for line in document_from(balance).lines)
    assert deposit.invoice_number not in balance.xml.decode()


async def test_a_balance_that_was_changed_since_lists_what_is_left(session: AsyncSession) -> None:
    first, second = await _parts(session)
    deposit = await _paid(session, first)
    (line, *_others) = await list_lines(session, second.id)
    line.net, line.unit_price, line.gross = line.net - 100, line.unit_price - 100, line.gross - 122
    line.vat = line.vat - 22
    second.total = second.total - 122
    await session.flush()
    balance = await _paid(session, second)
    assert balance.total == second.total
    assert all(line.total > 0 for line in document_from(balance).lines)
    assert _texts(balance, "DatiFattureCollegate/IdDocumento") == [deposit.invoice_number]


async def test_the_deposit_is_the_invoice_of_its_order(session: AsyncSession) -> None:
    first, _second = await _parts(session)
    deposit = await _paid(session, first)
    found = await find_invoice_of_order(session, first.id)
    assert found is not None
    assert found.id == deposit.id
