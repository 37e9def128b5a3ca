"""The documents of an agreement that is paid in parts: a deposit has a TD02, and the balance takes it off (art. 6 c. 4
DPR 633/1972: what is paid in advance is invoiced when it is paid)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.money import round_half_up
from aistrategyhub.core.text import short_date_label, speaking
from aistrategyhub.features.invoicing.document.amounts import summarise
from aistrategyhub.features.invoicing.document.codes import AdjustmentKind, DocumentType, Natura, ReferenceKind
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Line, Reference
from aistrategyhub.features.invoicing.document.parts import Adjustment
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.queries import InvoiceNotFound, find_invoice_of_order, total_credited
from aistrategyhub.features.invoicing.service.drafts import due_of
from aistrategyhub.features.invoicing.service.frozen import document_from
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.service.collecting import find_collecting_order
from aistrategyhub.features.quotes.models import Instalment
from aistrategyhub.features.quotes.queries.offers import get_agreement
from aistrategyhub.features.quotes.schemas.offers import AgreedLine, Agreement

_Kind = tuple[Decimal, Natura | None, str]


@dataclass(frozen=True, slots=True)
class Deducted:
    """The whole of an agreement, and the document of the deposit that was paid for it."""

    agreement: Agreement
    deposit: Invoice


async def deducted_by(session: AsyncSession, order: Order) -> Deducted | None:
    """What an order that collects a balance takes off; None for any other order, and where the deposit was credited.

    Raises InvoiceNotFound while a deposit that was paid has no document yet.
    """
    if order.instalment != Instalment.BALANCE or order.offer_id is None:
        return None
    deposit = await find_collecting_order(session, order.offer_id, Instalment.DEPOSIT)
    if deposit is None or deposit.paid_at is None:
        return None
    invoice = await find_invoice_of_order(session, deposit.id)
    if invoice is None:
        raise InvoiceNotFound
    if await total_credited(session, invoice.id):
        return None
    _offer, _acceptance, agreement = await get_agreement(session, order.offer_id)
    return Deducted(agreement, invoice)


def as_instalment(document: InvoiceDocument, order: Order, deducted: Deducted | None) -> InvoiceDocument:
    """The document of an order as that of a deposit, or of a balance from which one is taken off; any other as it is.

    A balance that was amended since, so that the whole less the deposit is another sum, lists only what is left and
    names the deposit's document.
    """
    if order.instalment == Instalment.DEPOSIT:
        return replace(document, document_type=DocumentType.TD02, causale=f"Acconto sull'ordine {order.number}")
    if deducted is None:
        return document
    deposit = document_from(deducted.deposit)
    named = Reference(kind=ReferenceKind.INVOICE, number=deposit.number, issued_on=deposit.issued_on)
    known = replace(document, references=(*document.references, named), causale=f"Saldo dell'ordine {order.number}")
    lines = _in_full(deducted.agreement, deposit)
    if _sums(lines) != _sums(document.lines):
        return known
    return replace(known, lines=lines, summaries=summarise(lines, due_of(document)))


def _in_full(agreement: Agreement, deposit: InvoiceDocument) -> tuple[Line, ...]:
    """Every line that was agreed on, then what the deposit's document billed of each kind of VAT, taken off."""
    with speaking("it"):
        said = f"Acconto già fatturato con {deposit.number} del {short_date_label(deposit.issued_on)}"
    whole = [_agreed(number, line) for number, line in enumerate(agreement.lines, start=1)]
    taken = [
        Line(
            number=number,
            description=said,
            unit_price=-amount,
            total=-amount,
            vat_rate=rate,
            natura=natura,
            legal_reference=law,
        )
        for number, ((rate, natura, law), amount) in enumerate(_sums(deposit.lines).items(), start=len(whole) + 1)
    ]
    return (*whole, *taken)


def _agreed(number: int, line: AgreedLine) -> Line:
    discount = round_half_up((line.quantity * line.unit_price - line.net) / line.quantity, 8)
    return Line(
        number=number,
        description=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.net,
        vat_rate=line.vat_rate,
        natura=line.vat_nature and Natura(line.vat_nature.value),
        legal_reference=line.vat_law,
        adjustments=(Adjustment(AdjustmentKind.DISCOUNT, amount=discount),) if discount else (),
    )


def _sums(lines: Iterable[Line]) -> dict[_Kind, Decimal]:
    """What lines come to by kind of VAT, without kinds that come to nothing."""
    sums: dict[_Kind, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.vat_rate, line.natura, line.legal_reference] += line.total
    return {kind: amount for kind, amount in sums.items() if amount}
