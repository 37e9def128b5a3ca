"""Changing settings."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.site_settings.models import SiteSetting
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import Setting


async def save_setting(session: AsyncSession, setting: Setting) -> None:
    """Stores the tenant's setting of this kind and leaves before and after in the audit trail."""
    before = await find_setting(session, type(setting))
    principal = find_principal()
    values = {
        "setting_value": setting.model_dump(mode="json"),
        "updated_by": principal.person_id if principal else None,
        "updated_at": now(),
    }
    await session.execute(
        insert(SiteSetting)
        .values(id=new_id(), setting_key=setting.key, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "setting_key"], set_=values)
    )
    await record(
        session,
        "settings.changed",
        "site_setting",
        key=setting.key,
        before=before.model_dump(mode="json") if before else None,
        after=setting.model_dump(mode="json"),
    )
