"""Reads of the trail with the names of those it speaks of."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.accounts.queries.directory import list_people, names_of
from aistrategyhub.features.audit.queries import stream_lines
from aistrategyhub.features.audit.schemas import AuditFilter, AuditLine


async def names_in(session: AsyncSession, lines: Sequence[AuditLine]) -> dict[UUID, str]:
    """How everybody in these lines is called: who acted, for whom, and on whom."""
    ids = {line.user_id for line in lines} | {line.impersonator_id for line in lines}
    ids |= {line.entity_id for line in lines if line.entity_type == "user"}
    return await names_of(session, ids - {None})


async def people_called(session: AsyncSession, text: str) -> tuple[UUID, ...] | None:
    """The people whose name or address contains this; None when nothing was asked."""
    if not text.strip():
        return None
    found = await list_people(session, PageRequest(per_page=MOST_PER_PAGE), q=text.strip())
    return tuple(person.id for person in found.rows)


async def named_lines(
    session: AsyncSession, wanted: AuditFilter, *, at_once: int = 500
) -> AsyncIterator[tuple[AuditLine, dict[UUID, str]]]:
    """Every line that matches, the oldest first, with the names in it. Each name is looked up once."""
    names: dict[UUID, str] = {}
    looked_up: set[UUID | None] = {None}
    batch: list[AuditLine] = []
    async for line in stream_lines(session, wanted):
        batch.append(line)
        if len(batch) >= at_once:
            names |= await _new_names(session, batch, looked_up)
            for item in batch:
                yield item, names
            batch = []
    names |= await _new_names(session, batch, looked_up)
    for item in batch:
        yield item, names


async def _new_names(session: AsyncSession, lines: Sequence[AuditLine], looked_up: set[UUID | None]) -> dict[UUID, str]:
    unknown = [line for line in lines if {line.user_id, line.impersonator_id, line.entity_id} - looked_up]
    for line in unknown:
        looked_up |= {line.user_id, line.impersonator_id, line.entity_id}
    return await names_in(session, unknown) if unknown else {}
