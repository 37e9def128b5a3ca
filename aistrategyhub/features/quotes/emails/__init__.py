"""The mails of a request: to the firm with its words, to whoever asked without any of them."""

from typing import Any, ClassVar
from uuid import UUID

from aistrategyhub.core.text import _
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.quotes.models import QuoteRequest
from aistrategyhub.infra.settings import get_settings


class QuoteAsked(Mail):
    """To the firm: who asks, for what, and what they answered. Answers go to whoever asked."""

    template: ClassVar[str] = "quote_asked"

    request_id: UUID
    number: str
    name: str
    email: str
    phone: str
    company: str
    item_name: str
    words: str
    answers: list[tuple[str, str]]
    prefill: str

    @classmethod
    def of(cls, request: QuoteRequest) -> "QuoteAsked":
        return cls(
            request_id=request.id,
            number=request.number,
            name=request.name,
            email=request.email,
            phone=request.phone,
            company=request.company,
            item_name=request.item_name,
            words=request.words,
            answers=[(one["label"], one["shown"]) for one in request.answers],
            prefill=request.prefill,
        )

    def subject(self, locale: str) -> str:
        if self.item_name:
            return _("Richiesta di preventivo {number}: {service}", number=self.number, service=self.item_name)
        return _("Richiesta di preventivo {number}", number=self.number)

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "paragraphs": [line for line in self.words.split("\n") if line],
            "prefilled": [line for line in self.prefill.split("\n") if line],
            "request_url": f"{get_settings().base_url}/admin/richieste?richiesta={self.request_id}",
        }


class QuoteReceipt(Mail):
    """To whoever asked. It repeats nothing that was typed: anybody can type somebody else's address into the form."""

    template: ClassVar[str] = "quote_receipt"

    number: str
    item_name: str = ""

    def subject(self, locale: str) -> str:
        return _("Abbiamo ricevuto la Sua richiesta {number}", number=self.number)
