"""Finding who calls."""

from collections.abc import Callable
from uuid import UUID

from aistrategyhub.core.access import Permission, Principal, Role
from aistrategyhub.features.accounts import queries
from aistrategyhub.features.accounts.permissions import WHILE_ENROLLING
from aistrategyhub.features.accounts.queries.security import asks_second_factor
from aistrategyhub.features.tenants.queries import tenant_of_host
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import FindPrincipal


def principal_finder(granted: Callable[[Role], frozenset[Permission]]) -> FindPrincipal:
    """A function that says who a host name and a session cookie stand for, looked up at every call."""

    async def find_principal(host: str, cookie: str | None) -> Principal:
        tenant_id = await tenant_of_host(host)
        return await _principal_of(tenant_id, cookie, granted)

    return find_principal


async def _principal_of(
    tenant_id: UUID, cookie: str | None, granted: Callable[[Role], frozenset[Permission]]
) -> Principal:
    visitor = Principal(tenant_id=tenant_id, permissions=granted(Role.GUEST))
    if not cookie:
        return visitor
    async with unit_of_work(tenant_id) as session:
        live = await queries.find_live_session(session, cookie)
        if live is None:
            return visitor
        must_enrol = live.lacks_second_factor and await asks_second_factor(session, live.role)
    return Principal(
        tenant_id=tenant_id,
        person_id=live.person_id,
        session_id=live.session_id,
        role=live.role,
        proved_at=live.proved_at,
        impersonator_id=live.impersonator_id,
        permissions=granted(live.role) & WHILE_ENROLLING | granted(Role.GUEST) if must_enrol else granted(live.role),
        must_enrol=must_enrol,
    )
