"""Which published items a list shows, and in what order: found in `CatalogListing` alone, always behind an index.

A list reads one page from the index of its order. A search looks the words up in the index of words: where they are
in a few hundred items all of these are weighed, else the first few hundred in the order of the list. So the work is
the same however large the catalogue is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.searching import read_search
from aistrategyhub.features.catalog.models import CatalogItem, CatalogListing, ListAudience
from aistrategyhub.features.catalog.queries.categories import find_branch
from aistrategyhub.features.catalog.queries.services import services_of
from aistrategyhub.features.catalog.schemas import Cursor, ListQuery, ServicePage, ServiceSort
from aistrategyhub.infra.search import Query, matches, of_this_tenant, relevance, understand

SHELF = "catalog"
MOST_WEIGHED = 400
MOST_COUNTED = 10_000

_COLUMNS = {
    ServiceSort.RECOMMENDED: CatalogListing.sort_order,
    ServiceSort.NAME: CatalogListing.name_key,
    ServiceSort.PRICE: CatalogListing.price_rising,
    ServiceSort.PRICE_DESCENDING: CatalogListing.price_falling,
    ServiceSort.NEWEST: CatalogListing.newest,
}
_ITEM: Any = CatalogListing.item_id


async def list_services(
    session: AsyncSession,
    locale: str,
    *,
    q: str = "",
    category: str | None = None,
    featured: bool | None = None,
    slugs: Sequence[str] | None = None,
    sort: ServiceSort = ServiceSort.RECOMMENDED,
    page: PageRequest = PageRequest(),
    audience: ListAudience = ListAudience.EVERYONE,
) -> ServicePage:
    """Published items that fit, as `read_services` has them. `audience` is for whom prices are asked; what is not sold
    to it is left out."""
    given = None if slugs is None else tuple(slugs)
    wanted = ListQuery(q, category or "", featured=featured, audience=audience, slugs=given, sort=sort)
    return await read_services(session, locale, wanted, page)


async def read_services(
    session: AsyncSession, locale: str, wanted: ListQuery, page: PageRequest = PageRequest()
) -> ServicePage:
    """A page of published items in `locale`, in Italian where it is missing; in two statements, two or three more for a
    search. Raises InvalidInput where the search is none."""
    found = await find_listed(session, locale, wanted, page)
    services = await services_of(session, locale, found.ids, audience=wanted.audience)
    facts = {"is_cut": found.is_cut, "is_guessed": found.is_guessed, "after": found.after}
    return ServicePage(services, found.total, page.page, page.per_page, **facts)


@dataclass(frozen=True)
class Listed:
    """A page of ids in their order. `total` counts no further than some thousands for a list, some hundreds for a
    search (`is_cut` says that there are more). `is_guessed` when a word that was typed was taken for another, or
    not every word was found. `after` continues the list."""

    ids: Sequence[UUID] = ()
    total: int = 0
    is_cut: bool = False
    is_guessed: bool = False
    after: Cursor | None = None


async def find_listed(session: AsyncSession, locale: str, wanted: ListQuery, page: PageRequest) -> Listed:
    """The items that are wanted, one page of them. Raises InvalidInput where the search is none."""
    typed = read_search(wanted.q)
    conditions = await _conditions(session, locale, wanted)
    if conditions is None:
        return Listed()
    if typed is None:
        return await _listed(session, conditions, wanted, page)
    query = await understand(session, SHELF, locale, typed)
    if query is None:
        return Listed(is_guessed=True)
    found = await _found(session, conditions, wanted, query, query.every, page)
    if not found.total and query.some != query.every:
        found = await _found(session, conditions, wanted, query, query.some, page)
        return replace(found, is_guessed=True)
    return replace(found, is_guessed=query.is_guessed)


async def _conditions(session: AsyncSession, locale: str, wanted: ListQuery) -> ColumnElement[bool] | None:
    """What is wanted of a row, words aside; None where nothing can fit."""
    listing = CatalogListing
    conditions = [of_this_tenant(listing), listing.locale == locale]
    if wanted.category:
        branch = sorted(await find_branch(session, wanted.category))
        if not branch:
            return None
        conditions.append(listing.category_id == branch[0] if len(branch) == 1 else listing.category_id.in_(branch))
    if wanted.kind is not None:
        conditions.append(listing.kind == wanted.kind)
    if wanted.featured is not None:
        conditions.append(listing.is_featured.is_(wanted.featured))
    if wanted.audience is not ListAudience.EVERYONE:
        is_for = listing.is_for_firms if wanted.audience is ListAudience.FIRMS else listing.is_for_people
        conditions.append(is_for.is_(True))
    if wanted.slugs is not None:
        named = select(CatalogItem.id).where(CatalogItem.slug.in_(wanted.slugs))
        conditions.append(listing.item_id.in_(named))
    if wanted.price_min is not None:
        conditions.append(listing.price_falling <= -int(wanted.price_min * 100))
    if wanted.price_max is not None:
        conditions.append(listing.price_rising <= int(wanted.price_max * 100))
    return and_(*conditions)


async def _listed(
    session: AsyncSession, conditions: ColumnElement[bool], wanted: ListQuery, page: PageRequest
) -> Listed:
    column: Any = _COLUMNS[wanted.sort]
    some = select(literal(1)).where(conditions).limit(MOST_COUNTED + 1).subquery()
    total = select(func.count()).select_from(some).scalar_subquery()
    rows = select(_ITEM, column.label("place")).where(conditions).order_by(column, _ITEM).limit(page.per_page + 1)
    if wanted.after is not None:
        rows = rows.where(tuple_(column, _ITEM) > tuple_(literal(wanted.after.place), literal(wanted.after.item_id)))
    else:
        rows = rows.offset(page.offset)
    kept = rows.subquery("kept")
    query = select(total.label("total"), kept).select_from(
        select(literal(1)).subquery("once").outerjoin(kept, literal(True))
    )
    found = list(await session.execute(query.order_by(kept.c.place, kept.c.item_id)))
    ids = [row.item_id for row in found if row.item_id is not None]
    after = None
    if len(ids) > page.per_page:
        last = found[page.per_page - 1]
        after = Cursor(wanted.sort, last.place, last.item_id)
    count = found[0].total
    return Listed(ids[: page.per_page], min(count, MOST_COUNTED), count > MOST_COUNTED, after=after)


async def _found(
    session: AsyncSession,
    conditions: ColumnElement[bool],
    wanted: ListQuery,
    query: Query,
    words: str,
    page: PageRequest,
) -> Listed:
    """What holds the words: all of it where that is a few hundred items, else the first few hundred of the list, those
    with the words in their name before all."""
    anywhere = and_(conditions, matches(CatalogListing.vector, words))
    some = select(literal(1)).where(anywhere).limit(MOST_WEIGHED + 1).subquery()
    count = await session.scalar(select(func.count()).select_from(some)) or 0
    if not count:
        return Listed()
    if count <= MOST_WEIGHED:
        return await _weighed(session, _some(anywhere, wanted.sort), wanted, query, words, page)
    first = [_some(anywhere, wanted.sort, in_order=True)]
    if wanted.sort is ServiceSort.RECOMMENDED:
        named = and_(conditions, matches(CatalogListing.name_vector, words))
        first.append(_some(named, wanted.sort, in_order=True))
    return replace(await _weighed(session, union_all(*first), wanted, query, words, page), is_cut=True)


def _some(condition: ColumnElement[bool], sort: ServiceSort, *, in_order: bool = False) -> Select[Any]:
    listing = CatalogListing
    place: Any = _COLUMNS[sort]
    rows = select(_ITEM, place.label("place"), listing.name_key, listing.name_vector, listing.vector).where(condition)
    if in_order:
        rows = rows.order_by(place, _ITEM)
    return select(rows.limit(MOST_WEIGHED).subquery())


async def _weighed(
    session: AsyncSession, some: Any, wanted: ListQuery, query: Query, words: str, page: PageRequest
) -> Listed:
    """One page of these rows: the fittest first, or in the order that was asked for."""
    rows = some.subquery("rows")
    is_ranked = wanted.sort is ServiceSort.RECOMMENDED
    score = func.max(relevance(rows.c, query, words) if is_ranked else literal(0.0))
    offset = int(wanted.after.place) if wanted.after is not None else page.offset
    found = (
        select(rows.c.item_id, func.count().over().label("total"))
        .group_by(rows.c.item_id, rows.c.place)
        .order_by(score.desc(), rows.c.place, rows.c.item_id)
    )
    shown = (await session.execute(found.limit(page.per_page).offset(offset))).all()
    if not shown and offset:
        total = (await session.execute(select(func.count(func.distinct(rows.c.item_id))))).scalar_one()
    else:
        total = shown[0].total if shown else 0
    end = offset + page.per_page
    return Listed([row.item_id for row in shown], total, after=Cursor(wanted.sort, end) if end < total else None)
