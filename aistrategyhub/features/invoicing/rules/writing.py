"""A document that somebody writes by hand, read into what a preset composes: one clear sentence for each wrong field.

Pure. What was typed is a mapping of texts: `kind`, `buyer` (as a billing form sends it), `lines`, and what stands once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from aistrategyhub.core.billing import Buyer, read_buyer
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import LOCALES, mark
from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    DocumentType,
    Natura,
    PaymentMethod,
    ReferenceKind,
)
from aistrategyhub.features.invoicing.document.model import Reference, Seller
from aistrategyhub.features.invoicing.document.parties import party_of
from aistrategyhub.features.invoicing.document.parts import Adjustment
from aistrategyhub.features.invoicing.document.presets import (
    Exemption,
    Item,
    Profession,
    Sale,
    Settlement,
    kind_of,
)
from aistrategyhub.features.invoicing.document.reasons import LAWS
from aistrategyhub.features.orders.rules.checkout import read_checkout
from aistrategyhub.features.quotes.rules.writing import Reading

MOST_LINES = 50
RATES = ("22", "10", "5", "4")
KINDS = (DocumentType.TD01, DocumentType.TD02, DocumentType.TD05, DocumentType.TD06, DocumentType.TD03)
METHODS = (
    PaymentMethod.MP05,
    PaymentMethod.MP01,
    PaymentMethod.MP02,
    PaymentMethod.MP08,
    PaymentMethod.MP12,
    PaymentMethod.MP19,
)
_LONGEST_DESCRIPTION, _LONGEST_LAW, _LONGEST_UNIT, _LONGEST_CAUSALE = 1000, 100, 10, 400
_MOST_PIECES, _HIGHEST_PRICE, _MOST_TOTAL = Decimal(1_000_000), Decimal(100_000_000), Decimal(1_000_000_000)

# 1.450 is a thousand and more, as Italians write.
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+", re.ASCII)
_NO_LINE = mark("Aggiungi almeno una riga.")
_TOO_MANY = mark("Le righe possono essere al massimo {most}.")
_NO_DESCRIPTION = mark("Scrivi che cosa fatturi.")
_NO_QUANTITY = mark("Scrivi una quantità maggiore di zero, con al massimo otto decimali.")
_NO_PRICE = mark("Scrivi il prezzo netto di un’unità, come 1.450,00; con il segno meno per togliere qualcosa.")
_NO_VAT = mark("Scegli l’aliquota, o il motivo per cui non c’è IVA.")
_NO_KIND = mark("Scegli un tipo di documento fra quelli proposti.")
_NO_METHOD = mark("Scegli un modo di pagamento fra quelli proposti.")
_NO_REFERENCE = mark("Scegli un documento fra quelli proposti.")
_NO_NUMBER = mark("Scrivi il numero del documento a cui ti riferisci.")
_PAST_DUE = mark("La scadenza non può essere prima di oggi.")
_TOO_MUCH = mark("Una riga vale al massimo un miliardo: riduci prezzo o quantità.")


@dataclass(frozen=True, slots=True)
class WrittenSale:
    """What can be read of a draft: `sale` and `buyer` are None while something is wrong, `net` is what its good lines
    come to before VAT, `errors` the first thing wrong with each field."""

    sale: Sale | None
    buyer: Buyer | None
    net: Decimal
    locale: str
    errors: Mapping[str, FieldError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """What the firm's settings say of every document it writes by hand."""

    seller: Seller
    iban: str = ""
    profession: Profession | None = None
    split_until: date = date.max


def read_written(
    typed: Mapping[str, Any], firm: Firm, *, today: date, corrected: Reference | None = None
) -> WrittenSale:
    """What a draft says; a credit note when it has a `corrected` invoice. Number and date are for whoever issues it."""
    reading = _Reading()
    buyer = _buyer(reading, typed.get("buyer"))
    items = _items(reading, _rows(typed))
    references = _references(reading, typed) + ((corrected,) if corrected else ())
    settlement = _settlement(reading, typed, firm, today)
    kind = DocumentType.TD04 if corrected else _chosen(reading, "kind", typed, KINDS, _NO_KIND)
    causale = reading.text("causale", typed.get("causale"), _LONGEST_CAUSALE, is_printed=True)
    locale = str(typed.get("locale"))
    net = sum((item.unit_price * (item.quantity or 1) for item in items), Decimal(0))
    sale = None
    if buyer is not None and not reading.errors:
        party = party_of(buyer)
        sale = Sale(
            seller=firm.seller,
            buyer=party,
            kind=kind_of(party, buyer.sdi_code),
            items=items,
            number="",
            issued_on=today,
            recipient_code=buyer.sdi_code,
            pec_email=buyer.pec_email,
            document_type=kind,
            profession=firm.profession if typed.get("has_fees") else None,
            references=references,
            causale=causale,
            settlement=settlement,
            split_until=firm.split_until,
        )
    return WrittenSale(sale, buyer, net, locale if locale in LOCALES else "it", reading.errors)


