"""What documents say, made from orders and refunds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.invoicing.document.amounts import stamp_duty_on, summarise
from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    DocumentType,
    Natura,
    PaymentMethod,
    PaymentTerms,
    ReferenceKind,
    TaxRegime,
)
from aistrategyhub.features.invoicing.document.model import (
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
    return InvoiceDocument(
        document_type=DocumentType.TD01,
        number=number,
        issued_on=issued_on,
        seller=seller,
        buyer=party_of(buyer),
        recipient=recipient_of(buyer),
        lines=document_lines,
        summaries=summarise(document_lines),
        stamp_duty=stamp_duty_on(document_lines),
        payments=_paid(parts or [PaidPart("card", order.total, clock.today_in_rome(order.paid_at))], iban),
        references=(
            Reference(
                kind=ReferenceKind.PURCHASE_ORDER, number=order.number, issued_on=clock.today_in_rome(order.placed_at)
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
        summaries=summarise(lines),
        stamp_duty=stamp_duty_on(lines),
        payments=back,
        references=(*orders, corrected),
        causale=f"Storno della fattura {invoice.number}",
        rounding=None,
    )
    difference = amount - document.total
    return replace(document, rounding=difference) if difference else document


def _refunded_line(position: int, line: RefundedLine, sold: OrderLine) -> Line:
    """A part of a line, at its net."""
    return Line(
        number=position,
        description=f"Storno: {sold.name}",
        unit_price=line.net,
        total=line.net,
        vat_rate=sold.vat_rate,
        natura=sold.vat_nature and Natura(sold.vat_nature.value),
        legal_reference=sold.vat_law,
    )


def _line(line: OrderLine) -> Line:
    return Line(
        number=line.line_number,
        description=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.net,
        vat_rate=line.vat_rate,
        natura=line.vat_nature and Natura(line.vat_nature.value),
        legal_reference=line.vat_law,
        adjustments=_discount_of(line),
    )


def _discount_of(line: OrderLine) -> tuple[Adjustment, ...]:
    """What the line is cheaper by, for each unit, as SdI reckons it again (check 00423)."""
    if not line.discount:
        return ()
    return (Adjustment(AdjustmentKind.DISCOUNT, amount=round_half_up(line.discount / line.quantity, 8)),)
