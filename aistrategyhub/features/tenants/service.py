"""Verbs of tenants."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.tenants.models import Tenant, TenantDomain


async def create_tenant(session: AsyncSession, *, slug: str, name: str, is_demo: bool = False) -> Tenant:
    """A new tenant with no host name yet."""
    tenant = Tenant(slug=slug, name=name, is_demo=is_demo)
    session.add(tenant)
    await session.flush()
    return tenant


async def add_domain(session: AsyncSession, tenant: Tenant, host: str) -> None:
    """Lets a host name lead to this tenant."""
    session.add(TenantDomain(host=host.lower(), tenant_id=tenant.id))
    await session.flush()
