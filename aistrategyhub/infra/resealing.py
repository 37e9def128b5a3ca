"""Moving sealed columns to the newest key, a few rows per transaction, while the product runs.

Which rows are left is read from the rows themselves (their seal names its key), so a run that is killed loses
nothing and the next one goes on.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Column, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.infra.db import metadata, unit_of_work
from aistrategyhub.infra.encryption import SealBroken, newest_key_id, place_of, seal, unseal


@dataclass
class Resealed:
    """What a run did to one column: rows moved, and rows whose key is gone."""

    column: str
    moved: int = 0
    unreadable: int = 0


def sealed_columns() -> list[Column[str]]:
    """Every column that its model marks as sealed, in the order of their tables."""
    return [column for table in metadata.sorted_tables for column in table.columns if column.info.get("sealed")]


async def reseal_tenant(tenant_id: UUID, *, at_once: int = 200) -> list[Resealed]:
    """Seals everything of a tenant with the newest key. Opens its own units of work."""
    return [await _reseal_column(tenant_id, column, at_once) for column in sealed_columns()]


async def count_left(session: AsyncSession) -> int:
    """How many rows of the session's tenant are sealed with a key that is not the newest."""
    left = 0
    for column in sealed_columns():
        left += await session.scalar(select(func.count()).select_from(_left(column, None).subquery())) or 0
    return left


async def _reseal_column(tenant_id: UUID, column: Column[str], at_once: int) -> Resealed:
    done = Resealed(f"{column.table.name}.{column.name}")
    after: UUID | None = None
    while True:
        async with unit_of_work(tenant_id) as session:
            rows = (await session.execute(_left(column, after).limit(at_once).with_for_update())).all()
            for row_id, sealed in rows:
                await _reseal(session, column, row_id, sealed, done)
        if not rows:
            return done
        after = rows[-1][0]


async def _reseal(session: AsyncSession, column: Column[str], row_id: UUID, sealed: str, done: Resealed) -> None:
    place = place_of(column.table.name, column.name, row_id)
    try:
        plaintext = unseal(sealed, place=place)
    except SealBroken:
        done.unreadable += 1
        return
    again = {column.name: seal(plaintext, place=place)}
    await session.execute(update(column.table).where(column.table.c.id == row_id).values(again))
    done.moved += 1


def _left(column: Column[str], after: UUID | None) -> Select[tuple[UUID, str]]:
    """Rows that another key sealed, beyond one already seen: an unreadable row must not be met for ever."""
    ids = column.table.c.id
    query = select(ids, column).where(column.is_not(None), ~column.startswith(f"{newest_key_id()}.", autoescape=True))
    return query.where(ids > after).order_by(ids) if after else query.order_by(ids)
