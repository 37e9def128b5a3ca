"""The mails of payments."""

from collections.abc import Sequence
from typing import ClassVar

from aistrategyhub.core.text import _, moment_label, money_label
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.orders.models import Order, OrderLine
from aistrategyhub.features.orders.rules.words import buyer_label
from aistrategyhub.features.payments.models import Dispute
from aistrategyhub.features.payments.rules.disputes import reason_label
from aistrategyhub.features.payments.schemas.transfers import TransferView
from aistrategyhub.infra.settings import get_settings


class TransferInstructions(Mail):
    """To the buyer who pays by bank transfer: where to send how much, by when, and what to write on it. After a part
    of it came, `received_label` says how much."""

    template: ClassVar[str] = "transfer_instructions"

    number: str
    holder: str
    iban_label: str
    bic: str
    amount_label: str
    received_label: str
    reference: str
    due_label: str
    order_url: str

    @classmethod
    def of(cls, number: str, view: TransferView, url: str) -> "TransferInstructions":
        """The mail in the language being spoken."""
        told = ("holder", "iban_label", "bic", "amount_label", "received_label", "reference", "due_label")
        return cls(number=number, order_url=url, **{name: getattr(view, name) for name in told})

    def subject(self, locale: str) -> str:
        if self.received_label:
            return _("Ordine {number}: abbiamo ricevuto una parte del bonifico", number=self.number)
        return _("Le coordinate per il bonifico dell’ordine {number}", number=self.number)


class OrderArrived(Mail):
    """To the firm: an order was paid, by whom, for what."""

    template: ClassVar[str] = "order_arrived"

    number: str
    buyer_name: str
    buyer_email: str
    lines: list[tuple[str, str]]
    total_label: str
    page_url: str

    @classmethod
    def of(cls, order: Order, lines: Sequence[OrderLine]) -> "OrderArrived":
        """The mail in the language being spoken."""
        return cls(
            number=order.number,
            buyer_name=buyer_label(order),
            buyer_email=order.email,
            lines=[(line.name, money_label(line.net, order.currency)) for line in lines],
            total_label=money_label(order.total, order.currency),
            page_url=f"{get_settings().base_url}/admin/ordini/{order.number}",
        )

    def subject(self, locale: str) -> str:
        return _("Ordine {number} pagato: {amount}", number=self.number, amount=self.total_label)


class DisputeOpened(Mail):
    """To the firm: a card holder disputes a payment, and until when an answer is taken."""

    template: ClassVar[str] = "dispute_opened"

    number: str
    buyer_name: str
    amount_label: str
    reason_label: str
    due_label: str
    is_inquiry: bool
    page_url: str

    @classmethod
    def of(cls, order: Order, dispute: Dispute) -> "DisputeOpened":
        """The mail in the language being spoken."""
        return cls(
            number=order.number,
            buyer_name=order.buyer_name,
            amount_label=money_label(dispute.amount, dispute.currency),
            reason_label=reason_label(dispute.reason),
            due_label=moment_label(dispute.answer_due_at) if dispute.answer_due_at else "",
            is_inquiry=dispute.is_inquiry,
            page_url=f"{get_settings().base_url}/admin/ordini/{order.number}",
        )

    def subject(self, locale: str) -> str:
        return _("Pagamento contestato: ordine {number}, {amount}", number=self.number, amount=self.amount_label)
