"""The demo firm in a test's own database, loaded by the rooms' seeds in their order."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.accounts.seed import seed as seed_accounts
from aistrategyhub.features.catalog.seed import seed as seed_catalog
from aistrategyhub.features.invoicing.seed import seed as seed_invoicing
from aistrategyhub.features.orders.seed import seed as seed_orders
from aistrategyhub.features.payments.seed import seed as seed_payments
from aistrategyhub.features.site_settings.seed import seed as seed_site_settings
from aistrategyhub.infra.db import tenant_of

_SEEDS = (seed_site_settings, seed_accounts, seed_catalog, seed_orders, seed_payments, seed_invoicing)


async def load_demo_firm(session: AsyncSession, *, scale: int = 1) -> None:
    """Settings, people, catalogue, and a year of orders with payments and invoices."""
    for seed in _SEEDS:
        await seed(session, SeedPlan(tenant_of(session), scale))
