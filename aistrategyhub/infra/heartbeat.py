"""The pulse of each job process, in the database, so that the backoffice and health know who is alive."""

import os
import socket
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, transaction

BEAT_EVERY = timedelta(seconds=10)
ALIVE_WITHIN = timedelta(seconds=40)


class JobProcess(SQLModel, table=True):
    """One job process and when it was last heard of."""

    __tablename__ = "job_processes"

    id: UUID = Field(primary_key=True)
    host: str = Field(max_length=255)
    pid: int
    is_leader: bool = False
    started_at: datetime = Field(sa_type=MOMENT)
    seen_at: datetime = Field(sa_type=MOMENT)


async def beat(process_id: UUID, started_at: datetime, *, is_leader: bool) -> None:
    """Writes that this process lives, and forgets those unheard of for a day."""
    row = {"host": socket.gethostname(), "pid": os.getpid(), "is_leader": is_leader, "seen_at": now()}
    async with transaction() as session:
        await session.execute(
            insert(JobProcess)
            .values(id=process_id, started_at=started_at, **row)
            .on_conflict_do_update(index_elements=["id"], set_=row)
        )
        await session.execute(delete(JobProcess).where(JobProcess.seen_at < now() - timedelta(days=1)))


async def leave(process_id: UUID) -> None:
    """Removes the pulse of a process that stops in order."""
    async with transaction() as session:
        await session.execute(delete(JobProcess).where(JobProcess.id == process_id))


async def count_alive() -> int:
    """How many job processes were heard of lately."""
    async with transaction() as session:
        query = select(func.count()).select_from(JobProcess).where(JobProcess.seen_at > now() - ALIVE_WITHIN)
        return (await session.execute(query)).scalar_one()


async def list_alive(session: AsyncSession) -> list[JobProcess]:
    """The job processes heard of lately, the oldest first."""
    query = select(JobProcess).where(JobProcess.seen_at > now() - ALIVE_WITHIN).order_by(JobProcess.started_at)
    return list((await session.execute(query)).scalars())
