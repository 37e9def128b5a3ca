"""The page of roles says what the rooms grant, in words."""

from aistrategyhub import registry
from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.rules.powers import POWERS, powers_of


def test_every_permission_is_explained_and_none_is_invented() -> None:
    assert {power.permission for power in powers_of(registry.granted)} == set(POWERS)


def test_it_is_what_the_gate_asks() -> None:
    powers = {power.permission: power.roles for power in powers_of(registry.granted)}
    for role in Role:
        assert {name for name, roles in powers.items() if role in roles} == {
            str(name) for name in registry.granted(role)
        }


def test_the_owner_may_all_that_anybody_may_and_a_visitor_little() -> None:
    powers = powers_of(registry.granted)
    assert all(Role.SUPER_ADMIN in power.roles for power in powers)
    assert {power.permission for power in powers if Role.GUEST in power.roles} <= {"catalog:read"}


def test_only_owners_appoint_owners() -> None:
    powers = {power.permission: power.roles for power in powers_of(registry.granted)}
    assert powers["accounts:grant_every_role"] == {Role.SUPER_ADMIN}
    assert powers["accounts:grant_staff_roles"] == {Role.SUPER_ADMIN, Role.ADMIN}
