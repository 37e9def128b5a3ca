"""What lists of orders and mails offer and show."""

from collections.abc import Mapping

from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.backoffice.schemas import MailLine
from aistrategyhub.features.mailing.models import EmailStatus
from aistrategyhub.features.mailing.schemas import MailRow
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


def mail_line(mail: MailRow) -> MailLine:
    """A mail as staff read it."""
    label, tone = _MAIL_STATUSES[mail.status]
    return MailLine(
        mail_id=str(mail.id),
        recipient=mail.email_to,
        subject=mail.subject,
        at_label=moment_label(mail.sent_at or mail.queued_at),
        status_label=_(label),
        status_tone=tone,
        problem=mail.problem or "",
        can_retry=mail.status is EmailStatus.FAILED,
    )
