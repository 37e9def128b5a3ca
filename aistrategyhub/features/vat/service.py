"""Verbs of VAT: keep what a register answered, forget what no sale stands on, note when a limit is crossed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SalesAbroad
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.rules import SMALL_SALES
from aistrategyhub.integrations.vies.gateway import RegisterAnswer, VatNumber


async def keep_answer(session: AsyncSession, number: VatNumber, answer: RegisterAnswer) -> VatCheck:
    """The answer as a proof."""
    check = VatCheck(
        state=number.state,
        number=number.number,
        is_valid=answer.is_valid,
        name=answer.name[:300],
        address=answer.address[:500],
        consultation=answer.consultation[:60],
    )
    session.add(check)
    await session.flush()
    return check


async def forget_answers(session: AsyncSession, *, before: datetime, but: Select[tuple[UUID | None]]) -> int:
    """Deletes the answers given before this moment, but those whose ids the query names; how many."""
    unused = delete(VatCheck).where(VatCheck.asked_at < before, VatCheck.id.not_in(but))
    return (await session.execute(unused)).rowcount


async def note_sales_abroad(session: AsyncSession, net: Decimal, *, on: date) -> bool:
    """Notes that what private people in other member states bought over the net this year, `net` in all, is above the
    limit from this day on; False when it is not, or was noted in the same year."""
    known = await find_setting(session, SalesAbroad) or SalesAbroad()
    if net <= SMALL_SALES or (known.crossed_on is not None and known.crossed_on.year >= on.year):
        return False
    await save_setting(session, known.model_copy(update={"crossed_on": on}))
    return True
