"""Work of the mail room."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Job
from aistrategyhub.features.mailing.service import SEND, send_mail
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.integrations.mail.choose import mail_gateway


async def _send(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    settings = get_settings()
    await send_mail(session, UUID(payload["mail_id"]), mail_gateway(settings), storage_for(settings))


JOBS = (Job(SEND, _send),)
