"""Reads of sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import Person, Session


@dataclass(frozen=True)
class LiveSession:
    """A session that is good at this moment, and whose it is.

    `lacks_second_factor`: the person has none that every sign-in asks for, and this one was not by a passkey.
    """

    session_id: UUID
    person_id: UUID
    role: Role
    proved_at: datetime
    impersonator_id: UUID | None
    lacks_second_factor: bool


async def find_live_session(session: AsyncSession, token: str) -> LiveSession | None:
    """The session of this cookie, unless it has expired, was revoked, or its person is not active.

    A colleague's session in somebody's name lives only as long as the colleague has one of their own.
    """
    own = aliased(Session)
    has_own = exists().where(
        own.tenant_id == Session.tenant_id, own.user_id == Session.impersonator_id, own.expires_at > now()
    )
    query = (
        select(
            Session.id,
            Person.id,
            Person.role,
            Session.proved_at,
            Session.impersonator_id,
            Person.mfa_enabled_at.is_(None) & ~Session.methods.contains(["passkey"]),
        )
        .join(Person, (Person.id == Session.user_id) & (Person.tenant_id == Session.tenant_id))
        .where(Session.token_fingerprint == fingerprint(token), Session.expires_at > now(), Person.is_active)
        .where(or_(Session.impersonator_id.is_(None), has_own))
    )
    row = (await session.execute(query)).one_or_none()
    return LiveSession(*row) if row else None
