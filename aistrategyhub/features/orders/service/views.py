"""Views of the list of orders that a colleague keeps under a name."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.text import mark
from aistrategyhub.features.orders.models import OrderView
from aistrategyhub.infra.db import take_turns

MOST_VIEWS = 20
_LONGEST_NAME = 60
_LONGEST_QUERY = 500
_ASK_NAME = mark("Dai un nome alla vista, fino a {longest} caratteri.")
_ASK_LESS = mark("Questa ricerca è troppo lunga per una vista: accorciala e riprova.")


class TooManyViews(DomainError):
    """Nobody reads a list of twenty-one."""

    code = "TOO_MANY_VIEWS"
    sentence = mark("Le viste salvate sono già {most}: eliminane una.")


async def keep_view(session: AsyncSession, person_id: UUID, name: str, query: str) -> None:
    """Keeps this narrowing under a name, in place of the one that had the name. Raises InvalidInput, TooManyViews."""
    tidy = one_line(name.replace("\x00", ""))
    if not tidy or len(tidy) > _LONGEST_NAME:
        raise InvalidInput([FieldError("name", "INVALID_NAME", _ASK_NAME, {"longest": _LONGEST_NAME})])
    if len(query) > _LONGEST_QUERY:
        raise InvalidInput([FieldError("name", "VIEW_TOO_LONG", _ASK_LESS)])
    await take_turns(session, f"order_views:{person_id}")
    others = select(func.count()).where(OrderView.person_id == person_id, OrderView.name != tidy)
    if (await session.execute(others)).scalar_one() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    row = {"id": new_id(), "person_id": person_id, "name": tidy, "query": query, "kept_at": now()}
    await session.execute(
        insert(OrderView)
        .values(row)
        .on_conflict_do_update(
            index_elements=["tenant_id", "person_id", "name"], set_={"query": query, "kept_at": row["kept_at"]}
        )
    )


async def drop_view(session: AsyncSession, person_id: UUID, view_id: UUID) -> None:
    """Forgets a view of this person; nobody else's, and not one that is gone."""
    await session.execute(delete(OrderView).where(OrderView.id == view_id, OrderView.person_id == person_id))
