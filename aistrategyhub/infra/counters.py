"""Numbers without gaps: a counter row changed in the transaction that uses the number.

The row stays locked until that transaction ends, so the next number exists only when this one is committed.
Nothing slow may happen between taking a number and the commit.
"""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field

from aistrategyhub.infra.db import TenantOwned, tenant_unique


class Counter(TenantOwned, table=True):
    """The last number given out under a name, per tenant."""

    __tablename__ = "counters"
    __table_args__ = (tenant_unique("name"),)

    name: str = Field(max_length=80)
    value: int


async def next_number(session: AsyncSession, name: str) -> int:
    """The next number of this counter, starting at 1, even when two transactions race."""
    return (await next_numbers(session, name, 1))[0]


async def next_numbers(session: AsyncSession, name: str, count: int) -> range:
    """The next `count` numbers of this counter, for documents that one transaction writes together."""
    result = await session.execute(
        text(
            "INSERT INTO counters (id, name, value) VALUES (gen_random_uuid(), :name, :count)"
            " ON CONFLICT (tenant_id, name) DO UPDATE SET value = counters.value + :count RETURNING value"
        ),
        {"name": name, "count": count},
    )
    last = result.scalar_one()
    return range(last - count + 1, last + 1)


async def last_number(session: AsyncSession, name: str) -> int:
    """The last number given out, 0 before the first, with the counter held until this transaction ends."""
    query = select(Counter.value).where(Counter.name == name).with_for_update()
    return (await session.execute(query)).scalar_one_or_none() or 0


async def start_after(session: AsyncSession, name: str, last: int) -> None:
    """Makes `last + 1` the next number: for a firm that comes from another program."""
    await session.execute(
        text(
            "INSERT INTO counters (id, name, value) VALUES (gen_random_uuid(), :name, :last)"
            " ON CONFLICT (tenant_id, name) DO UPDATE SET value = :last"
        ),
        {"name": name, "last": last},
    )
