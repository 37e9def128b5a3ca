"""What changes when the lines of a paid order change. Pure.

An invoice that was issued says what was sold: its lines stay. Less is a refund of a line or a part of it, more is a
further order that adds to this one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import Order, OrderLine
from aistrategyhub.features.orders.rules.by_hand import MOST_LINES, HandLine
from aistrategyhub.features.orders.rules.status import PAID_STATUSES
from aistrategyhub.features.vat.rules import VAT_RATES
from aistrategyhub.features.vat.schemas import VatClass

_MOST = Decimal(100)
_UNKNOWN_LINE = mark("Quest’ordine non ha la riga {number}.")
_QUANTITY = mark("Riga {number}: scrivi una quantità da 0 a 100, con al massimo due decimali.")
_NOTHING = mark("Non hai cambiato nulla: modifica una quantità o aggiungi una riga.")
_TOO_MANY = mark("Un ordine ha al massimo {most} righe.")


class OrderNotPaid(DomainError):
    """Only what was paid is changed in this way."""

    code = "ORDER_NOT_PAID"
    sentence = mark("L’ordine {number} non è pagato: annullalo e fanne uno nuovo.")


class AgreedOrderStays(DomainError):
    """It collects what an accepted offer says."""

    code = "ORDER_WAS_AGREED"
    sentence = mark(
        "L’ordine {number} viene da un’offerta accettata: per aggiungere scrivi una nuova offerta, per togliere "
        "rimborsa."
    )


class BuyerForgotten(DomainError):
    """Nobody may know any more who would owe an addition."""

    code = "BUYER_FORGOTTEN"
    sentence = mark("I dati di chi ha comprato sono cancellati: l’ordine {number} si può solo rimborsare.")


class OrderChanged(DomainError):
    """A colleague changed the order meanwhile, or money of it went back."""

    code = "ORDER_CHANGED"
    sentence = mark("Intanto l’ordine {number} è cambiato: riaprilo, guarda com’è ora e riprova. Nulla è stato fatto.")


@dataclass(frozen=True)
class Amendment:
    """What a paid order is to become: from now on so many of these lines, and these further ones. `revision` is that at
    which the order was read."""

    revision: int
    quantities: Mapping[int, Decimal]
    added: Sequence[HandLine] = ()


@dataclass(frozen=True)
class Change:
    """The same as two movements: how many of which line go back, None for all that is left of it, and how many more
    are sold."""

    returned: Mapping[int, Decimal | None]
    more: Mapping[int, Decimal]
    added: Sequence[HandLine]

    @property
    def is_sale(self) -> bool:
        return bool(self.more or self.added)


def check_amendable(order: Order) -> None:
    """Raises OrderNotPaid, AgreedOrderStays and BuyerForgotten."""
    if order.status not in PAID_STATUSES:
        raise OrderNotPaid(number=order.number)
    if order.offer_id is not None:
        raise AgreedOrderStays(number=order.number)
    if not order.email:
        raise BuyerForgotten(number=order.number)


def change_of(amendment: Amendment, left: Mapping[int, Decimal]) -> Change:
    """What the amendment moves, of lines of which so many are left. Raises InvalidInput for a wrong line or quantity,
    for too many lines, and when nothing changes."""
    wrong = [_checked(number, quantity, left) for number, quantity in sorted(amendment.quantities.items())]
    if errors := [error for error in wrong if error]:
        raise InvalidInput(errors)
    if len(amendment.added) > MOST_LINES:
        raise InvalidInput([FieldError("added", "TOO_MANY", _TOO_MANY, {"most": MOST_LINES})])
    returned: dict[int, Decimal | None] = {}
    more: dict[int, Decimal] = {}
    for number, quantity in sorted(amendment.quantities.items()):
        if quantity == 0 and left[number] > 0:
            returned[number] = None
        elif quantity < left[number]:
            returned[number] = left[number] - quantity
        elif quantity > left[number]:
            more[number] = quantity - left[number]
    if not returned and not more and not amendment.added:
        raise InvalidInput([FieldError("lines", "NOTHING_CHANGED", _NOTHING)])
    return Change(returned, more, amendment.added)


def class_of(line: OrderLine) -> VatClass:
    """The class of VAT under which a line was sold that no catalogue knows any more; one sold without VAT counts as
    standard, for whoever has to pay it now."""
    return next((one for one, rate in VAT_RATES.items() if rate == line.vat_rate), VatClass.STANDARD)


def _checked(number: int, quantity: Decimal, left: Mapping[int, Decimal]) -> FieldError | None:
    if number not in left:
        return FieldError("lines", "UNKNOWN_LINE", _UNKNOWN_LINE, {"number": number})
    is_right = quantity.is_finite() and 0 <= quantity <= max(_MOST, left[number])
    if not is_right or quantity != round(quantity, 2):
        return FieldError(f"lines.{number}", "INVALID_QUANTITY", _QUANTITY, {"number": number})
    return None
