"""The mails of subscriptions."""

from typing import ClassVar

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, date_label, money_label
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.orders.links import order_path
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.subscriptions.models import Subscription
from aistrategyhub.features.subscriptions.rules.addresses import subscription_path
from aistrategyhub.features.subscriptions.rules.words import last_day_to_leave, plan_label
from aistrategyhub.features.wallet.models import KeptCard
from aistrategyhub.features.wallet.rules import CARDS_ROUTE, card_label
from aistrategyhub.infra.settings import get_settings


def _page(path: str) -> str:
    return get_settings().base_url + path


class ChargeRefused(Mail):
    """A bank said no to a renewal: confirm it, or change the card. `next_label` is when it is tried again."""

    template: ClassVar[str] = "charge_refused"

    item_name: str
    total_label: str
    next_label: str
    asks_for_confirmation: bool
    pay_url: str
    cards_url: str

    @classmethod
    def of(cls, subscription: Subscription, order: Order) -> "ChargeRefused":
        """The mail after the last refusal, in the language being spoken."""
        assert subscription.next_attempt_at is not None
        return cls(
            item_name=subscription.item_name,
            total_label=money_label(order.total, order.currency),
            next_label=date_label(today_in_rome(subscription.next_attempt_at)),
            asks_for_confirmation=subscription.last_failure == "authentication_required",
            pay_url=_page(order_path(order.id, subscription.locale)),
            cards_url=_page(in_language(CARDS_ROUTE, subscription.locale)),
        )

    def subject(self, locale: str) -> str:
        if self.asks_for_confirmation:
            return _("Conferma il pagamento di {name}", name=self.item_name)
        return _("Il pagamento di {name} non è riuscito", name=self.item_name)


class SubscriptionOver(Mail):
    """It ended because nobody paid."""

    template: ClassVar[str] = "subscription_over"

    item_name: str
    again_url: str

    @classmethod
    def of(cls, subscription: Subscription) -> "SubscriptionOver":
        return cls(
            item_name=subscription.item_name,
            again_url=_page(in_language(f"/servizi/{subscription.item_slug}", subscription.locale)),
        )

    def subject(self, locale: str) -> str:
        return _("L’abbonamento a {name} è terminato", name=self.item_name)


class RenewalAhead(Mail):
    """A yearly renewal, or the end of a trial, is near: what will be charged, and until when one can leave."""

    template: ClassVar[str] = "renewal_ahead"

    item_name: str
    plan_label: str
    day_label: str
    leave_label: str
    page_url: str

    @classmethod
    def of(cls, subscription: Subscription) -> "RenewalAhead":
        assert subscription.period_end is not None
        return cls(
            item_name=subscription.item_name,
            plan_label=plan_label(subscription),
            day_label=date_label(today_in_rome(subscription.period_end)),
            leave_label=date_label(last_day_to_leave(subscription)),
            page_url=_page(subscription_path(subscription.number, subscription.locale)),
        )

    def subject(self, locale: str) -> str:
        return _("{name} si rinnova il {day}", name=self.item_name, day=self.day_label)


class CardExpires(Mail):
    """The card that the next renewal would be charged on expires before long."""

    template: ClassVar[str] = "card_expires"

    card_label: str
    cards_url: str

    @classmethod
    def of(cls, card: KeptCard, locale: str) -> "CardExpires":
        return cls(card_label=card_label(card.brand, card.last4), cards_url=_page(in_language(CARDS_ROUTE, locale)))

    def subject(self, locale: str) -> str:
        return _("La tua carta {card} sta per scadere", card=self.card_label)
