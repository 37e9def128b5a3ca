"""The schema's history: up and down on data, no drift, and a fresh external server brought into shape."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from aistrategyhub import registry
from aistrategyhub.infra import db, migrations
from aistrategyhub.infra.db import TABLES_WITHOUT_POLICY, metadata, transaction
from aistrategyhub.infra.migrations import WrongMigrationState
from aistrategyhub.infra.settings import get_settings
from tests.factories.sales import create_order, create_seller
from tests.harness.database import use_database

registry.load_models()


def test_models_and_migrations_say_the_same(migrated):
    engine = create_engine(migrated.owner)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


async def test_down_and_up_again_on_data(committed, committed_tenant):
    async with db.unit_of_work(committed_tenant) as session:
        await create_seller(session)
        await create_order(session)
    await db.close_engine()
    migrations.downgrade(get_settings(), "base")
    engine = create_engine(committed.owner)
    with engine.connect() as connection:
        left = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        ).scalars()
        assert list(left) == []
    engine.dispose()
    migrations.upgrade(get_settings())
    migrations.check_state(get_settings())


async def test_a_schema_behind_or_ahead_is_said_with_the_way_out(committed):
    engine = create_engine(committed.owner)
    for revision, sentence in (("0000-unknown", "made by a newer|migrated by a newer"), (None, "hub migrate")):
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
            if revision:
                connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
        with pytest.raises(WrongMigrationState, match=sentence):
            migrations.check_state(get_settings())
    engine.dispose()


async def test_a_fresh_server_gets_its_application_login(embedded_postgres, superuser_sql, monkeypatch):
    urls = embedded_postgres.fresh_database("fresh_server")
    superuser_sql("fresh_server", "DROP ROLE IF EXISTS nuovo_login")
    use_database(urls)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", urls.superuser)
    monkeypatch.setenv("DATABASE_URL", urls.application.replace("hub_web@", "nuovo_login:una-password@"))
    get_settings.cache_clear()
    migrations.upgrade(get_settings())
    migrations.upgrade(get_settings())
    await db.close_engine()
    async with transaction() as session:
        row = await session.execute(
            text(
                "SELECT rolsuper, rolbypassrls, pg_has_role(oid, 'hub_app', 'MEMBER')"
                " FROM pg_roles WHERE rolname = current_user"
            )
        )
        assert tuple(row.one()) == (False, False, True)
    await db.close_engine()
    superuser_sql("fresh_server", "DROP ROLE nuovo_login")


def test_every_exception_from_the_wall_has_a_reason():
    assert all(reason for reason in TABLES_WITHOUT_POLICY.values())
