"""Looking whether the chain holds, line by line, in one pass of constant memory."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.audit.models import (
    AuditAnchor,
    AuditCheck,
    AuditEntry,
    AuditHead,
    AuditLink,
    AuditOrigin,
    AuditPersonal,
)
from aistrategyhub.features.audit.rules import (
    Breach,
    Break,
    ChainReader,
    LineFacts,
    head_words,
    origin_digest,
    personal_digest,
)
from aistrategyhub.infra.encryption import is_signed

_AT_ONCE = 2_000


@dataclass(frozen=True)
class Verification:
    """What a look at a chain found. `erased` counts lines whose personal part was erased on purpose."""

    lines: int
    broken_at: int | None
    reason: str | None
    head: int
    head_hash: str
    erased: int

    @property
    def holds(self) -> bool:
        return self.broken_at is None


@dataclass(frozen=True)
class _Head:
    sequence: int
    hash: str
    broken_since: int | None
    is_ours: bool


@dataclass
class _Tally:
    reader: ChainReader
    lines: int = 0
    erased: int = 0
    found: Break | None = None


async def verify(session: AsyncSession, *, kept_outside: Mapping[int, str] | None = None) -> Verification:
    """Reads the tenant's whole chain and stops at the first place where it does not hold.

    `kept_outside` are anchors (hash by sequence) from the log or a mail, which no change of the database reaches.
    """
    async with _whole_tables(session):
        # What is known to have stood is read first: lines that are committed meanwhile come after it.
        head = await _find_head(session)
        known = await _known_hashes(session, head) | dict(kept_outside or {})
        tally = _Tally(ChainReader(known))
        async with aclosing(_links(session)) as links:
            async for row in links:
                tally.found = _read(tally, row)
                if tally.found:
                    break
        found = tally.found or tally.reader.end(list(known)) or _head_break(head, tally.reader.sequence)
        found = found or (await _unlinked(session, tally.reader.sequence) if head else None)
    return Verification(
        lines=tally.lines,
        broken_at=found.sequence if found else None,
        reason=found.breach.value if found else None,
        head=tally.reader.sequence,
        head_hash=tally.reader.hash,
        erased=tally.erased,
    )


async def verify_and_note(session: AsyncSession) -> Verification:
    """Verifies and keeps the result for whoever looks at the trail."""
    result = await verify(session)
    session.add(AuditCheck(lines=result.lines, broken_at=result.broken_at, reason=result.reason))
    return result


@asynccontextmanager
async def _whole_tables(session: AsyncSession) -> AsyncGenerator[None]:
    """Joins read whole tables inside the block. After a restore, or when many lines came in quickly, PostgreSQL still
    believes the tables to be empty, and would look for each line among all the others."""
    await session.execute(text("SET LOCAL enable_nestloop = off"))
    yield
    await session.execute(text("SET LOCAL enable_nestloop = on"))


async def _links(session: AsyncSession) -> AsyncGenerator[Any]:
    """Each link in order with its line and what is kept beside it; a missing one's columns are None."""
    columns = [
        getattr(AuditEntry, name).label(name) if name not in ("id", "tenant_id") else getattr(AuditLink, name)
        for name in LineFacts.__slots__
    ]
    query = (
        select(
            AuditLink.sequence,
            AuditLink.previous_hash,
            AuditLink.hash,
            AuditEntry.id.label("line_id"),
            *columns,
            AuditOrigin.salt.label("origin_salt"),
            AuditOrigin.ip_address,
            AuditOrigin.user_agent,
            AuditPersonal.salt.label("personal_salt"),
            AuditPersonal.kept.label("personal_values"),
        )
        .outerjoin(AuditEntry, _same(AuditEntry))
        .outerjoin(AuditOrigin, _same(AuditOrigin))
        .outerjoin(AuditPersonal, _same(AuditPersonal))
        .order_by(AuditLink.sequence)
        .execution_options(yield_per=_AT_ONCE)
    )
    rows = await session.stream(query)
    try:
        async for row in rows:
            yield row
    finally:
        await rows.close()


def _same(table: Any) -> Any:
    return (table.tenant_id == AuditLink.tenant_id) & (table.id == AuditLink.id)


def _read(tally: _Tally, row: Any) -> Break | None:
    facts = None if row.line_id is None else LineFacts(**{name: getattr(row, name) for name in LineFacts.__slots__})
    if found := tally.reader.read(facts, row.sequence, row.previous_hash, row.hash):
        return found
    tally.lines += 1
    is_origin_there, is_personal_there = row.origin_salt is not None, row.personal_salt is not None
    tally.erased += (row.origin_digest is not None and not is_origin_there) or (
        row.personal_digest is not None and not is_personal_there
    )
    if is_origin_there and origin_digest(row.origin_salt, row.ip_address, row.user_agent) != row.origin_digest:
        return Break(row.sequence, Breach.DETAIL_ALTERED)
    if is_personal_there and personal_digest(row.personal_salt, row.personal_values) != row.personal_digest:
        return Break(row.sequence, Breach.DETAIL_ALTERED)
    return None


async def _find_head(session: AsyncSession) -> _Head | None:
    row = (await session.execute(select(AuditHead))).scalar_one_or_none()
    if row is None:
        return None
    words = head_words(row.tenant_id, row.sequence, row.hash, row.broken_since)
    return _Head(row.sequence, row.hash, row.broken_since, is_ours=is_signed(row.seal, words))


async def _known_hashes(session: AsyncSession, head: _Head | None) -> dict[int, str]:
    anchors = await session.execute(select(AuditAnchor.sequence, AuditAnchor.hash))
    known = {row.sequence: row.hash for row in anchors}
    return known | ({head.sequence: head.hash} if head and head.is_ours and head.sequence else {})


def _head_break(head: _Head | None, sequence: int) -> Break | None:
    if head is None:
        return Break(sequence, Breach.HEAD_FORGED) if sequence else None
    if not head.is_ours:
        return Break(head.sequence, Breach.HEAD_FORGED)
    return Break(head.broken_since, Breach.HEAD_FORGED) if head.broken_since is not None else None


async def _unlinked(session: AsyncSession, sequence: int) -> Break | None:
    """A line that stands in no link was written by nobody who knows the chain."""
    linked = select(AuditLink.id).where(AuditLink.tenant_id == AuditEntry.tenant_id, AuditLink.id == AuditEntry.id)
    stray = await session.scalar(select(func.count()).select_from(AuditEntry).where(~linked.exists()))
    return Break(sequence + 1, Breach.UNLINKED) if stray else None
