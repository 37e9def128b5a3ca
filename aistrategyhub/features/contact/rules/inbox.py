"""A message as the inbox shows it. Pure."""

from collections.abc import Mapping
from urllib.parse import quote

from aistrategyhub.core.text import _, mark, moment_label, speaking
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from aistrategyhub.features.contact.schemas import MessageRow, MessageView

_LABELS = {
    MessageStatus.NEW: (mark("Da leggere"), "waiting"),
    MessageStatus.READ: (mark("Letto"), "neutral"),
    MessageStatus.ANSWERED: (mark("Risposto"), "action"),
    MessageStatus.SPAM: (mark("Spam"), "failed"),
}
INBOX_FILTERS: Mapping[str, tuple[str, tuple[MessageStatus, ...]]] = {
    "posta": (
        mark("Tutti tranne lo spam"),
        (MessageStatus.NEW, MessageStatus.READ, MessageStatus.ANSWERED),
    ),
    "nuovi": (mark("Da leggere"), (MessageStatus.NEW,)),
    "aperti": (mark("Senza risposta"), (MessageStatus.NEW, MessageStatus.READ)),
    "risposti": (mark("Risposti"), (MessageStatus.ANSWERED,)),
    "spam": (mark("Spam"), (MessageStatus.SPAM,)),
}
_OPENING = 120


def message_row(message: ContactMessage) -> MessageRow:
    """A line of the inbox."""
    label, tone = _LABELS[message.status]
    words = " ".join(message.words.split())
    return MessageRow(
        message_id=str(message.id),
        received_label=moment_label(message.received_at),
        name=message.name,
        email=message.email,
        opening=words if len(words) <= _OPENING else f"{words[:_OPENING].rstrip()}…",
        service_name=message.service_name,
        status_label=_(label),
        status_tone=tone,
    )


def message_view(message: ContactMessage) -> MessageView:
    """A message as a colleague reads it."""
    label, tone = _LABELS[message.status]
    return MessageView(
        message_id=str(message.id),
        received_label=moment_label(message.received_at),
        name=message.name,
        email=message.email,
        phone=message.phone,
        phone_href="tel:" + "".join(sign for sign in message.phone if sign.isdigit() or sign == "+"),
        words=message.words,
        page=message.page,
        service_name=message.service_name,
        language={"it": _("italiano"), "en": _("inglese")}.get(message.locale, message.locale),
        status=message.status.value,
        status_label=_(label),
        status_tone=tone,
        consent_words=message.consent_words,
        consent_label=_consent_label(message),
        answer_href=_answer_href(message),
    )


def _consent_label(message: ContactMessage) -> str:
    at = moment_label(message.consented_at)
    if not message.notice_version:
        return _("{at}, testo del {version}", at=at, version=message.consent_version)
    return _(
        "{at}, testo del {version}, informativa {notice}",
        at=at,
        version=message.consent_version,
        notice=message.notice_version,
    )


def _answer_href(message: ContactMessage) -> str:
    with speaking(message.locale):
        subject = (
            _("La Sua richiesta: {service}", service=message.service_name)
            if message.service_name
            else _("La Sua richiesta")
        )
    return f"mailto:{quote(message.email, safe='@')}?subject={quote(subject)}"