class _Reading(Reading):
    """Prices of these documents have more decimals than those of offers, and may take something off."""

    def decimal(self, field: str, typed: Any, sentence: str, *, least: Decimal, most: Decimal) -> Decimal | None:
        text = str(typed or "").strip().replace("€", "")
        if "," in text or _THOUSANDS.fullmatch(text):
            text = text.replace(".", "")
        number = self.number(text) if text else None
        if number is None or not least <= number <= most or number != round(number, 8):
            self.refuse(field, "INVALID_NUMBER", sentence)
            return None
        return number


def _buyer(reading: Reading, typed: Any) -> Buyer | None:
    form = typed if isinstance(typed, Mapping) else {}
    try:
        return read_buyer(read_checkout(form), may_be_office=True)
    except InvalidInput as refusal:
        for error in refusal.fields:
            field = f"buyer.{error.field}"
            reading.errors.setdefault(field, FieldError(field, error.code, error.sentence, error.values))
        return None


def _rows(typed: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    rows = typed.get("lines")
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _items(reading: _Reading, rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    if not rows:
        reading.refuse("lines", "REQUIRED", _NO_LINE)
    if len(rows) > MOST_LINES:
        reading.refuse("lines", "TOO_MANY", _TOO_MANY, most=MOST_LINES)
    read = (_item(reading, f"lines.{place}.", row) for place, row in enumerate(rows[: MOST_LINES + 1]))
    return tuple(item for item in read if item)


def _item(reading: _Reading, field: str, row: Mapping[str, Any]) -> Item | None:
    description = reading.text(f"{field}description", row.get("description"), _LONGEST_DESCRIPTION, is_printed=True)
    if not description:
        reading.refuse(f"{field}description", "REQUIRED", _NO_DESCRIPTION)
    least = Decimal("0.00000001")
    quantity = reading.decimal(f"{field}quantity", row.get("quantity"), _NO_QUANTITY, least=least, most=_MOST_PIECES)
    price = reading.decimal(f"{field}price", row.get("price"), _NO_PRICE, least=-_HIGHEST_PRICE, most=_HIGHEST_PRICE)
    discount = reading.percent(f"{field}discount", row.get("discount"))
    rate, exemption = _vat(reading, field, row)
    if quantity is None or price is None:
        return None
    if abs(quantity * price) > _MOST_TOTAL:
        reading.refuse(f"{field}price", "TOO_HIGH", _TOO_MUCH)
    return Item(
        description=description,
        quantity=quantity,
        unit=reading.text(f"{field}unit", row.get("unit"), _LONGEST_UNIT, is_printed=True),
        unit_price=price,
        vat_rate=rate,
        exemption=exemption,
        adjustments=(Adjustment(AdjustmentKind.DISCOUNT, percent=discount),) if discount else (),
        is_goods=bool(row.get("is_goods")),
    )


def _vat(reading: Reading, field: str, row: Mapping[str, Any]) -> tuple[Decimal, Exemption | None]:
    chosen = str(row.get("vat") or "")
    if chosen in RATES:
        return Decimal(chosen), None
    if chosen in LAWS:
        natura = Natura(chosen)
        law = reading.text(f"{field}law", row.get("law"), _LONGEST_LAW, is_printed=True)
        return Decimal(0), Exemption(natura, law or LAWS[natura])
    reading.refuse(f"{field}vat", "INVALID_VAT", _NO_VAT)
    return Decimal(0), None


def _references(reading: Reading, typed: Mapping[str, Any]) -> tuple[Reference, ...]:
    """The order, contract or tender that is named; nothing when the form leaves it empty."""
    said = {name: reading.text(name, typed.get(name), 20, is_printed=True) for name in ("reference_number",)}
    said |= {name: reading.text(name, typed.get(name), 15, is_printed=True) for name in ("cig", "cup")}
    if not any(said.values()):
        return ()
    kinds = tuple(ReferenceKind)
    kind = _chosen(reading, "reference_kind", typed, kinds, _NO_REFERENCE)
    if not said["reference_number"]:
        reading.refuse("reference_number", "REQUIRED", _NO_NUMBER)
    day = reading.day("reference_day", typed["reference_day"]) if typed.get("reference_day") else None
    return (Reference(kind=kind, number=said["reference_number"], issued_on=day, cig=said["cig"], cup=said["cup"]),)


def _settlement(reading: Reading, typed: Mapping[str, Any], firm: Firm, today: date) -> Settlement:
    method = _chosen(reading, "method", typed, METHODS, _NO_METHOD)
    due = reading.day("due_day", typed["due_day"]) if typed.get("due_day") else None
    if due and due < today:
        reading.refuse("due_day", "IN_THE_PAST", _PAST_DUE)
    return Settlement(method=method, due_date=due, iban=firm.iban if method is PaymentMethod.MP05 else "")


def _chosen(reading: Reading, field: str, typed: Mapping[str, Any], choices: Sequence[Any], sentence: str) -> Any:
    known = {choice.value: choice for choice in choices}
    asked = str(typed.get(field) or choices[0].value)
    if asked not in known:
        reading.refuse(field, "UNKNOWN_CHOICE", sentence)
    return known.get(asked, choices[0])
