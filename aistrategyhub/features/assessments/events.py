"""Facts of the assessments."""

from uuid import UUID

from aistrategyhub.core.events import Fact


class AssessmentFinished(Fact):
    """Somebody asked for the result of their answers, for the first time."""

    fact_name = "assessments.finished"

    sitting_id: UUID
    assessment_slug: str
    score: int | None
