"""The work of orders."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.feature import Job
from aistrategyhub.features.orders import queries, service
from aistrategyhub.features.vat import service as vat
from aistrategyhub.features.vat.checkout import ask
from aistrategyhub.infra import idempotency
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.integrations.vies.choose import vat_register

UNPAID_LAST = timedelta(days=365)
_ASKED_AGAIN_FOR = timedelta(days=14)
_UNUSED_ANSWERS_LAST = timedelta(days=30)


async def forget_unpaid(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.forget_unpaid_guests(session, before=clock.now() - UNPAID_LAST)


async def ask_again(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """VIES was silent when they were placed: each of these orders is asked about until it answers, for two weeks."""
    register = vat_register(get_settings())
    for order in await queries.list_unproven(session, since=clock.now() - _ASKED_AGAIN_FOR):
        check = await ask(Buyer.model_validate(order.buyer), register)
        if check is not None:
            await service.note_late_answer(session, order.id, check)


async def forget_answers(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await vat.forget_answers(session, before=clock.now() - _UNUSED_ANSWERS_LAST, but=queries.used_checks())


async def remind(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.remind_unpaid(session, at=clock.now())


async def expire(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.expire_unpaid(session, at=clock.now())


async def send_link(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.send_link(session, number=payload["number"], email=payload["email"])


async def follow_up(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.follow_up(session, UUID(payload["order_id"]))


async def drop_files(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    storage = storage_for(get_settings())
    for key in payload["storage_keys"]:
        await storage.delete(key)


async def forget_api_answers(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await idempotency.forget_answers(session, before=clock.now() - idempotency.KEPT_FOR)


JOBS = (
    Job(name=service.DROP_FILES, run=drop_files),
    Job(name="orders.forget_api_answers", run=forget_api_answers, cron="15 * * * *"),
    Job(name="orders.remind_unpaid", run=remind, cron="5 9 * * *"),
    Job(name="orders.expire_unpaid", run=expire, cron="35 * * * *"),
    Job(name=service.SEND_LINK, run=send_link),
    Job(name=service.FOLLOW_UP, run=follow_up),
    Job(name="orders.forget_unpaid", run=forget_unpaid, cron="40 3 * * *"),
    Job(name="orders.ask_vies_again", run=ask_again, cron="25 * * * *"),
    Job(name="orders.forget_answers", run=forget_answers, cron="45 3 * * *"),
)
