"""Reads of many rooms for one screen of the buyer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import NO_RECIPIENT_CODE, Buyer
from aistrategyhub.core.text import _, mark, moment_label, money_label, number_label, percent_label
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf
from aistrategyhub.features.invoicing.queries import find_invoice_of_order, find_pdf
from aistrategyhub.features.orders.links import order_key
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine, OrderStatus
from aistrategyhub.features.orders.queries import get_order, list_events, list_lines
from aistrategyhub.features.orders.rules import PAID_STATUSES, PAYABLE
from aistrategyhub.features.orders.schemas import EventRow, LineRow, VatRow
from aistrategyhub.features.portal.schemas import OrderView

STATUS_LABELS = {
    OrderStatus.PENDING: mark("Da pagare"),
    OrderStatus.AWAITING_PAYMENT: mark("In attesa del pagamento"),
    OrderStatus.PAID: mark("Pagato"),
    OrderStatus.PROCESSING: mark("In lavorazione"),
    OrderStatus.COMPLETED: mark("Concluso"),
    OrderStatus.CANCELLED: mark("Annullato"),
    OrderStatus.REFUNDED: mark("Rimborsato"),
}

_EVENTS = {
    "placed": (mark("Ordine ricevuto"), "done"),
    "awaiting_payment": (mark("Pagamento avviato"), "waiting"),
    "payment_failed": (mark("Pagamento non riuscito"), "failed"),
    "paid": (mark("Pagamento ricevuto"), "done"),
    "paid_when_not_payable": (mark("Pagamento ricevuto dopo la chiusura dell'ordine: ti scriviamo noi"), "failed"),
    "invoice_issued": (mark("Fattura {number} emessa"), "done"),
    "invoice_sent": (mark("Fattura inviata per e-mail"), "done"),
    "processing": (mark("Servizio iniziato"), "done"),
    "completed": (mark("Servizio concluso"), "done"),
    "cancelled": (mark("Ordine annullato"), "failed"),
    "refunded": (mark("Ordine rimborsato"), "failed"),
}

# Words for the reasons that card networks give (docs.stripe.com/declines/codes); any other gets the general one.
_DECLINES = {
    "insufficient_funds": mark("La carta non ha fondi sufficienti. Prova con un'altra carta."),
    "expired_card": mark("La carta è scaduta. Prova con un'altra carta."),
    "incorrect_cvc": mark("Il codice di sicurezza non è corretto. Controllalo e riprova."),
    "authentication_required": mark("La banca chiede una conferma: riprova e completa l'autenticazione."),
    "payment_intent_authentication_failure": mark("L'autenticazione non è riuscita. Riprova, o usa un'altra carta."),
}
_ANY_DECLINE = mark("La banca ha rifiutato il pagamento. Nulla è stato addebitato: prova con un'altra carta.")


@dataclass(frozen=True)
class OrderFile:
    """An order with all that belongs to it."""

    order: Order
    lines: list[OrderLine]
    events: list[OrderEvent]
    invoice: Invoice | None
    pdf: InvoicePdf | None


async def get_order_file(session: AsyncSession, order_id: UUID) -> OrderFile:
    """The order and its lines, history and documents. Raises OrderNotFound."""
    order = await get_order(session, order_id)
    invoice = await find_invoice_of_order(session, order_id)
    return OrderFile(
        order=order,
        lines=await list_lines(session, order_id),
        events=await list_events(session, order_id),
        invoice=invoice,
        pdf=await find_pdf(session, invoice.id) if invoice else None,
    )


def order_view(file: OrderFile) -> OrderView:
    """The order in the words of the present language."""
    order, buyer = file.order, Buyer.model_validate(file.order.buyer)
    return OrderView(
        number=order.number,
        placed_label=moment_label(order.placed_at),
        status=order.status.value,
        status_label=_(STATUS_LABELS[order.status]),
        buyer_name=order.buyer_name,
        buyer_codes=_codes_label(buyer),
        buyer_address=_address_label(buyer),
        email=order.email,
        lines=[_line_row(line, order.currency) for line in file.lines],
        vat=_vat_rows(file.lines, order.currency),
        subtotal_label=money_label(order.subtotal, order.currency),
        total_label=money_label(order.total, order.currency),
        events=[_event_row(event) for event in file.events],
        is_payable=order.status in PAYABLE,
        is_paid=order.status in PAID_STATUSES,
        payment_problem=_payment_problem(order, file.events),
        invoice_number=file.invoice.invoice_number if file.invoice else "",
        xml_url=document_path(order.id, "xml") if file.invoice else "",
        pdf_url=document_path(order.id, "pdf") if file.pdf else "",
    )


def document_path(order_id: UUID, kind: str) -> str:
    """Where the holder of the order's key fetches its invoice, as `xml` or `pdf`."""
    return f"/api/v1/orders/{order_key(order_id)}/invoice.{kind}"


def _codes_label(buyer: Buyer) -> str:
    parts = [
        (mark("Partita IVA {code}"), buyer.vat_number),
        (mark("Codice fiscale {code}"), buyer.fiscal_code),
        (mark("Codice destinatario {code}"), "" if buyer.sdi_code == NO_RECIPIENT_CODE else buyer.sdi_code),
        (mark("PEC {code}"), buyer.pec_email),
    ]
    return " · ".join(_(sentence, code=code) for sentence, code in parts if code)


def _address_label(buyer: Buyer) -> str:
    address = buyer.billing_address
    province = f" ({address.province})" if address.province else ""
    return f"{address.street}, {address.zip} {address.city}{province}"


def _line_row(line: OrderLine, currency: str) -> LineRow:
    return LineRow(
        name=line.name,
        quantity_label=number_label(line.quantity.normalize()),
        unit_price_label=money_label(line.unit_price, currency),
        vat_rate_label=percent_label(line.vat_rate),
        net_label=money_label(line.net, currency),
    )


def _vat_rows(lines: Sequence[OrderLine], currency: str) -> list[VatRow]:
    sums: dict[Decimal, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for line in lines:
        net, vat = sums[line.vat_rate]
        sums[line.vat_rate] = (net + line.net, vat + line.vat)
    return [
        VatRow(
            rate_label=_("IVA {rate} su {net}", rate=percent_label(rate), net=money_label(net, currency)),
            net_label=money_label(net, currency),
            vat_label=money_label(vat, currency),
        )
        for rate, (net, vat) in sorted(sums.items(), reverse=True)
    ]


def _event_row(event: OrderEvent) -> EventRow:
    sentence, tone = _EVENTS.get(event.kind, (event.kind, "done"))
    return EventRow(label=_(sentence, **event.data), at_label=moment_label(event.created_at), tone=tone)


def _payment_problem(order: Order, events: Sequence[OrderEvent]) -> str:
    """Why the last attempt to pay failed, while the order is still to be paid."""
    if order.status not in PAYABLE:
        return ""
    failures = [event for event in events if event.kind == "payment_failed"]
    return _(_DECLINES.get(failures[-1].data.get("code", ""), _ANY_DECLINE)) if failures else ""
