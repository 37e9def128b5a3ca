"""Reads of programs' keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import ApiKey, Passkey, Person


@dataclass(frozen=True)
class LiveKey:
    """A key that is good at this moment, and whose it is. `lacks_second_factor` is that person."""

    key_id: UUID
    person_id: UUID
    role: Role
    scopes: list[str]
    last_used_at: datetime | None
    lacks_second_factor: bool


async def find_live_key(session: AsyncSession, token: str) -> LiveKey | None:
    """The key of this text, unless it has expired, was revoked, or its person is not active."""
    has_passkey = exists().where(Passkey.tenant_id == Person.tenant_id, Passkey.user_id == Person.id)
    lacks_one = Person.mfa_enabled_at.is_(None) & ~has_passkey
    query = (
        select(ApiKey.id, Person.id, Person.role, ApiKey.scopes, ApiKey.last_used_at, lacks_one)
        .join(Person, (Person.id == ApiKey.user_id) & (Person.tenant_id == ApiKey.tenant_id))
        .where(
            ApiKey.token_fingerprint == fingerprint(token),
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now()),
            Person.is_active,
        )
    )
    row = (await session.execute(query)).one_or_none()
    return LiveKey(*row) if row else None


async def list_api_keys_of(session: AsyncSession, person_id: UUID) -> list[ApiKey]:
    """The person's keys that were not revoked, the newest first; those that have expired among them."""
    query = select(ApiKey).where(ApiKey.user_id == person_id, ApiKey.revoked_at.is_(None))
    return list((await session.execute(query.order_by(ApiKey.created_at.desc(), ApiKey.id))).scalars())
