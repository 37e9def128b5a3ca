"""Reads of what a model made of requests."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.prompts.models import ModelCall
from aistrategyhub.features.quotes.models import QuoteAnalysis, QuoteIdea
from aistrategyhub.features.quotes.rules.analyses import IdeaNotFound, analysis_view
from aistrategyhub.features.quotes.schemas.analyses import AnalysisView


async def find_analysis(session: AsyncSession, request_id: UUID) -> AnalysisView:
    """The last analysis of a request, in the words of the present language; an empty one where there was none."""
    newest = (
        select(QuoteAnalysis, ModelCall)
        .outerjoin(ModelCall, ModelCall.id == QuoteAnalysis.call_id)
        .where(QuoteAnalysis.request_id == request_id)
        .order_by(QuoteAnalysis.asked_at.desc(), QuoteAnalysis.id.desc())
    )
    row = (await session.execute(newest.limit(1))).tuples().one_or_none()
    if row is None:
        return AnalysisView()
    analysis, call = row
    ideas = select(QuoteIdea).where(QuoteIdea.analysis_id == analysis.id).order_by(QuoteIdea.position)
    return analysis_view(analysis, call, list((await session.execute(ideas)).scalars()))


async def lock_analysis(session: AsyncSession, analysis_id: UUID) -> QuoteAnalysis | None:
    """The analysis, which nobody else may change until this transaction ends; None when its request is gone."""
    query = select(QuoteAnalysis).where(QuoteAnalysis.id == analysis_id).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def lock_idea(session: AsyncSession, request_id: UUID, idea_id: UUID) -> QuoteIdea:
    """A piece of this request, which nobody else may decide until this transaction ends. Raises IdeaNotFound."""
    query = (
        select(QuoteIdea)
        .join(QuoteAnalysis, QuoteAnalysis.id == QuoteIdea.analysis_id)
        .where(QuoteIdea.id == idea_id, QuoteAnalysis.request_id == request_id)
        .with_for_update(of=QuoteIdea)
    )
    found = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if found is None:
        raise IdeaNotFound
    return found
