"""Price lists: for everyone, for people, for firms."""

from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.fields import TOO_LONG
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import CatalogPrice, ListAudience, PriceChange, PriceList
from aistrategyhub.features.catalog.queries import get_price_list
from aistrategyhub.features.catalog.rules import CURRENCIES, check_currency
from aistrategyhub.features.catalog.service.prices import default_list
from aistrategyhub.infra.db import take_turns
from aistrategyhub.prerender.service import touch

_LONGEST_NAME = 120
_NO_NAME = mark("Scrivi il nome del listino.")
_NAME_TAKEN = mark("C’è già un listino «{name}»: scegli un altro nome.")
_DEFAULT_FOR_ALL = mark("Il listino predefinito vale per tutti: scegline prima un altro come predefinito.")


class PriceListInUse(DomainError):
    """The default list, or one whose prices the history still tells of, is not removed."""

    code = "PRICE_LIST_IN_USE"
    sentence = mark("Il listino «{name}» ha dei prezzi o è il predefinito: non si può eliminare.")


async def create_price_list(
    session: AsyncSession, *, name: str, audience: ListAudience, currency: str = "EUR"
) -> PriceList:
    """A new price list without prices. Raises InvalidInput (`name`, `currency`)."""
    check_currency(currency, CURRENCIES[0])
    await default_list(session)
    made = PriceList(name=await _read_name(session, name), audience=audience, currency=currency.strip().upper())
    session.add(made)
    await session.flush()
    await record(session, "catalog.price_list_created", "price_list", made.id, name=made.name, audience=audience)
    return made


async def change_price_list(
    session: AsyncSession, price_list_id: UUID, *, name: str, audience: ListAudience, is_default: bool
) -> PriceList:
    """The list with another name, for another audience, or as the default one, which is for everyone.

    Raises PriceListNotFound and InvalidInput (`name`, `audience`).
    """
    await take_turns(session, "catalog.price_lists")
    one = await get_price_list(session, price_list_id)
    before = {"name": one.name, "audience": one.audience, "is_default": one.is_default}
    is_default = is_default or one.is_default
    if is_default and audience is not ListAudience.EVERYONE:
        raise InvalidInput([FieldError("audience", "DEFAULT_FOR_ALL", _DEFAULT_FOR_ALL)])
    name = await _read_name(session, name, one.id)
    if is_default and not one.is_default:
        await session.execute(update(PriceList).where(PriceList.is_default).values(is_default=False))
    one.name, one.audience, one.is_default = name, audience, is_default
    await session.flush()
    after = {"name": name, "audience": audience, "is_default": is_default}
    await record(session, "catalog.price_list_changed", "price_list", one.id, before=before, after=after)
    await touch(session, "catalog", "prices")
    return one


async def remove_price_list(session: AsyncSession, price_list_id: UUID) -> None:
    """Removes a list that never held a price. Raises PriceListNotFound and PriceListInUse."""
    one = await get_price_list(session, price_list_id)
    held = exists().where(CatalogPrice.price_list_id == one.id) | exists().where(PriceChange.price_list_id == one.id)
    if one.is_default or (await session.execute(select(held))).scalar_one():
        raise PriceListInUse(name=one.name)
    await session.delete(one)
    await record(session, "catalog.price_list_removed", "price_list", one.id, name=one.name)
    await session.flush()


async def _read_name(session: AsyncSession, typed: str, price_list_id: UUID | None = None) -> str:
    name = one_line(typed)
    if not name:
        raise InvalidInput([FieldError("name", "REQUIRED", _NO_NAME)])
    if len(name) > _LONGEST_NAME:
        raise InvalidInput([FieldError("name", "TOO_LONG", TOO_LONG, {"longest": _LONGEST_NAME})])
    owner = (await session.execute(select(PriceList.id).where(PriceList.name == name))).scalar_one_or_none()
    if owner not in (None, price_list_id):
        raise InvalidInput([FieldError("name", "NAME_TAKEN", _NAME_TAKEN, {"name": name})])
    return name
