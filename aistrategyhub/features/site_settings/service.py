"""Changing settings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.site_settings.models import SettingSecret, SettingVersion, SiteSetting
from aistrategyhub.features.site_settings.queries import get_version, read_state
from aistrategyhub.features.site_settings.schemas import SellerInfo, Setting, SiteIdentity
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.encryption import place_of, seal
from aistrategyhub.prerender.service import touch


class SettingChanged(DomainError):
    """Somebody else saved the setting after this person had opened it."""

    code = "SETTING_CHANGED"
    sentence = mark(
        "Qualcun altro ha appena salvato questa sezione: guarda che cosa è cambiato, poi salva di nuovo se serve."
    )


async def save_setting(
    session: AsyncSession, setting: Setting, *, opened_version: int | None = None, restored_from: int | None = None
) -> int:
    """Stores the tenant's setting of this kind as a new version, and says its number.

    Before and after go into the audit trail. A secret that is None keeps its stored value. Raises SettingChanged
    unless `opened_version`, where given, is still the newest.
    """
    await take_turns(session, f"setting:{setting.key}")
    state = await read_state(session, type(setting))
    if opened_version is not None and opened_version != state.version:
        raise SettingChanged
    principal = find_principal()
    by, at = principal.person_id if principal else None, now()
    version = state.version + 1
    value = setting.plain_values()
    changed = await _keep_secrets(session, setting, by, at)
    await _store(session, setting.key, value, version, by, at)
    session.add(
        SettingVersion(
            setting_key=setting.key,
            version=version,
            setting_value=value,
            changed_secrets=changed,
            restored_from=restored_from,
            updated_by=by,
            updated_at=at,
        )
    )
    if isinstance(setting, (SiteIdentity, SellerInfo)):
        await touch(session, "firm")
    details: dict[str, Any] = {"changed_secrets": changed} if changed else {}
    if restored_from is not None:
        details["restored_from"] = restored_from
    await record(
        session,
        "settings.changed",
        "site_setting",
        key=setting.key,
        version=version,
        before=state.values,
        after=value,
        **details,
    )
    return version


async def restore_setting(session: AsyncSession, kind: type[Setting], version: int, *, opened_version: int) -> int:
    """Saves an older version again, as a new one; secrets stay as they are now.

    Raises SettingVersionNotFound, SettingChanged, and pydantic's ValidationError when it is valid no longer.
    """
    older = await get_version(session, kind, version)
    setting = kind.model_validate(older.setting_value)
    return await save_setting(session, setting, opened_version=opened_version, restored_from=version)


async def _store(
    session: AsyncSession, key: str, value: dict[str, Any], version: int, by: UUID | None, at: datetime
) -> None:
    values = {"setting_value": value, "version": version, "updated_by": by, "updated_at": at}
    await session.execute(
        insert(SiteSetting)
        .values(id=new_id(), setting_key=key, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "setting_key"], set_=values)
    )


async def _keep_secrets(session: AsyncSession, setting: Setting, by: UUID | None, at: datetime) -> list[str]:
    """Seals the secrets that were given; their names."""
    given = setting.given_secrets()
    for field, secret in given.items():
        await _keep_secret(session, setting.key, field, secret, by, at)
    return sorted(given)


async def _keep_secret(session: AsyncSession, key: str, field: str, secret: str, by: UUID | None, at: datetime) -> None:
    # The seal is bound to the row's id, so a new secret of a known field is sealed for the row that is there.
    row_id = await session.scalar(
        insert(SettingSecret)
        .values(id=new_id(), setting_key=key, field=field, sealed="", updated_by=by, updated_at=at)
        .on_conflict_do_update(
            index_elements=["tenant_id", "setting_key", "field"], set_={"updated_by": by, "updated_at": at}
        )
        .returning(SettingSecret.id)
    )
    place = place_of("setting_secrets", "sealed", row_id)
    sealed = SettingSecret.__table__.update().where(SettingSecret.id == row_id).values(sealed=seal(secret, place=place))
    await session.execute(sealed)
