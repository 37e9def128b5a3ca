"""When the VAT of what was bought counts, and what a period comes to. Pure: a preview, which the accountant decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.moments import read_day
from aistrategyhub.core.text import mark

# Art. 1 c. 1 DPR 100/1998: what comes by the 15th may count in the month of the supply, but not over New Year.
_LAST_DAY_BACK = 15
_NOT_A_PERCENT = mark("Scrivi quanta IVA si detrae, da 0 a 100, per esempio 40.")


@dataclass(frozen=True, slots=True)
class VatPart:
    """The VAT of one rate in a period: `taxable`, all its `tax`, and what of it `counts`."""

    rate: Decimal
    reason: str
    taxable: Decimal
    tax: Decimal
    counts: Decimal


@dataclass(frozen=True, slots=True)
class VatPeriod:
    """What a period seems to owe: VAT of sales less that of purchases. `deferred` and `split` are of sales and owed
    later or by others."""

    output: Sequence[VatPart]
    inputs: Sequence[VatPart]
    deferred: Decimal
    split: Decimal

    @property
    def owed(self) -> Decimal:
        return sum((part.counts for part in self.output), Decimal("0.00"))

    @property
    def deducted(self) -> Decimal:
        return sum((part.counts for part in self.inputs), Decimal("0.00"))

    @property
    def balance(self) -> Decimal:
        """What is to be paid; below zero it is credit."""
        return self.owed - self.deducted


def counts_on(issued_on: date, received_on: date) -> date:
    """The day by which a received document is put into a period: that of the document where it came by the 15th of the
    next month of the same year, else that of its coming."""
    is_next = (received_on.year, received_on.month) == (issued_on.year, issued_on.month + 1)
    return issued_on if is_next and received_on.day <= _LAST_DAY_BACK else max(issued_on, received_on)


def read_decision(received_on: str, percent: str) -> tuple[date, Decimal]:
    """The day and the percentage that a form says. Raises InvalidInput."""
    day = read_day(received_on, "received_on")
    text = percent.strip().removesuffix("%").strip().replace(",", ".")
    is_number = text.isascii() and text.replace(".", "", 1).isdecimal() and len(text) < 7
    if not is_number or not Decimal(text) <= 100 or Decimal(text) != round(Decimal(text), 2):
        raise InvalidInput([FieldError("deductible", "INVALID_PERCENT", _NOT_A_PERCENT)])
    return day, Decimal(text)
