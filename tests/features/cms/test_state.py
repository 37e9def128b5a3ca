"""The site's own pages as a browser tab meets them."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.cms.state import ContactState, HomeState
from aistrategyhub.features.site_settings.seed import seed
from aistrategyhub.features.tenants.models import Tenant
from tests.factories.catalog import create_service
from tests.harness.states import Tab


async def test_the_home_page_shows_the_first_three_that_the_owner_puts_forward(session: AsyncSession, tab: Tab) -> None:
    for number in range(5):
        await create_service(session, slug=f"s{number}", sort_order=-number, is_featured=number != 4)

    await tab.send(HomeState.load)

    assert [card["slug"] for card in tab.seen(HomeState, "cards")] == ["s3", "s2", "s1"]


async def test_a_firm_that_gave_no_data_yet_has_pages_all_the_same(session: AsyncSession, tab: Tab) -> None:
    tab.go("/contatti")
    await tab.send(ContactState.load)

    assert tab.seen(ContactState, "contact")["email"] == ""


async def test_a_quote_is_asked_about_the_service_of_the_address(
    session: AsyncSession, tenant: Tenant, tab: Tab
) -> None:
    await seed(session, SeedPlan(tenant.id))
    await create_service(session, slug="piano", name="Piano NIS2")

    tab.go("/contatti", query={"servizio": "piano"})
    await tab.send(ContactState.load)

    assert tab.seen(ContactState, "about") == "Piano NIS2"
    assert tab.seen(ContactState, "contact")["mail_href"] == (
        "mailto:info@meridiana.example?subject=Preventivo%3A%20Piano%20NIS2"
    )


async def test_an_unknown_service_in_the_address_is_left_aside(session: AsyncSession, tenant: Tenant, tab: Tab) -> None:
    await seed(session, SeedPlan(tenant.id))

    tab.go("/contatti", query={"servizio": "<script>alert(1)</script>"})
    await tab.send(ContactState.load)

    assert tab.seen(ContactState, "about") == ""
    assert tab.seen(ContactState, "contact")["mail_href"] == "mailto:info@meridiana.example"
