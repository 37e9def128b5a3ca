"""Databases for tests: migrated once, rolled back per test; or committed to for real and thrown away."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db, migrations
from aistrategyhub.infra.embedded.postgres import DatabaseUrls, EmbeddedPostgres
from aistrategyhub.infra.redis import close_redis
from aistrategyhub.infra.settings import get_settings

_TEMPLATE = "migrated"


def use_database(urls: DatabaseUrls) -> None:
    """Points the settings of this process at a database."""
    os.environ["ENVIRONMENT"] = "test"
    os.environ["RATE_LIMIT_FACTOR"] = "1"
    os.environ["DATABASE_URL"] = urls.application
    os.environ["MIGRATION_DATABASE_URL"] = urls.owner
    os.environ.setdefault("SECRET_KEY", "a secret for tests only, long enough to sign with")
    get_settings.cache_clear()


@asynccontextmanager
async def connected(urls: DatabaseUrls, redis_url: str | None = None) -> AsyncIterator[None]:
    """Inside, this process works on that database and Redis, whatever it worked on before."""
    await db.close_engine()
    with pytest.MonkeyPatch.context() as environment:
        if redis_url:
            environment.setenv("REDIS_URL", redis_url)
        use_database(urls)
        yield
        await db.close_engine()
        await close_redis()
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def migrated(embedded_postgres: EmbeddedPostgres) -> DatabaseUrls:
    """A database at the newest revision that nobody connects to: the template of all others."""
    urls = embedded_postgres.fresh_database(_TEMPLATE)
    use_database(urls)
    migrations.upgrade(get_settings())
    return urls


@pytest.fixture(scope="session")
async def database(embedded_postgres: EmbeddedPostgres, migrated: DatabaseUrls) -> AsyncIterator[DatabaseUrls]:
    """The database of the tests that roll back."""
    urls = embedded_postgres.fresh_database("rolled_back", template=_TEMPLATE)
    use_database(urls)
    yield urls
    await db.close_engine()


@pytest.fixture
def begins_with_the_demo_firm(request: pytest.FixtureRequest) -> bool:
    """Whether the test works on the demo firm instead of on one without data: it asks for `demo`."""
    return "demo" in request.fixturenames


@pytest.fixture
def own_database(request: pytest.FixtureRequest, begins_with_the_demo_firm: bool) -> DatabaseUrls:
    """The database that this test works on and leaves as it was."""
    return request.getfixturevalue("demo_database" if begins_with_the_demo_firm else "database")


@pytest.fixture
async def connection(own_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncConnection]:
    """One transaction that every unit of work of this test joins, undone at its end."""
    if os.environ.get("DATABASE_URL") != own_database.application:
        await db.close_engine()
    use_database(own_database)
    async with db.get_engine().connect() as connection:
        outer = await connection.begin()
        maker: Any = async_sessionmaker(
            bind=connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        monkeypatch.setattr(db, "new_session", maker)
        yield connection
        await outer.rollback()


@pytest.fixture
async def tenant(connection: AsyncConnection, begins_with_the_demo_firm: bool) -> AsyncIterator[Tenant]:
    """A tenant of its own for this test, with the test acting as the house itself."""
    async with db.transaction() as session:
        made = await first_tenant(session) if begins_with_the_demo_firm else None
        made = made or await create_tenant(session, slug="prova", name="Ditta di prova", is_demo=True)
    with acting_as(Principal.system(made.id)):
        yield made


@pytest.fixture
async def session(tenant: Tenant) -> AsyncIterator[AsyncSession]:
    """A unit of work on the test's tenant; nothing of it outlives the test."""
    async with db.unit_of_work(tenant.id) as session:
        yield session
        if session.is_active:
            # A unit of work on another tenant inside the test has changed it for the one connection they share.
            await db.enter_tenant(session, tenant.id)


@pytest.fixture
async def committed(embedded_postgres: EmbeddedPostgres, migrated: DatabaseUrls) -> AsyncIterator[DatabaseUrls]:
    """A database of this test's own, for what needs real commits: races, locks, several connections."""
    await db.close_engine()
    urls = embedded_postgres.fresh_database("committed", template=_TEMPLATE)
    use_database(urls)
    yield urls
    await db.close_engine()


@pytest.fixture
async def committed_tenant(committed: DatabaseUrls) -> AsyncIterator[UUID]:
    """A tenant in the committed database, with the test acting as the house itself."""
    async with db.transaction() as session:
        made = await create_tenant(session, slug="prova", name="Ditta di prova", is_demo=True)
    with acting_as(Principal.system(made.id)):
        yield made.id


@pytest.fixture
def superuser_sql(embedded_postgres: EmbeddedPostgres) -> Callable[[str, str], list[Any]]:
    """Runs a statement as PostgreSQL's administrator in a database: `run(name, statement)`."""
    from sqlalchemy import create_engine

    def run(name: str, statement: str) -> list[Any]:
        engine = create_engine(embedded_postgres.database(name).superuser)
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            rows = result.fetchall() if result.returns_rows else []
        engine.dispose()
        return rows

    return run
