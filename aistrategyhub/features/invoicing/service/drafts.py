"""What documents say, made from orders and refunds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.money import round_half_up
from aistrategyhub.core.text import country_name, money_label, percent_label, speaking
from aistrategyhub.features.invoicing.document.amounts import stamp_duty_on, summarise
from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    DocumentType,
    Natura,
    PaymentMethod,
    PaymentTerms,
    ReferenceKind,
    TaxRegime,
    VatDue,
)
from aistrategyhub.features.invoicing.document.model import (
    ZERO,
    CompanyRegister,
    Instalment,
    InvoiceDocument,
    Line,
    Party,
    Payment,
    Reference,
    Seller,
)
from aistrategyhub.features.invoicing.document.parties import party_of, postal, recipient_of
from aistrategyhub.features.invoicing.document.parts import Adjustment, TaxId
from aistrategyhub.features.orders.models import Order, OrderLine
from aistrategyhub.features.payments.events import RefundedLine
from aistrategyhub.features.payments.queries import PaidPart
from aistrategyhub.features.site_settings.schemas import SellerInfo

# `ModalitaPagamento` by the way in which money came; other ways have none.
MODES = {
    "card": PaymentMethod.MP08,
    "transfer": PaymentMethod.MP05,
    "customer_balance": PaymentMethod.MP05,
    "cash": PaymentMethod.MP01,
    "sepa_debit": PaymentMethod.MP19,
}


def seller_of(info: SellerInfo, *, website: str) -> Seller:
    """The firm as its documents name it; `website` is the host name of its site, empty when it has none."""
    register = None
    if info.rea_office and info.rea_number:
        register = CompanyRegister(
            office=info.rea_office,
            number=info.rea_number,
            share_capital=info.paid_capital,
            has_single_shareholder=info.sole_shareholder,
            is_in_liquidation=info.in_liquidation,
        )
    return Seller(
        party=Party(
            company_name=info.company_name,
            tax_id=TaxId("IT", info.vat_number),
            fiscal_code=info.fiscal_code,
            address=postal(info.address),
        ),
        tax_regime=TaxRegime(info.regime_fiscale),
        register=register,
        phone=info.phone,
        email=info.email,
        website=website,
    )


def document_of(
    order: Order,
    lines: list[OrderLine],
    seller: Seller,
    *,
    number: str,
    issued_on: date,
    parts: Sequence[PaidPart] = (),
    iban: str = "",
) -> InvoiceDocument:
    """The document of a paid order: how its price came in which `parts` (TP02, or TP01 for more than one), with the
    account's `iban` where that was by bank transfer."""
    buyer = Buyer.model_validate(order.buyer)
    document_lines = tuple(_line(line) for line in lines)
    billed = [(line, line.net, line.vat) for line in lines]
    document_lines += _vat_abroad(billed, buyer.billing_address.country, order.currency)
    due = VatDue.SPLIT_PAYMENT if any(line.treatment.is_split for line in lines) else VatDue.IMMEDIATE
    return InvoiceDocument(
        document_type=DocumentType.TD01,
        number=number,
        issued_on=issued_on,
        seller=seller,
        buyer=party_of(buyer),
        recipient=recipient_of(buyer),
        lines=document_lines,
        summaries=summarise(document_lines, due),
        stamp_duty=stamp_duty_on(document_lines),
        payments=_paid(parts or [PaidPart("card", order.total, clock.today_in_rome(order.paid_at))], iban),
        references=(
            Reference(
                kind=ReferenceKind.PURCHASE_ORDER,
                number=order.number,
                issued_on=clock.today_in_rome(order.placed_at),
                cig=buyer.cig,
                cup=buyer.cup,
            ),
        ),
        causale=f"Ordine {order.number}",
        currency=order.currency,
    )


def _paid(parts: Sequence[PaidPart], iban: str) -> tuple[Payment, ...]:
    """How it was paid; nothing where a part came in a way that has no code."""
    codes = [MODES.get(part.method_type) for part in parts]
    if None in codes:
        return ()
    instalments = tuple(
        Instalment(
            method=code, amount=part.amount, due_date=part.paid_on, iban=iban if code is PaymentMethod.MP05 else ""
        )
        for part, code in zip(parts, codes, strict=True)
        if code is not None
    )
    return (Payment(PaymentTerms.FULL if len(instalments) == 1 else PaymentTerms.INSTALMENTS, instalments),)


