"""The demo firm's catalogue, from the texts in `demo/`; with a scale, many more items of the same sort."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.catalog.models import CatalogItem, Category, ItemStatus
from aistrategyhub.features.catalog.rules import content_of
from aistrategyhub.features.catalog.schemas import ItemDraft, PriceDraft
from aistrategyhub.features.catalog.service import (
    create_category,
    create_item,
    default_list,
    listed_together,
    publish_item,
    set_prices_of_many,
    write_texts,
)
from aistrategyhub.features.catalog.service.questionnaires import save_questionnaire
from aistrategyhub.features.publishing.service import NewPublication, create_many

_TEXTS = Path(__file__).parent / "demo"
_CATEGORIES = (
    ("ai-compliance", "AI compliance", "AI compliance"),
    ("cybersecurity-nis2", "Cybersecurity e NIS2", "Cybersecurity and NIS2"),
    ("toolkit-formazione", "Toolkit e formazione", "Toolkits and training"),
)
_SECTORS = (
    ("acqua", "per i servizi idrici", "for water utilities"),
    ("alimentare", "per l’industria alimentare", "for the food industry"),
    ("banche", "per le banche di credito cooperativo", "for cooperative banks"),
    ("chimica", "per la chimica", "for chemical companies"),
    ("comuni", "per i comuni", "for municipalities"),
    ("edilizia", "per le imprese edili", "for builders"),
    ("energia", "per l’energia", "for energy companies"),
    ("logistica", "per la logistica", "for logistics"),
    ("meccanica", "per la meccanica", "for engineering companies"),
    ("moda", "per la moda", "for fashion"),
    ("rifiuti", "per la gestione dei rifiuti", "for waste management"),
    ("sanita", "per la sanità privata", "for private healthcare"),
    ("scuole", "per le scuole paritarie", "for independent schools"),
    ("software", "per le software house", "for software houses"),
    ("trasporti", "per i trasporti", "for transport"),
    ("turismo", "per il turismo", "for tourism"),
)
_SHORT_PAGE = {"hero_title", "hero_subtitle", "includes", "for_whom", "steps"}
_BATCH = 1_000


@dataclass(frozen=True)
class _DemoItem:
    draft: ItemDraft
    published_at: datetime
    questions: tuple[dict[str, Any], ...] = ()


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds what is missing and touches nothing that is there; `plan.scale` N makes N times the items."""
    for place, (slug, name_it, name_en) in enumerate(_CATEGORIES):
        await create_category(session, slug=slug, name_it=name_it, name_en=name_en, sort_order=place)
    known = await _known_slugs(session, [item.draft.slug for item in _demo_items()])
    for item in _demo_items():
        if item.draft.slug not in known:
            item_id = await create_item(session, item.draft)
            await publish_item(session, item_id, since=item.published_at)
            if item.questions:
                await save_questionnaire(session, item_id, list(item.questions), version=0)
    more = len(_demo_items()) * (plan.scale - 1)
    for first in range(0, more, _BATCH):
        # Plans of the foreign key checks were made for almost empty tables and would read all of a full one.
        await session.execute(text("DISCARD PLANS"))
        await _add_variants(session, range(first, min(first + _BATCH, more)))


@cache
def _demo_items() -> tuple[_DemoItem, ...]:
    return tuple(_read(path) for path in sorted(_TEXTS.glob("*.toml")))


def _read(path: Path) -> _DemoItem:
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    published_at = datetime.combine(values.pop("published_on"), time(8), UTC)
    questions = tuple(values.pop("questions", ()))
    return _DemoItem(ItemDraft.model_validate(values), published_at, questions)


async def _known_slugs(session: AsyncSession, slugs: list[str]) -> set[str]:
    query = select(CatalogItem.slug).where(CatalogItem.slug.in_(slugs))
    return set((await session.execute(query)).scalars())


async def _add_variants(session: AsyncSession, numbers: range) -> None:
    """Stores the items of these numbers that are not there yet, each table in one go."""
    rows = await session.execute(select(Category.slug, Category.id))
    categories = {row.slug: row.id for row in rows}
    known = await _known_slugs(session, [_variant_slug(number) for number in numbers])
    new = [number for number in numbers if _variant_slug(number) not in known]
    if not new:
        return
    contents = {number: _variant_content(number) for number in new}
    words = [NewPublication(contents[n], {"it": _variant_slug(n)}, _published_at(n)) for n in new]
    publication_ids = await create_many(session, SERVICE.name, words)
    items = [_variant_item(n, categories, words_id) for n, words_id in zip(new, publication_ids, strict=True)]
    ids = dict(zip(new, (item["id"] for item in items), strict=True))
    await session.execute(insert(CatalogItem), items)
    prices = {ids[n]: _variant_prices(n) for n in new}
    at = min(_published_at(number) for number in new)
    async with listed_together(session, list(ids.values())):
        await write_texts(session, {ids[n]: contents[n] for n in new})
        await set_prices_of_many(session, prices, await default_list(session), at=at)


def _model_of(number: int) -> _DemoItem:
    return _demo_items()[number % len(_demo_items())]


def _sector_and_edition(number: int) -> tuple[tuple[str, str, str], int]:
    edition, sector = divmod(number // len(_demo_items()), len(_SECTORS))
    return _SECTORS[sector], edition + 1


def _variant_slug(number: int) -> str:
    (sector, _italian, _english), edition = _sector_and_edition(number)
    return f"{_model_of(number).draft.slug}-{sector}-{edition}"


def _published_at(number: int) -> datetime:
    return _model_of(number).published_at + timedelta(hours=number % 4000)


def _variant_item(number: int, categories: dict[str, Any], publication_id: UUID) -> dict[str, Any]:
    model, at = _model_of(number), _published_at(number)
    return {
        "id": new_id(),
        "slug": _variant_slug(number),
        "slug_en": _variant_slug(number),
        "publication_id": publication_id,
        "kind": model.draft.kind,
        "status": ItemStatus.PUBLISHED,
        "category_id": categories[model.draft.category],
        "vat_class": model.draft.vat_class,
        "is_featured": False,
        "sort_order": 1_000 + number,
        "created_at": at,
        "updated_at": at,
        "published_at": at,
    }


def _variant_content(number: int) -> dict[str, Any]:
    (_slug, italian, english), edition = _sector_and_edition(number)
    sector = {"it": italian, "en": english}
    return {
        locale: {
            "name": f"{words.name} {sector[locale]}, {edition}",
            "short_description": words.short_description,
            **{name: value for name, value in content_of(words).items() if name in _SHORT_PAGE},
        }
        for locale, words in _model_of(number).draft.texts.items()
    }


def _variant_prices(number: int) -> list[PriceDraft]:
    factor = Decimal(80 + number % 61) / 100
    return [
        PriceDraft(
            amount=_tens(price.amount * factor),
            amount_max=price.amount_max and _tens(price.amount_max * factor),
            billing_unit=price.billing_unit,
        )
        for price in _model_of(number).draft.prices
    ]


def _tens(amount: Decimal) -> Decimal:
    return (amount / 10).quantize(Decimal(1)) * 10
