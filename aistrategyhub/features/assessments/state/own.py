"""The questionnaires of the person signed in."""

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.queries import definitions_of, key_of, list_own
from aistrategyhub.features.assessments.rules.resuming import own_row
from aistrategyhub.features.assessments.schemas import OwnRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import TableMixin


class OwnSittingsState(TableMixin, rx.State):
    """Their questionnaires, the one last touched first. A row carries a key: it goes to its owner only."""

    rows: list[OwnRow] = []

    @rx.event
    @requires(AssessmentsPermission.READ_OWN)
    async def load(self) -> None:
        person_id = current_principal().person_id
        assert person_id is not None
        async with unit_of_work() as session:
            page = await list_own(session, person_id, self._request())
            definitions = await definitions_of(session, page.rows)
        self.rows = [own_row(sitting, definitions[sitting.version_id], key_of(sitting)) for sitting in page.rows]
        self._show(page)
