"""Reads of the help that a model gave with drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.models import DraftHelp, DraftHelpStep, DraftSuggestion, PostDisclosure
from aistrategyhub.features.prompts.models import ModelCall


class SuggestionNotFound(DomainError):
    """No such suggestion, or not for this post."""

    code = "SUGGESTION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo suggerimento non c’è più.")


@dataclass(frozen=True)
class Help:
    """A help with its questions in their order, each with its call, and all that came of them."""

    help: DraftHelp
    steps: Sequence[tuple[DraftHelpStep, ModelCall | None]]
    suggestions: Sequence[DraftSuggestion]


async def find_last_help(session: AsyncSession, post_id: UUID) -> Help | None:
    """What was last asked for this post."""
    newest = select(DraftHelp).where(DraftHelp.post_id == post_id).order_by(DraftHelp.asked_at.desc(), DraftHelp.id)
    found = (await session.execute(newest.limit(1))).scalar_one_or_none()
    if found is None:
        return None
    steps = (
        select(DraftHelpStep, ModelCall)
        .outerjoin(ModelCall, ModelCall.id == DraftHelpStep.call_id)
        .where(DraftHelpStep.help_id == found.id)
        .order_by(DraftHelpStep.position)
    )
    suggestions = (
        select(DraftSuggestion)
        .join(DraftHelpStep, DraftHelpStep.id == DraftSuggestion.step_id)
        .where(DraftHelpStep.help_id == found.id)
        .order_by(DraftHelpStep.position, DraftSuggestion.position)
    )
    rows = (await session.execute(steps)).tuples().all()
    return Help(found, rows, (await session.execute(suggestions)).scalars().all())


async def lock_step(session: AsyncSession, step_id: UUID) -> tuple[DraftHelpStep, DraftHelp] | None:
    """A question with its help, held until the transaction ends; None when its post was erased."""
    query = (
        select(DraftHelpStep, DraftHelp)
        .join(DraftHelp, DraftHelp.id == DraftHelpStep.help_id)
        .where(DraftHelpStep.id == step_id)
        .with_for_update(of=DraftHelpStep)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).tuples().one_or_none()


async def lock_suggestion(
    session: AsyncSession, post_id: UUID, suggestion_id: UUID
) -> tuple[DraftSuggestion, DraftHelp]:
    """A suggestion for this post, held until the transaction ends. Raises SuggestionNotFound."""
    query = (
        select(DraftSuggestion, DraftHelp)
        .join(DraftHelpStep, DraftHelpStep.id == DraftSuggestion.step_id)
        .join(DraftHelp, DraftHelp.id == DraftHelpStep.help_id)
        .where(DraftSuggestion.id == suggestion_id, DraftHelp.post_id == post_id)
        .with_for_update(of=DraftSuggestion)
        .execution_options(populate_existing=True)
    )
    row = (await session.execute(query)).tuples().one_or_none()
    if row is None:
        raise SuggestionNotFound
    return row


async def find_disclosure(session: AsyncSession, post_id: UUID) -> PostDisclosure | None:
    """That a model helped with this post; None when none did."""
    return (await session.execute(select(PostDisclosure).where(PostDisclosure.post_id == post_id))).scalar_one_or_none()
