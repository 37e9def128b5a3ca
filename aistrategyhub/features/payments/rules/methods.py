"""The ways of paying: which sums each takes, and who sends the money back. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from aistrategyhub.core.money import from_minor_units
from aistrategyhub.core.text import mark
from aistrategyhub.features.payments.models import BY_HAND, STRIPE, Payment
from aistrategyhub.features.site_settings.schemas import BankTransfer
from aistrategyhub.integrations.stripe.gateway import SMALLEST_CHARGE_MINOR

TOO_SMALL_FOR_CARD = mark("Con carta si paga da {least} in su: per {amount} serve un altro modo.")
# The largest sum that a QR code of a transfer can ask for (EPC069-12).
_LARGEST_TRANSFER = Decimal("999999999.99")


class Method(Protocol):
    """A way of paying an order. `provider` is what its payments say of themselves."""

    provider: str
    kind: str
    is_sent_back_by_hand: bool

    def takes(self, amount: Decimal, currency: str) -> bool:
        """Whether a sum can be paid this way."""
        ...


@dataclass(frozen=True)
class CardMethod:
    """The provider's card page. Below the smallest charge the provider refuses."""

    provider: str = STRIPE
    kind: str = "card"
    is_sent_back_by_hand: bool = False

    def takes(self, amount: Decimal, currency: str) -> bool:
        return amount >= smallest_charge(currency)


@dataclass(frozen=True)
class TransferMethod:
    """A bank transfer onto the firm's account, when the owner has switched it on."""

    account: BankTransfer
    provider: str = BY_HAND
    kind: str = "transfer"
    is_sent_back_by_hand: bool = True

    def takes(self, amount: Decimal, currency: str) -> bool:
        return self.account.takes_transfers and currency == "EUR" and 0 < amount <= _LARGEST_TRANSFER


@dataclass(frozen=True)
class CounterMethod:
    """Cash, or whatever else is given to a colleague, who books it."""

    provider: str = BY_HAND
    kind: str = "counter"
    is_sent_back_by_hand: bool = True

    def takes(self, amount: Decimal, currency: str) -> bool:
        return amount > 0


def methods_for_buyers(account: BankTransfer, amount: Decimal, currency: str) -> Sequence[Method]:
    """The ways in which the buyer of an order may pay this sum by themselves, the quickest first."""
    return [method for method in (CardMethod(), TransferMethod(account)) if method.takes(amount, currency)]


def is_sent_back_by_hand(payment: Payment) -> bool:
    """Whether a colleague, and no provider, gives the money of this payment back."""
    methods: Sequence[Method] = (CardMethod(), CounterMethod())
    return any(one.is_sent_back_by_hand for one in methods if one.provider == payment.provider)


def smallest_charge(currency: str) -> Decimal:
    """The least that a card can be charged."""
    return from_minor_units(SMALLEST_CHARGE_MINOR.get(currency.lower(), 50), currency)
