"""What `hub doctor` says of second factors."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.commands import check_second_factors
from aistrategyhub.features.site_settings.schemas import SecurityRules
from aistrategyhub.features.site_settings.service import save_setting


@pytest.mark.parametrize(
    ("roles", "state", "words"),
    [
        ((), "warning", "super_admin and admin"),
        ((Role.SUPER_ADMIN,), "warning", "recommended for admin:"),
        ((Role.ADMIN, Role.SUPER_ADMIN), "ok", "asked of"),
    ],
)
async def test_it_warns_until_the_mightiest_must_use_one(
    session: AsyncSession, roles: tuple[Role, ...], state: str, words: str
) -> None:
    await save_setting(session, SecurityRules(second_factor_roles=roles))
    (line,) = await check_second_factors()
    assert (line.name, str(line.state)) == ("Second factor (prova)", state)
    assert words in line.detail
