"""Reads of the requests for a quote."""

from collections.abc import AsyncIterator, Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.queries.profiles import get_profile
from aistrategyhub.features.catalog.queries import find_questionnaire, find_service
from aistrategyhub.features.catalog.rules import price_label
from aistrategyhub.features.quotes.models import QuotePrefill, QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.schemas import ContactView, Subject, SubjectView
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.infra.db import each_by_id

_SORTABLE = {
    "received_at": QuoteRequest.received_at,
    "name": QuoteRequest.name,
    "number": QuoteRequest.number,
    "status": QuoteRequest.status,
}


class RequestNotFound(DomainError):
    """No such request, or it was deleted."""

    code = "QUOTE_REQUEST_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa richiesta non c’è più.")


async def find_subject(session: AsyncSession, slug: str, locale: str) -> tuple[Subject, SubjectView] | None:
    """The published service at this address with the questions that its quote depends on."""
    service = await find_service(session, slug, locale)
    if service is None:
        return None
    asked = await find_questionnaire(session, service.id)
    subject = Subject(
        item_id=service.id,
        slug=service.slug,
        name=service.name[:200],
        version=asked.version if asked else None,
        questions=asked.questions if asked else (),
    )
    view = SubjectView(
        slug=service.slug,
        name=service.name,
        description=service.short_description,
        price_label=price_label(service.price, await seller_scheme(session)),
        route=f"/servizi/{service.slug}",
    )
    return subject, view


async def find_prefill(session: AsyncSession, prefill_id: UUID | None) -> str:
    """The words that come along with a request; empty without any, and once they were deleted."""
    if prefill_id is None:
        return ""
    query = select(QuotePrefill.words).where(QuotePrefill.id == prefill_id)
    return (await session.execute(query)).scalar_one_or_none() or ""


async def contact_of(session: AsyncSession, person_id: UUID | None) -> ContactView:
    """What the form is filled with: the person's own data, nothing for a visitor."""
    if person_id is None:
        return ContactView()
    found = await get_profile(session, person_id)
    values, person = found.values(), found.person
    return ContactView(
        name=f"{person.first_name} {person.last_name}".strip(),
        email=person.email,
        phone=values.get("phone") or "",
        company=values.get("company_name") or "",
    )


async def get_request(session: AsyncSession, request_id: UUID, *, lock: bool = False) -> QuoteRequest:
    """The request. Raises RequestNotFound."""
    query = select(QuoteRequest).where(QuoteRequest.id == request_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    request = (await session.execute(query)).scalar_one_or_none()
    if request is None:
        raise RequestNotFound
    return request


async def find_request_of_submit(session: AsyncSession, request_key: str) -> QuoteRequest | None:
    """The request that an earlier submit with this key made."""
    query = select(QuoteRequest).where(QuoteRequest.request_key == request_key)
    return (await session.execute(query)).scalar_one_or_none()


async def is_proof_spent(session: AsyncSession, proof_key: str) -> bool:
    """Whether a request was already let in by this proof of work."""
    query = select(QuoteRequest.id).where(QuoteRequest.proof_key == proof_key)
    return (await session.execute(query)).scalar_one_or_none() is not None


async def list_requests(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    statuses: Collection[RequestStatus] = (),
    sort: str = "",
    descending: bool = True,
) -> Page[QuoteRequest]:
    """One page of the requests that match, the newest first unless sorted. `q` looks in number, name, firm, address,
    service and message."""
    conditions = _matching(q, statuses)
    column = _SORTABLE.get(sort)
    order = QuoteRequest.received_at.desc() if column is None else column.desc() if descending else column.asc()
    return await _page(session, conditions, order, request)


async def list_own_requests(
    session: AsyncSession, person_id: UUID, request: PageRequest = PageRequest()
) -> Page[QuoteRequest]:
    """The requests of a person, the newest first."""
    return await _page(session, [QuoteRequest.user_id == person_id], QuoteRequest.received_at.desc(), request)


async def list_requests_of(
    session: AsyncSession, person_id: UUID | None, email: str, *, limit: int
) -> list[QuoteRequest]:
    """The newest requests of an account, or made with an address; spam is none."""
    own = [QuoteRequest.user_id == person_id] if person_id else []
    theirs = or_(*own, and_(QuoteRequest.email == email, QuoteRequest.email != ""))
    query = select(QuoteRequest).where(theirs, QuoteRequest.status != RequestStatus.SPAM)
    newest = query.order_by(QuoteRequest.received_at.desc(), QuoteRequest.id).limit(limit)
    return list((await session.execute(newest)).scalars())


def each_request(
    session: AsyncSession, *, q: str = "", statuses: Collection[RequestStatus] = ()
) -> AsyncIterator[QuoteRequest]:
    """Every request that matches, the oldest first, a few at a time."""
    return each_by_id(session, select(QuoteRequest).where(*_matching(q, statuses)), QuoteRequest)


async def search_requests(session: AsyncSession, q: str, limit: int) -> list[QuoteRequest]:
    """A handful of requests for the command palette, the newest first."""
    query = select(QuoteRequest).where(*_matching(q, ())).order_by(QuoteRequest.received_at.desc()).limit(limit)
    return list((await session.execute(query)).scalars())


async def _page(
    session: AsyncSession,
    conditions: Sequence[ColumnElement[bool]],
    order: ColumnElement[object],
    request: PageRequest,
) -> Page[QuoteRequest]:
    query = select(QuoteRequest).where(*conditions).order_by(order, QuoteRequest.id)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    count = await session.execute(select(func.count()).select_from(QuoteRequest).where(*conditions))
    return Page(list(rows.scalars()), count.scalar_one(), request.page, request.per_page)


def _matching(q: str, statuses: Collection[RequestStatus]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if statuses:
        conditions.append(QuoteRequest.status.in_(statuses))
    if needle := q.strip()[:100]:
        looked_at = (
            QuoteRequest.number,
            QuoteRequest.name,
            QuoteRequest.company,
            QuoteRequest.email,
            QuoteRequest.item_name,
            QuoteRequest.words,
        )
        conditions.append(or_(*(column.icontains(needle, autoescape=True) for column in looked_at)))
    return conditions
