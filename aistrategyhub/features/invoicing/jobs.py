"""The work of invoicing. Importing it loads the printer, so that the first sale does not wait for that."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

import aistrategyhub.features.invoicing.pdf.render  # noqa: F401
from aistrategyhub.core.feature import Job
from aistrategyhub.features.invoicing import service
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

DELIVER = "invoicing.deliver"


async def deliver(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.deliver_invoice(session, UUID(payload["invoice_id"]), storage_for(get_settings()))


JOBS = (Job(name=DELIVER, run=deliver, lease=timedelta(minutes=5)),)
