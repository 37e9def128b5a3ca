"""What lists of orders and mails offer and show."""

from collections.abc import Mapping
from datetime import datetime

from aistrategyhub.core.text import _, mark, moment_label, number_label
from aistrategyhub.features.backoffice.schemas import MailLine
from aistrategyhub.features.mailing.models import EmailStatus
from aistrategyhub.features.mailing.schemas import MailRow, SenderOutlook
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.features.orders.rules import PAYABLE

# What the list of orders may be narrowed to, by the word in the address.
ORDER_FILTERS: Mapping[str, tuple[str, frozenset[OrderStatus]]] = {
    "tutti": (mark("Tutti gli stati"), frozenset()),
    "da-pagare": (mark("Da pagare"), PAYABLE),
    "pagati": (mark("Pagati"), frozenset({OrderStatus.PAID})),
    "in-lavorazione": (mark("In lavorazione"), frozenset({OrderStatus.PROCESSING})),
    "conclusi": (mark("Conclusi"), frozenset({OrderStatus.COMPLETED})),
    "annullati": (mark("Annullati"), frozenset({OrderStatus.CANCELLED})),
    "rimborsati": (mark("Rimborsati"), frozenset({OrderStatus.REFUNDED})),
}
_MAIL_STATUSES = {
    EmailStatus.QUEUED: (mark("In coda"), "waiting"),
    EmailStatus.SENDING: (mark("In invio"), "waiting"),
    EmailStatus.SENT: (mark("Inviata"), "action"),
    EmailStatus.FAILED: (mark("Non inviata"), "failed"),
    EmailStatus.BOUNCED: (mark("Respinta"), "failed"),
}

# What the list of mails may be narrowed to, by the word in the address.
MAIL_FILTERS: Mapping[str, tuple[str, frozenset[EmailStatus]]] = {
    "tutte": (mark("Tutti gli stati"), frozenset()),
    "in-attesa": (mark("In attesa"), frozenset({EmailStatus.QUEUED, EmailStatus.SENDING})),
    "inviate": (mark("Inviate"), frozenset({EmailStatus.SENT})),
    "non-inviate": (mark("Non inviate"), frozenset({EmailStatus.FAILED})),
    "respinte": (mark("Respinte"), frozenset({EmailStatus.BOUNCED})),
}
_WAITING = (EmailStatus.QUEUED, EmailStatus.SENDING)


# What a carrier's or a server's own words begin with, in words of ours. The first that fits is said.
_REASONS: tuple[tuple[str, str], ...] = (
    ("Graph: 400 ErrorInvalidRecipients", mark("L’indirizzo non è valido.")),
    ("Graph: 413", mark("L’e-mail è troppo grande.")),
    ("Graph: 429", mark("Il gestore della posta ha chiesto una pausa.")),
    ("the draft is no longer", mark("Non si sa se sia partita: controllare la posta inviata prima di riprovare.")),
    ("the address does not exist", mark("L’indirizzo non esiste.")),
    ("attachment ", mark("Un allegato non c’è più nell’archivio dei file.")),
    ("5.1.", mark("L’indirizzo non esiste.")),
    ("5.2.2", mark("La casella di chi riceve è piena.")),
    ("5.7.", mark("Il server di chi riceve l’ha respinta.")),
)


def problem_label(problem: str | None) -> str:
    """Why a mail did not arrive, in our words where we know them, with the original ones behind."""
    if not problem:
        return ""
    known = next((_(words) for beginning, words in _REASONS if problem.startswith(beginning)), "")
    return f"{known} {problem}".strip()


def mail_line(mail: MailRow, at: datetime) -> MailLine:
    """A mail as staff read it at this moment."""
    label, tone = _MAIL_STATUSES[mail.status]
    waits = mail.status in _WAITING and mail.leaves_at is not None and mail.leaves_at > at
    return MailLine(
        mail_id=str(mail.id),
        recipient=mail.email_to,
        subject=mail.subject,
        at_label=moment_label(mail.sent_at or mail.queued_at),
        status_label=_(label),
        status_tone=tone,
        problem=problem_label(mail.problem),
        leaves_label=_("non prima del {moment}").format(moment=moment_label(mail.leaves_at)) if waits else "",
        can_retry=mail.status in (EmailStatus.FAILED, EmailStatus.BOUNCED),
        is_suppressed=mail.is_suppressed,
    )


def outlook_label(outlook: SenderOutlook | None, at: datetime) -> str:
    """What the sender's limits mean now, "" where the carrier names none."""
    if outlook is None:
        return ""
    count = _("{left} e-mail partite nelle ultime 24 ore su {limit} ammesse da {sender}").format(
        left=number_label(outlook.left_in_a_day),
        limit=number_label(outlook.limits.recipients_per_day),
        sender=outlook.limits.sender,
    )
    if outlook.paused_until is None or outlook.paused_until <= at:
        return f"{count}."
    paused = _("Il gestore della posta chiede una pausa fino al {moment}.")
    return f"{count}. {paused.format(moment=moment_label(outlook.paused_until))}"
