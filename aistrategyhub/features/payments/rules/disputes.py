"""What a dispute does to an order's money, and what it is called. Pure: no database, no clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, mark, moment_label, money_label, ngettext
from aistrategyhub.features.payments.models import Dispute, DisputeStatus
from aistrategyhub.features.payments.schemas.disputes import DisputeRow

OPEN = frozenset({DisputeStatus.NEEDS_ANSWER, DisputeStatus.UNDER_REVIEW})
LONGEST_ANSWER = 20_000
_STATUSES = {
    DisputeStatus.NEEDS_ANSWER: (mark("Da rispondere"), "failed"),
    DisputeStatus.UNDER_REVIEW: (mark("La banca decide"), "waiting"),
    DisputeStatus.WON: (mark("Vinta"), "action"),
    DisputeStatus.LOST: (mark("Persa"), "failed"),
    DisputeStatus.WITHDRAWN: (mark("Ritirata"), "neutral"),
}
# docs.stripe.com/disputes/categories
_REASONS = {
    "fraudulent": mark("Il titolare dice di non aver fatto il pagamento"),
    "product_not_received": mark("Il titolare dice di non aver ricevuto nulla"),
    "product_unacceptable": mark("Il titolare dice che non è quello che aveva comprato"),
    "duplicate": mark("Il titolare dice di aver pagato due volte"),
    "subscription_canceled": mark("Il titolare dice di aver disdetto l’abbonamento"),
    "credit_not_processed": mark("Il titolare dice di aspettare un rimborso"),
    "unrecognized": mark("Il titolare non riconosce il pagamento"),
    "general": mark("Altro motivo"),
}
_OVERDUE = mark("Il termine è passato")
_LESS_THAN_A_DAY = mark("Meno di un giorno")


class RefundWhileDisputed(DomainError):
    """The bank keeps the money until a dispute is decided, or kept it for good."""

    code = "REFUND_WHILE_DISPUTED"
    sentence = mark(
        "Il pagamento è contestato e {withheld} li tiene la banca: si possono ancora rimborsare {left}. Rimborsando "
        "adesso li daresti due volte."
    )


def withheld(disputes: Iterable[Dispute]) -> Decimal:
    """How much the bank keeps of the money that these disputes are about."""
    return sum((one.amount for one in disputes if _keeps(one)), Decimal(0))


def lost(disputes: Iterable[Dispute]) -> Decimal:
    """How much is gone for good."""
    return sum((one.amount for one in disputes if one.status is DisputeStatus.LOST), Decimal(0))


def dispute_row(dispute: Dispute, order_number: str, *, at: datetime, page_url: str = "") -> DisputeRow:
    """The dispute as staff read it at this moment."""
    label, tone = _STATUSES[dispute.status]
    needs_answer = dispute.status is DisputeStatus.NEEDS_ANSWER and dispute.answer_asked_at is None
    return DisputeRow(
        dispute_id=str(dispute.id),
        order_number=order_number,
        opened_label=moment_label(dispute.opened_at),
        amount_label=money_label(dispute.amount, dispute.currency),
        reason_label=reason_label(dispute.reason),
        status_label=_(label),
        status_tone=tone,
        due_label=moment_label(dispute.answer_due_at) if dispute.answer_due_at else "",
        countdown=_countdown(dispute.answer_due_at - at) if needs_answer and dispute.answer_due_at else "",
        answer=dispute.answer,
        answer_problem=dispute.answer_problem,
        can_answer=dispute.status in OPEN and dispute.answered_at is None and dispute.answer_asked_at is None,
        is_inquiry=dispute.is_inquiry,
        page_url=page_url,
    )


def reason_label(reason: str) -> str:
    """Why the holder complains, in words."""
    return _(_REASONS.get(reason, _REASONS["general"]))


def _keeps(dispute: Dispute) -> bool:
    return dispute.status is DisputeStatus.LOST or (dispute.status in OPEN and not dispute.is_inquiry)


def _countdown(left: timedelta) -> str:
    if left <= timedelta(0):
        return _(_OVERDUE)
    if left < timedelta(days=1):
        return _(_LESS_THAN_A_DAY)
    return ngettext("Manca {count} giorno", "Mancano {count} giorni", left.days)
