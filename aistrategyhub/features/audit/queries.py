"""Reads of the trail."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import MOST_PER_PAGE
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.models import AuditCheck, AuditEntry, AuditLink, AuditOrigin, AuditPersonal
from aistrategyhub.features.audit.rules import rejoined
from aistrategyhub.features.audit.schemas import AuditFilter, AuditLine, AuditPage

_AT_ONCE = 1_000


class AuditLineNotFound(DomainError):
    """The chain has no such line."""

    code = "AUDIT_LINE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Nel registro non c’è nessuna riga con questo numero.")


async def list_lines(
    session: AsyncSession, wanted: AuditFilter = AuditFilter(), *, before: int | None = None, limit: int = 50
) -> AuditPage:
    """The newest lines that match; `before` is the `next_before` of the page above."""
    limit = min(max(limit, 1), MOST_PER_PAGE)
    query = _lines(wanted).order_by(AuditLink.sequence.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(AuditLink.sequence < before)
    rows = (await session.execute(query)).all()
    lines = [_line(row) for row in rows[:limit]]
    return AuditPage(lines, lines[-1].sequence if len(rows) > limit else None)


async def stream_lines(session: AsyncSession, wanted: AuditFilter) -> AsyncIterator[AuditLine]:
    """Every line that matches, the oldest first, a thousand in memory at a time."""
    query = _lines(wanted).order_by(AuditLink.sequence).execution_options(yield_per=_AT_ONCE)
    rows = await session.stream(query)
    try:
        async for row in rows:
            yield _line(row)
    finally:
        await rows.close()


async def get_line(session: AsyncSession, sequence: int) -> AuditLine:
    """The line with this number. Raises AuditLineNotFound."""
    row = (await session.execute(_lines(AuditFilter()).where(AuditLink.sequence == sequence))).one_or_none()
    if row is None:
        raise AuditLineNotFound
    return _line(row)


async def find_last_check(session: AsyncSession) -> AuditCheck | None:
    """What the last look at the whole chain found."""
    query = select(AuditCheck).order_by(AuditCheck.created_at.desc(), AuditCheck.id.desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


def _lines(wanted: AuditFilter) -> Select[Any]:
    return (
        select(AuditEntry, AuditLink.sequence, AuditLink.hash, AuditOrigin, AuditPersonal.kept)
        .join(AuditLink, (AuditLink.tenant_id == AuditEntry.tenant_id) & (AuditLink.id == AuditEntry.id))
        .outerjoin(AuditOrigin, (AuditOrigin.tenant_id == AuditEntry.tenant_id) & (AuditOrigin.id == AuditEntry.id))
        .outerjoin(
            AuditPersonal, (AuditPersonal.tenant_id == AuditEntry.tenant_id) & (AuditPersonal.id == AuditEntry.id)
        )
        .where(*_conditions(wanted))
    )


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.people is not None:
        columns = (AuditEntry.user_id, AuditEntry.impersonator_id, AuditEntry.entity_id)
        conditions.append(or_(*(column.in_(wanted.people) for column in columns)))
    if wanted.action:
        conditions.append(AuditEntry.action.startswith(wanted.action, autoescape=True))
    if wanted.entity_type:
        conditions.append(AuditEntry.entity_type == wanted.entity_type)
    if wanted.entity_id:
        conditions.append(AuditEntry.entity_id == wanted.entity_id)
    if wanted.since:
        conditions.append(AuditEntry.created_at >= wanted.since)
    if wanted.until:
        conditions.append(AuditEntry.created_at < wanted.until)
    if wanted.ip_address:
        conditions.append(AuditOrigin.ip_address.startswith(wanted.ip_address, autoescape=True))
    return conditions


def _line(row: Any) -> AuditLine:
    entry, sequence, hash, origin, personal = row
    return AuditLine(
        sequence=sequence,
        hash=hash,
        id=entry.id,
        action=entry.action,
        entity_type=entry.entity_type,
        entity_id=entry.entity_id,
        actor_kind=entry.actor_kind.value,
        user_id=entry.user_id,
        impersonator_id=entry.impersonator_id,
        api_key_id=entry.api_key_id,
        changes=rejoined(entry.changes, personal or {}),
        ip_address=origin.ip_address if origin else "",
        user_agent=origin.user_agent if origin else "",
        created_at=entry.created_at,
    )
