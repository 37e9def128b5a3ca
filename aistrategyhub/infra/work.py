"""Work is rows: each thing to do is a row that any number of processes lease, do and mark done.

A row is claimed in a commit of its own that counts the attempt, so a crash is counted too. `next_attempt_at` is
when the row may be taken again: the backoff of a waiting row and the lease of a taken one, which a living process
renews while it works.
"""

import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Column, Index, UniqueConstraint, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import MOMENT, stored_enum, tenant_of, transaction, unit_of_work

log = structlog.get_logger(__name__)

GiveUp = Callable[[AsyncSession, Mapping[str, Any]], Awaitable[None]]
"""What a job does when a row of its is buried, in the same transaction."""

WORK_CHANNEL = "work"
# What a killed process had taken is taken up again after this time.
LEASE = timedelta(seconds=15)
_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_DELAY = timedelta(hours=1)
_ERROR_LENGTH = 500


class WorkStatus(StrEnum):
    READY = "ready"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


class Work(SQLModel, table=True):
    """One thing to do, for one tenant."""

    __tablename__ = "work"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_work_due", "next_attempt_at", postgresql_where=text("status IN ('ready', 'leased')")),
        Index("ix_work_tenant_status", "tenant_id", "status", "created_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    tenant_id: UUID
    job: str = Field(max_length=120)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    key: str | None = Field(default=None, max_length=200)
    status: WorkStatus = Field(default=WorkStatus.READY, sa_type=stored_enum(WorkStatus))
    attempts: int = 0
    max_attempts: int = 12
    next_attempt_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    last_error: str | None = Field(default=None, max_length=_ERROR_LENGTH)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    finished_at: datetime | None = Field(default=None, sa_type=MOMENT)


async def enqueue(
    session: AsyncSession,
    job: str,
    payload: Mapping[str, Any] | None = None,
    *,
    key: str | None = None,
    due: datetime | None = None,
    max_attempts: int = 12,
) -> None:
    """Asks for work in the caller's transaction, for the tenant of that transaction.

    With a `key`, asking twice makes one row, for ever. Workers are woken at the commit.
    """
    row = {
        "id": new_id(),
        "tenant_id": tenant_of(session),
        "job": job,
        "payload": dict(payload or {}),
        "key": key,
        "next_attempt_at": due or now(),
        "created_at": now(),
        "max_attempts": max_attempts,
        "attempts": 0,
        "status": WorkStatus.READY,
    }
    await insert_rows(session, [row])


async def insert_rows(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts work rows, skipping keys that exist, and wakes the workers at the commit."""
    await session.execute(insert(Work).on_conflict_do_nothing(index_elements=["key"]), list(rows))
    await wake_workers(session)


async def wake_workers(session: AsyncSession) -> None:
    """Tells every job process, when this transaction commits, that there is something to do."""
    await session.execute(select(func.pg_notify(WORK_CHANNEL, "")))


@dataclass(frozen=True)
class ClaimedWork:
    """A leased row. `attempts` is also the fencing token: a later claim makes this one's outcome void."""

    id: UUID
    tenant_id: UUID
    job: str
    payload: dict[str, Any]
    attempts: int
    max_attempts: int
    created_at: datetime
    due_at: datetime


class Postponed(Exception):
    """Raised by a job whose row cannot be done before `due`, for no fault of its own: the attempt is not counted."""

    def __init__(self, due: datetime, reason: str | None = None) -> None:
        super().__init__(reason or f"not before {due.isoformat()}")
        self.due = due
        self.reason = reason


class LeaseLost(RuntimeError):
    """The lease ran out and another worker took the row: this attempt's effects are rolled back."""


_CLAIM = text(
    """
    UPDATE work SET status = 'leased', attempts = attempts + 1, next_attempt_at = statement_timestamp() + leases.lease
    FROM (
        SELECT w.id, w.next_attempt_at AS due_at, (CAST(:leases AS jsonb) ->> w.job)::interval AS lease
        FROM work w
        WHERE w.status IN ('ready', 'leased') AND w.next_attempt_at <= statement_timestamp()
          AND CAST(:leases AS jsonb) ? w.job AND w.attempts < w.max_attempts
        ORDER BY w.next_attempt_at
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
    ) AS leases
    WHERE work.id = leases.id
    RETURNING work.id, work.tenant_id, work.job, work.payload, work.attempts, work.max_attempts, work.created_at,
        leases.due_at
    """
)

_RENEW = text(
    """
    UPDATE work SET next_attempt_at = now() + CAST(:lease AS interval)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:attempts AS int[])) AS held (id, attempts)
    WHERE work.id = held.id AND work.attempts = held.attempts AND work.status = 'leased'
    """
)

_EXHAUSTED = "status IN ('ready', 'leased') AND next_attempt_at <= now() AND attempts >= max_attempts"
_FIND_EXHAUSTED = text(f"SELECT id, tenant_id FROM work WHERE {_EXHAUSTED}")
_BURY = text(
    f"""
    UPDATE work SET status = 'dead', finished_at = now(),
        last_error = coalesce(last_error, 'the process that ran it ended every time')
    WHERE id = :id AND {_EXHAUSTED}
    RETURNING job, payload
    """
)


_TABLE = Work.__table__
_SETTLE = _TABLE.update().where(
    _TABLE.c.id == bindparam("held_id"),
    _TABLE.c.attempts == bindparam("held_attempts"),
    _TABLE.c.status == WorkStatus.LEASED,
)


async def claim(leases: Mapping[str, timedelta], limit: int) -> list[ClaimedWork]:
    """Leases up to `limit` due rows of these jobs, each for its job's time, and counts the attempt."""
    async with transaction() as session:
        return await claim_with(session, leases, limit)


async def claim_with(session: AsyncSession, leases: Mapping[str, timedelta], limit: int) -> list[ClaimedWork]:
    """The same in a transaction that is about to commit: the rows are leased when it has."""
    result = await session.execute(
        _CLAIM,
        {
            "leases": json.dumps({job: f"{lease.total_seconds()} seconds" for job, lease in leases.items()}),
            "limit": limit,
        },
    )
    return [ClaimedWork(**row) for row in result.mappings()]


async def bury_exhausted(last_words: Mapping[str, GiveUp] = MappingProxyType({})) -> list[str]:
    """Marks rows whose every attempt ended with a killed process as dead; the names of their jobs. `last_words` are
    what jobs have to say then, by their names."""
    async with transaction() as session:
        exhausted = (await session.execute(_FIND_EXHAUSTED)).all()
    buried = []
    for row in exhausted:
        async with unit_of_work(row.tenant_id) as session:
            found = (await session.execute(_BURY, {"id": row.id})).one_or_none()
            if found:
                buried.append(found.job)
                await _speak(session, last_words.get(found.job), found.payload)
    return buried


async def renew(rows: Sequence[ClaimedWork]) -> None:
    """Leases these rows anew, except those that are done or were taken over."""
    async with transaction() as session:
        await session.execute(
            _RENEW,
            {
                "ids": [row.id for row in rows],
                "attempts": [row.attempts for row in rows],
                "lease": f"{LEASE.total_seconds()} seconds",
            },
        )


async def mark_done(session: AsyncSession, claimed: ClaimedWork) -> None:
    """Marks the row done in the transaction of its effects. Raises LeaseLost when it was taken over."""
    await _settle(session, claimed, status=WorkStatus.DONE, finished_at=now(), last_error=None)


async def mark_failed(claimed: ClaimedWork, error: str, last_words: GiveUp | None = None) -> WorkStatus:
    """Plans the next attempt after a growing, jittered delay, or buries the row after the last one, with what its job
    has to say then."""
    is_last = claimed.attempts >= claimed.max_attempts
    changes: dict[str, Any] = {"last_error": error[:_ERROR_LENGTH]}
    if is_last:
        changes |= {"status": WorkStatus.DEAD, "finished_at": now()}
    else:
        changes |= {"status": WorkStatus.READY, "next_attempt_at": now() + retry_delay(claimed.attempts)}
    async with unit_of_work(claimed.tenant_id) as session:
        await _settle(session, claimed, **changes)
        if is_last:
            await _speak(session, last_words, claimed.payload)
    return changes["status"]


async def _speak(session: AsyncSession, last_words: GiveUp | None, payload: Mapping[str, Any]) -> None:
    if last_words is None:
        return
    try:
        async with session.begin_nested():
            await last_words(session, payload)
    except Exception as error:
        # A row that could not be buried would be tried for ever.
        log.error("nobody was told that work is dead", exc_info=error)


async def postpone(claimed: ClaimedWork, later: Postponed) -> None:
    """Puts the row back until it is due. Raises LeaseLost when it was taken over.

    Its attempt is given back: whoever held this number before lost it when a lease ended, and a number that is given
    back is held by nobody, so that `attempts` still tells one holder from another.
    """
    changes = {"status": WorkStatus.READY, "attempts": claimed.attempts - 1, "next_attempt_at": later.due}
    async with transaction() as session:
        await _settle(session, claimed, **changes, last_error=later.reason and later.reason[:_ERROR_LENGTH])


async def retry_dead(session: AsyncSession, work_id: UUID) -> bool:
    """Gives a dead row of the session's tenant a new round of attempts; False when there is none."""
    result = await session.execute(
        update(Work)
        .where(Work.id == work_id, Work.tenant_id == tenant_of(session), Work.status == WorkStatus.DEAD)
        .values(status=WorkStatus.READY, attempts=0, next_attempt_at=now(), finished_at=None)
    )
    await wake_workers(session)
    return result.rowcount == 1


def retry_delay(attempts: int) -> timedelta:
    """The wait after this many attempts: doubling from two seconds to an hour, half of it random."""
    ceiling = min(_FIRST_DELAY * 2 ** (attempts - 1), _LONGEST_DELAY)
    return ceiling * random.uniform(0.5, 1.0)


async def _settle(session: AsyncSession, claimed: ClaimedWork, **changes: Any) -> None:
    result = await session.execute(_SETTLE, {"held_id": claimed.id, "held_attempts": claimed.attempts, **changes})
    if result.rowcount != 1:
        raise LeaseLost(f"work {claimed.id} was taken over after its lease ended")


async def count_unfinished() -> dict[WorkStatus, int]:
    """How many rows of all tenants wait, are being worked on, or are dead."""
    unfinished = (WorkStatus.READY, WorkStatus.LEASED, WorkStatus.DEAD)
    query = select(Work.status, func.count()).where(Work.status.in_(unfinished)).group_by(Work.status)
    async with transaction() as session:
        found = dict((await session.execute(query)).tuples().all())
    return {status: found.get(status, 0) for status in unfinished}


async def purge_done(older_than: timedelta) -> int:
    """Deletes finished rows past their keeping time; dead rows stay until somebody looks at them."""
    async with transaction() as session:
        result = await session.execute(
            text("DELETE FROM work WHERE status = 'done' AND finished_at < now() - CAST(:age AS interval)"),
            {"age": f"{older_than.total_seconds()} seconds"},
        )
        return result.rowcount
