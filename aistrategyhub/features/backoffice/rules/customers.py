"""What a customer's page says of each thing that a room keeps of them. Pure."""

from decimal import Decimal

from aistrategyhub.core.text import _, mark, moment_label, money_label, ngettext
from aistrategyhub.features.accounts.models import Consent, ConsentPurpose
from aistrategyhub.features.assessments.models import Sitting
from aistrategyhub.features.backoffice.schemas import CustomerLine
from aistrategyhub.features.invoicing.schemas import InvoiceRow
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.rules import STATUS_TONES, status_label
from aistrategyhub.features.quotes.models import QuoteRequest

ADMIN_ORDERS = "/admin/ordini"
_PURPOSES = {
    ConsentPurpose.TERMS: mark("Condizioni del servizio"),
    ConsentPurpose.PRIVACY_NOTICE: mark("Informativa sulla privacy"),
    ConsentPurpose.MARKETING: mark("Novità e offerte"),
    ConsentPurpose.MAIL_TRACKING: mark("Misura delle e-mail"),
}


def customer_sum(count: int, paid: Decimal, currency: str) -> str:
    """How much they bought, VAT included."""
    orders = ngettext("{count} ordine", "{count} ordini", count)
    return _("{orders}, {amount} incassati", orders=orders, amount=money_label(paid, currency))


def order_line(order: Order) -> CustomerLine:
    return CustomerLine(
        label=order.number,
        route=f"{ADMIN_ORDERS}/{order.number}",
        at_label=moment_label(order.placed_at),
        note=money_label(order.total, order.currency),
        status_label=status_label(order),
        status_tone=STATUS_TONES[order.status],
    )


def invoice_line(row: InvoiceRow, route: str) -> CustomerLine:
    return CustomerLine(
        label=f"{row.kind_label} {row.number}", route=route, at_label=row.date_label, note=row.total_label
    )


def request_line(request: QuoteRequest) -> CustomerLine:
    return CustomerLine(
        label=request.number,
        route=f"/admin/richieste?richiesta={request.id}",
        at_label=moment_label(request.received_at),
        note=request.item_name or _("Da concordare"),
    )


def sitting_line(sitting: Sitting) -> CustomerLine:
    is_done = sitting.finished_at is not None
    return CustomerLine(
        label=sitting.outcome or sitting.level or _("Questionario"),
        at_label=moment_label(sitting.finished_at or sitting.updated_at),
        note=_("{score} su 100", score=sitting.score) if is_done and sitting.score is not None else "",
        status_label=_("Concluso") if is_done else _("In corso"),
        status_tone="action" if is_done else "waiting",
    )


def consent_line(consent: Consent) -> CustomerLine:
    return CustomerLine(
        label=_(_PURPOSES[consent.purpose]),
        at_label=moment_label(consent.recorded_at),
        status_label=_("sì") if consent.is_given else _("no"),
        status_tone="action" if consent.is_given else "neutral",
    )
