"""Verbs of VAT: keep what a register answered, and forget what no sale stands on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.vat.models import VatCheck
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
