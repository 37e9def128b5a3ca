"""One change for several items: what it would make of each. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.money import round_half_up
from aistrategyhub.core.text import _, mark, moment_label, ngettext
from aistrategyhub.features.catalog.models import ItemStatus
from aistrategyhub.features.catalog.rules.reading import HIGHEST_AMOUNT
from aistrategyhub.features.catalog.rules.screens.items import status_mark
from aistrategyhub.features.catalog.rules.screens.labels import STATUS_LABELS, UNIT_LABELS, VAT_LABELS
from aistrategyhub.features.catalog.rules.screens.prices import range_label
from aistrategyhub.features.catalog.schemas import ItemRow, PriceRow
from aistrategyhub.features.catalog.schemas.batches import LastEdit
from aistrategyhub.features.catalog.schemas.screens import BulkLine
from aistrategyhub.features.catalog.schemas.wanted import WantedBulk
from aistrategyhub.features.vat.schemas import VatClass


class BulkAct(StrEnum):
    """What can be done to several items at once."""

    CATEGORY = "category"
    VAT = "vat"
    FEATURE = "feature"
    UNFEATURE = "unfeature"
    PRICES = "prices"
    ARCHIVE = "archive"


ACT_LABELS = {
    BulkAct.CATEGORY: mark("Sposta in un’altra categoria"),
    BulkAct.VAT: mark("Cambia la classe IVA"),
    BulkAct.FEATURE: mark("Metti in evidenza"),
    BulkAct.UNFEATURE: mark("Togli dall’evidenza"),
    BulkAct.PRICES: mark("Aumenta o riduci i prezzi"),
    BulkAct.ARCHIVE: mark("Archivia"),
}
_LAST_EDIT = mark("Ultima modifica insieme: «{act}», {count}, {when}.")
_NO_CATEGORY = mark("Scegli la categoria.")
_NO_PERCENT = mark("Scrivi una percentuale fra -99,99 e 1000, diversa da zero: 5 oppure -10.")
_LOWEST, _HIGHEST = Decimal("-99.99"), Decimal(1000)
_YES, _NO, _NONE = mark("sì"), mark("no"), mark("nessuna")
_SAME = mark("È già così.")
_NO_PRICE = mark("Non ha prezzi.")
_OUT_OF_BOUNDS = mark("Il prezzo diventerebbe troppo basso o troppo alto.")
_NO_WORDS = mark("I suoi testi sono stati eliminati.")


def last_edit_label(edit: LastEdit) -> str:
    """A change for several items that can be taken back: what, how many, when."""
    count = ngettext("{count} servizio", "{count} servizi", edit.count)
    return _(_LAST_EDIT, act=_(ACT_LABELS[BulkAct(edit.act)]), count=count, when=moment_label(edit.at))


def read_bulk(act: str, data: Mapping[str, Any]) -> WantedBulk:
    """The change that a form asked for. Raises InvalidInput (`value`)."""
    wanted, value = BulkAct(act), str(data.get("value", "")).strip()
    if wanted is BulkAct.CATEGORY:
        category_id = read_id(value)
        if category_id is None:
            raise InvalidInput([FieldError("value", "REQUIRED", _NO_CATEGORY)])
        return WantedBulk(wanted.value, category_id=category_id)
    if wanted is BulkAct.VAT:
        return WantedBulk(wanted.value, vat_class=VatClass(value) if value in set(VatClass) else VatClass.STANDARD)
    if wanted is BulkAct.PRICES:
        return WantedBulk(wanted.value, percent=_read_percent(value))
    return WantedBulk(wanted.value)


def _read_percent(typed: str) -> Decimal:
    text = typed.removesuffix("%").strip().replace("−", "-").replace(",", ".")
    try:
        percent = Decimal(text)
    except InvalidOperation:
        percent = Decimal(0)
    if not percent.is_finite() or percent == 0 or not _LOWEST <= percent <= _HIGHEST:
        raise InvalidInput([FieldError("value", "NO_PERCENT", _NO_PERCENT)])
    return percent


def bulk_line(
    item: ItemRow, prices: Sequence[PriceRow], wanted: WantedBulk, category_names: Mapping[UUID, str]
) -> BulkLine:
    """What the change would make of one item."""
    before, after = _sides(item, prices, wanted, category_names)
    line = BulkLine(id=str(item.id), name=item.name or item.slug, before=before, after=after)
    return replace(line, problem=_(problem)) if (problem := _problem(item, prices, wanted, line)) else line


def _sides(
    item: ItemRow, prices: Sequence[PriceRow], wanted: WantedBulk, category_names: Mapping[UUID, str]
) -> tuple[str, str]:
    match BulkAct(wanted.act):
        case BulkAct.CATEGORY:
            return item.category_name, category_names.get(wanted.category_id, "") if wanted.category_id else ""
        case BulkAct.VAT:
            return _vat(item.vat_class), _vat(wanted.vat_class)
        case BulkAct.FEATURE | BulkAct.UNFEATURE as act:
            return _(_YES if item.is_featured else _NO), _(_YES if act is BulkAct.FEATURE else _NO)
        case BulkAct.PRICES:
            return _prices(prices), _prices([changed_price(price, wanted.percent or Decimal(0)) for price in prices])
        case BulkAct.ARCHIVE:
            return status_mark(item)[0], _(STATUS_LABELS[ItemStatus.ARCHIVED])


def _problem(item: ItemRow, prices: Sequence[PriceRow], wanted: WantedBulk, line: BulkLine) -> str:
    if item.publication_id is None:
        return _NO_WORDS
    if wanted.act == BulkAct.PRICES and not prices:
        return _NO_PRICE
    if line.before == line.after:
        return _SAME
    if wanted.act == BulkAct.PRICES:
        changed = [changed_price(price, wanted.percent or Decimal(0)) for price in prices]
        if not all(_is_price(price) for price in changed):
            return _OUT_OF_BOUNDS
    return ""


def changed_price(price: PriceRow, percent: Decimal) -> PriceRow:
    """The price after so many percent more, or less, rounded half up to the cent."""
    factor = 1 + percent / 100
    high = None if price.amount_max is None else round_half_up(price.amount_max * factor)
    return replace(price, amount=round_half_up(price.amount * factor), amount_max=high)


def _is_price(price: PriceRow) -> bool:
    high = price.amount_max
    return 0 < price.amount <= HIGHEST_AMOUNT and (high is None or price.amount < high <= HIGHEST_AMOUNT)


def _prices(prices: Sequence[PriceRow]) -> str:
    said = [
        f"{range_label(price.amount, price.amount_max, price.currency)} {_(UNIT_LABELS[price.billing_unit])}"
        for price in prices
    ]
    return "; ".join(said)


def _vat(vat_class: VatClass | None) -> str:
    return _(VAT_LABELS[vat_class]) if vat_class else _(_NONE)
