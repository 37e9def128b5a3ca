"""The settings: a section with what is typed, what would change, and its history."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from aistrategyhub.core.access import StepUpRequired, check, current_principal, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.backoffice.emails import TrialMail
from aistrategyhub.features.backoffice.queries.settings import list_version_rows
from aistrategyhub.features.backoffice.rules.connections import connections
from aistrategyhub.features.backoffice.rules.sections import Section, draft_of, section_of, what_changes
from aistrategyhub.features.backoffice.schemas import Connection, Difference, VersionRow
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.site_settings.permissions import SettingsPermission
from aistrategyhub.features.site_settings.queries import read_state
from aistrategyhub.features.site_settings.service import SettingChanged, restore_setting, save_setting
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.viewer import step_up_address


class SectionNotFound(DomainError):
    """No section has this address."""

    code = "SECTION_NOT_FOUND"
    sentence = mark("Questa sezione delle impostazioni non c’è.")


class OutdatedVersion(DomainError):
    """An old version does not fit what a setting is today."""

    code = "OUTDATED_VERSION"
    sentence = mark("Questa versione non rispetta più le regole di oggi: riscrivi i dati a mano.")


class AdminConnectionsState(rx.State):
    """What the environment holds, and what stands in for it."""

    rows: list[Connection] = []

    @rx.event
    @requires(SettingsPermission.READ)
    async def load(self) -> None:
        self.rows = connections(get_settings())


class AdminSettingState(FormMixin, rx.State):
    """One section. `stored` is what is saved, `typed` what stands in the controls, `version` what was opened."""

    slug: str = ""
    stored: dict[str, str] = {}
    typed: dict[str, str] = {}
    changes: list[Difference] = []
    version: int = 0
    versions: list[VersionRow] = []
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(SettingsPermission.READ)
    async def load(self) -> Any:
        asked = self.setting_section
        section = section_of(asked)
        self.is_missing = section is None
        if section is None:
            self.is_loaded = True
            return
        # Whoever comes back from proving who they are finds what they had typed.
        kept = dict(self.typed) if asked == self.slug and self.changes else None
        self.is_loaded = False
        yield
        self.slug, self.errors, self.form_error, self.busy = asked, {}, "", False
        await self._read(section)
        self.typed = kept or dict(self.stored)
        self.changes = what_changes(section, self.stored, self.typed)
        self.is_loaded = True

    @rx.event
    @requires(SettingsPermission.CHANGE)
    async def write(self, name: str, text: str) -> None:
        section = self._section()
        if any(field.name == name and field.kind != "secret" for field in section.fields):
            self.typed = {**self.typed, name: text}
            self.changes = what_changes(section, self.stored, self.typed)

    @rx.event
    @requires(SettingsPermission.CHANGE)
    async def tick(self, name: str, is_ticked: bool) -> Any:
        return AdminSettingState.write(name, "on" if is_ticked else "")

    @rx.event
    @requires(SettingsPermission.CHANGE)
    async def save(self, form: dict[str, str | bool]) -> Any:
        section = self._section()
        sent = _as_typed(section, form)
        self.typed = {name: text for name, text in sent.items() if name in self.stored}
        self.changes = what_changes(section, self.stored, self.typed)
        try:
            check(SettingsPermission.CHANGE, step_up=True)
        except StepUpRequired:
            yield rx.redirect(step_up_address(self.router.url.path))
            return
        self._start()
        yield
        saved = None
        async with self._filling():
            saved = await self._store(section, sent)
        if saved is not None:
            self.typed, self.changes = {}, []
            yield toast_done(_("Salvato: versione {number}.", number=saved))
            yield AdminSettingState.load

    @rx.event
    @requires(SettingsPermission.CHANGE, step_up=True)
    async def restore(self, version: int) -> Any:
        section = self._section()
        try:
            async with unit_of_work() as session:
                await restore_setting(session, section.kind, version, opened_version=self.version)
        except ValidationError:
            raise OutdatedVersion from None
        self.typed, self.changes = {}, []
        yield toast_done(_("Ripristinata la versione {number}.", number=version))
        yield AdminSettingState.load

    @rx.event
    @requires(SettingsPermission.CHANGE)
    async def send_trial(self) -> Any:
        async with unit_of_work() as session:
            person = await get_person(session, current_principal().person_id)
            await queue_mail(session, TrialMail(), to=person.email, locale=current_locale(), person_id=person.id)
        yield toast_done(_("Abbiamo spedito una prova a {email}.", email=person.email))

    def _section(self) -> Section:
        section = section_of(self.slug)
        if section is None:
            raise SectionNotFound
        return section

    async def _store(self, section: Section, sent: dict[str, str]) -> int:
        setting = section.read(sent)
        try:
            async with unit_of_work() as session:
                return await save_setting(session, setting, opened_version=self.version)
        except SettingChanged:
            # What is typed stays, now beside what the other person saved.
            await self._read(section)
            self.changes = what_changes(section, self.stored, self.typed)
            raise

    async def _read(self, section: Section) -> None:
        async with unit_of_work() as session:
            state = await read_state(session, section.kind)
            self.versions = await list_version_rows(session, section)
        self.stored, self.version = draft_of(section, state.values), state.version


def _as_typed(section: Section, form: dict[str, str | bool]) -> dict[str, str]:
    """The controls of the section alone; a tick that was not sent is not there."""
    names = {field.name for field in section.fields}
    ticks = {True: "on", False: ""}
    return {name: ticks[text] if isinstance(text, bool) else text for name, text in form.items() if name in names}
