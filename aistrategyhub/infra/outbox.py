"""Facts leave a transaction through here: written with the change they tell of, delivered after the commit.

Every subscriber of a fact gets a work row of its own, unique per fact, so each reacts once however often
a process dies in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.core.events import Fact
from aistrategyhub.core.feature import Job, Subscriber
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import MOMENT, tenant_of, transaction
from aistrategyhub.infra.work import WorkStatus, insert_rows

FACTS_CHANNEL = "facts"
_RELAY_BATCH = 100


class OutboxFact(SQLModel, table=True):
    """A fact on its way to its subscribers."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "id", postgresql_where=text("relayed_at IS NULL")),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    tenant_id: UUID
    name: str = Field(max_length=120)
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    occurred_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    relayed_at: datetime | None = Field(default=None, sa_type=MOMENT)


async def publish(session: AsyncSession, fact: Fact) -> None:
    """Tells the rooms above, once this transaction is committed, that something happened."""
    await publish_all(session, [fact])


async def publish_all(session: AsyncSession, facts: Iterable[Fact]) -> None:
    """The same of many things, in this order."""
    tenant_id = tenant_of(session)
    session.add_all(
        OutboxFact(tenant_id=tenant_id, name=fact.fact_name, payload=fact.model_dump(mode="json")) for fact in facts
    )
    await session.execute(select(func.pg_notify(FACTS_CHANNEL, "")))


def delivery_jobs(subscribers: Sequence[Subscriber]) -> list[Job]:
    """A job per subscriber: rebuilds the fact and lets the subscriber react in one transaction."""
    return [Job(name=_delivery_name(subscriber), run=_delivery(subscriber)) for subscriber in subscribers]


async def relay(subscribers: Sequence[Subscriber]) -> int:
    """Turns waiting facts into one work row per subscriber; how many facts it took."""
    async with transaction() as session:
        result = await session.execute(
            text(
                "UPDATE outbox SET relayed_at = now() WHERE id IN"
                " (SELECT id FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED)"
                " RETURNING id, tenant_id, name, payload"
            ),
            {"batch": _RELAY_BATCH},
        )
        facts = result.mappings().all()
        rows = [
            _delivery_row(fact, subscriber)
            for fact in facts
            for subscriber in subscribers
            if subscriber.fact.fact_name == fact["name"]
        ]
        if rows:
            await insert_rows(session, rows)
        return len(facts)


async def purge_relayed(older_than: timedelta) -> int:
    """Deletes facts delivered longer ago than this."""
    async with transaction() as session:
        result = await session.execute(
            text("DELETE FROM outbox WHERE relayed_at < now() - CAST(:age AS interval)"),
            {"age": f"{older_than.total_seconds()} seconds"},
        )
        return result.rowcount


def _delivery_name(subscriber: Subscriber) -> str:
    return f"deliver.{subscriber.name}"


def _delivery(subscriber: Subscriber) -> Any:
    async def deliver(session: AsyncSession, payload: Mapping[str, Any]) -> None:
        await subscriber.react(session, subscriber.fact.model_validate(payload))

    return deliver


def _delivery_row(fact: Mapping[str, Any], subscriber: Subscriber) -> dict[str, Any]:
    return {
        "id": new_id(),
        "tenant_id": fact["tenant_id"],
        "job": _delivery_name(subscriber),
        "payload": fact["payload"],
        "key": f"{_delivery_name(subscriber)}:{fact['id']}",
        "status": WorkStatus.READY,
        "attempts": 0,
        "max_attempts": 12,
        "next_attempt_at": now(),
        "created_at": now(),
    }
