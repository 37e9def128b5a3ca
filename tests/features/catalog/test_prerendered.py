"""The catalogue's pages as they are written in HTML: what they show, what search engines are told, and what becomes
of them when something is published."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import speaking
from aistrategyhub.features.catalog.models import BillingUnit, CatalogItem, ItemKind
from aistrategyhub.features.catalog.rules import faq_data, service_data
from aistrategyhub.features.catalog.schemas import (
    Attribute,
    CategoryName,
    Faq,
    ItemSections,
    PriceBody,
    ServiceDetailBody,
)
from aistrategyhub.features.catalog.seed import seed
from aistrategyhub.features.catalog.state import COMPARE_PAGE, SERVICE_PAGE, SERVICES_PAGE, ServicesState, ServiceState
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.vat.schemas import VatClass
from aistrategyhub.prerender.models import PrerenderRequest
from aistrategyhub.prerender.snapshots import state_of
from tests.factories.catalog import create_service
from tests.harness.schema_org import faults_of
from tests.harness.states import Tab

TEXTS = {
    "it": {"name": "Registro", "short_description": "Un registro."},
    "en": {"name": "Register", "short_description": "A register."},
}


def an_item(kind: ItemKind = ItemKind.SERVICE_FIXED, price: PriceBody | None = None) -> ServiceDetailBody:
    return ServiceDetailBody(
        id=new_id(),
        slug="dpia",
        slugs={"it": "dpia", "en": "dpia"},
        kind=kind,
        locale="it",
        name="DPIA",
        short_description="Una prova.",
        category=CategoryName(slug="ai", name="AI"),
        price=price,
        vat_class=VatClass.STANDARD,
        is_featured=False,
        is_buyable=False,
        published_at=now(),
        updated_at=now(),
        sections=ItemSections(),
    )


EXACT = PriceBody(amount=Decimal("2900.00"), billing_unit=BillingUnit.ONCE)
RANGE = PriceBody(amount=Decimal("4500.00"), amount_max=Decimal("9000.00"), billing_unit=BillingUnit.PROJECT)
HOURLY = PriceBody(amount=Decimal("120.00"), billing_unit=BillingUnit.HOUR)
FULL = ItemSections(
    faqs=(Faq(question="Q?", answer="A."),),
    attributes=(Attribute(name="Formato", value="DOCX"),),
)


@pytest.mark.parametrize(
    ("item", "kind", "offer"),
    [
        (an_item(price=None), "Service", {}),
        (an_item(price=EXACT), "Service", {"@type": "Offer", "price": "2900.00"}),
        (an_item(price=HOURLY), "Service", {"@type": "Offer", "price": "120.00"}),
        (an_item(price=RANGE), "Service", {"@type": "AggregateOffer", "lowPrice": "4500.00", "highPrice": "9000.00"}),
        (an_item(ItemKind.DIGITAL, EXACT), "Product", {"@type": "Offer", "price": "2900.00"}),
        (an_item(ItemKind.BUNDLE), "Service", {}),
    ],
)
def test_search_engines_are_told_the_price_before_vat(
    item: ServiceDetailBody, kind: str, offer: dict[str, str]
) -> None:
    data = service_data(item.model_copy(update={"sections": FULL, "sku": "A-1"}), "/servizi/dpia", ["/media/x/a.jpg"])

    assert faults_of(data) == []
    assert data["@type"] == kind
    assert {name: data.get("offers", {})[name] for name in offer} == offer
    assert ("offers" in data) is bool(offer)
    if offer:
        told = data["offers"]["priceSpecification"]
        amounts = {name: told[name] for name in ("price", "minPrice", "maxPrice") if name in told}
        assert list(amounts.values()) == [amount for name, amount in offer.items() if name != "@type"]
        assert (told["priceCurrency"], told["valueAddedTaxIncluded"]) == ("EUR", False)
        assert data["offers"]["url"] == "/servizi/dpia"


@pytest.mark.parametrize(
    "broken",
    [
        {"@type": "Service", "name": "DPIA", "provider": {"@id": "/#organization"}},
        {"@context": "https://schema.org", "@type": "Service", "name": "DPIA"},
        {"@context": "https://schema.org", "@type": "Prodotto", "name": "DPIA"},
        {"@context": "https://schema.org", "@type": "Product", "name": "DPIA", "provider": {"@id": "/#organization"}},
        {"@context": "https://schema.org", "@type": "Offer", "priceCurrency": "EUR", "price": "2.900,00"},
        {"@context": "https://schema.org", "@type": "Offer", "priceCurrency": "euro"},
        {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "Q?"}]},
        {
            "@context": "https://schema.org",
            "@type": "ItemList",
            "itemListElement": [{"@type": "ListItem", "position": 2}],
        },
    ],
)
def test_the_checker_sees_what_is_wrong(broken: dict[str, object]) -> None:
    assert faults_of(broken) != []


def test_questions_are_told_only_where_there_are_some() -> None:
    assert faq_data(an_item()) == []
    asked = an_item().model_copy(update={"sections": ItemSections(faqs=(Faq(question="Q?", answer="A."),))})
    [page] = faq_data(asked)
    assert page["mainEntity"][0]["acceptedAnswer"] == {"@type": "Answer", "text": "A."}


async def test_the_html_and_the_open_page_show_the_same(session: AsyncSession, tab: Tab) -> None:
    await create_service(session, slug="registro", price="1900.00", texts=TEXTS)
    with speaking("en"):
        listed = await SERVICES_PAGE.snapshot(session, {})
        single = await SERVICE_PAGE.snapshot(session, {"service_slug": "registro"})
        assert listed is not None
        assert single is not None
        written = state_of(listed, {}) | state_of(single, {})

    tab.go("/en/servizi")
    await tab.send(ServicesState.load)
    tab.go("/en/servizi/[service_slug]", service_slug="registro")
    await tab.send(ServiceState.load)

    for state in (ServicesState, ServiceState):
        for name, value in written[state.get_full_name()].items():
            assert tab.values[state.get_full_name()][name] == value


async def test_every_block_of_every_page_is_right_by_the_rules_of_schema_org(
    session: AsyncSession, tenant: Tenant
) -> None:
    await seed(session, SeedPlan(tenant.id))

    for page in (SERVICES_PAGE, SERVICE_PAGE, COMPARE_PAGE):
        for path in await page.paths(session):
            for locale in ("it", "en"):
                with speaking(locale):
                    snapshot = await page.snapshot(session, page.match(path) or {})
                assert snapshot is not None
                assert snapshot.head.data
                assert [fault for block in snapshot.head.data for fault in faults_of(block)] == [], path


async def test_pages_say_when_they_changed(session: AsyncSession) -> None:
    await create_service(session, slug="registro")
    single = await SERVICE_PAGE.snapshot(session, {"service_slug": "registro"})
    listed = await SERVICES_PAGE.snapshot(session, {})
    item = (await session.execute(select(CatalogItem))).scalar_one()

    assert single is not None
    assert listed is not None
    assert single.head.updated_at == listed.head.updated_at == item.updated_at
    assert single.head.published_at == item.published_at


async def test_an_untranslated_page_names_the_italian_one_as_its_own(session: AsyncSession) -> None:
    await create_service(session, slug="registro")
    with speaking("en"):
        snapshot = await SERVICE_PAGE.snapshot(session, {"service_slug": "registro"})

    assert snapshot is not None
    assert (snapshot.head.canonical, dict(snapshot.head.alternates)) == ("/servizi/registro", {})


async def test_a_page_names_what_it_shows_and_where_it_stands(session: AsyncSession) -> None:
    await create_service(session, slug="registro", texts=TEXTS)
    with speaking("en"):
        snapshot = await SERVICE_PAGE.snapshot(session, {"service_slug": "registro"})
    assert snapshot is not None
    assert snapshot.head.title == "Register"
    assert snapshot.head.description == "A register."
    assert snapshot.head.alternates == {"it": "/servizi/registro", "en": "/en/servizi/registro"}
    assert [thing["@type"] for thing in snapshot.head.data] == ["Service", "BreadcrumbList"]
    assert {thing.partition(":")[0] for thing in snapshot.things} == {"service", "category"}


async def test_only_what_is_published_has_a_page(session: AsyncSession) -> None:
    await create_service(session, slug="registro")
    await create_service(session, slug="bozza", published=False)
    assert await SERVICE_PAGE.paths(session) == ["/servizi/registro"]
    assert await SERVICE_PAGE.snapshot(session, {"service_slug": "bozza"}) is None
    assert await SERVICE_PAGE.snapshot(session, {"service_slug": "../etc"}) is None


async def test_publishing_asks_for_the_pages_that_show_it(session: AsyncSession) -> None:
    await create_service(session, slug="registro")
    asked = set((await session.execute(select(PrerenderRequest.name))).scalars())
    assert {"/servizi/registro", "/en/servizi/registro", "catalog"} <= asked
    assert any(name.startswith("service:") for name in asked)
