"""Reads of tenants."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.tenants.models import Tenant, TenantDomain


async def find_tenant_by_host(session: AsyncSession, host: str) -> Tenant | None:
    """The active tenant whose host name this is (lower case, without port)."""
    query = (
        select(Tenant)
        .join(TenantDomain, TenantDomain.tenant_id == Tenant.id)
        .where(TenantDomain.host == host, Tenant.is_active)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def first_tenant(session: AsyncSession) -> Tenant | None:
    """The oldest tenant, the consultancy itself; None before the first seed or setup."""
    query = select(Tenant).where(Tenant.is_active).order_by(Tenant.created_at, Tenant.id).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def list_tenants(session: AsyncSession) -> list[Tenant]:
    """All active tenants, oldest first."""
    query = select(Tenant).where(Tenant.is_active).order_by(Tenant.created_at, Tenant.id)
    return list((await session.execute(query)).scalars())


async def get_tenant(session: AsyncSession, tenant_id: object) -> Tenant:
    """The tenant of this id, which must exist."""
    return (await session.execute(select(Tenant).where(Tenant.id == tenant_id))).scalar_one()
