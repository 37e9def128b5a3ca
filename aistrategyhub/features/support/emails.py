"""The mails of a ticket: to whoever asked, and to the firm."""

from typing import Any, ClassVar

from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.support.models import SupportTicket


class _OfTicket(Mail):
    number: str
    url: str


class TicketReceived(_OfTicket):
    """To whoever asked: the number, and the way back. It repeats nothing that was typed: anybody can type somebody
    else's address, and the firm's mail must not carry a stranger's words to them."""

    template: ClassVar[str] = "ticket_received"

    @classmethod
    def of(cls, ticket: SupportTicket, url: str) -> "TicketReceived":
        return cls(number=ticket.ticket_number, url=url)

    def subject(self, locale: str) -> str:
        return _("La Sua richiesta {number}", number=self.number)


class _WithWords(_OfTicket):
    words: str
    who: str

    def context(self) -> dict[str, Any]:
        return super().context() | {"paragraphs": [line for line in self.words.split("\n") if line]}


class TicketAnswered(_WithWords):
    """To whoever asked: what the firm answers, and the way back."""

    template: ClassVar[str] = "ticket_answered"

    @classmethod
    def of(cls, ticket: SupportTicket, url: str, words: str, who: str) -> "TicketAnswered":
        return cls(number=ticket.ticket_number, url=url, words=words, who=who)

    def subject(self, locale: str) -> str:
        return _("Una risposta alla Sua richiesta {number}", number=self.number)


class TicketArrived(_WithWords):
    """To the firm: who asks what, or what they add."""

    template: ClassVar[str] = "ticket_arrived"

    about: str
    is_new: bool

    @classmethod
    def of(cls, ticket: SupportTicket, url: str, words: str, who: str, *, is_new: bool) -> "TicketArrived":
        return cls(
            number=ticket.ticket_number,
            url=url,
            words=words,
            who=who,
            about=ticket.subject,
            is_new=is_new,
        )

    def subject(self, locale: str) -> str:
        if self.is_new:
            return _("Nuova richiesta {number}: {about}", number=self.number, about=self.about)
        return _("Richiesta {number}: un nuovo messaggio", number=self.number)
