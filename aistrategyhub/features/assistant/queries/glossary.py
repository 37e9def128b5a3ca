"""Reads of a bot's glossary."""

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import GlossaryEntry
from aistrategyhub.features.audit.queries import list_lines
from aistrategyhub.features.audit.schemas import AuditFilter, AuditLine


class EntryNotFound(DomainError):
    """The bot's glossary has no such entry."""

    code = "GLOSSARY_ENTRY_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa voce del glossario non c’è più.")


async def count_entries(session: AsyncSession, bot_id: UUID) -> int:
    """How many entries a bot's glossary has."""
    query = select(func.count()).select_from(GlossaryEntry).where(GlossaryEntry.bot_id == bot_id)
    return (await session.execute(query)).scalar_one()


async def list_entries(
    session: AsyncSession, bot_id: UUID, request: PageRequest = PageRequest(), *, q: str = ""
) -> Page[GlossaryEntry]:
    """One page of a bot's glossary, by phrase. `q` looks in phrases and meanings."""
    conditions = [GlossaryEntry.bot_id == bot_id]
    if needle := q.strip()[:100]:
        columns = (GlossaryEntry.phrase, GlossaryEntry.meaning)
        conditions.append(or_(*(column.icontains(needle, autoescape=True) for column in columns)))
    total = await session.scalar(select(func.count()).select_from(GlossaryEntry).where(*conditions))
    query = select(GlossaryEntry).where(*conditions)
    query = query.order_by(GlossaryEntry.locale.desc(), func.lower(GlossaryEntry.phrase), GlossaryEntry.id)
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).scalars()
    return Page(list(rows), total or 0, request.page, request.per_page)


async def get_entry(session: AsyncSession, bot_id: UUID, entry_id: UUID) -> GlossaryEntry:
    """An entry of this bot's glossary. Raises EntryNotFound."""
    query = select(GlossaryEntry).where(GlossaryEntry.bot_id == bot_id, GlossaryEntry.id == entry_id)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise EntryNotFound
    return found


async def find_entry(session: AsyncSession, bot_id: UUID, locale: str, phrase: str) -> GlossaryEntry | None:
    """The entry of this phrase."""
    query = select(GlossaryEntry).where(
        GlossaryEntry.bot_id == bot_id, GlossaryEntry.locale == locale, GlossaryEntry.phrase == phrase
    )
    return (await session.execute(query)).scalar_one_or_none()


async def glossary_changes(session: AsyncSession, bot_id: UUID, most: int) -> list[AuditLine]:
    """What was changed in a bot's glossary, as the trail has it, the newest first."""
    wanted = AuditFilter(action="assistant.glossary_changed", entity_type="bot", entity_id=bot_id)
    return list((await list_lines(session, wanted, limit=most)).lines)
