"""Payments and refunds in words, and what they come to. Pure: no database, no clock."""

from collections.abc import Iterable
from decimal import Decimal

from aistrategyhub.core.text import _, mark, moment_label, money_label
from aistrategyhub.features.orders.schemas import Happening
from aistrategyhub.features.payments.models import Payment, PaymentStatus
from aistrategyhub.features.payments.rules.receiving import METHOD_LABELS
from aistrategyhub.features.payments.schemas import PaymentRow

_STATUSES = {
    PaymentStatus.PENDING: (mark("In attesa"), "waiting"),
    PaymentStatus.SUCCEEDED: (mark("Riuscito"), "action"),
    PaymentStatus.FAILED: (mark("Non riuscito"), "failed"),
    PaymentStatus.REFUNDED: (mark("Rimborsato"), "neutral"),
    PaymentStatus.CANCELLED: (mark("Annullato"), "neutral"),
}
_METHODS = {"card": mark("Carta"), **METHOD_LABELS}


def payment_row(payment: Payment) -> PaymentRow:
    """The payment as staff read it. `problem` is the provider's own word for the last refusal."""
    label, tone = _STATUSES[payment.status]
    method = payment.method_type or ""
    return PaymentRow(
        status_label=_(label),
        status_tone=tone,
        amount_label=money_label(payment.received or payment.amount, payment.currency),
        method_label=_(_METHODS.get(method, method)) if method else "",
        at_label=moment_label(payment.processed_at or payment.created_at),
        reference=payment.provider_reference or "",
        problem=payment.failure_code or "",
    )


_RECEIVED = (PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDED)


def received(payments: Iterable[Payment]) -> Decimal:
    """All that ever came in of these payments, whatever was returned of it since."""
    return sum((payment.received for payment in payments), Decimal(0))


def payment_happenings(payments: Iterable[Payment]) -> list[Happening]:
    """The payments that came to an end, as steps of their order's timeline."""
    return [_happening(payment) for payment in payments if payment.processed_at is not None]


def _happening(payment: Payment) -> Happening:
    row, at = payment_row(payment), payment.processed_at or payment.created_at
    if payment.status in _RECEIVED:
        method = _("Pagato con: {method}.", method=row.method_label) if row.method_label else ""
        return Happening(at, _("Ricevuti {amount}", amount=row.amount_label), method, "action")
    return Happening(at, _("Pagamento di {amount}: {status}", amount=row.amount_label, status=row.status_label.lower()))
