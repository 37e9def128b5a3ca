"""What a row or an edit makes of an item: from one snapshot to the next. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from aistrategyhub.features.catalog.models import ItemStatus
from aistrategyhub.features.catalog.rules.importing import TEXTS, ImportRow
from aistrategyhub.features.catalog.schemas import PriceRow
from aistrategyhub.features.catalog.schemas.batches import Snapshot
from aistrategyhub.features.catalog.schemas.drafts import PriceDraft

FACTS = ("sku", "kind", "category_id", "vat_class", "is_featured", "sort_order")
_USUAL: Snapshot = {
    "sku": None,
    "vat_class": None,
    "is_featured": False,
    "sort_order": 0,
    "status": ItemStatus.DRAFT.value,
    "price": None,
    "more_prices": [],
}


def after_row(before: Snapshot | None, row: ImportRow) -> Snapshot:
    """The item as the row says; what the row leaves alone is as before."""
    known = before or {**_USUAL, "slug_en": row.slug_en or row.slug, "texts": {}}
    said = {
        "slug": row.slug,
        "slug_en": row.slug_en,
        "sku": row.sku,
        "kind": row.kind,
        "category_id": None if row.category_id is None else str(row.category_id),
        "vat_class": row.vat_class,
        "is_featured": row.is_featured,
        "sort_order": row.sort_order,
        "status": row.status,
        "price": None if row.price is None else price_snapshot(row.price),
    }
    told = {name: str(value) if isinstance(value, str) else value for name, value in said.items() if value is not None}
    return {**known, **told, "texts": {**known["texts"], **row.texts}}


def price_snapshot(price: PriceDraft | PriceRow) -> dict[str, Any]:
    """A price as a snapshot keeps it."""
    upper = None if price.amount_max is None else f"{price.amount_max:.2f}"
    return {"billing_unit": price.billing_unit.value, "amount": f"{price.amount:.2f}", "amount_max": upper}


def prices_snapshot(prices: Sequence[PriceRow], default_list_id: UUID | None) -> dict[str, Any]:
    """All prices of an item as a snapshot keeps them: `price` is the one that a file names, the first of the default
    list; `more_prices` are the others, each with its list."""
    first = next((price for price in prices if price.price_list_id == default_list_id), None)
    others = [{"price_list_id": str(one.price_list_id), **price_snapshot(one)} for one in prices if one is not first]
    return {"price": None if first is None else price_snapshot(first), "more_prices": others}


def wanted_prices(wanted: Snapshot, known: Snapshot, default_list_id: UUID) -> dict[UUID, list[PriceDraft]]:
    """What each price list asks for an item after a change, by its id; a list that asks nothing any more is empty.
    `known` is the item as it is: a snapshot of before others were kept leaves them alone."""
    more = wanted.get("more_prices", known["more_prices"])
    prices: dict[UUID, list[PriceDraft]] = {UUID(one["price_list_id"]): [] for one in known["more_prices"]}
    prices[default_list_id] = [] if wanted["price"] is None else [PriceDraft.model_validate(wanted["price"])]
    for one in more:
        draft = PriceDraft.model_validate({name: one[name] for name in ("amount", "amount_max", "billing_unit")})
        asked = prices.setdefault(UUID(one["price_list_id"]), [])
        if draft.billing_unit not in {each.billing_unit for each in asked}:
            asked.append(draft)
    return prices


def content_with(content: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """The words with these names and descriptions (`name_it`, `short_description_en`); English is added where it has
    both."""
    words = {locale: dict(given) for locale, given in content.items()}
    for column, text in texts.items():
        name, locale = column[:-3], column[-2:]
        words.setdefault(locale, {})[name] = text
    if "en" not in content and not (texts.get("name_en") and texts.get("short_description_en")):
        words.pop("en", None)
    return words


def texts_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The names and descriptions of words, by column."""
    return {
        f"{name}_{locale}": given[name]
        for locale, given in content.items()
        for name in ("name", "short_description")
        if given.get(name)
    }


def sheet_cells(snapshot: Snapshot, category_slugs: Mapping[str, str]) -> dict[str, str]:
    """The item as a row of an export, by column, which `RowReader` reads again."""
    price = snapshot["price"] or {}
    texts = snapshot["texts"]
    return {
        **{name: str(snapshot[name] or "") for name in ("sku", "slug", "slug_en", "kind", "vat_class", "status")},
        **{column: texts.get(column, "") for column in TEXTS},
        "category": category_slugs.get(snapshot["category_id"], ""),
        "featured": "sì" if snapshot["is_featured"] else "no",
        "sort_order": str(snapshot["sort_order"]),
        "price": _italian(price.get("amount")),
        "price_max": _italian(price.get("amount_max")),
        "billing_unit": price.get("billing_unit", ""),
        "currency": "EUR" if price else "",
    }


def _italian(amount: str | None) -> str:
    return "" if amount is None else amount.replace(".", ",")