def credit_note_of(
    invoice: InvoiceDocument,
    sold: Mapping[UUID, OrderLine],
    refunded: Sequence[RefundedLine],
    *,
    number: str,
    issued_on: date,
    amount: Decimal,
) -> InvoiceDocument:
    """The credit note (TD04) of what was refunded of an invoice: its buyer, its VAT, the part that went back.

    The VAT is that of the invoice's lines. Where the refund, decided line by line, differs from the tax on their sum
    by cents, the total is brought to `amount` by its rounding.
    """
    lines = tuple(
        _refunded_line(position, line, sold[line.order_line_id]) for position, line in enumerate(refunded, start=1)
    )
    returned = [(sold[line.order_line_id], line.net, line.vat) for line in refunded]
    lines += _vat_abroad(returned, invoice.buyer.address.country, invoice.currency)
    paid = [instalment for payment in invoice.payments for instalment in payment.instalments]
    back = tuple(
        Payment(PaymentTerms.FULL, (Instalment(method=one.method, amount=amount, due_date=issued_on),))
        for one in paid[:1]
    )
    corrected = Reference(kind=ReferenceKind.INVOICE, number=invoice.number, issued_on=invoice.issued_on)
    orders = tuple(one for one in invoice.references if one.kind is ReferenceKind.PURCHASE_ORDER)
    document = replace(
        invoice,
        document_type=DocumentType.TD04,
        number=number,
        issued_on=issued_on,
        lines=lines,
        summaries=summarise(lines, due_of(invoice)),
        stamp_duty=stamp_duty_on(lines),
        payments=back,
        references=(*orders, corrected),
        causale=f"Storno della fattura {invoice.number}",
        rounding=None,
    )
    difference = amount - document.payable
    return replace(document, rounding=difference) if difference else document


def due_of(document: InvoiceDocument) -> VatDue:
    """Who pays the VAT of a document, and when."""
    return next((summary.due for summary in document.summaries if summary.due), VatDue.IMMEDIATE)


def _refunded_line(position: int, line: RefundedLine, sold: OrderLine) -> Line:
    """A part of a line, at its net."""
    return Line(
        number=position,
        description=f"Storno: {sold.name}",
        unit_price=line.net,
        total=line.net,
        **_vat_of(sold),
    )


def _line(line: OrderLine) -> Line:
    return Line(
        number=line.line_number,
        description=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.net,
        **_vat_of(line),
        adjustments=_discount_of(line),
    )


def _vat_of(line: OrderLine) -> dict[str, Any]:
    """The VAT of a line as a document tells it: that of another member state is none of Italy's (N7)."""
    if line.treatment.is_abroad:
        return {"vat_rate": ZERO, "natura": Natura.N7, "legal_reference": line.vat_law}
    natura = line.vat_nature and Natura(line.vat_nature.value)
    return {"vat_rate": line.vat_rate, "natura": natura, "legal_reference": line.vat_law}


def _vat_abroad(parts: Sequence[tuple[OrderLine, Decimal, Decimal]], country: str, currency: str) -> tuple[Line, ...]:
    """The VAT of another member state as a line of its own, for each rate: so that the document comes to what was paid.
    Each part is an order's line with the net and the VAT that are billed of it."""
    sums: dict[Decimal, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for line, net, vat in parts:
        if line.treatment.is_abroad and vat:
            sums[line.vat_rate] = (sums[line.vat_rate][0] + net, sums[line.vat_rate][1] + vat)
    with speaking("it"):
        told = [
            (f"IVA {percent_label(rate)} dovuta in {country_name(country)} su {money_label(net, currency)}", vat)
            for rate, (net, vat) in sums.items()
        ]
    law = next((line.vat_law for line, _net, _vat in parts if line.treatment.is_abroad), "")
    return tuple(
        Line(
            number=len(parts) + position,
            description=description,
            unit_price=vat,
            total=vat,
            vat_rate=ZERO,
            natura=Natura.N7,
            legal_reference=law,
        )
        for position, (description, vat) in enumerate(told, start=1)
    )


def _discount_of(line: OrderLine) -> tuple[Adjustment, ...]:
    """What the line is cheaper by, for each unit, as SdI reckons it again (check 00423)."""
    if not line.discount:
        return ()
    return (Adjustment(AdjustmentKind.DISCOUNT, amount=round_half_up(line.discount / line.quantity, 8)),)
