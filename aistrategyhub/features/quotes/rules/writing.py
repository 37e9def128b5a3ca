"""What staff typed into an offer, read into what it says: one clear sentence for each wrong field. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.latin import has_control_characters, has_latin_form, one_line
from aistrategyhub.core.territories import COUNTRIES
from aistrategyhub.core.text import mark, money_label
from aistrategyhub.features.catalog.rules.reading import read_amount
from aistrategyhub.features.contact.rules import tidy_lines
from aistrategyhub.features.quotes.schemas.offers import Milestone, OfferContent, OfferLine
from aistrategyhub.features.vat.schemas import Supply, VatClass

MOST_LINES, MOST_MILESTONES = 40, 20
LONGEST_VALIDITY = timedelta(days=365)
_LONGEST_NAME, _LONGEST_DESCRIPTION, _LONGEST_TEXT = 160, 1000, 8000
_MOST_PIECES = Decimal(10_000)
# Forty lines of it with their VAT still fit into an amount.
_MOST_LINE_NET = Decimal(100_000_000)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)

_NO_LINE = mark("Aggiungi almeno una riga che non sia facoltativa.")
_TOO_MANY = mark("Le righe possono essere al massimo {most}.")
_NO_NAME = mark("Dai un nome alla riga.")
_NO_STEP = mark("Dai un nome alla tappa.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")
_UNPRINTABLE = mark("Il testo contiene caratteri non stampabili: riscrivilo.")
_NOT_LATIN = mark("La fattura elettronica ammette solo lettere latine: riscrivi questo dato senza altri simboli.")
_NO_QUANTITY = mark("Scrivi una quantità maggiore di zero, al massimo {most}, con due decimali.")
_TOO_DEAR = mark("Una riga vale al massimo {most}: riduci prezzo o quantità.")
_NO_PERCENT = mark("Scrivi una percentuale da 0 a {most}, per esempio 30 oppure 12,5.")
_NO_DAY = mark("Scrivi una data che esiste, come 30/11/2026.")
_PAST_DAY = mark("L’offerta deve valere almeno fino a oggi.")
_FAR_DAY = mark("L’offerta può valere al massimo un anno.")
_SHARES = mark("Le quote delle tappe devono fare 100 %: ora fanno {sum} %.")
_NO_VAT_CLASS = mark("Scegli un’aliquota fra quelle proposte.")
_NO_COUNTRY = mark("Scegli un paese fra quelli proposti.")

Items = Mapping[str, tuple[UUID, Supply]]
"""What is known of the catalogue items that lines name, by slug."""


class Reading:
    """What was read so far, and the first error of each field."""

    def __init__(self) -> None:
        self.errors: dict[str, FieldError] = {}

    def refuse(self, field: str, code: str, sentence: str, **values: Any) -> None:
        self.errors.setdefault(field, FieldError(field, code, sentence, values))

    def text(self, field: str, typed: Any, longest: int, *, is_printed: bool = False) -> str:
        text = tidy_lines(str(typed or ""))
        text = one_line(text) if is_printed else text
        if len(text) > longest:
            self.refuse(field, "TOO_LONG", _TOO_LONG, longest=longest)
        elif has_control_characters(text.replace("\n", " ")):
            self.refuse(field, "INVALID_CHARACTERS", _UNPRINTABLE)
        elif is_printed and not has_latin_form(text):
            self.refuse(field, "NOT_LATIN", _NOT_LATIN)
        return text

    def number(self, typed: Any) -> Decimal | None:
        text = re.sub(r"[\s\u00a0%]", "", str(typed or "")).replace(",", ".")
        try:
            number = Decimal(text or "0")
        except InvalidOperation:
            return None
        return number if number.is_finite() and len(text) < 15 else None

    def percent(self, field: str, typed: Any, most: int = 100) -> Decimal:
        number = self.number(typed)
        if number is None or not 0 <= number <= most or number != round(number, 2):
            self.refuse(field, "INVALID_PERCENT", _NO_PERCENT, most=most)
            return Decimal(0)
        return number

    def quantity(self, field: str, typed: Any) -> Decimal:
        number = self.number(typed)
        if number is None or not 0 < number <= _MOST_PIECES or number != round(number, 2):
            self.refuse(field, "INVALID_QUANTITY", _NO_QUANTITY, most=_MOST_PIECES)
            return Decimal(1)
        return number

    def amount(self, field: str, typed: Any) -> Decimal:
        try:
            return read_amount(str(typed or ""), field)
        except InvalidInput as refusal:
            self.errors.setdefault(field, refusal.fields[0])
            return Decimal(0)

    def day(self, field: str, typed: Any) -> date | None:
        text = str(typed or "").strip()
        try:
            if written := _DAY_FIRST.fullmatch(text):
                day, month, year = (int(part) for part in written.groups())
                return date(year, month, day)
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(field, "INVALID_DATE", _NO_DAY)
            return None


def read_offer(typed: Mapping[str, Any], items: Items, *, today: date) -> OfferContent:
    """What the offer says. Raises InvalidInput with every wrong field, lines and milestones by their place from 0."""
    reading = Reading()
    content = _read(reading, typed, items, today)
    if reading.errors:
        raise InvalidInput(list(reading.errors.values()))
    return content


def read_what_can_be(
    typed: Mapping[str, Any], items: Items, *, today: date
) -> tuple[OfferContent, dict[str, FieldError]]:
    """The same of a draft that is still wrong in places: its wrong lines are left out, and what is wrong is said."""
    reading = Reading()
    content = _read(reading, typed, items, today)
    good = tuple(line for place, line in enumerate(content.lines) if not _is_wrong(reading, f"lines.{place}."))
    return content.model_copy(update={"lines": good}), reading.errors


def slugs_in(typed: Mapping[str, Any]) -> list[str]:
    """Which catalogue items the lines name."""
    return sorted({str(row.get("item_slug"))[:120] for row in _rows(typed, "lines") if row.get("item_slug")})


def _read(reading: Reading, typed: Mapping[str, Any], items: Items, today: date) -> OfferContent:
    lines = _lines(reading, typed, items)
    if all(line.is_optional for line in lines):
        reading.refuse("lines", "NO_LINE", _NO_LINE)
    if len(lines) > MOST_LINES:
        reading.refuse("lines", "TOO_MANY", _TOO_MANY, most=MOST_LINES)
    country = str(typed.get("country") or "IT")
    if country not in COUNTRIES:
        reading.refuse("country", "INVALID_COUNTRY", _NO_COUNTRY)
    return OfferContent(
        intro=reading.text("intro", typed.get("intro"), _LONGEST_TEXT),
        lines=lines,
        discount_percent=reading.percent("discount", typed.get("discount"), most=90),
        deposit_percent=reading.percent("deposit", typed.get("deposit")),
        milestones=_milestones(reading, typed),
        valid_until=_validity(reading, typed, today),
        terms=reading.text("terms", typed.get("terms"), _LONGEST_TEXT),
        country=country,
        is_firm=bool(typed.get("is_firm", True)),
    )


def _validity(reading: Reading, typed: Mapping[str, Any], today: date) -> date:
    day = reading.day("valid_until", typed.get("valid_until"))
    if day is not None and day < today:
        reading.refuse("valid_until", "IN_THE_PAST", _PAST_DAY)
    if day is not None and day > today + LONGEST_VALIDITY:
        reading.refuse("valid_until", "TOO_FAR", _FAR_DAY)
    return day or today


def _lines(reading: Reading, typed: Mapping[str, Any], items: Items) -> tuple[OfferLine, ...]:
    return tuple(
        _line(reading, f"lines.{place}.", place, row, items)
        for place, row in enumerate(_rows(typed, "lines")[: MOST_LINES + 1])
    )


def _line(reading: Reading, field: str, place: int, row: Mapping[str, Any], items: Items) -> OfferLine:
    name = reading.text(f"{field}name", row.get("name"), _LONGEST_NAME, is_printed=True)
    if not name:
        reading.refuse(f"{field}name", "REQUIRED", _NO_NAME)
    item_id, supply = items.get(str(row.get("item_slug") or ""), (None, Supply.SERVICE))
    quantity = reading.quantity(f"{field}quantity", row.get("quantity"))
    unit_price = reading.amount(f"{field}price", row.get("price"))
    if quantity * unit_price > _MOST_LINE_NET:
        reading.refuse(f"{field}price", "TOO_HIGH", _TOO_DEAR, most=money_label(_MOST_LINE_NET))
    return OfferLine(
        key=str(row.get("key") or place)[:20],
        item_id=item_id,
        item_slug=str(row.get("item_slug")) if item_id else "",
        name=name,
        description=reading.text(f"{field}description", row.get("description"), _LONGEST_DESCRIPTION),
        quantity=quantity,
        unit_price=unit_price,
        vat_class=_vat_class(reading, f"{field}vat_class", row.get("vat_class")),
        supply=supply,
        is_optional=bool(row.get("is_optional")),
    )


def _vat_class(reading: Reading, field: str, typed: Any) -> VatClass:
    try:
        return VatClass(typed or VatClass.STANDARD)
    except ValueError:
        reading.refuse(field, "INVALID_VAT_CLASS", _NO_VAT_CLASS)
        return VatClass.STANDARD


def _milestones(reading: Reading, typed: Mapping[str, Any]) -> tuple[Milestone, ...]:
    rows = _rows(typed, "milestones")[:MOST_MILESTONES]
    read = []
    for place, row in enumerate(rows):
        field = f"milestones.{place}."
        name = reading.text(f"{field}name", row.get("name"), _LONGEST_NAME)
        if not name:
            reading.refuse(f"{field}name", "REQUIRED", _NO_STEP)
        day = reading.day(f"{field}day", row["day"]) if row.get("day") else None
        read.append(Milestone(name=name, day=day, share=reading.percent(f"{field}share", row.get("share"))))
    total = sum((step.share for step in read), Decimal(0))
    if read and total != 100:
        reading.refuse("milestones", "SHARES", _SHARES, sum=f"{total.normalize():f}")
    return tuple(read)


def _rows(typed: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = typed.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _is_wrong(reading: Reading, prefix: str) -> bool:
    return any(field.startswith(prefix) for field in reading.errors)
