"""Reads of offers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.features.catalog.models import CatalogItem
from aistrategyhub.features.catalog.rules.supplies import supply_of
from aistrategyhub.features.quotes.models import (
    Author,
    Instalment,
    OfferStatus,
    QuoteAcceptance,
    QuoteMessage,
    QuoteOffer,
    QuoteOrder,
    QuotePaper,
    QuoteRequest,
)
from aistrategyhub.features.quotes.rules.offers import OPEN, OfferNotFound
from aistrategyhub.features.quotes.schemas.offers import Agreement, OfferFigures, ThreadLine
from aistrategyhub.features.vat.schemas import Supply

_SORTABLE = {
    "sent_at": QuoteOffer.sent_at,
    "number": QuoteOffer.number,
    "total": QuoteOffer.total,
    "valid_until": QuoteOffer.valid_until,
}
_REMINDED_AT_ONCE = 100


async def get_offer(session: AsyncSession, offer_id: UUID | None, *, lock: bool = False) -> QuoteOffer:
    """The offer. Raises OfferNotFound."""
    query = select(QuoteOffer).where(QuoteOffer.id == offer_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    offer = (await session.execute(query)).scalar_one_or_none() if offer_id else None
    if offer is None:
        raise OfferNotFound
    return offer


async def list_versions(session: AsyncSession, request_id: UUID) -> list[QuoteOffer]:
    """Every version that answers a request, the newest first."""
    query = select(QuoteOffer).where(QuoteOffer.request_id == request_id).order_by(QuoteOffer.version.desc())
    return list((await session.execute(query)).scalars())


async def find_paper(session: AsyncSession, offer_id: UUID) -> QuotePaper | None:
    """The PDF of an offer, once it is printed."""
    return (await session.execute(select(QuotePaper).where(QuotePaper.offer_id == offer_id))).scalar_one_or_none()


async def find_acceptance(session: AsyncSession, offer_id: UUID) -> QuoteAcceptance | None:
    """The evidence that an offer was accepted, if it was."""
    query = select(QuoteAcceptance).where(QuoteAcceptance.offer_id == offer_id)
    return (await session.execute(query)).scalar_one_or_none()


async def get_agreement(session: AsyncSession, offer_id: UUID) -> tuple[QuoteOffer, QuoteAcceptance, Agreement]:
    """What was agreed by accepting an offer. Raises OfferNotFound where nothing was."""
    offer, acceptance = await get_offer(session, offer_id), await find_acceptance(session, offer_id)
    if acceptance is None:
        raise OfferNotFound
    return offer, acceptance, Agreement.model_validate(acceptance.agreed)


async def list_collected(session: AsyncSession, offer_id: UUID) -> list[QuoteOrder]:
    """The orders that collect what was agreed, in the order in which they were asked for."""
    query = select(QuoteOrder).where(QuoteOrder.offer_id == offer_id).order_by(QuoteOrder.asked_at, QuoteOrder.id)
    return list((await session.execute(query)).scalars())


async def find_collected(session: AsyncSession, offer_id: UUID, instalment: Instalment) -> QuoteOrder | None:
    """The order that collects this part, once it was asked for."""
    query = select(QuoteOrder).where(QuoteOrder.offer_id == offer_id, QuoteOrder.instalment == instalment)
    return (await session.execute(query)).scalar_one_or_none()


async def list_thread(session: AsyncSession, request_id: UUID, *, limit: int = 200) -> list[ThreadLine]:
    """What customer and firm wrote about a request, the oldest first; of a long thread its newest part."""
    query = (
        select(QuoteMessage)
        .where(QuoteMessage.request_id == request_id)
        .order_by(QuoteMessage.sent_at.desc(), QuoteMessage.id.desc())
        .limit(limit)
    )
    rows = list((await session.execute(query)).scalars())[::-1]
    return [ThreadLine(row.author is Author.STAFF, row.words, row.sent_at) for row in rows]


async def items_of(session: AsyncSession, slugs: Sequence[str]) -> dict[str, tuple[UUID, Supply]]:
    """The catalogue items that lines name, and as what each is taxed."""
    if not slugs:
        return {}
    query = select(CatalogItem.slug, CatalogItem.id, CatalogItem.kind).where(CatalogItem.slug.in_(slugs))
    return {row.slug: (row.id, supply_of(row.kind)) for row in await session.execute(query)}


async def list_offers(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    statuses: Collection[OfferStatus] = (),
    quiet_since: datetime | None = None,
    ending_by: date | None = None,
    sort: str = "",
    descending: bool = True,
) -> Page[tuple[QuoteOffer, QuoteRequest]]:
    """One page of the offers that match with their requests, the newest first unless sorted; superseded versions only
    when asked for. `quiet_since` and `ending_by` keep open offers that were sent before, or end by then."""
    conditions = _matching(q, statuses, quiet_since, ending_by)
    column = _SORTABLE.get(sort)
    order = QuoteOffer.created_at.desc() if column is None else column.desc() if descending else column.asc()
    query = _with_request().where(*conditions).order_by(order, QuoteOffer.id)
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).all()
    counting = select(func.count()).select_from(_with_request().where(*conditions).subquery())
    found = [(row.QuoteOffer, row.QuoteRequest) for row in rows]
    return Page(found, (await session.execute(counting)).scalar_one(), request.page, request.per_page)


async def page_own_offers(
    session: AsyncSession, person_id: UUID, request: PageRequest = PageRequest()
) -> Page[tuple[QuoteOffer, QuoteRequest]]:
    """One page of the offers that a person was sent, the newest first; each with its newest version alone."""
    shown = QuoteOffer.status.not_in((OfferStatus.DRAFT, OfferStatus.SUPERSEDED)), QuoteRequest.user_id == person_id
    query = _with_request().where(*shown).order_by(QuoteOffer.sent_at.desc(), QuoteOffer.id)
    rows = (await session.execute(query.limit(request.per_page).offset(request.offset))).all()
    counting = select(func.count()).select_from(_with_request().where(*shown).subquery())
    found = [(row.QuoteOffer, row.QuoteRequest) for row in rows]
    return Page(found, (await session.execute(counting)).scalar_one(), request.page, request.per_page)


async def figures(session: AsyncSession) -> OfferFigures:
    """How many offers are open and won, and what they are worth before VAT."""
    is_open, is_won = QuoteOffer.status.in_(OPEN), QuoteOffer.status == OfferStatus.ACCEPTED
    lost = QuoteOffer.status.in_((OfferStatus.REJECTED, OfferStatus.EXPIRED))
    nothing = Decimal("0.00")
    agreed = func.coalesce(QuoteAcceptance.net, QuoteOffer.net)
    query = select(
        func.count().filter(is_open).label("open"),
        func.coalesce(func.sum(QuoteOffer.net).filter(is_open), nothing).label("open_net"),
        func.count().filter(is_won).label("won"),
        func.coalesce(func.sum(agreed).filter(is_won), nothing).label("won_net"),
        func.count().filter(lost).label("lost"),
    ).join(
        QuoteAcceptance,
        (QuoteAcceptance.tenant_id == QuoteOffer.tenant_id) & (QuoteAcceptance.offer_id == QuoteOffer.id),
        isouter=True,
    )
    row = (await session.execute(query)).one()
    return OfferFigures(row.open, row.open_net, row.won, row.won_net, row.lost)


async def ids_to_remind(session: AsyncSession, *, today: date, by: date) -> list[UUID]:
    """Open offers that end by this day and whose customer was not reminded yet, some at a time."""
    query = (
        select(QuoteOffer.id)
        .where(
            QuoteOffer.status.in_(OPEN),
            QuoteOffer.reminded_at.is_(None),
            QuoteOffer.valid_until >= today,
            QuoteOffer.valid_until <= by,
        )
        .order_by(QuoteOffer.valid_until)
        .limit(_REMINDED_AT_ONCE)
    )
    return list((await session.execute(query)).scalars())


async def ids_to_expire(session: AsyncSession, *, today: date) -> list[UUID]:
    """Open offers whose last day is over."""
    query = select(QuoteOffer.id).where(QuoteOffer.status.in_(OPEN), QuoteOffer.valid_until < today)
    return list((await session.execute(query)).scalars())


def _with_request() -> Select[tuple[QuoteOffer, QuoteRequest]]:
    return select(QuoteOffer, QuoteRequest).join(
        QuoteRequest, (QuoteRequest.tenant_id == QuoteOffer.tenant_id) & (QuoteRequest.id == QuoteOffer.request_id)
    )


def _matching(
    q: str, statuses: Collection[OfferStatus], quiet_since: datetime | None, ending_by: date | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        QuoteOffer.status.in_(statuses) if statuses else QuoteOffer.status != OfferStatus.SUPERSEDED
    ]
    if quiet_since is not None and ending_by is not None:
        conditions.append(or_(QuoteOffer.sent_at <= quiet_since, QuoteOffer.valid_until <= ending_by))
    if needle := q.strip()[:100]:
        looked_at = (
            QuoteOffer.number,
            QuoteRequest.number,
            QuoteRequest.name,
            QuoteRequest.company,
            QuoteRequest.email,
            QuoteRequest.item_name,
        )
        conditions.append(or_(*(column.icontains(needle, autoescape=True) for column in looked_at)))
    return conditions
