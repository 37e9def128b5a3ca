"""Erasing what in the trail is somebody's own. The chain goes on holding: its lines keep only the digests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.audit.models import AuditEntry, AuditOrigin, AuditPersonal
from aistrategyhub.features.audit.rules import ORIGINS_LAST
from aistrategyhub.features.audit.service.recording import record

_AT_ONCE = 5_000


async def forget_person(session: AsyncSession, person_id: UUID) -> int:
    """Erases address, browser and personal values from every line of what this person did or what was done to them
    (article 17 GDPR); how many lines lost something. Who acted and what happened stay (article 17.3.e)."""
    theirs = select(AuditEntry.id).where(
        or_(AuditEntry.user_id == person_id, AuditEntry.entity_id == person_id, AuditEntry.impersonator_id == person_id)
    )
    lines: set[UUID] = set()
    for table in (AuditOrigin, AuditPersonal):
        lines |= await _erase(session, delete(table).where(table.id.in_(theirs)).returning(table.id))
    await record(session, "audit.person_forgotten", "user", person_id, lines=len(lines))
    return len(lines)


async def erase_old_origins(session: AsyncSession, *, at: datetime | None = None) -> int:
    """Erases addresses and browsers of lines older than ORIGINS_LAST, some thousands at a time; how many."""
    due = (
        select(AuditOrigin.id)
        .where(AuditOrigin.created_at < (at or now()) - ORIGINS_LAST)
        .order_by(AuditOrigin.created_at)
        .limit(_AT_ONCE)
    )
    erased = await _erase(session, delete(AuditOrigin).where(AuditOrigin.id.in_(due)).returning(AuditOrigin.id))
    if erased:
        await record(session, "audit.origins_erased", "audit", lines=len(erased))
    return len(erased)


async def _erase(session: AsyncSession, statement: Delete[Any] | Any) -> set[UUID]:
    result = await session.execute(statement.execution_options(synchronize_session=False))
    return set(result.scalars())
