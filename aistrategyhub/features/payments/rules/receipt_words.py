"""Money that colleagues book, and lines of bank statements, in words. Pure: no database, no clock."""

from aistrategyhub.core.text import _, mark, money_label, short_date_label
from aistrategyhub.features.payments.models import Receipt, StatementLine
from aistrategyhub.features.payments.rules.matching import Fit, Proposal, why
from aistrategyhub.features.payments.rules.receiving import METHOD_LABELS
from aistrategyhub.features.payments.schemas.transfers import ReceiptRow, StatementRow

_BOOKED = mark("Già registrata")
_ASIDE = mark("Messa da parte")


def receipt_row(receipt: Receipt, *, can_undo: bool) -> ReceiptRow:
    """The booking as staff read it."""
    return ReceiptRow(
        receipt_id=str(receipt.id),
        day_label=short_date_label(receipt.received_on),
        amount_label=money_label(receipt.amount, receipt.currency),
        method_label=_(METHOD_LABELS[receipt.method]),
        detail=" · ".join(word for word in (receipt.reference, receipt.note) if word),
        is_undone=receipt.undone_at is not None,
        can_undo=can_undo,
    )


def statement_row(line: StatementLine, proposal: Proposal, *, is_booked: bool) -> StatementRow:
    """A line of a statement as staff read it, with what is proposed while nobody has dealt with it."""
    reason, tone = why(proposal)
    if is_booked or line.set_aside_at:
        reason, tone = _(_BOOKED if is_booked else _ASIDE), "neutral"
    return StatementRow(
        line_id=str(line.id),
        day_label=short_date_label(line.booked_on),
        amount_label=money_label(line.amount, line.currency),
        payer=line.payer,
        words=line.words,
        order_number=proposal.order.number if proposal.order and not is_booked else "",
        why=reason,
        tone=tone,
        is_sure=proposal.fit is Fit.SURE and not is_booked and not line.set_aside_at,
        is_booked=is_booked,
    )
