"""Roles that must use a second factor: until they have one, they may do nothing but get it."""

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.access import Principal, Role
from aistrategyhub.features.accounts.api import principal_finder
from aistrategyhub.features.accounts.models import Session
from aistrategyhub.features.accounts.permissions import WHILE_ENROLLING
from aistrategyhub.features.accounts.service import open_session
from aistrategyhub.features.accounts.service.api_keys import create_api_key
from aistrategyhub.features.site_settings.schemas import SecurityRules
from aistrategyhub.features.site_settings.service import save_setting
from tests.factories.people import create_somebody
from tests.factories.second_factors import give_second_factor

OWN = {"Origin": "http://localhost:3000"}


async def _principal(session: AsyncSession, role: Role, *, methods: list[str], has_one: bool = False) -> Principal:
    person = await create_somebody(session, role)
    if has_one:
        await give_second_factor(session, person)
    signed_in = await open_session(session, person, methods=methods, ip_address=None, user_agent="test")
    await session.flush()
    return await principal_finder(registry.granted)("localhost", signed_in.token)


@pytest.mark.parametrize(
    ("role", "methods", "has_one", "must_enrol"),
    [
        (Role.ADMIN, ["password"], False, True),
        (Role.ADMIN, ["google"], False, True),
        (Role.ADMIN, ["passkey"], False, False),
        (Role.ADMIN, ["password", "totp"], True, False),
        (Role.EDITOR, ["password"], False, False),
        (Role.CUSTOMER, ["password"], False, False),
    ],
)
async def test_who_lacks_one_may_only_get_it(
    api: httpx.AsyncClient, session: AsyncSession, role: Role, methods: list[str], has_one: bool, must_enrol: bool
) -> None:
    await save_setting(session, SecurityRules(second_factor_roles=(Role.ADMIN, Role.SUPER_ADMIN)))
    principal = await _principal(session, role, methods=methods, has_one=has_one)
    assert principal.must_enrol is must_enrol
    expected = WHILE_ENROLLING | registry.granted(Role.GUEST) if must_enrol else registry.granted(role)
    assert principal.permissions == expected


async def test_without_the_rule_nobody_must(api: httpx.AsyncClient, session: AsyncSession) -> None:
    principal = await _principal(session, Role.SUPER_ADMIN, methods=["password"])
    assert (principal.must_enrol, principal.permissions) == (False, registry.granted(Role.SUPER_ADMIN))


async def test_the_api_says_what_is_missing_until_it_is_there(api: httpx.AsyncClient, session: AsyncSession) -> None:
    await save_setting(session, SecurityRules(second_factor_roles=(Role.ADMIN,)))
    person = await create_somebody(session, Role.ADMIN)
    signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="test")
    await session.flush()
    browser = {"Cookie": f"__Host-sid={signed_in.token}"} | OWN
    refused = await api.get("/api/v1/admin/users", headers=browser)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "SECOND_FACTOR_REQUIRED")
    assert (await api.get("/api/v1/users/me", headers=browser)).status_code == 200
    assert (await api.post("/api/v1/users/me/mfa/totp", headers=browser)).status_code == 200
    await session.execute(update(Session).values(methods=["password", "totp"]))
    await give_second_factor(session, person)
    assert (await api.get("/api/v1/admin/users", headers=browser)).status_code == 200


@pytest.mark.parametrize(("has_one", "status"), [(False, 403), (True, 200)])
async def test_a_program_does_not_go_round_it(
    api: httpx.AsyncClient, session: AsyncSession, has_one: bool, status: int
) -> None:
    person = await create_somebody(session, Role.ADMIN)
    if has_one:
        await give_second_factor(session, person)
    scopes = {str(permission) for permission in registry.granted(Role.ADMIN)}
    _key, token = await create_api_key(session, person.id, name="Prova", scopes=scopes, allowed=scopes, lasts_days=30)
    program = {"Authorization": f"Bearer {token}"}
    assert (await api.get("/api/v1/admin/users", headers=program)).status_code == 200
    await save_setting(session, SecurityRules(second_factor_roles=(Role.ADMIN,)))
    answer = await api.get("/api/v1/admin/users", headers=program)
    assert answer.status_code == status
    if not has_one:
        assert answer.json()["error"]["code"] == "SECOND_FACTOR_REQUIRED"
