"""What is asked before a quote: every change is a new version, so that an answer keeps its question."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.models import Questionnaire
from aistrategyhub.features.catalog.queries import find_questionnaire, lock_item
from aistrategyhub.features.catalog.rules import read_questions
from aistrategyhub.features.catalog.schemas import QuestionnaireBody
from aistrategyhub.features.catalog.service.words import tell_pages


class QuestionnaireChanged(DomainError):
    """Somebody saved another version after this person had opened it; nothing was overwritten."""

    code = "QUESTIONNAIRE_CHANGED"
    sentence = mark("Il questionario è stato cambiato nel frattempo: ricarica la pagina prima di salvare.")


async def save_questionnaire(
    session: AsyncSession, item_id: UUID, questions: object, *, version: int
) -> QuestionnaireBody:
    """The questionnaire of an item with these questions, as its next version; `version` is the one that was opened, 0
    where there was none. Saving what is there already makes no version.

    Raises ItemNotFound, QuestionnaireChanged, and InvalidInput (`questions.2.options`).
    """
    item = await lock_item(session, item_id)
    checked = read_questions(questions)
    known = await find_questionnaire(session, item_id)
    if version != (known.version if known else 0):
        raise QuestionnaireChanged
    if known is not None and known.questions == checked:
        return known
    made = Questionnaire(
        item_id=item_id, version=version + 1, questions=[question.model_dump(mode="json") for question in checked]
    )
    session.add(made)
    item.updated_at = now()
    await session.flush()
    await record(session, "catalog.questionnaire_saved", "catalog_item", item_id, version=made.version)
    await tell_pages(session, item)
    return QuestionnaireBody(item_id=str(item_id), version=made.version, questions=checked)
