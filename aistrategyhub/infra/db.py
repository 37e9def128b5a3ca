"""The database: one transaction per edge, every tenant-owned row behind a row-level-security policy.

`unit_of_work()` opens the transaction and tells PostgreSQL whose rows may be seen. With no tenant set a query
returns nothing and an insert fails, so forgetting the tenant is an error and never a leak.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Enum, ForeignKeyConstraint, MetaData, Numeric, Select, UniqueConstraint, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session as SyncSession
from sqlmodel import Field, SQLModel

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.infra.settings import get_settings

APPLICATION_ROLE = "hub_app"
_AT_ONCE = 500
_IN_TURN_SECONDS = 15
CURRENT_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Tables that workers and the edge must read before a tenant is known, each with its reason.
TABLES_WITHOUT_POLICY = {
    "tenants": "the edge finds the tenant here from the host name",
    "tenant_domains": "the edge finds the tenant here from the host name",
    "work": "a worker claims rows of every tenant, then opens a unit of work for the row's own",
    "outbox": "the relay reads facts of every tenant and passes the tenant on to the work it makes",
    "job_processes": "heartbeats of processes that serve every tenant",
    "mail_senders": "limits of a mailbox that the mails of every tenant leave from",
    "mail_departures": "moments at which mails of any tenant left that mailbox, without a word about them",
    "system_logs": "lines of processes that serve every tenant, also those logged before one is known",
    "rate_windows": "hashed counters of callers, counted before anybody is known",
    "alembic_version": "the migration tool's own",
}


class DatabaseUnavailable(DomainError):
    """PostgreSQL cannot be reached, is restarting, or has no connection, memory or disk left."""

    code = "DATABASE_UNAVAILABLE"
    kind = Kind.UNAVAILABLE
    sentence = mark(
        "Il servizio non è raggiungibile in questo momento. Riprova tra qualche secondo: nulla è andato perso."
    )


class TryAgain(DomainError):
    """Two people changed the same thing at once and PostgreSQL let only one through."""

    code = "TRY_AGAIN"
    kind = Kind.UNAVAILABLE
    sentence = mark("Un'altra operazione era in corso sugli stessi dati. Riprova.")


class TenantOwned(SQLModel):
    """Base of every table whose rows belong to a tenant. PostgreSQL fills `tenant_id` from the transaction."""

    tenant_id: UUID = Field(
        default=None,
        primary_key=True,
        foreign_key="tenants.id",
        sa_column_kwargs={"server_default": text(CURRENT_TENANT)},
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)


MOMENT = DateTime(timezone=True)
AMOUNT = Numeric(12, 2)
RATE = Numeric(5, 2)


def stored_enum(kind: type[StrEnum]) -> Enum:
    """A column of this enum's values, kept as text under a check."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=kind.__name__.lower(),
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def tenant_reference(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key to another tenant-owned table, which cannot point into another tenant."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete)


def tenant_unique(*columns: str) -> UniqueConstraint:
    """Unique within a tenant."""
    return UniqueConstraint("tenant_id", *columns)


def policy_statements(table: str) -> list[str]:
    """SQL that puts a tenant-owned table behind its policy, also for the table's owner."""
    condition = f"tenant_id = (SELECT {CURRENT_TENANT})"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_tenant ON {table} USING ({condition}) WITH CHECK ({condition})",
    ]


@cache
def get_engine() -> AsyncEngine:
    """The engine of this process, on the application's role."""
    settings = get_settings()
    if settings.database_url is None:
        raise RuntimeError("DATABASE_URL is not set: start through `hub`, which starts the embedded PostgreSQL")
    engine = create_async_engine(
        psycopg_url(settings.database_url),
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_pool_size,
        # Fifty who order at once wait for the order's number, one after the other: that is a queue and no outage.
        pool_timeout=_IN_TURN_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "application_name": "aistrategyhub"},
    )
    event.listen(engine.sync_engine, "connect", _step_down)
    return engine


def psycopg_url(url: str) -> str:
    """The same address for SQLAlchemy on psycopg 3."""
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def _step_down(connection: Any, record: Any) -> None:
    """Gives up privileges that would bypass row-level security, when the address given carries them."""
    cursor = connection.cursor()
    cursor.execute(
        "SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)"
        " AND EXISTS (SELECT FROM pg_roles WHERE rolname = %s)",
        (APPLICATION_ROLE,),
    )
    if cursor.fetchone()[0]:
        cursor.execute(f"SET ROLE {APPLICATION_ROLE}")
    cursor.close()
    connection.commit()


@cache
def _session_maker() -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(get_engine(), expire_on_commit=False)


def new_session() -> AsyncSession:
    """A session with no tenant: for edges that find the tenant, and for workers that claim rows."""
    return _session_maker()()


@asynccontextmanager
async def transaction() -> AsyncIterator[AsyncSession]:
    """One transaction with no tenant: sees only the tables without a policy."""
    with _plain_refusals():
        async with new_session() as session, session.begin():
            yield session


@asynccontextmanager
async def unit_of_work(tenant: UUID | None = None) -> AsyncIterator[AsyncSession]:
    """One transaction on the rows of one tenant: the given one, else the acting principal's.

    Commits when the block ends and rolls back when it raises. Raises DatabaseUnavailable when PostgreSQL
    is gone and TryAgain on a deadlock. Only edges open one; services take the session and never commit.
    """
    tenant_id = tenant or current_principal().tenant_id
    with _plain_refusals():
        async with new_session() as session, session.begin():
            await enter_tenant(session, tenant_id)
            yield session
        for act in session.info.pop("after_commit", {}).values():
            await act()


def after_commit(session: AsyncSession | SyncSession, name: str, act: Callable[[], Awaitable[None]]) -> None:
    """Does this once the unit of work is committed, once for each name; a rollback forgets it."""
    session.info.setdefault("after_commit", {})[name] = act


async def enter_tenant(session: AsyncSession, tenant_id: UUID) -> None:
    """From here to the end of its transaction the session sees this tenant's rows and no others."""
    await session.execute(text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant_id)})
    session.info["tenant_id"] = tenant_id


async def take_turns(session: AsyncSession, name: str) -> None:
    """Lets one transaction at a time past this point for this name; the others wait until it ends."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"{tenant_of(session)}:{name}"}
    )


def tenant_of(session: AsyncSession) -> UUID:
    """The tenant whose rows this session sees."""
    return session.info["tenant_id"]


class _plain_refusals:
    """Turns the driver's errors of a lost or busy database into refusals that an edge can say."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, PoolTimeout):
            raise DatabaseUnavailable from error
        if not isinstance(error, DBAPIError):
            return
        state = getattr(error.orig, "sqlstate", None)
        if state in ("40001", "40P01", "55P03"):
            raise TryAgain from error
        if isinstance(error, InterfaceError | OperationalError) and (state is None or state[:2] in ("08", "53", "57")):
            raise DatabaseUnavailable from error


async def each_by_id(session: AsyncSession, query: Select[Any], table: type[TenantOwned]) -> AsyncIterator[Any]:
    """Every row of `table` that the query finds in the order of its id, the oldest first, a few hundred at a time."""
    ordered, last = query.order_by(table.id).limit(_AT_ONCE), None
    while True:
        rows = list((await session.execute(ordered if last is None else ordered.where(table.id > last))).scalars())
        for row in rows:
            yield row
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id


async def close_engine() -> None:
    """Closes the pool of this process."""
    if get_engine.cache_info().currsize:
        await get_engine().dispose()
    get_engine.cache_clear()
    _session_maker.cache_clear()
