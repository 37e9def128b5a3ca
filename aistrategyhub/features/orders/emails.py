"""The mails of orders. Each opens the order's page by its signed link."""

from collections.abc import Sequence
from typing import Any, ClassVar

from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark, money_label, number_label, speaking
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.models import EmailType
from aistrategyhub.features.orders.models import Order, OrderConsent, OrderLine, OrderNote, Withdrawal, WithdrawalStatus
from aistrategyhub.features.orders.rules.withdrawals import instant_label
from aistrategyhub.infra.settings import get_settings


class NoteForBuyer(Mail):
    """What the firm wrote to the buyer about their order."""

    template: ClassVar[str] = "note_for_buyer"

    number: str
    buyer_name: str
    words: str
    order_url: str

    @classmethod
    def of(cls, order: Order, note: OrderNote, url: str) -> "NoteForBuyer":
        return cls(number=order.number, buyer_name=order.buyer_name, words=note.words, order_url=url)

    def subject(self, locale: str) -> str:
        return _("Un messaggio sul Suo ordine {number}", number=self.number)

    def context(self) -> dict[str, Any]:
        return super().context() | {"paragraphs": [line for line in self.words.split("\n") if line.strip()]}


class MilestoneDelivered(Mail):
    """To the buyer: a step of their order was handed over, and waits for their yes or for what to change."""

    template: ClassVar[str] = "milestone_delivered"

    number: str
    buyer_name: str
    milestone: str
    order_url: str

    def subject(self, locale: str) -> str:
        return _("Da approvare: {milestone}, ordine {number}", milestone=self.milestone, number=self.number)


class MilestoneDecided(Mail):
    """To the firm: the buyer approved a step, or wants it changed."""

    template: ClassVar[str] = "milestone_decided"

    number: str
    buyer_name: str
    milestone: str
    is_approved: bool
    words: str
    page_url: str

    def subject(self, locale: str) -> str:
        sentence = mark("Approvata: {milestone}, ordine {number}")
        if not self.is_approved:
            sentence = mark("Modifica chiesta: {milestone}, ordine {number}")
        return _(sentence, milestone=self.milestone, number=self.number)

    def context(self) -> dict[str, Any]:
        return super().context() | {"paragraphs": [line for line in self.words.split("\n") if line.strip()]}


class OrderReceived(Mail):
    """To the buyer, as soon as they ordered: what, for how much, and the way to pay (art. 51(7) Codice del consumo).

    It names nobody: anybody can type somebody else's address into the checkout.
    """

    template: ClassVar[str] = "order_received"

    number: str
    lines: list[tuple[str, str]]
    total_label: str
    order_url: str
    agreed: list[str] = []

    @classmethod
    def of(
        cls, order: Order, lines: Sequence[OrderLine], url: str, consents: Sequence[OrderConsent] = ()
    ) -> "OrderReceived":
        """The mail in the language being spoken; what was agreed to is in the words that were shown."""
        return cls(
            number=order.number,
            lines=[(_line_name(line), money_label(line.gross, order.currency)) for line in lines],
            total_label=money_label(order.total, order.currency),
            order_url=url,
            agreed=[consent.wording for consent in consents],
        )

    def subject(self, locale: str) -> str:
        return _("Abbiamo ricevuto il Suo ordine {number}", number=self.number)


class PaymentReminder(Mail):
    """To the buyer of an order that will soon be cancelled because nobody paid it."""

    template: ClassVar[str] = "payment_reminder"

    number: str
    total_label: str
    until_label: str
    order_url: str

    def subject(self, locale: str) -> str:
        return _("Il Suo ordine {number} aspetta il pagamento", number=self.number)


class OrderClosed(Mail):
    """To the buyer whose unpaid order was cancelled: by time, by them or by the firm."""

    template: ClassVar[str] = "order_closed"

    number: str
    is_expired: bool
    order_url: str

    def subject(self, locale: str) -> str:
        return _("Il Suo ordine {number} è stato annullato", number=self.number)


class FollowUp(Mail):
    """To the buyer, some days after the work was done: how did it go. One press and no such mail comes again."""

    template: ClassVar[str] = "follow_up"
    email_type: ClassVar[EmailType] = EmailType.NOTIFICATION

    number: str
    services: str
    order_url: str
    refuse_url: str

    def subject(self, locale: str) -> str:
        return _("Com’è andata? Il Suo ordine {number}", number=self.number)


def _line_name(line: OrderLine) -> str:
    if line.quantity == 1:
        return line.name
    return f"{line.name} × {number_label(line.quantity.normalize())}"


class OrderLink(Mail):
    """To the buyer who asked for the way back to their order."""

    template: ClassVar[str] = "order_link"

    number: str
    order_url: str

    def subject(self, locale: str) -> str:
        return _("Il collegamento al Suo ordine {number}", number=self.number)


class WithdrawalAcknowledged(Mail):
    """To whoever withdrew: what they declared and when it came, to the second, on a durable medium (art. 54-bis(4)
    D.Lgs. 206/2005). It acknowledges that the declaration arrived, and decides nothing."""

    template: ClassVar[str] = "withdrawal_acknowledged"

    name: str
    email: str
    order_number: str
    words: str
    received_label: str

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> "WithdrawalAcknowledged":
        with speaking(withdrawal.locale):
            return cls(
                name=withdrawal.name,
                email=withdrawal.email,
                order_number=withdrawal.order_number,
                words=withdrawal.words,
                received_label=instant_label(withdrawal.received_at),
            )

    def subject(self, locale: str) -> str:
        return _("Abbiamo ricevuto il Suo recesso")


class WithdrawalAnswered(Mail):
    """To whoever withdrew: whether the withdrawal is accepted, and why not when it is not."""

    template: ClassVar[str] = "withdrawal_answered"

    name: str
    order_number: str
    is_accepted: bool
    answer: str

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> "WithdrawalAnswered":
        return cls(
            name=withdrawal.name,
            order_number=withdrawal.order_number,
            is_accepted=withdrawal.status is WithdrawalStatus.ACCEPTED,
            answer=withdrawal.answer,
        )

    def subject(self, locale: str) -> str:
        if self.is_accepted:
            return _("Il Suo recesso dall’ordine {number} è accolto", number=self.order_number)
        return _("Il Suo recesso dall’ordine {number} non è accolto", number=self.order_number)

    def context(self) -> dict[str, Any]:
        return super().context() | {"paragraphs": [line for line in self.answer.split("\n") if line.strip()]}


class WithdrawalArrived(WithdrawalAcknowledged):
    """To the firm: somebody withdrew, and what there is to do until when."""

    template: ClassVar[str] = "withdrawal_arrived"

    is_known: bool = False

    @classmethod
    def of(cls, withdrawal: Withdrawal) -> "WithdrawalArrived":
        told = WithdrawalAcknowledged.of(withdrawal)
        with speaking(DEFAULT_LOCALE):
            told = told.model_copy(update={"received_label": instant_label(withdrawal.received_at)})
        return cls(**told.model_dump(), is_known=withdrawal.order_id is not None)

    def subject(self, locale: str) -> str:
        return _("Recesso dall’ordine {number}", number=self.order_number)

    def context(self) -> dict[str, Any]:
        return super().context() | {"page_url": f"{get_settings().base_url}/admin/recessi"}
