"""Whether a session is good, asked at every event and request: Redis remembers the answer, PostgreSQL knows it.

An answer counts for BELIEVED at most, and only as long as the tenant's epoch is the one it was read under. Whatever
ends a session or changes what its person may do sets a new epoch once it is committed: a listener on the database
session sees to that, so no verb can forget it. Without Redis every answer is PostgreSQL's. If the process that ends a
session dies, or loses Redis, before the new epoch is set, the session lives on for BELIEVED and no longer; so does
the rule about who must use a second factor, once it was changed.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as SyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.features.accounts.models import Person, Session, SessionKind
from aistrategyhub.features.accounts.queries.security import asks_second_factor
from aistrategyhub.features.accounts.queries.sessions import (
    LiveSession,
    find_program_session,
    find_session_by_fingerprint,
)
from aistrategyhub.features.accounts.rules.sessions import USE_NOTED_EVERY, ends_at
from aistrategyhub.infra.db import after_commit, unit_of_work
from aistrategyhub.infra.redis import RedisGone, reach

BELIEVED = timedelta(seconds=15)

_MOMENTS = ("proved_at", "created_at", "last_used_at", "expires_at")
_EPOCH_LASTS = timedelta(days=1)
_WHAT_A_PERSON_MAY = ("role", "is_active", "mfa_enabled_at")


async def session_of_cookie(tenant_id: UUID, token: str) -> LiveSession | None:
    """The session of a browser's cookie, None when there is none or no more."""
    print_ = fingerprint(token)
    return await _checked(tenant_id, f"cookie:{print_}", lambda session: find_session_by_fingerprint(session, print_))


async def session_of_program(tenant_id: UUID, session_id: UUID) -> LiveSession | None:
    """The session that an access token names, None when there is none or no more."""
    return await _checked(tenant_id, f"program:{session_id}", lambda session: find_program_session(session, session_id))


async def _checked(
    tenant_id: UUID, name: str, find: Callable[[AsyncSession], Awaitable[LiveSession | None]]
) -> LiveSession | None:
    key = f"session:{tenant_id}:{name}"
    epoch, remembered = await _recall(tenant_id, key)
    if remembered is not None and remembered.expires_at > now():
        return remembered
    async with unit_of_work(tenant_id) as session:
        live = await find(session)
        if live is not None:
            must_enrol = live.lacks_second_factor and await asks_second_factor(session, live.role)
            live = replace(live, must_enrol=must_enrol)
            await _note_use(session, live)
    if live is not None and epoch is not None:
        await _remember(key, epoch, live)
    return live


async def _recall(tenant_id: UUID, key: str) -> tuple[str | None, LiveSession | None]:
    """The tenant's epoch and the answer kept under it; no epoch when nothing may be kept."""
    epoch_key = _epoch_key(tenant_id)
    try:
        async with reach() as redis:
            epoch, kept = await redis.mget(epoch_key, key)
            if epoch is None:
                await redis.set(epoch_key, new_token(), nx=True, ex=_EPOCH_LASTS)
                return (await redis.get(epoch_key) or b"").decode() or None, None
    except RedisGone:
        return None, None
    found = json.loads(kept) if kept else {}
    return epoch.decode(), _read(found["session"]) if found.get("epoch") == epoch.decode() else None


async def _remember(key: str, epoch: str, live: LiveSession) -> None:
    try:
        async with reach() as redis:
            kept = json.dumps({"epoch": epoch, "session": asdict(live)}, default=_plain)
            await redis.set(key, kept, px=BELIEVED)
    except RedisGone:
        return


async def _note_use(session: AsyncSession, live: LiveSession) -> None:
    """Writes down the last use, now and then; a browser's own session lasts on from there.

    On the table and not on the class: what the listener below sees would end all that Redis remembers.
    """
    at = now()
    if at - live.last_used_at < USE_NOTED_EVERY:
        return
    values: dict[str, Any] = {"last_used_at": at}
    if live.kind is SessionKind.BROWSER and live.impersonator_id is None:
        values["expires_at"] = ends_at(live.role, live.created_at, at)
    table = Session.__table__
    await session.execute(update(table).where(table.c.id == live.session_id).values(values))


@event.listens_for(SyncSession, "do_orm_execute")
def _see_statement(state: ORMExecuteState) -> None:
    if (state.is_delete or state.is_update) and state.bind_mapper is not None:
        concerned = state.bind_mapper.class_
        if concerned is Session or (concerned is Person and state.is_update):
            _begin_epoch_after(state.session)


@event.listens_for(SyncSession, "after_flush")
def _see_flush(session: SyncSession, _context: object) -> None:
    ended = any(isinstance(row, Session | Person) for row in session.deleted)
    if ended or any(_changes_what_is_allowed(row) for row in session.dirty):
        _begin_epoch_after(session)


def _changes_what_is_allowed(row: object) -> bool:
    if isinstance(row, Session):
        return True
    attributes = inspect(row).attrs
    return isinstance(row, Person) and any(attributes[name].history.has_changes() for name in _WHAT_A_PERSON_MAY)


def _begin_epoch_after(session: SyncSession) -> None:
    tenant_id = session.info.get("tenant_id")
    if tenant_id is not None:
        after_commit(session, "session epoch", partial(_begin_epoch, tenant_id))


async def _begin_epoch(tenant_id: UUID) -> None:
    try:
        async with reach() as redis:
            await redis.set(_epoch_key(tenant_id), new_token(), ex=_EPOCH_LASTS)
    except RedisGone:
        return


def _epoch_key(tenant_id: UUID) -> str:
    return f"session:{tenant_id}:epoch"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read(kept: dict[str, Any]) -> LiveSession:
    moments = {name: datetime.fromisoformat(kept[name]) for name in _MOMENTS}
    ids = {name: UUID(kept[name]) if kept[name] else None for name in ("session_id", "person_id", "impersonator_id")}
    words = {"role": Role(kept["role"]), "kind": SessionKind(kept["kind"])}
    return LiveSession(**{**kept, **moments, **ids, **words})
