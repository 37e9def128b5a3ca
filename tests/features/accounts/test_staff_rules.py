"""Who may change whom: the table of AUTH-22 and C15, role by role."""

import pytest

from aistrategyhub.core.access import Principal, Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts.rules.staff import (
    OwnAccount,
    RoleNotYours,
    check_may_look_after,
    grantable,
    may_grant,
)

OWNER, ADMIN, EDITOR, SUPPORT, CUSTOMER, GUEST = Role
BELOW = {EDITOR, SUPPORT, CUSTOMER}


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (OWNER, {OWNER, ADMIN, EDITOR, SUPPORT, CUSTOMER}),
        (ADMIN, BELOW),
        (EDITOR, set()),
        (SUPPORT, set()),
        (CUSTOMER, set()),
        (GUEST, set()),
    ],
)
def test_each_role_gives_only_these(actor: Role, may: set[Role]) -> None:
    assert {role for role in Role if may_grant(actor, role)} == may
    assert set(grantable(actor)) == may


def test_roles_are_offered_from_the_highest_down() -> None:
    assert grantable(ADMIN) == [EDITOR, SUPPORT, CUSTOMER]


@pytest.mark.parametrize("role", Role)
def test_nobody_looks_after_themselves(role: Role) -> None:
    actor = Principal(tenant_id=new_id(), person_id=new_id(), role=role)
    with pytest.raises(OwnAccount):
        check_may_look_after(actor, actor.person_id, role)


@pytest.mark.parametrize(("actor", "role"), [(ADMIN, OWNER), (ADMIN, ADMIN), (EDITOR, CUSTOMER), (SUPPORT, CUSTOMER)])
def test_nobody_reaches_above_their_place(actor: Role, role: Role) -> None:
    with pytest.raises(RoleNotYours):
        check_may_look_after(Principal(tenant_id=new_id(), person_id=new_id(), role=actor), new_id(), role)


@pytest.mark.parametrize(("actor", "role"), [(OWNER, OWNER), (OWNER, ADMIN), (ADMIN, CUSTOMER), (ADMIN, EDITOR)])
def test_who_stands_below_is_looked_after(actor: Role, role: Role) -> None:
    check_may_look_after(Principal(tenant_id=new_id(), person_id=new_id(), role=actor), new_id(), role)
