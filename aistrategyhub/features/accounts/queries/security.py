"""Reads of the rules that the owner has set for signing in."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SecurityRules


async def asks_second_factor(session: AsyncSession, role: Role) -> bool:
    """Whether people of this role must use a second factor."""
    rules = await find_setting(session, SecurityRules)
    return rules is not None and role in rules.second_factor_roles
