"""Who may call what: the two marks, and what they do to the function under them."""

from uuid import uuid4

import pytest

from aistrategyhub.core.access import (
    Permission,
    PermissionDenied,
    Principal,
    Public,
    Role,
    SignInRequired,
    acting_as,
    allows,
    find_principal,
    public,
    requires,
    set_principal,
)
from aistrategyhub.core.arguments import InvalidArguments


class DeskPermission(Permission):
    READ = "desk:read"
    WRITE = "desk:write"


TENANT = uuid4()
VISITOR = Principal(tenant_id=TENANT)
READER = Principal(tenant_id=TENANT, person_id=uuid4(), role=Role.SUPPORT, permissions=frozenset({DeskPermission.READ}))
HOUSE = Principal.system(TENANT)


class Desk:
    ran: int = 0
    closed: int = 0

    @public("everybody may look")
    async def look(self, number: int) -> int:
        self.ran += 1
        return number

    @requires(DeskPermission.READ)
    async def read(self, number: int) -> int:
        self.ran += 1
        return number

    @requires(DeskPermission.READ)
    async def stream(self, number: int):
        self.ran += 1
        try:
            yield number
            yield number + 1
        finally:
            self.closed += 1


@requires(DeskPermission.READ)
async def route(body: dict) -> dict:
    return body


@pytest.mark.parametrize(
    ("mark", "principal", "allowed"),
    [
        (Public("why"), None, True),
        (Public("why"), VISITOR, True),
        (DeskPermission.READ, None, False),
        (DeskPermission.READ, VISITOR, False),
        (DeskPermission.READ, READER, True),
        (DeskPermission.WRITE, READER, False),
        (DeskPermission.WRITE, HOUSE, True),
    ],
)
def test_allows(mark: Permission | Public, principal: Principal | None, allowed: bool) -> None:
    assert allows(mark, principal) is allowed


@pytest.mark.parametrize("principal", [None, VISITOR])
async def test_a_visitor_is_asked_to_sign_in(principal: Principal | None) -> None:
    desk = Desk()
    set_principal(principal)
    with pytest.raises(SignInRequired):
        await desk.read(1)
    assert desk.ran == 0


async def test_a_person_without_the_right_is_told_so() -> None:
    desk = Desk()
    with acting_as(Principal(tenant_id=TENANT, person_id=uuid4(), role=Role.CUSTOMER)), pytest.raises(PermissionDenied):
        await desk.read(1)
    assert desk.ran == 0


async def test_the_right_comes_before_the_arguments() -> None:
    with acting_as(VISITOR), pytest.raises(SignInRequired):
        await Desk().read("not a number")


async def test_a_person_with_the_right_gets_through() -> None:
    desk = Desk()
    with acting_as(READER):
        assert await desk.read(1) == 1
        assert [item async for item in desk.stream(1)] == [1, 2]
    assert desk.ran == 2


async def test_a_stream_checks_before_its_first_word() -> None:
    desk = Desk()
    with acting_as(VISITOR), pytest.raises(SignInRequired):
        await anext(desk.stream(1))
    with acting_as(READER), pytest.raises(InvalidArguments):
        await anext(desk.stream("1"))
    assert desk.ran == 0


async def test_a_stream_that_is_left_early_is_closed_at_once() -> None:
    desk = Desk()
    with acting_as(READER):
        stream = desk.stream(1)
        await anext(stream)
        await stream.aclose()
    assert desk.closed == 1


async def test_the_arguments_of_a_public_handler_are_checked_too() -> None:
    desk = Desk()
    assert await desk.look(1) == 1
    with pytest.raises(InvalidArguments):
        await desk.look("1")
    assert desk.ran == 1


async def test_the_arguments_of_a_route_are_left_to_fastapi() -> None:
    with acting_as(READER):
        assert await route({"deep": {"deeper": object}}) == {"deep": {"deeper": object}}
    with acting_as(VISITOR), pytest.raises(SignInRequired):
        await route({})


@pytest.mark.parametrize("guard", [public("a reason"), requires(DeskPermission.READ)])
def test_a_sync_function_cannot_be_guarded(guard) -> None:
    def sync(self) -> None: ...

    with pytest.raises(TypeError, match="must be async"):
        guard(sync)


def test_the_mark_can_be_read_from_the_function() -> None:
    assert Desk.read.__permission__ is DeskPermission.READ
    assert Desk.look.__permission__ == Public("everybody may look")
    assert route.__permission__ is DeskPermission.READ


async def test_acting_as_ends_with_its_block() -> None:
    set_principal(VISITOR)
    with pytest.raises(ZeroDivisionError), acting_as(HOUSE):
        raise ZeroDivisionError
    assert find_principal() is VISITOR
