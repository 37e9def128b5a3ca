"""Items that were there before their words became publications."""

from uuid import UUID

from sqlalchemy import select

from aistrategyhub.features.catalog.models import CatalogItem, PriceChange
from aistrategyhub.features.catalog.queries import find_service, list_items
from aistrategyhub.features.catalog.schemas import ItemFilter
from aistrategyhub.features.catalog.service import publish_item
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.queries import find_published, get_publication
from aistrategyhub.infra import db, migrations
from aistrategyhub.infra.embedded.postgres import DatabaseUrls
from aistrategyhub.infra.settings import get_settings
from tests.factories.catalog import create_service

SECTIONS = {
    "hero_title": "Che cosa rischi",
    "includes": ["Colloqui"],
    "steps": [{"number": 1, "title": "Avvio", "description": "Un colloquio."}],
    "faqs": [{"question": "Quanto dura?", "answer": "Tre settimane."}],
}
TEXTS = {
    "it": {"name": "Analisi", "short_description": "Un’analisi.", "sections": SECTIONS},
    "en": {"name": "Analysis", "short_description": "An analysis."},
}


async def test_items_of_before_keep_their_rows_and_get_their_words_and_their_history(
    committed: DatabaseUrls, committed_tenant: UUID
) -> None:
    async with db.unit_of_work() as session:
        await create_service(session, slug="analisi", texts=TEXTS, price="1900.00")
        await create_service(session, slug="bozza", name="Bozza", published=False)
        before = await find_service(session, "analisi", "it")
    await db.close_engine()

    migrations.downgrade(get_settings(), "0021")
    migrations.upgrade(get_settings())

    async with db.unit_of_work() as session:
        assert await find_service(session, "analisi", "it") == before
        for locale, name in (("it", "Analisi"), ("en", "Analysis")):
            shown = await find_published(session, "service", "servizi/analisi", locale)
            assert shown is not None
            assert (shown.content["name"], shown.locale) == (name, locale)
        items = {row.slug: row for row in (await list_items(session, ItemFilter())).rows}
        assert {slug: row.publication_status for slug, row in items.items()} == {
            "analisi": PublicationStatus.PUBLISHED,
            "bozza": None,
        }
        item = (await session.execute(select(CatalogItem).where(CatalogItem.slug == "analisi"))).scalar_one()
        (change,) = (await session.execute(select(PriceChange).where(PriceChange.item_id == item.id))).scalars()
        assert (str(change.amount), change.valid_from) == ("1900.00", item.published_at)
        assert change.valid_until is None
        await publish_item(session, item.id)
        publication = await get_publication(session, item.publication_id)
        assert publication.last_version == 1
