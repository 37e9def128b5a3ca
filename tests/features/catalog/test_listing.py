"""Lists and searches of what is published, from a real PostgreSQL."""

import tomllib
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.catalog.models import CatalogItem, CatalogListing, CatalogText, ItemKind, ListAudience
from aistrategyhub.features.catalog.queries import find_service, listing, read_services
from aistrategyhub.features.catalog.schemas import ListQuery, PriceDraft, ServiceSort
from aistrategyhub.features.catalog.seed import seed
from aistrategyhub.features.catalog.service import change_item, listed_together, set_prices
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.search import matches
from aistrategyhub.infra.settings import ROOT
from tests.factories.catalog import create_service

SEARCHES = tomllib.loads((ROOT / "tests/golden/catalog/searches.toml").read_text())["searches"]


async def slugs(session: AsyncSession, q: str = "", locale: str = "it", **wanted: object) -> list[str]:
    page = await read_services(session, locale, ListQuery(q, **wanted), PageRequest(1, 5))
    return [service.slug for service in page.rows]


async def words_of(session: AsyncSession, **texts: tuple[str, str]) -> None:
    """Services by their slug (`_` for `-`): name and short description."""
    for place, (slug, (name, lead)) in enumerate(texts.items()):
        words = {"it": {"name": name, "short_description": lead}}
        await create_service(session, slug=slug.replace("_", "-"), texts=words, sort_order=place)


async def test_the_written_searches_find_what_they_are_after(session: AsyncSession, tenant: Tenant) -> None:
    await seed(session, SeedPlan(tenant.id))

    missed = [
        (search["q"], found)
        for search in SEARCHES
        if search["expected"] not in (found := await slugs(session, search["q"], search["locale"]))
    ]

    assert len(SEARCHES) == 60
    assert len(missed) <= 3, missed


async def id_of(session: AsyncSession, slug: str) -> UUID:
    return (await find_service(session, slug, "it")).id


async def test_the_list_follows_every_change_by_itself(session: AsyncSession) -> None:
    await create_service(session, slug="primo", name="Piano primo", price="10.00", sort_order=1)
    await create_service(session, slug="secondo", name="Piano secondo", price="20.00", sort_order=2)
    item_id = await id_of(session, "secondo")

    await set_prices(session, item_id, [PriceDraft(amount=Decimal("5.00"))])
    assert await slugs(session, sort=ServiceSort.PRICE) == ["secondo", "primo"]
    await change_item(session, item_id, sort_order=0, is_featured=True)
    assert await slugs(session) == ["secondo", "primo"]
    assert await slugs(session, featured=True) == ["secondo"]
    await session.execute(update(CatalogText).where(CatalogText.item_id == item_id).values(name="Un altro nome"))
    assert await slugs(session, "altro nome") == ["secondo"]
    await session.execute(update(CatalogItem).where(CatalogItem.id == item_id).values(status="archived"))
    assert await slugs(session) == ["primo"]


async def test_thousands_of_changes_are_listed_at_their_end(session: AsyncSession) -> None:
    await create_service(session, slug="primo", name="Piano primo")
    item_id = await id_of(session, "primo")
    rename = update(CatalogText).where(CatalogText.item_id == item_id).values(name="Registro")

    async with listed_together(session, [item_id]):
        await session.execute(rename)
        assert await slugs(session, "registro") == []

    assert await slugs(session, "registro") == ["primo"]


async def test_filters_narrow_lists_and_searches(session: AsyncSession) -> None:
    await create_service(session, slug="caro", name="Piano caro", price="900.00")
    await create_service(session, slug="digitale", name="Piano digitale", price="90.00", kind=ItemKind.DIGITAL)
    await create_service(session, slug="quotato", name="Piano", kind=ItemKind.SERVICE_QUOTE, prices=[], sort_order=9)

    for q in ("", "piano"):
        assert await slugs(session, q, kind=ItemKind.DIGITAL) == ["digitale"]
        assert await slugs(session, q, price_max=Decimal("100")) == ["digitale"]
        assert await slugs(session, q, price_min=Decimal("100")) == ["caro"]
        assert await slugs(session, q, audience=ListAudience.PEOPLE, sort=ServiceSort.PRICE_DESCENDING) == [
            "caro", "digitale", "quotato",
        ]  # fmt: skip


async def test_exact_names_come_first_then_names_then_the_rest(session: AsyncSession) -> None:
    await words_of(
        session,
        testo=("Altro", "Parla di registro."),
        lungo=("Un piano per il registro", "Prova."),
        inizio=("Registro dei sistemi", "Prova."),
        esatto=("Registro", "Prova."),
    )

    assert await slugs(session, "registro") == ["esatto", "inizio", "lungo", "testo"]


async def test_of_very_common_words_the_first_of_the_list_are_weighed(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_WEIGHED", 2)
    await words_of(session, **{f"s{n}": (f"Piano {n}", "Prova.") for n in range(5)})

    page = await read_services(session, "it", ListQuery("piano"), PageRequest(1, 5))

    assert [service.slug for service in page.rows] == ["s0", "s1"]
    assert (page.total, page.is_cut) == (2, True)


async def test_a_search_asks_the_index_of_words_although_a_policy_guards_the_table(session: AsyncSession) -> None:
    await create_service(session)
    for method in ("seqscan", "indexscan", "indexonlyscan"):
        await session.execute(text(f"SET LOCAL enable_{method} = off"))
    query = select(CatalogListing.item_id).where(matches(CatalogListing.vector, "'assessment'"))
    compiled = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True, "literal_binds": True})

    plan = "\n".join((await session.execute(text(f"EXPLAIN {compiled}"))).scalars())

    assert "ix_catalog_listings_vector" in plan


async def test_nobody_lists_anything_for_another_tenant(session: AsyncSession) -> None:
    await create_service(session)
    row = (await session.execute(select(CatalogListing).where(CatalogListing.locale == "it"))).scalar_one()
    async with db.transaction() as plain:
        other = await create_tenant(plain, slug="altra", name="Altra ditta")

    stolen = {**row.model_dump(), "id": new_id(), "locale": "en"}
    async with db.unit_of_work(other.id) as elsewhere:
        assert (await read_services(elsewhere, "it", ListQuery("assessment"))).rows == []
        with pytest.raises(DBAPIError, match="row-level security"):
            await _store(elsewhere, stolen)


async def _store(session: AsyncSession, row: dict[str, object]) -> None:
    async with session.begin_nested():
        await session.execute(insert(CatalogListing), [row])
