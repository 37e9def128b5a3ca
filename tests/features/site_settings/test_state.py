"""The firm above and below every page."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.tax_ids import is_partita_iva
from aistrategyhub.features.site_settings.queries import get_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.features.site_settings.seed import seed
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.site_settings.state import FirmState
from aistrategyhub.features.tenants.models import Tenant
from tests.harness.states import Tab


async def test_name_and_legal_data_stand_on_every_page(session: AsyncSession, tenant: Tenant, tab: Tab) -> None:
    await seed(session, SeedPlan(tenant.id))

    await tab.send(FirmState.load)

    assert tab.seen(FirmState, "name") == "Meridiana Compliance"
    assert tab.seen(FirmState, "legal")[-1] == "PEC meridiana@pec.example · +39 02 0000 0000"


async def test_a_firm_that_gave_no_data_yet_has_pages_all_the_same(session: AsyncSession, tab: Tab) -> None:
    await tab.send(FirmState.load)

    assert tab.seen(FirmState, "legal") == []


async def test_the_demo_firm_has_a_number_that_checks_and_keeps_what_the_owner_wrote(
    session: AsyncSession, tenant: Tenant
) -> None:
    await seed(session, SeedPlan(tenant.id))
    seller = await get_setting(session, SellerInfo)
    assert is_partita_iva(seller.vat_number)
    await save_setting(session, seller.model_copy(update={"phone": "+39 02 1111 1111"}))

    await seed(session, SeedPlan(tenant.id))

    assert (await get_setting(session, SellerInfo)).phone == "+39 02 1111 1111"
