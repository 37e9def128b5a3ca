"""Refunds in words. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from aistrategyhub.core.text import _, mark, moment_label, money_label
from aistrategyhub.features.payments.models import Payment, Refund, RefundReason, RefundStatus
from aistrategyhub.features.payments.rules.refunds import Share, SoldLine
from aistrategyhub.features.payments.schemas import Extent, RefundChoiceRow, RefundLineRow, RefundRow, RefundView

_STATUSES = {
    RefundStatus.DECIDED: (mark("Deciso"), "waiting"),
    RefundStatus.SENT: (mark("In viaggio"), "waiting"),
    RefundStatus.SUCCEEDED: (mark("Inviato"), "action"),
    RefundStatus.FAILED: (mark("Non riuscito"), "failed"),
}
REASON_LABELS = {
    RefundReason.REQUESTED: mark("Richiesta del cliente"),
    RefundReason.WITHDRAWAL: mark("Recesso"),
    RefundReason.NOT_DELIVERED: mark("Servizio non reso"),
    RefundReason.DUPLICATE: mark("Pagato due volte"),
    RefundReason.LATE_PAYMENT: mark("Pagamento arrivato tardi"),
    RefundReason.OTHER: mark("Altro"),
    RefundReason.PROVIDER: mark("Fatto presso il fornitore"),
}
EXTENT_LABELS = {
    Extent.FULL: mark("Tutto ciò che resta"),
    Extent.LINES: mark("Alcune righe"),
    Extent.AMOUNT: mark("Un importo"),
    Extent.SURPLUS: mark("Il denaro non dovuto"),
}
_WAYS = {
    "card": mark("Tornano al cliente {amount}, sulla carta con cui ha pagato, di solito in 5–10 giorni."),
    "transfer": mark("Tornano al cliente {amount} con un bonifico che fai tu: poi ne scrivi qui il riferimento."),
    "cash": mark("Tornano al cliente {amount} a mano: poi scrivi qui come e quando."),
    "other": mark("Tornano al cliente {amount} con un mezzo che scegli tu: poi ne scrivi qui il riferimento."),
    "": mark("Tornano al cliente {amount}, con il mezzo con cui ha pagato."),
}
_TO_SEND = mark("Deciso: da inviare a mano")
_CREDIT_NOTE = mark("Segue una nota di credito (TD04) di {amount} sulla fattura {invoice}.")
_CREDIT_NOTE_LATER = mark("Segue una nota di credito (TD04) di {amount}, quando la fattura è emessa.")
_NO_DOCUMENT = mark("Non segue nessun documento: questo denaro non era dovuto e non è stato fatturato.")
_NEVER_DUE = mark("Sono arrivati {amount} che per quest’ordine non erano dovuti: vanno restituiti.")
_VERB = mark("Rimborsa {amount}")
_LEFT = mark("Dopo, si potranno ancora rimborsare {left}.")
_ALL_BACK = mark("Dopo, l’ordine risulta rimborsato per intero.")
_NOTHING_LEFT = mark("Dopo, di quel denaro qui non resta nulla.")


def refund_row(refund: Refund, *, is_by_hand: bool = False) -> RefundRow:
    """The refund as staff read it; one that they send by hand waits for them."""
    label, tone = _STATUSES[refund.status]
    is_to_send = is_by_hand and refund.status is RefundStatus.DECIDED
    return RefundRow(
        refund_id=str(refund.id),
        is_to_send=is_to_send,
        at_label=moment_label(refund.settled_at or refund.decided_at),
        status_label=_(_TO_SEND if is_to_send else label),
        status_tone=tone,
        amount_label=money_label(refund.amount, refund.currency),
        reason_label=_(REASON_LABELS[refund.reason]),
        detail=" · ".join(word for word in (refund.note, refund.hand_reference, refund.failure_code) if word),
    )


def refund_view(
    payment: Payment, amount: Decimal, shares: Sequence[Share], *, left: Decimal, invoice_number: str = ""
) -> RefundView:
    """What giving this back would do. Without shares it is money that was never due."""
    currency = payment.currency

    def money(value: Decimal) -> str:
        return money_label(value, currency)

    way = _(_WAYS.get(payment.method_type or "", _WAYS[""]), amount=money(amount))
    return RefundView(
        amount_label=money(amount),
        verb=_(_VERB, amount=money(amount)),
        way=way,
        document=_document(money(amount), invoice_number) if shares else _(_NO_DOCUMENT),
        after=_(_LEFT, left=money(left)) if left else _(_ALL_BACK if shares else _NOTHING_LEFT),
        net_label=money(sum((share.net for share in shares), Decimal(0))) if shares else "",
        vat_label=money(sum((share.vat for share in shares), Decimal(0))) if shares else "",
        lines=[RefundLineRow(share.name, money(share.net), money(share.vat), money(share.gross)) for share in shares],
    )


def line_choices(lines: Iterable[SoldLine], currency: str) -> list[RefundChoiceRow]:
    """The lines of which something can still go back."""
    open_lines = (line for line in lines if line.left > 0)
    return [RefundChoiceRow(str(line.number), line.name, money_label(line.left, currency)) for line in open_lines]


def never_due(amount: Decimal, currency: str) -> str:
    """What staff read where money came that was not owed, and nothing where none did."""
    return _(_NEVER_DUE, amount=money_label(amount, currency)) if amount > 0 else ""


def returned(refunds: Iterable[Refund]) -> Decimal:
    """All that has left of these refunds."""
    return sum((one.amount for one in refunds if one.status is RefundStatus.SUCCEEDED), Decimal(0))


def _document(amount: str, invoice_number: str) -> str:
    if invoice_number:
        return _(_CREDIT_NOTE, amount=amount, invoice=invoice_number)
    return _(_CREDIT_NOTE_LATER, amount=amount)
