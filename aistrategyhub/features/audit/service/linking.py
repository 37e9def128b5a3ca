"""Linking lines into their tenant's chain, at the last moment of the transaction that wrote them.

The head is locked just before the commit and nothing is waited for after it: lines of one tenant are committed one
after the other for as long as a commit takes, and no two transactions can wait for each other. A crash leaves
neither the lines nor their links.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, event, inspect, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.models import AuditEntry, AuditHead, AuditLink
from aistrategyhub.features.audit.rules import NO_HASH, LineFacts, head_words, link_hash
from aistrategyhub.infra.encryption import is_signed, sign

log = structlog.get_logger(__name__)

_PENDING = "audit_lines_to_link"

_EXTEND = text(
    """
    WITH linked AS (
        INSERT INTO audit_links (tenant_id, id, sequence, previous_hash, hash)
        SELECT :tenant_id, new.id, new.sequence, new.previous_hash, new.hash
        FROM unnest(CAST(:ids AS uuid[]), CAST(:sequences AS int[]), CAST(:previous AS text[]), CAST(:hashes AS text[]))
            AS new (id, sequence, previous_hash, hash)
    )
    UPDATE audit_heads SET sequence = :sequence, hash = :hash, broken_since = :broken_since, seal = :seal
    WHERE tenant_id = :tenant_id
    """
)


_IS_COMMITTED = text("coalesce(pg_xact_status(audit_logs.xmin::text::xid8), 'committed') = 'committed'")


@dataclass(frozen=True)
class _Head:
    sequence: int
    hash: str
    broken_since: int | None


def link_at_commit(session: AsyncSession, entry: AuditEntry) -> None:
    """The line gets its place in the chain when this transaction commits."""
    session.sync_session.info.setdefault(_PENDING, []).append(entry)


async def link_pending(session: AsyncSession) -> None:
    """Links the lines of this transaction now. From here to its end no other transaction of the tenant can commit
    lines: only for what ends at once, and for what must read its own links."""
    await session.run_sync(_link)


def line_facts(row: Any) -> LineFacts:
    """A line as its hash covers it, from an entry or a row with the same columns."""
    return LineFacts(**{name: getattr(row, name) for name in LineFacts.__slots__})


@event.listens_for(Session, "before_commit")
def _link_before_commit(session: Session) -> None:
    # A savepoint's release is no commit: what it holds may still be undone.
    if not session.in_nested_transaction():
        _link(session)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, undone: SessionTransaction) -> None:
    if not undone.nested:
        session.info.pop(_PENDING, None)


def _link(session: Session) -> None:
    pending: Sequence[AuditEntry] = session.info.pop(_PENDING, ())
    if not pending:
        return
    session.flush()
    # Lines of a savepoint that was undone are rows no more.
    lines = [entry for entry in pending if inspect(entry).has_identity]
    if lines:
        tenant_id = lines[0].tenant_id
        head = _locked_head(session, tenant_id, lines)
        _extend(session, tenant_id, head, [line_facts(entry) for entry in lines])


def _locked_head(session: Session, tenant_id: UUID, lines: Sequence[AuditEntry]) -> _Head:
    row = session.execute(_head_query(tenant_id).with_for_update()).one_or_none()
    if row is None:
        _begin(session, tenant_id, lines)
        row = session.execute(_head_query(tenant_id).with_for_update()).one()
    if is_signed(row.seal, head_words(tenant_id, row.sequence, row.hash, row.broken_since)):
        return _Head(row.sequence, row.hash, row.broken_since)
    log.error("the head of the audit chain was not made here", sequence=row.sequence)
    return _Head(row.sequence, row.hash, row.sequence if row.broken_since is None else row.broken_since)


def _head_query(tenant_id: UUID) -> Select[Any]:
    columns = (AuditHead.sequence, AuditHead.hash, AuditHead.broken_since, AuditHead.seal)
    return select(*columns).where(AuditHead.tenant_id == tenant_id)


def _begin(session: Session, tenant_id: UUID, lines: Sequence[AuditEntry]) -> None:
    """Makes the tenant's head. A chain that has lost its head goes on where its links end, and says that it broke."""
    newest = session.execute(
        select(AuditLink.sequence, AuditLink.hash).order_by(AuditLink.sequence.desc()).limit(1)
    ).one_or_none()
    head = _Head(newest.sequence, newest.hash, newest.sequence) if newest else _Head(0, NO_HASH, None)
    made = session.execute(
        insert(AuditHead)
        .values(id=new_id(), tenant_id=tenant_id, **_sealed(tenant_id, head))
        .on_conflict_do_nothing(index_elements=["tenant_id"])
        .returning(AuditHead.id)
    )
    if made.one_or_none() and newest is None:
        _adopt(session, tenant_id, head, lines)


def _adopt(session: Session, tenant_id: UUID, head: _Head, lines: Sequence[AuditEntry]) -> None:
    """Links the lines that were written before there was a chain."""
    columns = [getattr(AuditEntry, name) for name in LineFacts.__slots__]
    older = select(*columns).where(AuditEntry.id.not_in([line.id for line in lines]), _IS_COMMITTED)
    rows = session.execute(older.order_by(AuditEntry.created_at, AuditEntry.id)).all()
    if rows:
        _extend(session, tenant_id, head, [line_facts(row) for row in rows])


def _extend(session: Session, tenant_id: UUID, head: _Head, lines: Sequence[LineFacts]) -> None:
    hashes = [head.hash]
    sequences = range(head.sequence + 1, head.sequence + len(lines) + 1)
    for sequence, line in zip(sequences, lines, strict=True):
        hashes.append(link_hash(line, sequence, hashes[-1]))
    session.execute(
        _EXTEND,
        {
            "ids": [line.id for line in lines],
            "sequences": list(sequences),
            "previous": hashes[:-1],
            "hashes": hashes[1:],
            "tenant_id": tenant_id,
            **_sealed(tenant_id, _Head(sequences[-1], hashes[-1], head.broken_since)),
        },
    )


def _sealed(tenant_id: UUID, head: _Head) -> dict[str, Any]:
    words = head_words(tenant_id, head.sequence, head.hash, head.broken_since)
    return {
        "sequence": head.sequence,
        "hash": head.hash,
        "broken_since": head.broken_since,
        "seal": sign(words),
    }
