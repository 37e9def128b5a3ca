"""How an invoice says that it was paid: by card, by transfer onto which account, in cash, in parts, or not at all."""

from decimal import Decimal
from typing import Any

import pytest

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.features.invoicing.document.codes import PaymentMethod, PaymentTerms
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.service import issue_credit_note, issue_invoice
from aistrategyhub.features.invoicing.service.frozen import document_from
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.payments.events import RefundedLine
from aistrategyhub.features.payments.models import MoneyMethod, RefundReason
from aistrategyhub.features.payments.queries import list_refund_lines
from aistrategyhub.features.payments.rules import Extent, RefundChoice
from aistrategyhub.features.payments.rules.receiving import Incoming
from aistrategyhub.features.payments.service import book_money, decide_refund, settle
from aistrategyhub.features.site_settings.schemas import BankTransfer
from aistrategyhub.features.site_settings.service import save_setting
from tests.factories.sales import create_open_payment, create_order, create_seller, intent_of

IBAN = "IT60X0542811101000000123456"
TRANSFER, CASH, OTHER = MoneyMethod.TRANSFER, MoneyMethod.CASH, MoneyMethod.OTHER


async def invoice_of(session: Any, *parts: tuple[str, MoneyMethod]) -> tuple[Order, Invoice]:
    await create_seller(session)
    await save_setting(session, BankTransfer(takes_transfers=True, account_holder="Noi", account_iban=IBAN))
    order = await create_order(session)
    for amount, method in parts:
        await book_money(session, order.id, Incoming(Decimal(amount), method, today_in_rome()))
    return order, await issue_invoice(session, order.id)


def told(invoice: Invoice) -> list[tuple[PaymentTerms, list[tuple[PaymentMethod, Decimal, str]]]]:
    payments = document_from(invoice).payments
    return [(one.terms, [(part.method, part.amount, part.iban) for part in one.instalments]) for one in payments]


@pytest.mark.parametrize(
    ("parts", "terms", "instalments"),
    [
        ([("1220", TRANSFER)], PaymentTerms.FULL, [(PaymentMethod.MP05, "1220", IBAN)]),
        ([("1220", CASH)], PaymentTerms.FULL, [(PaymentMethod.MP01, "1220", "")]),
        ([("1300", TRANSFER)], PaymentTerms.FULL, [(PaymentMethod.MP05, "1220", IBAN)]),
        (
            [("1000", TRANSFER), ("300", CASH)],
            PaymentTerms.INSTALMENTS,
            [(PaymentMethod.MP05, "1000", IBAN), (PaymentMethod.MP01, "220", "")],
        ),
    ],
)
async def test_it_says_how_and_how_much_of_the_price(session, parts, terms, instalments):
    _order, invoice = await invoice_of(session, *parts)
    assert told(invoice) == [(terms, [(code, Decimal(amount), iban) for code, amount, iban in instalments])]
    assert violations(invoice.xml) == []


async def test_a_way_without_a_code_is_left_out(session):
    _order, invoice = await invoice_of(session, ("1220", OTHER))
    assert told(invoice) == []
    assert violations(invoice.xml) == []


async def test_a_card_is_a_card(session):
    await create_seller(session)
    order = await create_order(session)
    await settle(session, intent_of(order, await create_open_payment(session, order)))
    assert told(await issue_invoice(session, order.id)) == [
        (PaymentTerms.FULL, [(PaymentMethod.MP08, Decimal(1220), "")])
    ]


async def test_a_credit_note_goes_back_the_way_it_came(session):
    order, _invoice = await invoice_of(session, ("1220", TRANSFER))
    refund = await decide_refund(session, order.id, RefundChoice(Extent.FULL), reason=RefundReason.OTHER)
    lines = [
        RefundedLine(
            order_line_id=line.order_line_id,
            line_number=line.line_number,
            net=line.net,
            vat=line.vat,
            gross=line.gross,
        )
        for line in await list_refund_lines(session, refund.id)
    ]
    note = await issue_credit_note(session, order.id, refund.id, lines, amount=refund.amount)
    assert told(note) == [(PaymentTerms.FULL, [(PaymentMethod.MP05, Decimal(1220), "")])]
    assert violations(note.xml) == []
