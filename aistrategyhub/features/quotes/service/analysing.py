"""The analysis of a request: asked, answered by a worker, and taken into the draft piece by piece by staff alone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.text import speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.queries import ItemNotForSale, ItemNotFound
from aistrategyhub.features.catalog.queries import get_offer as get_sold
from aistrategyhub.features.prompts.queries import check_gateway
from aistrategyhub.features.quotes.models import (
    AnalysisStatus,
    IdeaPiece,
    IdeaState,
    OfferStatus,
    QuoteAnalysis,
    QuoteIdea,
    QuoteOffer,
)
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.analyses import lock_idea
from aistrategyhub.features.quotes.queries.offers import list_versions
from aistrategyhub.features.quotes.rules.analyses import IdeaDecided, OfferIsOut, taken
from aistrategyhub.features.quotes.schemas.analyses import Idea
from aistrategyhub.features.quotes.service.drafting import save_offer, start_offer
from aistrategyhub.infra.work import enqueue

ANALYSE = "quotes.analyse"


async def ask_analysis(session: AsyncSession, request_id: UUID) -> QuoteAnalysis:
    """An analysis that a worker will ask a model for. Raises RequestNotFound and ModelNotConfigured."""
    request = await get_request(session, request_id)
    await check_gateway(session)
    analysis = QuoteAnalysis(request_id=request.id, asked_by=_acting(), asked_at=now())
    session.add(analysis)
    await session.flush()
    await record(session, "quotes.analysis_asked", "quote_request", request.id, number=request.number)
    await enqueue(session, ANALYSE, {"analysis_id": str(analysis.id)}, key=f"{ANALYSE}:{analysis.id}")
    return analysis


async def keep_ideas(session: AsyncSession, analysis: QuoteAnalysis, ideas: Sequence[Idea], call_id: UUID) -> None:
    """What came of the question: pieces, which change nothing by themselves."""
    analysis.status, analysis.failure, analysis.failure_values = AnalysisStatus.DONE, "", {}
    analysis.call_id = call_id
    session.add_all(
        QuoteIdea(
            analysis_id=analysis.id,
            position=at,
            piece=idea.piece,
            name=idea.name,
            words=idea.words,
            slug=idea.slug,
            figure=idea.figure,
        )
        for at, idea in enumerate(ideas)
    )
    await session.flush()


async def accept_idea(session: AsyncSession, request_id: UUID, idea_id: UUID) -> QuoteOffer:
    """Takes a piece into the draft that answers the request, begun where there is none. Nothing is sent by it. Raises
    IdeaNotFound, IdeaDecided, OfferIsOut and OfferAlreadyAccepted."""
    await get_request(session, request_id, lock=True)
    idea = await lock_idea(session, request_id, idea_id)
    _check_open(idea)
    versions = await list_versions(session, request_id)
    if versions and versions[0].status in (OfferStatus.SENT, OfferStatus.VIEWED):
        raise OfferIsOut(number=versions[0].number)
    offer = await start_offer(session, request_id)
    with speaking(offer.locale):
        typed = taken(offer.typed, idea, await _line_of(session, idea, offer.locale))
    written = await save_offer(session, offer.id, typed, revision=offer.revision)
    _decide(idea, IdeaState.ACCEPTED)
    await session.flush()
    return written.offer


async def reject_idea(session: AsyncSession, request_id: UUID, idea_id: UUID) -> None:
    """Puts a piece aside. Raises IdeaNotFound and IdeaDecided."""
    idea = await lock_idea(session, request_id, idea_id)
    _check_open(idea)
    _decide(idea, IdeaState.REJECTED)
    await session.flush()


async def forget_analyst(session: AsyncSession, person_id: UUID) -> None:
    """A colleague is forgotten: what was analysed stays with its request, no longer by whom."""
    await session.execute(update(QuoteAnalysis).where(QuoteAnalysis.asked_by == person_id).values(asked_by=None))
    await session.execute(update(QuoteIdea).where(QuoteIdea.decided_by == person_id).values(decided_by=None))


async def _line_of(session: AsyncSession, idea: QuoteIdea, locale: str) -> dict[str, str]:
    """The line of a suggested service, with its price of today where it has one."""
    if idea.piece is not IdeaPiece.SERVICE:
        return {}
    line = {"item_slug": idea.slug, "name": idea.name}
    try:
        sold = await get_sold(session, idea.slug, locale)
    except (ItemNotFound, ItemNotForSale):
        return line
    price = f"{sold.net_price:.2f}".replace(".", ",")
    return line | {"description": sold.short_description, "price": price, "vat_class": sold.vat_class.value}


def _check_open(idea: QuoteIdea) -> None:
    if idea.state is not IdeaState.PROPOSED:
        raise IdeaDecided


def _decide(idea: QuoteIdea, state: IdeaState) -> None:
    idea.state, idea.decided_by, idea.decided_at = state, _acting(), now()


def _acting() -> UUID | None:
    principal = find_principal()
    return principal.person_id if principal else None
