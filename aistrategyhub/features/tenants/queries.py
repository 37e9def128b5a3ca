"""Reads of tenants."""

import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.tenants.models import Tenant, TenantDomain
from aistrategyhub.infra.db import transaction
from aistrategyhub.infra.settings import get_settings

_REMEMBER_SECONDS = 60
_remembered: dict[str, tuple[float, UUID]] = {}


class UnknownHost(DomainError):
    """The host name belongs to no tenant."""

    code = "UNKNOWN_HOST"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo indirizzo non corrisponde a nessun sito.")


async def tenant_of_host(host_header: str) -> UUID:
    """The tenant that a Host header leads to, remembered for a minute. Raises UnknownHost.

    Outside production any unknown name leads to the first tenant, so that a fresh machine answers on
    localhost and on its address in the network.
    """
    host = host_header.rsplit(":", 1)[0].lower() if not host_header.endswith("]") else host_header.lower()
    known = _remembered.get(host)
    if known and known[0] > time.monotonic():
        return known[1]
    async with transaction() as session:
        tenant = await find_tenant_by_host(session, host)
        if tenant is None and not get_settings().is_production:
            tenant = await first_tenant(session)
    if tenant is None:
        raise UnknownHost
    if len(_remembered) > 1000:
        _remembered.clear()
    _remembered[host] = (time.monotonic() + _REMEMBER_SECONDS, tenant.id)
    return tenant.id


def forget_hosts() -> None:
    """Looks every host name up anew: after a change of domains, in the process that made it."""
    _remembered.clear()


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


async def list_tenants(session: AsyncSession, *, also_inactive: bool = False) -> list[Tenant]:
    """All active tenants, oldest first; also those that no address leads to any more."""
    query = select(Tenant).order_by(Tenant.created_at, Tenant.id)
    if not also_inactive:
        query = query.where(Tenant.is_active)
    return list((await session.execute(query)).scalars())


async def list_hosts(session: AsyncSession) -> dict[UUID, list[str]]:
    """The host names of each tenant, in the order of the alphabet."""
    hosts: dict[UUID, list[str]] = {}
    for domain in (await session.execute(select(TenantDomain).order_by(TenantDomain.host))).scalars():
        hosts.setdefault(domain.tenant_id, []).append(domain.host)
    return hosts


async def get_tenant(session: AsyncSession, tenant_id: UUID) -> Tenant:
    """The tenant of this id, which must exist."""
    return (await session.execute(select(Tenant).where(Tenant.id == tenant_id))).scalar_one()
