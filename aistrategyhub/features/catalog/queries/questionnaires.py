"""Reads of what is asked before a quote."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.catalog.models import Questionnaire
from aistrategyhub.features.catalog.schemas import Question, QuestionnaireBody


async def find_questionnaire(
    session: AsyncSession, item_id: UUID, *, version: int | None = None
) -> QuestionnaireBody | None:
    """The questions that are asked for an item now, or those of an earlier version; None where nothing was ever
    asked. A questionnaire that was emptied has no questions."""
    query = select(Questionnaire).where(Questionnaire.item_id == item_id)
    query = query.order_by(Questionnaire.version.desc()).limit(1)
    if version is not None:
        query = query.where(Questionnaire.version == version)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        return None
    questions = tuple(Question.model_validate(one) for one in found.questions)
    return QuestionnaireBody(item_id=str(item_id), version=found.version, questions=questions)
