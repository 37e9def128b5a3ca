"""Reads of accounts elsewhere."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import Identity, IdentityProvider


async def find_identity(session: AsyncSession, provider: IdentityProvider, subject: str) -> Identity | None:
    """The link of this account elsewhere, compared exactly."""
    query = select(Identity).where(Identity.provider == provider, Identity.subject == subject)
    return (await session.execute(query)).scalar_one_or_none()
