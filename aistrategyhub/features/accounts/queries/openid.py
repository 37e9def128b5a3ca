"""Reads of accounts elsewhere."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import Identity, IdentityProvider


async def find_identity(session: AsyncSession, provider: IdentityProvider, subject: str) -> Identity | None:
    """The link of this account elsewhere, compared exactly."""
    query = select(Identity).where(Identity.provider == provider, Identity.subject == subject)
    return (await session.execute(query)).scalar_one_or_none()


async def find_linked_address(session: AsyncSession, person_id: UUID, provider: IdentityProvider) -> str:
    """The address that the person's account there had when it was linked; empty where none is."""
    query = select(Identity.email).where(Identity.user_id == person_id, Identity.provider == provider)
    return (await session.execute(query)).scalar_one_or_none() or ""
