"""Work of accounts that nobody waits for: mails whose writing an answer must neither wait for nor tell of."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Job
from aistrategyhub.features.accounts.service.locks import tell_of_lock
from aistrategyhub.features.accounts.service.outdated import forget_outdated
from aistrategyhub.features.accounts.service.password_change import SEND_RESET, send_reset
from aistrategyhub.features.accounts.service.registration import (
    GREET,
    RESEND_VERIFICATION,
    greet,
    resend_verification,
)
from aistrategyhub.features.accounts.service.sign_in import TELL_OF_LOCK


async def _tell_of_lock(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await tell_of_lock(session, UUID(payload["attempt_id"]))


async def _forget_outdated(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await forget_outdated(session)


JOBS = (
    Job(TELL_OF_LOCK, _tell_of_lock),
    Job(GREET, greet),
    Job(RESEND_VERIFICATION, resend_verification),
    Job(SEND_RESET, send_reset),
    Job("accounts.forget_outdated", _forget_outdated, every=timedelta(hours=1)),
)
