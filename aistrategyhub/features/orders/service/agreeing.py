"""What a buyer agrees to in ordering, as the proof that goes with the order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.origin import find_origin
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.orders.models import ConsentKind, Order, OrderConsent
from aistrategyhub.features.orders.rules.agreements import VERSION, missing_agreements, read_agreements


@dataclass(frozen=True)
class Agreement:
    """What a buyer agreed to, in the words that were shown, and from where."""

    kind: ConsentKind
    wording: str
    wording_version: str
    locale: str
    ip_address: str = ""

    def row_of(self, order: Order) -> OrderConsent:
        """The proof of it that goes with the order."""
        return OrderConsent(order_id=order.id, given_at=order.placed_at, **asdict(self))


def read_order_form(
    buyer_data: Mapping[str, Any], ticked: Mapping[str, Any] | None, *, may_be_office: bool = False
) -> Buyer:
    """Who buys. Raises InvalidInput with all that is wrong: every field of the buyer, and the yes that is missing."""
    missing = [] if ticked is None else missing_agreements(ticked)
    try:
        buyer = read_buyer(buyer_data, may_be_office=may_be_office)
    except InvalidInput as refusal:
        raise InvalidInput([*refusal.fields, *missing]) from refusal
    if missing:
        raise InvalidInput(missing)
    return buyer


def agreements_of(
    ticked: Mapping[str, Any], buyer: Buyer, kinds: Collection[ItemKind], locale: str
) -> Sequence[Agreement]:
    """What this buyer of items of these kinds agreed to. Raises InvalidInput without the terms."""
    origin = find_origin()
    return [
        Agreement(
            kind=agreed.kind,
            wording=agreed.wording,
            wording_version=VERSION,
            locale=locale,
            ip_address=origin.ip_address if origin else "",
        )
        for agreed in read_agreements(ticked, is_consumer=not buyer.is_company, kinds=kinds, locale=locale)
    ]
