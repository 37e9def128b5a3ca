"""What an order made by hand may say of its lines. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.schemas import PriceBody

MOST_LINES = 20
_FIELDS = frozenset({"slug", "quantity", "unit_price", "reason"})
_PRICE = re.compile(r"\d{1,7}([.,]\d{1,2})?")
_LARGEST = Decimal(1_000_000)
_ASK_LINE = mark("Aggiungi almeno un servizio.")
_TOO_MANY = mark("Un ordine ha al massimo {most} righe.")
_ASK_SERVICE = mark("Scegli un servizio.")
_WRONG_QUANTITY = mark("Scrivi una quantità intera da 1 a 100.")
_WRONG_PRICE = mark("Scrivi il prezzo netto come 1200,50: più di zero, al massimo un milione.")
_ASK_REASON = mark("Il prezzo non è quello del catalogo: scrivi perché.")


@dataclass(frozen=True)
class HandLine:
    """A service with what was agreed: the net price of one, and why it is not the catalogue's."""

    slug: str
    quantity: Decimal
    unit_price: Decimal
    reason: str = ""


def read_line(form: Mapping[str, object], price: PriceBody | None) -> HandLine:
    """The line that a form describes, for a service whose price is this. Raises InvalidInput with every wrong field."""
    fields = Fields({name: form.get(name) for name in _FIELDS}, _FIELDS, whole="line")
    slug, reason = fields.text("slug", 120), fields.text("reason", 300)
    quantity, unit_price = fields.text("quantity", 3), fields.text("unit_price", 12)
    if not slug:
        fields.refuse("slug", "REQUIRED", _ASK_SERVICE)
    if not (quantity.isascii() and quantity.isdecimal() and 1 <= int(quantity) <= 100):
        fields.refuse("quantity", "INVALID_QUANTITY", _WRONG_QUANTITY)
    if not _PRICE.fullmatch(unit_price) or not 0 < Decimal(unit_price.replace(",", ".")) <= _LARGEST:
        fields.refuse("unit_price", "INVALID_PRICE", _WRONG_PRICE)
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    line = HandLine(slug, Decimal(quantity), Decimal(unit_price.replace(",", ".")), reason)
    if is_off_list(line, price) and not reason:
        raise InvalidInput([FieldError("reason", "REQUIRED", _ASK_REASON)])
    return line


def check_lines(lines: Sequence[HandLine], prices: Sequence[PriceBody | None]) -> None:
    """Raises InvalidInput unless there are lines, not too many, each with a price that is the catalogue's or has a
    reason."""
    if not lines:
        raise InvalidInput([FieldError("lines", "REQUIRED", _ASK_LINE)])
    if len(lines) > MOST_LINES:
        raise InvalidInput([FieldError("lines", "TOO_MANY", _TOO_MANY, {"most": MOST_LINES})])
    for line, price in zip(lines, prices, strict=True):
        if not 0 < line.unit_price <= _LARGEST:
            raise InvalidInput([FieldError("unit_price", "INVALID_PRICE", _WRONG_PRICE)])
        if is_off_list(line, price) and not line.reason:
            raise InvalidInput([FieldError("reason", "REQUIRED", _ASK_REASON)])


def is_off_list(line: HandLine, price: PriceBody | None) -> bool:
    """Whether the agreed price is another than the catalogue asks now; a range or no price asks none."""
    return price is None or price.amount_max is not None or price.amount != line.unit_price
