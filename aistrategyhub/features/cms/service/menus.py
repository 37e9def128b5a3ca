"""Arranging the menus."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.cms.models import Menu
from aistrategyhub.features.cms.queries.menus import get_menu
from aistrategyhub.features.cms.rules.menus import mistakes
from aistrategyhub.features.cms.schemas.menus import MenuContent, MenuName
from aistrategyhub.features.publishing.rules import read_values
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import touch


class MenuChanged(DomainError):
    """Somebody else saved the menu after this person had opened it."""

    code = "MENU_CHANGED"
    sentence = mark("Qualcun altro ha appena salvato questo menu: guarda che cosa è cambiato, poi salva di nuovo.")


def read_menu(given: object) -> MenuContent:
    """The menu that somebody arranged. Raises InvalidInput with the path of each wrong field."""
    content = read_values(MenuContent, given)
    if wrong := mistakes(content):
        raise InvalidInput(wrong)
    return content


async def save_menu(
    session: AsyncSession, name: MenuName, content: MenuContent, *, opened_revision: int | None = None
) -> int:
    """Stores the whole menu, on every page from the commit on, and says its revision.

    Raises MenuChanged unless `opened_revision`, where given, is still the newest.
    """
    await take_turns(session, f"menu:{name}")
    before = await get_menu(session, name)
    if opened_revision is not None and opened_revision != before.revision:
        raise MenuChanged
    principal = find_principal()
    entries = content.model_dump(mode="json")["entries"]
    values = {
        "entries": entries,
        "revision": before.revision + 1,
        "updated_at": now(),
        "updated_by": principal.person_id if principal else None,
    }
    query = insert(Menu).values(id=new_id(), name=name, **values)
    await session.execute(query.on_conflict_do_update(index_elements=["tenant_id", "name"], set_=values))
    await record(
        session,
        "cms.menu_changed",
        "menu",
        name=name,
        before=before.content.model_dump(mode="json")["entries"],
        after=entries,
    )
    await touch(session, "menus")
    return before.revision + 1
