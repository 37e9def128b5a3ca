"""A bank statement as lines of money that came in: CSV as banks export it, or CAMT.053 (ISO 20022). Pure.

Only money that came in is kept; what went out is nobody's order.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.money import CENT
from aistrategyhub.core.text import _, mark

LARGEST_FILE = 5_000_000
MOST_LINES = 5_000
LARGEST_SUM = Decimal(9_999_999_999)
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y%m%d")
_AMOUNT = re.compile(r"[+-]?(?:\d{1,3}(?:([.,' ])\d{3}(?:\1\d{3})*)?(?:(?!\1)[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)")
_DAY_COLUMNS = ("data contabile", "data operazione", "data", "booking date", "date", "data valuta", "value date")
_AMOUNT_COLUMNS = ("importo", "importo (eur)", "importo eur", "importo in euro", "amount", "avere", "entrate", "credit")
_WORDS_COLUMNS = (
    "causale",
    "descrizione",
    "descrizione operazione",
    "description",
    "details",
    "remittance information",
)
_PAYER_COLUMNS = ("ordinante", "controparte", "nome", "mittente", "payer", "name", "counterparty")
_CURRENCY_COLUMNS = ("divisa", "valuta conto", "currency")
_REFERENCE_COLUMNS = ("cro", "trn", "cro/trn", "riferimento banca", "bank reference", "reference")


class UnreadableStatement(DomainError):
    """The file is no bank statement that can be read; `reason` says where it stops being one."""

    code = "UNREADABLE_STATEMENT"
    kind = Kind.INVALID
    sentence = mark("Non riusciamo a leggere questo estratto conto: {reason}")


NO_COLUMNS = mark("nella prima riga servono le colonne Data, Importo e Causale (o Descrizione).")
WRONG_LINE = mark("la riga {line} non ha una data e un importo leggibili.")
TOO_MANY = mark("ha più di {most} righe: dividilo.")
TOO_LARGE = mark("supera i 5 MB: dividilo.")
NO_TEXT = mark("non è un testo né un file XML.")
NOT_EURO = mark("la riga {line} non è in euro.")


@dataclass(frozen=True)
class Credit:
    """Money that came in, as the bank tells it."""

    booked_on: date
    amount: Decimal
    payer: str
    words: str
    bank_reference: str = ""
    currency: str = "EUR"


@dataclass(frozen=True)
class Statement:
    """What a file says. `passed_over` counts its lines that are no money coming in."""

    credits: Sequence[Credit]
    passed_over: int = 0
    iban: str = ""


def fingerprints(credits_in: Iterable[Credit]) -> list[str]:
    """A name for each line, the same whenever it is imported. Lines of one file that say the same are two transfers."""
    seen: Counter[str] = Counter()
    made = []
    for one in credits_in:
        said = "\x1f".join(
            (one.booked_on.isoformat(), f"{one.amount:.2f}", one.currency, one.payer, one.words, one.bank_reference)
        )
        seen[said] += 1
        made.append(hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest())
    return made


def credit(
    booked_on: date, amount: Decimal, payer: str, words: str, bank_reference: str = "", currency: str = "EUR"
) -> Credit:
    """A line with its texts tidy and as long as they are kept."""
    return Credit(booked_on, amount, _tidy(payer, 200), _tidy(words, 500), _tidy(bank_reference, 140), currency)


def read_csv(text: str) -> Statement:
    """The statement in a CSV file divided by semicolons, commas or tabs, its columns named in Italian or English.

    Raises UnreadableStatement.
    """
    try:
        rows = list(csv.reader(io.StringIO(text.strip("\ufeff\r\n ")), delimiter=_delimiter(text)))
    except csv.Error:
        raise UnreadableStatement(reason=_(NO_TEXT)) from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) > MOST_LINES + 1:
        raise UnreadableStatement(reason=_(TOO_MANY, most=MOST_LINES))
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    columns = _Columns.of(heads)
    kept, passed_over = [], 0
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(heads, row, strict=False))
        found = _credit_of(cells, columns, number)
        passed_over += found is None
        kept += [found] if found else []
    return Statement(kept, passed_over)


@dataclass(frozen=True)
class _Columns:
    day: str
    amount: str
    words: Sequence[str]
    payer: str
    currency: str
    reference: str

    @classmethod
    def of(cls, heads: Sequence[str]) -> "_Columns":
        day, amount = _first(heads, _DAY_COLUMNS), _first(heads, _AMOUNT_COLUMNS)
        words = [head for head in heads if head in _WORDS_COLUMNS]
        if not (day and amount and words):
            raise UnreadableStatement(reason=_(NO_COLUMNS))
        return cls(
            day,
            amount,
            words,
            _first(heads, _PAYER_COLUMNS),
            _first(heads, _CURRENCY_COLUMNS),
            _first(heads, _REFERENCE_COLUMNS),
        )


def _first(heads: Sequence[str], wanted: Sequence[str]) -> str:
    return next((name for name in wanted if name in heads), "")


def _credit_of(cells: Mapping[str, str], columns: _Columns, number: int) -> Credit | None:
    raw = cells.get(columns.amount, "").strip()
    if not raw:
        # A bank that writes what went out in a column of its own.
        return None
    day, amount = read_day(cells.get(columns.day, "")), read_sum(raw)
    if day is None or amount is None:
        raise UnreadableStatement(reason=_(WRONG_LINE, line=number))
    if amount <= 0:
        return None
    if (cells.get(columns.currency, "").strip().upper() or "EUR") not in ("EUR", "€", "EURO"):
        raise UnreadableStatement(reason=_(NOT_EURO, line=number))
    words = " ".join(cells.get(name, "").strip() for name in columns.words)
    return credit(day, amount, cells.get(columns.payer, ""), words, cells.get(columns.reference, ""))


def read_day(text: str) -> date | None:
    """A day as banks write it, Italian order first."""
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip()[:10], form).date()
        except ValueError:
            continue
    return None


def read_sum(text: str) -> Decimal | None:
    """A sum as banks write it: `1.220,00`, `1,220.00`, `+1220,5`, `1 220,00 €`."""
    bare = re.sub(r"(?i)eur|€|\u00a0", " ", text).strip().replace("\u2212", "-")
    if not _AMOUNT.fullmatch(bare):
        return None
    whole, mark_, cents = bare, "", ""
    if found := re.search(r"[.,](\d{1,2})$", bare):
        whole, mark_, cents = bare[: found.start()], ".", found.group(1)
    try:
        amount = Decimal(re.sub(r"[.,' ]", "", whole) + mark_ + cents).quantize(CENT)
    except InvalidOperation:
        return None
    return amount if abs(amount) <= LARGEST_SUM else None


def _delimiter(text: str) -> str:
    head = text.lstrip("\ufeff\r\n ").split("\n", 1)[0]
    return max(";\t,", key=head.count)


def _tidy(text: str, longest: int) -> str:
    return one_line("".join(letter if letter.isprintable() else " " for letter in text))[:longest]
