"""Numbers without gaps: a counter row changed in the transaction that uses the number.

The row stays locked until that transaction ends, so the next number exists only when this one is committed.
Nothing slow may happen between taking a number and the commit.
"""

from sqlalchemy import text
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
    result = await session.execute(
        text(
            "INSERT INTO counters (id, name, value) VALUES (gen_random_uuid(), :name, 1)"
            " ON CONFLICT (tenant_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value"
        ),
        {"name": name},
    )
    return result.scalar_one()


async def start_after(session: AsyncSession, name: str, last: int) -> None:
    """Makes `last + 1` the next number: for a firm that comes from another program."""
    await session.execute(
        text(
            "INSERT INTO counters (id, name, value) VALUES (gen_random_uuid(), :name, :last)"
            " ON CONFLICT (tenant_id, name) DO UPDATE SET value = :last"
        ),
        {"name": name, "last": last},
    )
