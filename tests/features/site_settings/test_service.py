"""Settings as they are changed: every version kept, nobody overwritten, secrets sealed and shown nowhere."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.site_settings.models import SettingSecret, SettingVersion
from aistrategyhub.features.site_settings.queries import (
    SettingVersionNotFound,
    find_setting,
    get_setting,
    list_versions,
    read_state,
)
from aistrategyhub.features.site_settings.schemas import Setting, SiteIdentity
from aistrategyhub.features.site_settings.service import SettingChanged, restore_setting, save_setting
from aistrategyhub.infra import db
from aistrategyhub.infra.encryption import SealBroken


class Lighthouse(Setting):
    """A setting with a secret, for these tests."""

    key = "lighthouse"

    name: str
    lamp_password: SecretStr | None = None


_IDENTITY = SiteIdentity(site_name="Prova", claim_it="Sì", claim_en="Yes", contact_email="info@prova.example")


async def test_every_version_is_kept_with_who_and_when(session: AsyncSession) -> None:
    author = new_id()
    assert await save_setting(session, _IDENTITY) == 1
    with acting_as(Principal(tenant_id=db.tenant_of(session), person_id=author)):
        assert await save_setting(session, _IDENTITY.model_copy(update={"site_name": "Altra"})) == 2
    newest, oldest = await list_versions(session, SiteIdentity)
    assert (newest.version, newest.setting_value["site_name"], newest.updated_by) == (2, "Altra", author)
    assert (oldest.version, oldest.setting_value["site_name"], oldest.updated_by) == (1, "Prova", None)
    assert (await get_setting(session, SiteIdentity)).site_name == "Altra"


async def test_a_version_is_restored_as_a_new_one(session: AsyncSession) -> None:
    await save_setting(session, _IDENTITY)
    await save_setting(session, _IDENTITY.model_copy(update={"site_name": "Altra"}))
    assert await restore_setting(session, SiteIdentity, 1, opened_version=2) == 3
    assert await get_setting(session, SiteIdentity) == _IDENTITY
    assert (await list_versions(session, SiteIdentity))[0].restored_from == 1
    with pytest.raises(SettingVersionNotFound):
        await restore_setting(session, SiteIdentity, 9, opened_version=3)


async def test_a_version_that_is_valid_no_longer_is_not_restored(session: AsyncSession) -> None:
    await save_setting(session, _IDENTITY)
    session.add(SettingVersion(setting_key=SiteIdentity.key, version=0, setting_value={"site_name": "x"}))
    with pytest.raises(ValidationError):
        await restore_setting(session, SiteIdentity, 0, opened_version=1)


async def test_who_opened_an_older_version_overwrites_nobody(session: AsyncSession) -> None:
    await save_setting(session, _IDENTITY, opened_version=0)
    await save_setting(session, _IDENTITY.model_copy(update={"site_name": "Altra"}), opened_version=1)
    with pytest.raises(SettingChanged):
        await save_setting(session, _IDENTITY.model_copy(update={"site_name": "Terza"}), opened_version=1)
    assert (await get_setting(session, SiteIdentity)).site_name == "Altra"


async def test_the_application_cannot_rewrite_history(session: AsyncSession) -> None:
    for statement in ("UPDATE setting_versions SET version = 9", "DELETE FROM setting_versions"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with session.begin_nested():
                await session.execute(text(statement))


class TestSecrets:
    async def _save(self, session: AsyncSession, password: str | None, name: str = "Lanterna") -> None:
        secret = SecretStr(password) if password is not None else None
        await save_setting(session, Lighthouse(name=name, lamp_password=secret))

    async def test_a_secret_is_read_where_it_is_used(self, session: AsyncSession) -> None:
        await self._save(session, "olio-di-balena")
        found = await get_setting(session, Lighthouse)
        assert found.lamp_password is not None
        assert found.lamp_password.get_secret_value() == "olio-di-balena"

    async def test_it_stands_open_in_no_table(self, session: AsyncSession) -> None:
        await self._save(session, "olio-di-balena")
        await self._save(session, "petrolio-bianco")
        await session.flush()
        tables = ("site_settings", "setting_versions", "setting_secrets", "audit_logs", "audit_personal")
        for table in tables:
            rows = await session.execute(text(f"SELECT t::text FROM {table} t"))
            stored = "\n".join(rows.scalars())
            assert "olio" not in stored
            assert "petrolio" not in stored

    async def test_not_given_again_it_stays(self, session: AsyncSession) -> None:
        await self._save(session, "olio-di-balena")
        await self._save(session, None, name="Faro")
        found = await get_setting(session, Lighthouse)
        assert found.lamp_password is not None
        assert (found.name, found.lamp_password.get_secret_value()) == ("Faro", "olio-di-balena")

    async def test_a_new_one_takes_the_place_of_the_old(self, session: AsyncSession) -> None:
        await self._save(session, "olio-di-balena")
        await self._save(session, "petrolio-bianco")
        found = await get_setting(session, Lighthouse)
        assert found.lamp_password is not None
        assert found.lamp_password.get_secret_value() == "petrolio-bianco"
        assert [version.changed_secrets for version in await list_versions(session, Lighthouse)] == [
            ["lamp_password"]
        ] * 2

    async def test_the_section_knows_only_who_gave_it_and_when(self, session: AsyncSession) -> None:
        await self._save(session, "olio-di-balena")
        state = await read_state(session, Lighthouse)
        assert state.values == {"name": "Lanterna"}
        assert set(state.secrets) == {"lamp_password"}
        assert "olio" not in repr(state)

    async def test_the_trail_names_it_and_does_not_tell_it(self, session: AsyncSession) -> None:
        await self._save(session, "olio-di-balena")
        entry = (await session.execute(select(AuditEntry).where(AuditEntry.action == "settings.changed"))).scalar_one()
        assert entry.changes["after"] == {"name": "Lanterna"}
        assert "olio" not in str(entry.changes)

    async def test_a_seal_copied_to_another_row_does_not_open(self, session: AsyncSession) -> None:
        await self._save(session, "olio-di-balena")
        secret: Any = (await session.execute(select(SettingSecret))).scalar_one()
        copied = SettingSecret(setting_key="altro", field="lamp_password", sealed=secret.sealed)
        session.add(copied)
        await session.delete(secret)
        await session.flush()
        await session.execute(text("UPDATE setting_secrets SET setting_key = 'lighthouse'"))
        with pytest.raises(SealBroken):
            await find_setting(session, Lighthouse)
