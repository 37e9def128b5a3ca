"""Reads of sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import Person, Session, SessionKind


@dataclass(frozen=True)
class LiveSession:
    """A session that is good at this moment, and whose it is.

    `lacks_second_factor`: the person has none that every sign-in asks for, and this one was not by a passkey;
    `must_enrol` when the rules for their role ask for one.
    """

    session_id: UUID
    person_id: UUID
    role: Role
    kind: SessionKind
    proved_at: datetime
    impersonator_id: UUID | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    lacks_second_factor: bool
    must_enrol: bool = False


async def find_live_session(session: AsyncSession, token: str) -> LiveSession | None:
    """The session of this cookie, unless it has expired, was revoked, or its person is not active.

    A colleague's session in somebody's name lives only as long as the colleague has one of their own.
    """
    return await find_session_by_fingerprint(session, fingerprint(token))


async def find_session_by_fingerprint(session: AsyncSession, token_fingerprint: str) -> LiveSession | None:
    """The same, by the fingerprint of the cookie."""
    return await _find_live(session, Session.token_fingerprint == token_fingerprint)


async def find_program_session(session: AsyncSession, session_id: UUID) -> LiveSession | None:
    """The session that a program's access token names, unless it has expired, was revoked, or its person is not
    active. A browser's is not found by its id, which is no secret."""
    return await _find_live(session, Session.id == session_id, Session.kind == SessionKind.API)


async def list_sessions_of(session: AsyncSession, person_id: UUID) -> list[Session]:
    """The person's own devices that are signed in, the last used first; colleagues in their name are not theirs."""
    query = select(Session).where(
        Session.user_id == person_id, Session.expires_at > now(), Session.impersonator_id.is_(None)
    )
    return list((await session.execute(query.order_by(Session.last_used_at.desc(), Session.id))).scalars())


async def _find_live(session: AsyncSession, *conditions: Any) -> LiveSession | None:
    own = aliased(Session)
    has_own = exists().where(
        own.tenant_id == Session.tenant_id, own.user_id == Session.impersonator_id, own.expires_at > now()
    )
    query = (
        select(
            Session.id,
            Person.id,
            Person.role,
            Session.kind,
            Session.proved_at,
            Session.impersonator_id,
            Session.created_at,
            Session.last_used_at,
            Session.expires_at,
            Person.mfa_enabled_at.is_(None) & ~Session.methods.contains(["passkey"]),
        )
        .join(Person, (Person.id == Session.user_id) & (Person.tenant_id == Session.tenant_id))
        .where(*conditions, Session.expires_at > now(), Person.is_active)
        .where(or_(Session.impersonator_id.is_(None), has_own))
    )
    row = (await session.execute(query)).one_or_none()
    return LiveSession(*row) if row else None
