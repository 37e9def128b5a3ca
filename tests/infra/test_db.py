"""The tenant's wall: what one tenant wrote, no other sees; with no tenant set nothing is seen at all."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from aistrategyhub import registry
from aistrategyhub.features.site_settings.models import SiteSetting
from aistrategyhub.features.tenants.service import create_tenant
from aistrategyhub.infra import db
from aistrategyhub.infra.db import (
    TABLES_WITHOUT_POLICY,
    DatabaseUnavailable,
    TryAgain,
    metadata,
    transaction,
    unit_of_work,
)

registry.load_models()


async def _two_tenants():
    async with transaction() as session:
        return (
            (await create_tenant(session, slug="uno", name="Uno")).id,
            (await create_tenant(session, slug="due", name="Due")).id,
        )


async def _keys(session) -> list[str]:
    return list((await session.execute(select(SiteSetting.setting_key))).scalars())


class TestUnitOfWork:
    async def test_a_tenant_sees_its_rows_and_no_other(self, committed):
        one, two = await _two_tenants()
        async with unit_of_work(one) as session:
            session.add(SiteSetting(setting_key="di_uno", setting_value={}))
        async with unit_of_work(two) as session:
            session.add(SiteSetting(setting_key="di_due", setting_value={}))
            await session.flush()
            assert await _keys(session) == ["di_due"]
        async with unit_of_work(one) as session:
            assert await _keys(session) == ["di_uno"]

    async def test_without_a_tenant_nothing_is_seen_and_nothing_is_written(self, committed):
        one, _two = await _two_tenants()
        async with unit_of_work(one) as session:
            session.add(SiteSetting(setting_key="di_uno", setting_value={}))
        async with transaction() as session:
            assert await _keys(session) == []
        with pytest.raises((DBAPIError, IntegrityError)):
            async with transaction() as session:
                session.add(SiteSetting(setting_key="di_nessuno", setting_value={}))

    async def test_a_row_cannot_be_written_for_another_tenant(self, committed):
        one, two = await _two_tenants()
        with pytest.raises(DBAPIError, match="row-level security"):
            async with unit_of_work(one) as session:
                session.add(SiteSetting(tenant_id=two, setting_key="furto", setting_value={}))

    async def test_the_tenant_does_not_stay_on_the_connection(self, committed):
        one, _two = await _two_tenants()
        async with unit_of_work(one):
            pass
        async with transaction() as session:
            setting = await session.execute(text("SELECT current_setting('app.tenant_id', true)"))
            assert setting.scalar_one() in ("", None)

    async def test_the_application_cannot_bypass_policies_or_truncate(self, committed):
        one, _two = await _two_tenants()
        async with unit_of_work(one) as session:
            role = await session.execute(
                text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            )
            assert tuple(role.one()) == (False, False)
        with pytest.raises(DBAPIError, match="permission denied"):
            async with unit_of_work(one) as session:
                await session.execute(text("TRUNCATE site_settings"))

    async def test_a_superuser_steps_down(self, committed, monkeypatch):
        await db.close_engine()
        monkeypatch.setenv("DATABASE_URL", committed.superuser)
        db.get_settings.cache_clear()
        async with transaction() as session:
            assert (await session.execute(text("SELECT current_user"))).scalar_one() == db.APPLICATION_ROLE
        await db.close_engine()


class TestRefusals:
    @pytest.mark.parametrize(
        ("sqlstate", "refusal"),
        [
            ("40P01", TryAgain),
            ("40001", TryAgain),
            ("53100", DatabaseUnavailable),
            ("53200", DatabaseUnavailable),
            ("57P01", DatabaseUnavailable),
        ],
    )
    async def test_what_the_server_cannot_do_now_is_refused_in_a_sentence(self, committed, sqlstate, refusal):
        with pytest.raises(refusal):
            async with transaction() as session:
                await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$"))


class TestPolicies:
    async def test_every_table_has_a_forced_policy_or_a_reason(self, committed, superuser_sql):
        walled = {
            row[0]
            for row in superuser_sql(
                "committed",
                "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
                " AND EXISTS (SELECT FROM pg_policies WHERE tablename = relname)",
            )
        }
        for name, table in metadata.tables.items():
            if name in TABLES_WITHOUT_POLICY:
                assert name not in walled, f"{name} has a policy and needs no reason"
            else:
                assert name in walled, f"{name} has no policy"
                assert "tenant_id" in table.columns

    def test_keys_between_tenant_owned_tables_carry_the_tenant(self):
        for name, table in metadata.tables.items():
            if name in TABLES_WITHOUT_POLICY:
                continue
            assert "tenant_id" in table.primary_key.columns, name
            for constraint in table.foreign_key_constraints:
                if constraint.referred_table.name not in TABLES_WITHOUT_POLICY:
                    assert "tenant_id" in constraint.column_keys, f"{name}: {constraint.name}"

    @pytest.mark.parametrize("table", ["audit_logs", "invoices"])
    async def test_what_is_written_once_cannot_be_changed(self, committed, table):
        one, _two = await _two_tenants()
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(DBAPIError, match="permission denied"):
                async with unit_of_work(one) as session:
                    await session.execute(text(statement))
