"""Reads of settings."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.site_settings.models import SiteSetting
from aistrategyhub.features.site_settings.schemas import Setting

S = TypeVar("S", bound=Setting)


class MissingSetting(DomainError):
    """The owner has not yet given a setting that this act needs."""

    code = "MISSING_SETTING"
    sentence = mark("Manca un'impostazione del sito ({key}): completala in Impostazioni.")


async def find_setting(session: AsyncSession, kind: type[S]) -> S | None:
    """The tenant's setting of this kind, or None when it was never given."""
    query = select(SiteSetting.setting_value).where(SiteSetting.setting_key == kind.key)
    value = (await session.execute(query)).scalar_one_or_none()
    return None if value is None else kind.model_validate(value)


async def get_setting(session: AsyncSession, kind: type[S]) -> S:
    """The tenant's setting of this kind. Raises MissingSetting."""
    setting = await find_setting(session, kind)
    if setting is None:
        raise MissingSetting(key=kind.key)
    return setting
