"""The mails of a message: to the firm with its words, to whoever wrote without any of them."""

from typing import Any, ClassVar
from uuid import UUID

from aistrategyhub.core.text import _
from aistrategyhub.features.contact.models import ContactMessage
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.infra.settings import get_settings


class MessageArrived(Mail):
    """To the firm: who wrote, what, from where. Answers go to whoever wrote."""

    template: ClassVar[str] = "message_arrived"

    message_id: UUID
    name: str
    email: str
    phone: str
    words: str
    page: str
    service_name: str

    @classmethod
    def of(cls, message: ContactMessage) -> "MessageArrived":
        return cls(
            message_id=message.id,
            name=message.name,
            email=message.email,
            phone=message.phone,
            words=message.words,
            page=message.page,
            service_name=message.service_name,
        )

    def subject(self, locale: str) -> str:
        if self.service_name:
            return _("Richiesta dal sito: {service}", service=self.service_name)
        return _("Un messaggio dal sito")

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "paragraphs": [line for line in self.words.split("\n") if line],
            "inbox_url": f"{get_settings().base_url}/admin/messaggi/{self.message_id}",
        }


class MessageConfirmed(Mail):
    """To whoever wrote. It repeats nothing that was typed: anybody can type somebody else's address into the form, and
    the firm's mail must not carry a stranger's words or links to them."""

    template: ClassVar[str] = "message_confirmed"

    service_name: str = ""

    def subject(self, locale: str) -> str:
        return _("Abbiamo ricevuto il Suo messaggio")
