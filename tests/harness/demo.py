"""The demo firm, loaded once by each test process: databases that begin with it are copies."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.embedded.postgres import DatabaseUrls, EmbeddedPostgres
from aistrategyhub.infra.settings import get_settings
from tests.factories.demo_firm import load_demo_firm
from tests.harness.database import connected

TEMPLATE = "demo"


@pytest.fixture(scope="session")
async def demo_template(
    embedded_postgres: EmbeddedPostgres, migrated: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a database with the demo firm that nobody connects to: `fresh_database(name, template=...)`."""
    urls = embedded_postgres.fresh_database(TEMPLATE, template="migrated")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATA_DIR", str(tmp_path_factory.mktemp("demo")))
        async with connected(urls):
            async with db.transaction() as session:
                tenant = await create_tenant(session, slug="demo", name="Ditta di prova", is_demo=True)
            with acting_as(Principal.system(tenant.id)):
                async with db.unit_of_work() as session:
                    await load_demo_firm(session)
    get_settings.cache_clear()
    return TEMPLATE


@pytest.fixture(scope="session")
def demo_database(embedded_postgres: EmbeddedPostgres, demo_template: str) -> DatabaseUrls:
    """The database of the tests that look at the demo firm and roll back."""
    return embedded_postgres.fresh_database("demo_rolled_back", template=demo_template)


@pytest.fixture
async def demo(session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncSession:
    """A unit of work on the demo firm: a test that asks for it has that firm as its `tenant`."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    return session
