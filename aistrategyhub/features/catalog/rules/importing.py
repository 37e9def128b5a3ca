"""Rows of an imported file: what each would make of an item, or why it makes none. Pure.

A cell that is empty, or a column that is not there, leaves what an item has; a new item gets the usual.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG, UNPRINTABLE
from aistrategyhub.core.latin import has_control_characters
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.models import ItemKind, ItemStatus
from aistrategyhub.features.catalog.models.items import LONGEST_SKU
from aistrategyhub.features.catalog.rules.reading import check_currency, collect, read_price
from aistrategyhub.features.catalog.rules.spreadsheets import SheetRow
from aistrategyhub.features.catalog.schemas import PriceDraft
from aistrategyhub.features.publishing.rules import LONGEST_SLUG, fold
from aistrategyhub.features.vat.schemas import VatClass

E = TypeVar("E", bound=StrEnum)

TEXTS = {
    "name_it": 160,
    "short_description_it": 400,
    "name_en": 160,
    "short_description_en": 400,
}
COLUMNS = (
    "sku",
    "slug",
    "slug_en",
    "kind",
    "category",
    "vat_class",
    "featured",
    "sort_order",
    "status",
    *TEXTS,
    "price",
    "price_max",
    "billing_unit",
    "currency",
)
NEEDED = frozenset({"slug"})

_YES = frozenset({"sì", "si", "s", "yes", "y", "true", "vero", "1"})
_NO = frozenset({"no", "n", "false", "falso", "0"})

_NO_SLUG = mark("Manca l’indirizzo (colonna slug).")
_BAD_SLUG = mark("«{typed}» non è un indirizzo: usa lettere minuscole, cifre e trattini, come {suggested}.")
_TWICE = mark("«{value}» è già alla riga {line}: tieni una sola delle due.")
_CHOICE = mark("«{typed}» non è fra le scelte: {choices}.")
_NO_CATEGORY = mark("La categoria «{typed}» non esiste.")
_NEEDED_NEW = mark("Per un servizio nuovo serve anche «{column}».")
_YES_OR_NO = mark("Scrivi sì o no.")
_NUMBER = mark("Scrivi un numero intero.")
_HALF_ENGLISH = mark("In inglese servono sia il nome sia la descrizione breve.")
_NO_AMOUNT = mark("C’è un prezzo massimo o un’unità senza il prezzo.")
_NOT_ARCHIVED = mark("Un servizio nuovo entra come bozza (draft) o pubblicato (published).")
_PRICED = frozenset({ItemKind.SERVICE_FIXED, ItemKind.DIGITAL, ItemKind.SUBSCRIPTION})
_NO_PRICE = mark("Per pubblicare serve il prezzo.")
_NO_PARTS = mark("Un pacchetto si pubblica quando contiene qualcosa: importalo come bozza.")
_NO_VAT = mark("Per pubblicare serve la classe IVA.")


@dataclass(frozen=True)
class ImportRow:
    """What one row says of an item; what is None it leaves alone."""

    line: int
    slug: str
    slug_en: str | None = None
    sku: str | None = None
    kind: ItemKind | None = None
    category_id: UUID | None = None
    vat_class: VatClass | None = None
    is_featured: bool | None = None
    sort_order: int | None = None
    status: ItemStatus | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    price: PriceDraft | None = None


@dataclass(frozen=True)
class RowError:
    """Why a row is refused, with its line and the column at fault."""

    line: int
    error: FieldError


class RowReader:
    """Reads rows one after the other and remembers what they named, so that nothing comes twice.

    `known` are the addresses and numbers of the items that are there, which a row changes; `categories` by slug.
    """

    def __init__(self, categories: Mapping[str, UUID], known: Iterable[str]) -> None:
        self.categories, self.known = categories, set(known)
        self.seen: dict[tuple[str, str], int] = {}

    def read(self, row: SheetRow) -> ImportRow | list[RowError]:
        """What the row says, or everything that is wrong with it."""
        errors: list[FieldError] = []
        slug = self._slug(errors, row.cells.get("slug", ""), "slug")
        if not slug and not errors:
            errors.append(FieldError("slug", "REQUIRED", _NO_SLUG))
        sku = _sku(errors, row.cells.get("sku", ""))
        self._once(errors, row.line, slug=slug, sku=sku)
        values = {
            "slug_en": self._slug(errors, row.cells.get("slug_en", ""), "slug_en") or None,
            "kind": _choice(errors, row.cells, "kind", ItemKind),
            "category_id": self._category(errors, row.cells.get("category", "")),
            "vat_class": _choice(errors, row.cells, "vat_class", VatClass),
            "is_featured": _yes_or_no(errors, row.cells.get("featured", "")),
            "sort_order": _number(errors, row.cells.get("sort_order", "")),
            "status": _choice(errors, row.cells, "status", ItemStatus),
            "texts": _texts(errors, row.cells),
            "price": _price(errors, row.cells),
        }
        if not errors and slug not in self.known and (sku is None or sku not in self.known):
            errors += _lacks_for_new(values)
        if errors:
            return [RowError(row.line, error) for error in errors]
        return ImportRow(line=row.line, slug=slug, sku=sku, **values)

    def _once(self, errors: list[FieldError], line: int, **named: str | None) -> None:
        for column, value in named.items():
            if not value:
                continue
            before = self.seen.setdefault((column, value), line)
            if before != line:
                errors.append(FieldError(column, "TWICE_IN_FILE", _TWICE, {"value": value[:60], "line": before}))

    def _slug(self, errors: list[FieldError], typed: str, column: str) -> str:
        if typed and (typed != fold(typed) or len(typed) > LONGEST_SLUG):
            values = {"typed": typed[:60], "suggested": fold(typed)[:LONGEST_SLUG] or "nome-del-servizio"}
            errors.append(FieldError(column, "INVALID_SLUG", _BAD_SLUG, values))
            return ""
        return typed

    def _category(self, errors: list[FieldError], typed: str) -> UUID | None:
        if not typed:
            return None
        found = self.categories.get(typed)
        if found is None:
            errors.append(FieldError("category", "CATEGORY_NOT_FOUND", _NO_CATEGORY, {"typed": typed[:60]}))
        return found


def _sku(errors: list[FieldError], typed: str) -> str | None:
    if len(typed) > LONGEST_SKU:
        errors.append(FieldError("sku", "TOO_LONG", TOO_LONG, {"longest": LONGEST_SKU}))
    elif has_control_characters(typed):
        errors.append(FieldError("sku", "INVALID_CHARACTERS", UNPRINTABLE))
    return typed or None


def _choice(errors: list[FieldError], cells: Mapping[str, str], column: str, kind: type[E]) -> E | None:
    typed = cells.get(column, "").lower()
    if not typed:
        return None
    if typed in {choice.value for choice in kind}:
        return kind(typed)
    values = {"typed": typed[:40], "choices": ", ".join(choice.value for choice in kind)}
    errors.append(FieldError(column, "UNKNOWN_CHOICE", _CHOICE, values))
    return None


def _yes_or_no(errors: list[FieldError], typed: str) -> bool | None:
    if not typed:
        return None
    if typed.lower() not in _YES | _NO:
        errors.append(FieldError("featured", "YES_OR_NO", _YES_OR_NO))
    return typed.lower() in _YES


def _number(errors: list[FieldError], typed: str) -> int | None:
    if not typed:
        return None
    figures = typed.removeprefix("-")
    if not (figures.isascii() and figures.isdigit() and len(figures) < 8):
        errors.append(FieldError("sort_order", "NOT_A_NUMBER", _NUMBER))
        return None
    return int(typed)


def _texts(errors: list[FieldError], cells: Mapping[str, str]) -> dict[str, str]:
    texts = {column: cells[column] for column in TEXTS if cells.get(column)}
    for column, text in texts.items():
        if len(text) > TEXTS[column]:
            errors.append(FieldError(column, "TOO_LONG", TOO_LONG, {"longest": TEXTS[column]}))
    return texts


def _price(errors: list[FieldError], cells: Mapping[str, str]) -> PriceDraft | None:
    if not cells.get("price"):
        if cells.get("price_max") or cells.get("billing_unit"):
            errors.append(FieldError("price", "REQUIRED", _NO_AMOUNT))
        return None
    if cells.get("currency"):
        collect(errors, _euro, cells["currency"])
    try:
        return read_price(cells["price"], cells.get("price_max", ""), cells.get("billing_unit") or "once")
    except InvalidInput as refusal:
        columns = {"amount": "price", "amount_max": "price_max"}
        for error in refusal.fields:
            column = columns.get(error.field, error.field)
            errors.append(FieldError(column, error.code, error.sentence, error.values))
        return None


def _euro(currency: str) -> None:
    check_currency(currency, "EUR")


def _lacks_for_new(values: Mapping[str, Any]) -> list[FieldError]:
    texts = values["texts"]
    lacking = [column for column in ("kind",) if values[column] is None]
    lacking += [] if values["category_id"] else ["category"]
    lacking += [column for column in ("name_it", "short_description_it") if column not in texts]
    errors = [FieldError(column, "NEEDED_FOR_NEW", _NEEDED_NEW, {"column": column}) for column in lacking]
    if ("name_en" in texts) is not ("short_description_en" in texts):
        errors.append(FieldError("name_en", "HALF_ENGLISH", _HALF_ENGLISH))
    if values["status"] is ItemStatus.ARCHIVED:
        errors.append(FieldError("status", "NEW_IS_NOT_ARCHIVED", _NOT_ARCHIVED))
    return errors + (_lacks_for_sale(values) if values["status"] is ItemStatus.PUBLISHED else [])


def _lacks_for_sale(values: Mapping[str, Any]) -> list[FieldError]:
    errors = [] if values["vat_class"] else [FieldError("vat_class", "VAT_CLASS_MISSING", _NO_VAT)]
    if values["kind"] is ItemKind.BUNDLE:
        errors.append(FieldError("status", "BUNDLE_IS_EMPTY", _NO_PARTS))
    elif values["kind"] in _PRICED and values["price"] is None:
        errors.append(FieldError("price", "PRICE_MISSING", _NO_PRICE))
    return errors
