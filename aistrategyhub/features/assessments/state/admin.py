"""The owner's assessments: the list, and one of them with its draft, its check and its results."""

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.assessments import queries, service
from aistrategyhub.features.assessments.document import Definition
from aistrategyhub.features.assessments.models import VersionStatus
from aistrategyhub.features.assessments.permissions import AssessmentsPermission
from aistrategyhub.features.assessments.queries import AssessmentNotFound
from aistrategyhub.features.assessments.rules import editing, owning
from aistrategyhub.features.assessments.rules.addresses import sitting_route
from aistrategyhub.features.assessments.rules.checking import problems_of
from aistrategyhub.features.assessments.rules.editing import PartNotFound
from aistrategyhub.features.assessments.schemas import (
    AdminRow,
    DeadlineRow,
    LevelRow,
    OutcomeRow,
    OutlineRow,
    VersionRow,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done

_SAVED = mark("La bozza è salvata.")


class AdminAssessmentsState(rx.State):
    """Every assessment, with what is published and how many finished it."""

    rows: list[AdminRow] = []
    is_loaded: bool = False

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def load(self) -> None:
        async with unit_of_work() as session:
            self.rows = [owning.admin_row(facts) for facts in await queries.list_facts(session)]
        self.is_loaded = True


class AdminAssessmentState(FormMixin, rx.State):
    """One assessment: what is shown is its draft, or what is published while there is none.

    `editing` names the open form (`words`, `section`, `question`, `level`, `outcome`, `deadline`), `fields` what it is
    filled with; `is_new` when what it makes is not there yet.
    """

    title: str = ""
    has_draft: bool = False
    is_published: bool = False
    outline: list[OutlineRow] = []
    levels: list[LevelRow] = []
    outcomes: list[OutcomeRow] = []
    deadlines: list[DeadlineRow] = []
    versions: list[VersionRow] = []
    problems: list[str] = []
    problem_count: int = 0
    editing: str = ""
    fields: dict[str, str] = {}
    drawn: int = 0
    is_new: bool = False
    is_loaded: bool = False
    is_missing: bool = False
    _revision: int = 0
    _section: str = ""
    _key: str = ""

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def load(self) -> None:
        self.editing, self.errors, self.form_error, self.busy = "", {}, "", False
        try:
            await self._read(self._assessment_id())
            self.is_missing = False
        except AssessmentNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def open_draft(self) -> None:
        async with unit_of_work() as session:
            await service.open_draft(session, self._assessment_id())
        await self._read(self._assessment_id())

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def edit_words(self) -> None:
        definition = await self._definition()
        self._open("words", "", "", owning.words_form(definition))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def edit_section(self, section: str) -> None:
        definition = await self._definition()
        found = next((one for one in definition.sections if one.key == section), None)
        self._open("section", section, "", owning.section_form(found))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def edit_question(self, section: str, key: str) -> None:
        definition = await self._definition()
        self._open("question", section, key, owning.question_form(definition.question(key) if key else None))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def edit_level(self, key: str) -> None:
        definition = await self._definition()
        found = next((one for one in definition.levels if one.key == key), None)
        self._open("level", "", found.key if found else "", owning.level_form(found))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def edit_outcome(self, key: str) -> None:
        definition = await self._definition()
        found = next((one for one in definition.outcomes if one.key == key), None)
        self._open("outcome", "", found.key if found else "", owning.outcome_form(found))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def edit_deadline(self, place: int) -> None:
        """The date at this place; a new one for a place that there is not."""
        dates = (await self._definition()).deadlines
        found = dates[place] if 0 <= place < len(dates) else None
        self._open("deadline", "", str(place) if found else "", owning.deadline_form(found))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def close(self) -> None:
        self.editing, self.errors, self.form_error = "", {}, ""

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def save(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            await self._change(self._edit(data))
            self.editing = ""
            yield toast_done(_(_SAVED))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def move(self, section: str, key: str, by: Literal[-1, 1]) -> None:
        await self._change(lambda definition: editing.move(definition, section, key, by))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def move_outcome(self, key: str, by: Literal[-1, 1]) -> None:
        await self._change(lambda definition: editing.move_outcome(definition, key, by))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def remove(self) -> Any:
        await self._change(self._removal())
        self.editing = ""
        yield toast_done(_(_SAVED))

    @rx.event
    @requires(AssessmentsPermission.EDIT)
    async def preview(self) -> Any:
        async with unit_of_work() as session:
            token = await service.start_preview(
                session, self._assessment_id(), locale=current_locale(), person_id=current_principal().person_id
            )
        yield rx.redirect(localized(sitting_route(token)), is_external=True)

    @rx.event
    @requires(AssessmentsPermission.PUBLISH)
    async def publish(self) -> Any:
        async with unit_of_work() as session:
            await service.publish_version(session, self._assessment_id(), by=current_principal().person_id)
        await self._read(self._assessment_id())
        yield toast_done(_("La versione è pubblicata: la pagina si aggiorna da sola."))

    @rx.event
    @requires(AssessmentsPermission.PUBLISH)
    async def withdraw(self) -> Any:
        async with unit_of_work() as session:
            await service.withdraw_assessment(session, self._assessment_id())
        await self._read(self._assessment_id())
        yield toast_done(_("L’autovalutazione non è più sul sito."))

    def _edit(self, data: dict[str, Any]) -> Callable[[Definition], Definition]:
        kind, section, key = self.editing, self._section, self._key
        if kind == "words":
            return lambda definition: editing.put_words(definition, data)
        if kind == "section":
            return lambda definition: editing.put_section(definition, section, data)
        if kind == "level":
            return lambda definition: editing.put_level(definition, key, data)
        if kind == "outcome":
            return lambda definition: editing.put_outcome(definition, key, data)
        if kind == "deadline":
            return lambda definition: editing.put_deadline(definition, int(key) if key else None, data)
        return lambda definition: editing.put_question(definition, section, key, data)

    def _removal(self) -> Callable[[Definition], Definition]:
        kind, section, key = self.editing, self._section, self._key
        if self.is_new:
            raise PartNotFound
        if kind == "level":
            return lambda definition: editing.remove_level(definition, key)
        if kind == "outcome":
            return lambda definition: editing.remove_outcome(definition, key)
        if kind == "deadline":
            return lambda definition: editing.remove_deadline(definition, int(key))
        return lambda definition: editing.remove(definition, section, key)

    async def _change(self, change: Callable[[Definition], Definition]) -> None:
        async with unit_of_work() as session:
            await service.edit_draft(session, self._assessment_id(), self._revision, change)
        await self._read(self._assessment_id())

    async def _definition(self) -> Definition:
        async with unit_of_work() as session:
            draft = await queries.find_version(session, self._assessment_id(), VersionStatus.DRAFT)
        if draft is None:
            raise AssessmentNotFound
        return queries.definition_of(draft)

    async def _read(self, assessment_id: UUID) -> None:
        async with unit_of_work() as session:
            await queries.get_assessment(session, assessment_id)
            versions = await queries.list_versions(session, assessment_id)
        draft = next((one for one in versions if one.status is VersionStatus.DRAFT), None)
        published = next((one for one in versions if one.status is VersionStatus.PUBLISHED), None)
        shown = draft or published or versions[0]
        definition = queries.definition_of(shown)
        problems = problems_of(definition)
        self._revision, self.title = shown.revision, definition.title.said
        self.has_draft, self.is_published = draft is not None, published is not None
        self.outline, self.levels = owning.outline(definition, problems), owning.level_rows(definition, problems)
        self.outcomes = owning.outcome_rows(definition, problems)
        self.deadlines = owning.deadline_rows(definition, problems)
        self.versions = [owning.version_row(one) for one in versions]
        self.problems = [problem.sentence for problem in problems if not problem.where]
        self.problem_count = len(problems)

    def _open(self, kind: str, section: str, key: str, fields: dict[str, str]) -> None:
        self.errors, self.form_error = {}, ""
        self.editing, self._section, self._key, self.fields = kind, section, key, fields
        self.is_new = not (key or (section if kind == "section" else ""))
        self.drawn += 1

    def _assessment_id(self) -> UUID:
        assessment_id = read_id(self.assessment_id)
        if assessment_id is None:
            raise AssessmentNotFound
        return assessment_id
