"""How much of each line goes back. Pure: no database, no clock.

A line's VAT goes back with it: whatever parts a line is given back in, their nets and VATs add up to the line's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.money import CENT, round_half_up
from aistrategyhub.core.text import mark, money_label, number_label
from aistrategyhub.features.payments.schemas import Extent

_NOT_AN_AMOUNT = mark("Indica un importo in euro maggiore di zero, con al massimo due decimali.")
_LARGEST = Decimal(10**12)
_NO_LINES = mark("Scegli almeno una riga da rimborsare.")
_UNKNOWN_LINE = mark("Quest’ordine non ha la riga {number}.")
_QUANTITY = mark("Della riga {number} si possono ancora rimborsare {left}.")


class RefundAboveLeft(DomainError):
    """More was asked back than is left of what was paid."""

    code = "REFUND_ABOVE_LEFT"
    sentence = mark("Si possono ancora rimborsare {left}: l’importo chiesto è più alto. Nulla è stato rimborsato.")


class NothingToRefund(DomainError):
    """All that was paid went back already, or nothing was paid."""

    code = "NOTHING_TO_REFUND"
    sentence = mark("Su quest’ordine non c’è nulla da rimborsare.")


@dataclass(frozen=True)
class RefundChoice:
    """What to give back. `lines` maps line numbers to quantities, None for all that is left of a line."""

    extent: Extent
    amount: Decimal | None = None
    lines: Mapping[int, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True)
class SoldLine:
    """A line of an order and what went back of it already, sent or not."""

    line_id: UUID
    number: int
    name: str
    quantity: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal
    returned: Decimal = Decimal(0)
    returned_net: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        return self.gross - self.returned


@dataclass(frozen=True)
class Share:
    """What goes back of one line: `net` + `vat` = `gross`."""

    line_id: UUID
    number: int
    name: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    quantity: Decimal | None = None


def shares_of(lines: Sequence[SoldLine], choice: RefundChoice) -> list[Share]:
    """What the choice gives back of each line, lines of which nothing goes back left out.

    Raises InvalidInput for a wrong amount, line or quantity, NothingToRefund when no money of the sale is left, and
    RefundAboveLeft when an amount is above it.
    """
    left = sum((line.left for line in lines), Decimal(0))
    if left <= 0:
        raise NothingToRefund
    if choice.extent is Extent.LINES:
        return _by_lines({line.number: line for line in lines}, choice.lines)
    if choice.extent is Extent.AMOUNT:
        return by_amount(lines, checked_amount(choice.amount))
    return [_share(line, line.left) for line in lines if line.left > 0]


def checked_amount(amount: Decimal | None) -> Decimal:
    """An amount of money to move, in whole cents. Raises InvalidInput for any other number, or none."""
    if amount is None or not amount.is_finite() or amount <= 0 or not _is_in_cents(amount):
        raise InvalidInput([FieldError("amount", "INVALID_AMOUNT", _NOT_AN_AMOUNT)])
    return amount


def _is_in_cents(amount: Decimal) -> bool:
    """More than any order costs has too many figures to be rounded; it is above what is left, whatever its decimals."""
    return amount > _LARGEST or amount.quantize(CENT) == amount


def by_amount(lines: Sequence[SoldLine], amount: Decimal) -> list[Share]:
    """The amount shared among the lines in proportion to what is left of each, to the cent. Raises RefundAboveLeft."""
    left = sum((line.left for line in lines), Decimal(0))
    if amount > left:
        raise RefundAboveLeft(left=money_label(left))
    shares, before, shared = [], Decimal(0), Decimal(0)
    for line in lines:
        before += line.left
        upto = round_half_up(amount * before / left)
        if upto > shared:
            shares.append(_share(line, upto - shared))
        shared = upto
    return shares


def _by_lines(lines: Mapping[int, SoldLine], wanted: Mapping[int, Decimal | None]) -> list[Share]:
    if not wanted:
        raise InvalidInput([FieldError("lines", "REQUIRED", _NO_LINES)])
    unknown = sorted(set(wanted) - set(lines))
    if unknown:
        raise InvalidInput([FieldError("lines", "UNKNOWN_LINE", _UNKNOWN_LINE, {"number": unknown[0]})])
    shares = [_by_quantity(lines[number], quantity) for number, quantity in sorted(wanted.items())]
    if all(share.gross <= 0 for share in shares):
        raise NothingToRefund
    return [share for share in shares if share.gross > 0]


def quantity_left(line: SoldLine) -> Decimal:
    """How many of a line have not gone back, to the hundredth."""
    return (line.left * line.quantity / line.gross).quantize(CENT) if line.gross else Decimal(0)


def _by_quantity(line: SoldLine, quantity: Decimal | None) -> Share:
    if quantity is None or line.quantity == 0:
        return _share(line, line.left)
    left = quantity_left(line)
    if not quantity.is_finite() or quantity <= 0 or quantity > left:
        values = {"number": line.number, "left": number_label(left.normalize())}
        raise InvalidInput([FieldError("lines", "INVALID_QUANTITY", _QUANTITY, values)])
    gross = line.left if quantity == left else round_half_up(line.gross * quantity / line.quantity)
    return _share(line, min(gross, line.left), quantity)


def _share(line: SoldLine, gross: Decimal, quantity: Decimal | None = None) -> Share:
    """The part's net, reckoned on all that has gone back of the line so far: so that the parts add up."""
    net = round_half_up(line.net * (line.returned + gross) / line.gross) - line.returned_net if gross else Decimal(0)
    return Share(line.line_id, line.number, line.name, net, gross - net, gross, quantity)
