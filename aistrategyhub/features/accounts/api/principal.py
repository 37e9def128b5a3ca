"""Finding who calls: a browser by its cookie, a program by its access token or its key."""

from collections.abc import Callable
from uuid import UUID

from aistrategyhub.core.access import Permission, Principal, Role
from aistrategyhub.features.accounts.permissions import WHILE_ENROLLING
from aistrategyhub.features.accounts.queries.api_keys import find_live_key
from aistrategyhub.features.accounts.queries.security import asks_second_factor
from aistrategyhub.features.accounts.queries.sessions import LiveSession
from aistrategyhub.features.accounts.service.access_tokens import read_access_token
from aistrategyhub.features.accounts.service.api_keys import PREFIX, note_key_use
from aistrategyhub.features.accounts.service.session_checks import session_of_cookie, session_of_program
from aistrategyhub.features.tenants.queries import tenant_of_host
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.acting import FindPrincipal, InvalidToken, Program

Granted = Callable[[Role], frozenset[Permission]]


def principal_finder(granted: Granted) -> FindPrincipal:
    """A function that says who a host name with a cookie or a program's token stands for, looked up at every call.

    It raises InvalidToken for a program whose token does not hold; a cookie that does not is a visitor's.
    """

    async def find_principal(host: str, cookie: str | None, program: Program | None = None) -> Principal:
        tenant_id = await tenant_of_host(host)
        if program is None:
            return await _of_cookie(tenant_id, cookie, granted)
        if program.token.startswith(PREFIX):
            return await _of_key(tenant_id, program, granted)
        return await _of_access_token(tenant_id, program.token, granted)

    return find_principal


async def _of_cookie(tenant_id: UUID, cookie: str | None, granted: Granted) -> Principal:
    live = await session_of_cookie(tenant_id, cookie) if cookie else None
    if live is None:
        return Principal(tenant_id=tenant_id, permissions=granted(Role.GUEST))
    return _principal(tenant_id, live, granted)


async def _of_access_token(tenant_id: UUID, token: str, granted: Granted) -> Principal:
    said = read_access_token(tenant_id, token)
    live = await session_of_program(tenant_id, said.session_id)
    if live is None or live.person_id != said.person_id:
        raise InvalidToken
    return _principal(tenant_id, live, granted)


async def _of_key(tenant_id: UUID, program: Program, granted: Granted) -> Principal:
    async with unit_of_work(tenant_id) as session:
        live = await find_live_key(session, program.token)
        if live is None:
            raise InvalidToken
        await note_key_use(session, live, program.ip_address)
        must_enrol = live.lacks_second_factor and await asks_second_factor(session, live.role)
    allowed = _allowed(live.role, granted, must_enrol=must_enrol)
    return Principal(
        tenant_id=tenant_id,
        person_id=live.person_id,
        role=live.role,
        permissions=frozenset(permission for permission in allowed if permission in live.scopes),
        api_key_id=live.key_id,
        must_enrol=must_enrol,
    )


def _principal(tenant_id: UUID, live: LiveSession, granted: Granted) -> Principal:
    return Principal(
        tenant_id=tenant_id,
        person_id=live.person_id,
        session_id=live.session_id,
        role=live.role,
        proved_at=live.proved_at,
        impersonator_id=live.impersonator_id,
        permissions=_allowed(live.role, granted, must_enrol=live.must_enrol),
        must_enrol=live.must_enrol,
    )


def _allowed(role: Role, granted: Granted, *, must_enrol: bool) -> frozenset[Permission]:
    return granted(role) & WHILE_ENROLLING | granted(Role.GUEST) if must_enrol else granted(role)
