"""A cart as it stands at a moment, before it is put into words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from aistrategyhub.features.catalog.schemas import Offer
from aistrategyhub.features.vat.schemas import Amounts

_ZERO = Decimal("0.00")
_NOTHING = Amounts(())


@dataclass(frozen=True)
class LineReading:
    """A line of a cart: what was put in at which price, and what can be bought now, which may be nothing."""

    item_id: UUID
    name: str
    quantity: int
    unit_price: Decimal
    currency: str
    offer: Offer | None = None
    discount: Decimal = _ZERO

    @property
    def has_other_price(self) -> bool:
        """Whether it costs something else than when it was put in."""
        now = self.offer
        return now is not None and (now.net_price, now.currency) != (self.unit_price, self.currency)


@dataclass(frozen=True)
class CartReading:
    """The lines, with what an order of those that are for sale would come to for somebody in Italy. `coupon_refusal` is
    a code of `rules.Refusal`; `version` changes with anything that a buyer was shown."""

    lines: Sequence[LineReading] = ()
    amounts: Amounts = _NOTHING
    currency: str = "EUR"
    coupon_code: str = ""
    coupon_refusal: str = ""
    coupon_minimum: Decimal = _ZERO
    version: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    reminder_email: str = ""

    @property
    def buyable(self) -> list[LineReading]:
        """The lines of which an order can be made."""
        return [line for line in self.lines if line.offer is not None and line.offer.currency == self.currency]

    @property
    def discount(self) -> Decimal:
        """What the coupon takes off in all, before VAT."""
        return sum((line.discount for line in self.lines), _ZERO)

    @property
    def count(self) -> int:
        """How many pieces are in it."""
        return sum(line.quantity for line in self.lines)
