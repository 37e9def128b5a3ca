"""The questions of a quoted item while they are edited: nothing is asked of visitors before they are saved."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import find_questionnaire
from aistrategyhub.features.catalog.rules.screens.questions import (
    find_question,
    move_question,
    question_form,
    question_lines,
    remove_question,
    write_question,
)
from aistrategyhub.features.catalog.schemas import Question, QuestionKind
from aistrategyhub.features.catalog.schemas.screens import QuestionForm, QuestionLine
from aistrategyhub.features.catalog.service import save_questionnaire
from aistrategyhub.features.catalog.state.owner.forms import OwnerFormMixin
from aistrategyhub.features.catalog.state.owner.item import ItemPartMixin, item_id_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done

_SAVED = mark("Domande salvate: le vede chi chiede un preventivo da adesso.")
_VERSION = mark("Versione {version}. Le risposte già date restano con le domande di allora.")
_TO_SAVE = mark("da salvare")


class QuestionnaireState(ItemPartMixin, OwnerFormMixin, rx.State):
    """The questions as they are being edited, one of them open in a form."""

    rows: list[QuestionLine] = []
    version_label: str = ""
    changed_note: str = ""
    is_changed: bool = False
    is_open: bool = False
    is_new: bool = False
    kind: str = QuestionKind.TEXT.value
    form: QuestionForm = QuestionForm()
    epoch: int = 0
    _questions: tuple[Question, ...] = ()
    _version: int = 0

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        return frozenset({"label_it", "label_en", "hint_it", "hint_en", "choices_it", "choices_en", "least", "most"})

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def load(self) -> None:
        async with unit_of_work() as session:
            found = await find_questionnaire(session, item_id_of(self.item_id))
        self._version = found.version if found else 0
        self.version_label = _(_VERSION, version=self._version) if self._version else ""
        self._show(found.questions if found else (), is_changed=False)
        self.is_open, self.form_error, self.errors = False, "", {}
        self._arrive()

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def add(self) -> None:
        """Opens the form of a new question."""
        self._open(QuestionForm(), is_new=True)

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def open(self, key: str) -> None:
        """Opens the form of a question."""
        self._open(question_form(find_question(self._questions, key)))

    @rx.event
    @public("closes a form of this tab")
    async def leave(self) -> None:
        self.is_open, self.form_error = False, ""

    @rx.event
    @public("changes which fields this tab's form shows")
    async def choose_kind(self, kind: str) -> None:
        self.kind = kind if kind in set(QuestionKind) else QuestionKind.TEXT.value

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def keep(self, data: dict[str, Any]) -> Any:
        """Puts the question of the form among the others; nothing is saved yet."""
        self._start()
        yield
        async with self._filling():
            self._show(write_question(self._questions, self.form.id, self.kind, data))
            self.is_open = False

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def move(self, key: str, place: int) -> None:
        self._show(move_question(self._questions, key, place))

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def remove(self, key: str) -> None:
        self._show(remove_question(self._questions, key))

    @rx.event
    @requires(CatalogPermission.EDIT)
    async def save(self) -> Any:
        """Makes these the questions that visitors are asked."""
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                questions = [question.model_dump(mode="json") for question in self._questions]
                await save_questionnaire(session, item_id_of(self.item_id), questions, version=self._version)
            yield toast_done(_(_SAVED))
            yield QuestionnaireState.load

    def _show(self, questions: Sequence[Question], *, is_changed: bool = True) -> None:
        self._questions = tuple(questions)
        self.rows = question_lines(questions, current_locale())
        self.is_changed, self.changed_note = is_changed, _(_TO_SAVE) if is_changed else ""

    def _open(self, form: QuestionForm, *, is_new: bool = False) -> None:
        self.form, self.kind, self.is_new, self.is_open = form, form.kind, is_new, True
        self.errors, self.form_error = {}, ""
        self.epoch += 1
