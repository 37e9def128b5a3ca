"""A person's own questionnaires, as they find them again. Pure."""

from aistrategyhub.core.text import _, current_locale, moment_label
from aistrategyhub.features.assessments.document import Definition
from aistrategyhub.features.assessments.models import Sitting
from aistrategyhub.features.assessments.rules.addresses import pdf_address, result_route, sitting_route
from aistrategyhub.features.assessments.rules.branching import asked_questions, relevant_answers
from aistrategyhub.features.assessments.rules.words import answered_label
from aistrategyhub.features.assessments.schemas import OwnRow


def own_row(sitting: Sitting, definition: Definition, key: str) -> OwnRow:
    """A line of the list. The score is that of the last time the result was asked for."""
    is_finished = sitting.finished_at is not None
    level = next((one.label.said for one in definition.levels if one.key == sitting.level), "")
    asked, answered = asked_questions(definition, sitting.answers), relevant_answers(definition, sitting.answers)
    return OwnRow(
        title=definition.title.said,
        updated_label=moment_label(sitting.updated_at),
        is_finished=is_finished,
        status_label=_("Completata") if is_finished else answered_label(len(answered), len(asked)),
        status_tone="action" if is_finished else "waiting",
        score_label="" if sitting.score is None else f"{sitting.score}/100",
        level=level,
        answers_route=sitting_route(key),
        result_route=result_route(key),
        pdf_address=f"{pdf_address(key)}?locale={current_locale()}",
    )
