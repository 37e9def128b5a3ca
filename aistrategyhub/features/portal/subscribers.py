"""What the portal does when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import ExportRequested
from aistrategyhub.features.portal.service.export import start_export


async def prepare(session: AsyncSession, fact: ExportRequested) -> None:
    await start_export(session, fact.request_id)


SUBSCRIBERS = (Subscriber(name="portal.export_when_requested", fact=ExportRequested, react=prepare),)
