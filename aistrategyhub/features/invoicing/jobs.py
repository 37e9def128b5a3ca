"""The work of invoicing. Importing it loads the printer, so that the first sale does not wait for that."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

import aistrategyhub.features.invoicing.pdf.render  # noqa: F401
from aistrategyhub.core.feature import Job
from aistrategyhub.features.invoicing import service
from aistrategyhub.features.invoicing.service import DELIVER, RECEIVE, TRANSMIT
from aistrategyhub.infra.db import after_commit, tenant_of, unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.integrations.sdi.gateway import Arrivals, SdiChannel, SdiUnavailable

log = structlog.get_logger(__name__)

_READ_EVERY = timedelta(minutes=1)


async def deliver(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.deliver_invoice(
        session, UUID(payload["invoice_id"]), storage_for(get_settings()), attempt=payload.get("attempt", 1)
    )


async def transmit(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Each step is a commit of its own: that the file leaves, and that it left."""
    tenant_id, transmission_id = tenant_of(session), UUID(payload["transmission_id"])
    async with unit_of_work(tenant_id) as first:
        ready = await service.make_ready(first, transmission_id)
    if ready is None:
        return
    try:
        # What fails lets go of the file at once: its outcome is written by a transaction of its own.
        async with session.begin_nested():
            await service.hand_over(session, transmission_id, ready)
    except SdiUnavailable as error:
        if error.has_not_left:
            async with unit_of_work(tenant_id) as later:
                await service.not_left(later, transmission_id, str(error))
        raise


async def give_up(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.give_up_sending(session, UUID(payload["transmission_id"]))


async def receive(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """The channel hears that its receipts are kept once they are."""
    channel = await service.channel_of(session)
    if channel is None:
        return
    arrivals = await service.receive(session, channel)
    if arrivals.files:
        after_commit(session, RECEIVE, lambda: _keep(channel, arrivals))


async def _keep(channel: SdiChannel, arrivals: Arrivals) -> None:
    """A channel that does not hear it gives the same receipts once more, and those are ignored."""
    try:
        await channel.keep(arrivals)
    except SdiUnavailable as error:
        log.warning("the channel to SdI was not told that its receipts are kept", reason=str(error))


async def watch_certificate(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.watch_certificate(session)


JOBS = (
    Job(DELIVER, deliver, lease=timedelta(minutes=5)),
    Job(TRANSMIT, transmit, lease=timedelta(minutes=5), give_up=give_up),
    Job(RECEIVE, receive, every=_READ_EVERY, lease=timedelta(minutes=5)),
    Job("invoicing.watch_certificate", watch_certificate, cron="0 7 * * *"),
)
