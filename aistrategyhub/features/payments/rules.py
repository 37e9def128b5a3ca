"""Payments in words. Pure: no database, no clock."""

from aistrategyhub.core.text import _, mark, moment_label, money_label
from aistrategyhub.features.payments.models import Payment, PaymentStatus
from aistrategyhub.features.payments.schemas import PaymentRow

_STATUSES = {
    PaymentStatus.PENDING: (mark("In attesa"), "waiting"),
    PaymentStatus.SUCCEEDED: (mark("Riuscito"), "action"),
    PaymentStatus.FAILED: (mark("Non riuscito"), "failed"),
    PaymentStatus.REFUNDED: (mark("Rimborsato"), "neutral"),
    PaymentStatus.CANCELLED: (mark("Annullato"), "neutral"),
}
_METHODS = {"card": mark("Carta")}


def payment_row(payment: Payment) -> PaymentRow:
    """The payment as staff read it. `problem` is the provider's own word for the last refusal."""
    label, tone = _STATUSES[payment.status]
    method = payment.method_type or ""
    return PaymentRow(
        status_label=_(label),
        status_tone=tone,
        amount_label=money_label(payment.amount, payment.currency),
        method_label=_(_METHODS.get(method, method)) if method else "",
        at_label=moment_label(payment.processed_at or payment.created_at),
        reference=payment.provider_reference or "",
        problem=payment.failure_code or "",
    )
