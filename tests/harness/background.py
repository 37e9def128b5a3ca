"""Everything that a change sets going, done at once: facts relayed, then the work they ask for, until none is left."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.clock import now
from aistrategyhub.infra.outbox import delivery_jobs, relay
from aistrategyhub.infra.work import Work, WorkStatus


async def run_everything(session: AsyncSession, *, but: frozenset[str] = frozenset({"mailing.send"})) -> list[str]:
    """Relays facts and does the due work of the session's tenant in its transaction; the names of what was done."""
    subscribers = registry.subscribers()
    jobs = {job.name: job for job in (*registry.jobs(), *delivery_jobs(subscribers))}
    done: list[str] = []
    while True:
        await session.flush()
        await relay(subscribers)
        query = select(Work).where(
            Work.status == WorkStatus.READY, Work.next_attempt_at <= now(), Work.job.notin_(but), Work.job.in_(jobs)
        )
        rows = (await session.execute(query)).scalars().all()
        if not rows:
            return done
        for row in rows:
            await jobs[row.job].run(session, row.payload)
            row.status = WorkStatus.DONE
            done.append(row.job)
