"""What accounts adds to `hub doctor`."""

from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from aistrategyhub.core.access import Role
from aistrategyhub.core.feature import Check
from aistrategyhub.features.accounts.queries.security import asks_second_factor
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.db import DatabaseUnavailable, transaction, unit_of_work
from aistrategyhub.infra.settings import get_settings

_THEIRS_IS_EVERYTHING = (Role.SUPER_ADMIN, Role.ADMIN)


async def check_second_factors() -> Sequence[Check]:
    """Whether those who may change everything must use a second factor; nothing where no database answers."""
    if get_settings().database_url is None:
        return []
    try:
        async with transaction() as session:
            tenants = await list_tenants(session)
        return [await _check(tenant) for tenant in tenants]
    except (DatabaseUnavailable, SQLAlchemyError):
        return []


async def _check(tenant: Tenant) -> Check:
    async with unit_of_work(tenant.id) as session:
        free = [role for role in _THEIRS_IS_EVERYTHING if not await asks_second_factor(session, role)]
    name = f"Second factor ({tenant.slug})"
    if not free:
        return Check(name, State.OK, "asked of super_admin and admin")
    return Check(name, State.WARNING, f"recommended for {' and '.join(free)}: security_rules in the settings")
