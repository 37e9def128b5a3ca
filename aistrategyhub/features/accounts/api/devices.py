"""A person's own devices and keys."""

from uuid import UUID

from fastapi import APIRouter

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.api_keys import list_api_keys_of
from aistrategyhub.features.accounts.queries.sessions import list_sessions_of
from aistrategyhub.features.accounts.schemas.devices import (
    ApiKeyBody,
    CreatedApiKeyBody,
    EndedBody,
    NewApiKeyBody,
    SessionBody,
    SignedOutBody,
)
from aistrategyhub.features.accounts.service.api_keys import create_api_key, revoke_api_key
from aistrategyhub.features.accounts.service.sessions import end_other_sessions, end_own_session
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["accounts"])


@router.get("/users/me/sessions")
@requires(AccountsPermission.READ_OWN)
async def own_sessions() -> Envelope[list[SessionBody]]:
    """The devices and programs that are signed in, the last used first."""
    me = current_principal()
    async with unit_of_work() as session:
        rows = await list_sessions_of(session, me.person_id)
    return ok([SessionBody.of(row, me.session_id) for row in rows])


@router.delete("/users/me/sessions")
@requires(AccountsPermission.MANAGE_OWN)
async def sign_out_elsewhere() -> Envelope[EndedBody]:
    """Signs out every device but the one that asks."""
    me = current_principal()
    async with unit_of_work() as session:
        return ok(EndedBody(ended=await end_other_sessions(session, me.person_id, me.session_id)))


@router.delete("/users/me/sessions/{session_id}")
@requires(AccountsPermission.MANAGE_OWN)
async def sign_out_device(session_id: UUID) -> Envelope[SignedOutBody]:
    """Signs out one device."""
    async with unit_of_work() as session:
        await end_own_session(session, current_principal().person_id, session_id)
    return ok(SignedOutBody())


@router.get("/users/me/api-keys")
@requires(AccountsPermission.USE_API_KEYS)
async def own_api_keys() -> Envelope[list[ApiKeyBody]]:
    """The keys that were not revoked, the newest first."""
    async with unit_of_work() as session:
        rows = await list_api_keys_of(session, current_principal().person_id)
    return ok([ApiKeyBody.of(row) for row in rows])


@router.post("/users/me/api-keys", status_code=201)
@requires(AccountsPermission.USE_API_KEYS, step_up=True)
async def new_api_key(body: NewApiKeyBody) -> Envelope[CreatedApiKeyBody]:
    """Makes a key; its text is in this answer and nowhere else."""
    me = current_principal()
    async with unit_of_work() as session:
        key, text = await create_api_key(
            session,
            me.person_id,
            name=body.name,
            scopes=body.scopes,
            allowed=me.permissions,
            lasts_days=body.lasts_days,
        )
    return ok(CreatedApiKeyBody(**ApiKeyBody.of(key).model_dump(), key=text))


@router.delete("/users/me/api-keys/{key_id}")
@requires(AccountsPermission.USE_API_KEYS)
async def end_api_key(key_id: UUID) -> Envelope[SignedOutBody]:
    """Revokes a key at once."""
    async with unit_of_work() as session:
        await revoke_api_key(session, current_principal().person_id, key_id)
    return ok(SignedOutBody())
