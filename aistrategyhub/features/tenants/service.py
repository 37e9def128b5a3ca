"""Verbs of tenants."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.tenants.models import Tenant, TenantDomain


class DomainTaken(DomainError):
    """The host name leads to another active tenant."""

    code = "DOMAIN_TAKEN"
    sentence = mark("Il dominio {host} è già di un altro sito di questa installazione.")


async def create_tenant(session: AsyncSession, *, slug: str, name: str, is_demo: bool = False) -> Tenant:
    """A new tenant with no host name yet."""
    tenant = Tenant(slug=slug, name=name, is_demo=is_demo)
    session.add(tenant)
    await session.flush()
    return tenant


async def deactivate_tenant(session: AsyncSession, tenant: Tenant) -> None:
    """From now on no host name leads to this tenant; its rows stay."""
    tenant.is_active = False
    session.add(tenant)
    await session.flush()


async def give_domain(session: AsyncSession, tenant: Tenant, host: str) -> None:
    """Lets a host name lead to this tenant, taking it from one that is no longer active. Raises DomainTaken."""
    domain = await session.get(TenantDomain, host.lower())
    if domain is None:
        session.add(TenantDomain(host=host.lower(), tenant_id=tenant.id))
    elif domain.tenant_id != tenant.id:
        holder = await session.get(Tenant, domain.tenant_id)
        if holder is not None and holder.is_active:
            raise DomainTaken(host=host)
        domain.tenant_id = tenant.id
    await session.flush()
