"""What accounts keep no longer than `privacy.PERSONAL_DATA` says: ceremonies, attempts, sessions that ended."""

from datetime import timedelta

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import KnownDevice, LoginAttempt, MailedLink, Session
from aistrategyhub.features.accounts.service.brakes import purge_brakes
from aistrategyhub.features.accounts.service.challenges import purge_challenges

LINKS_LAST = timedelta(days=30)
# Browsers keep the cookie of a device no longer.
DEVICES_LAST = timedelta(days=400)
ATTEMPTS_LAST = timedelta(days=90)


async def forget_outdated(session: AsyncSession) -> None:
    """Deletes what has had its time. A session takes its refresh tokens along."""
    at = now()
    await purge_challenges(session)
    await purge_brakes(session)
    await session.execute(delete(MailedLink).where(MailedLink.created_at < at - LINKS_LAST))
    await session.execute(delete(LoginAttempt).where(LoginAttempt.attempted_at < at - ATTEMPTS_LAST))
    await session.execute(delete(Session).where(Session.expires_at <= at))
    last_seen = func.coalesce(KnownDevice.last_sign_in_at, KnownDevice.created_at)
    await session.execute(delete(KnownDevice).where(last_seen < at - DEVICES_LAST))
