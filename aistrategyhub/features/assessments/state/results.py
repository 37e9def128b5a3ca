"""How the results of an assessment are spread, and the latest of them."""

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import number_label
from aistrategyhub.features.assessments import queries
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.queries import AssessmentNotFound
from aistrategyhub.features.assessments.rules import owning
from aistrategyhub.features.assessments.schemas import ResultRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.charts import ChartPoint
from aistrategyhub.ui.tables import TableMixin


class AdminResultsState(TableMixin, rx.State):
    """How the results of an assessment are spread, and the latest of them. Names only where somebody gave theirs."""

    rows: list[ResultRow] = []
    tens: list[ChartPoint] = []
    by_level: list[ChartPoint] = []
    by_outcome: list[ChartPoint] = []
    started_label: str = ""
    finished_label: str = ""

    @rx.event
    @requires(AssessmentsPermission.READ_RESULTS)
    async def load(self) -> None:
        assessment_id = read_id(self.assessment_id)
        if assessment_id is None:
            raise AssessmentNotFound
        async with unit_of_work() as session:
            versions = await queries.list_versions(session, assessment_id)
            spread = await queries.distribution_of(session, assessment_id)
            page = await queries.list_results(session, assessment_id, self._request())
        if not versions:
            raise AssessmentNotFound
        definition = queries.definition_of(versions[0])
        self.rows = [owning.result_row(sitting, definition) for sitting in page.rows]
        self.tens = [
            _point(f"{10 * ten}–{10 * ten + 9 if ten < 9 else 100}", count) for ten, count in enumerate(spread.tens)
        ]
        self.by_level = [_point(*pair) for pair in owning.named_counts(spread.levels, definition.levels)]
        self.by_outcome = [_point(*pair) for pair in owning.named_counts(spread.outcomes, definition.outcomes)]
        self.started_label, self.finished_label = number_label(spread.started), number_label(spread.finished)
        self._show(page)


def _point(label: str, count: int) -> ChartPoint:
    return ChartPoint(label, float(count), number_label(count))
