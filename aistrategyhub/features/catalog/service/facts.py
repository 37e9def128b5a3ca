"""The facts of an item as somebody edits them in a form: what they saw must still be there."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.queries import get_item_row, lock_item
from aistrategyhub.features.catalog.rules.screens.items import item_form
from aistrategyhub.features.catalog.schemas.screens import ItemForm
from aistrategyhub.features.catalog.schemas.wanted import WantedFacts
from aistrategyhub.features.catalog.service.items import change_item


class FactsChangedMeanwhile(DomainError):
    """Somebody else changed the facts of the item after this person had opened them; nothing was overwritten."""

    code = "FACTS_CHANGED_MEANWHILE"
    sentence = mark("Mentre li modificavi qualcun altro ha cambiato questi dati: ricarica la pagina e decidi.")


async def save_facts(session: AsyncSession, item_id: UUID, facts: WantedFacts, *, opened: ItemForm) -> None:
    """Writes the facts of an item, at once for visitors too. `opened` is the form as the person found it.

    Raises ItemNotFound, CategoryNotFound, FactsChangedMeanwhile, and InvalidInput (`sku`, or what a published item
    would lack).
    """
    await lock_item(session, item_id)
    if item_form(await get_item_row(session, item_id)) != opened:
        raise FactsChangedMeanwhile
    await change_item(session, item_id, **asdict(facts))
