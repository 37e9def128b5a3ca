"""The mails of an offer: to the customer, and to the firm about what the customer did."""

from decimal import Decimal
from typing import Any, ClassVar

from aistrategyhub.core.text import _, date_label, mark, money_label, speaking
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.quotes.models import Instalment, OfferStatus, QuoteAcceptance, QuoteOffer, QuoteRequest
from aistrategyhub.features.quotes.rules.sheet import subject_of


class _OfOffer(Mail):
    """What every mail about an offer says."""

    number: str
    about: str
    name: str
    url: str

    @staticmethod
    def facts(offer: QuoteOffer, request: QuoteRequest, url: str) -> dict[str, str]:
        with speaking(offer.locale):
            return {"number": offer.number, "about": subject_of(request), "name": request.name, "url": url}


class OfferSent(_OfOffer):
    """To the customer: the offer is there. The PDF comes along."""

    template: ClassVar[str] = "offer_sent"

    valid_label: str
    version: int

    @classmethod
    def of(cls, offer: QuoteOffer, request: QuoteRequest, url: str) -> "OfferSent":
        assert offer.valid_until is not None
        with speaking(offer.locale):
            valid = date_label(offer.valid_until)
        return cls(**cls.facts(offer, request, url), valid_label=valid, version=offer.version)

    def subject(self, locale: str) -> str:
        return _("La nostra offerta {number}: {about}", number=self.number, about=self.about)


class OfferReminder(_OfOffer):
    """To the customer, once: the offer ends in a few days."""

    template: ClassVar[str] = "offer_reminder"

    valid_label: str

    @classmethod
    def of(cls, offer: QuoteOffer, request: QuoteRequest, url: str) -> "OfferReminder":
        assert offer.valid_until is not None
        with speaking(offer.locale):
            return cls(**cls.facts(offer, request, url), valid_label=date_label(offer.valid_until))

    def subject(self, locale: str) -> str:
        return _("L’offerta {number} vale fino al {day}", number=self.number, day=self.valid_label)


class _WithWords(_OfOffer):
    words: str

    def context(self) -> dict[str, Any]:
        return super().context() | {"paragraphs": [line for line in self.words.split("\n") if line]}


class OfferAnswer(_WithWords):
    """To the customer: what the firm answers."""

    template: ClassVar[str] = "offer_answer"

    def subject(self, locale: str) -> str:
        return _("Una risposta sull’offerta {number}", number=self.number)


class OfferQuestion(_WithWords):
    """To the firm: what the customer asks."""

    template: ClassVar[str] = "offer_question"

    def subject(self, locale: str) -> str:
        return _("Una domanda sull’offerta {number}", number=self.number)


class OfferDecided(_OfOffer):
    """To the firm: accepted, or rejected and why."""

    template: ClassVar[str] = "offer_decided"

    is_accepted: bool
    total_label: str
    reason: str

    @classmethod
    def of(cls, offer: QuoteOffer, request: QuoteRequest, url: str, total: Decimal) -> "OfferDecided":
        is_accepted = offer.status is OfferStatus.ACCEPTED
        said = money_label(total, offer.currency)
        return cls(**cls.facts(offer, request, url), is_accepted=is_accepted, total_label=said, reason=offer.reason)

    def subject(self, locale: str) -> str:
        sentence = mark("Offerta {number} accettata") if self.is_accepted else mark("Offerta {number} rifiutata")
        return _(sentence, number=self.number)


class InstalmentDue(Mail):
    """To the customer: the order of a deposit, a balance or the whole, and where to pay it."""

    template: ClassVar[str] = "offer_due"

    number: str
    name: str
    instalment: Instalment
    order_number: str
    total_label: str
    url: str

    @classmethod
    def of(
        cls,
        offer: QuoteOffer,
        acceptance: QuoteAcceptance,
        instalment: Instalment,
        *,
        order_number: str,
        total: Decimal,
        pay_url: str,
    ) -> "InstalmentDue":
        with speaking(offer.locale):
            said = money_label(total, offer.currency)
        return cls(
            number=offer.number,
            name=acceptance.signed_name,
            instalment=instalment,
            order_number=order_number,
            total_label=said,
            url=pay_url,
        )

    def subject(self, locale: str) -> str:
        if self.instalment is Instalment.BALANCE:
            return _("Il saldo dell’offerta {number}: ordine {order}", number=self.number, order=self.order_number)
        return _("Offerta {number} accettata: ordine {order}", number=self.number, order=self.order_number)
