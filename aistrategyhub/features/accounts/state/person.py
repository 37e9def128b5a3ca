"""One person as the staff see them, and what the staff do about them."""

from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import NotInSomebodysName, Role, current_principal, public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.directory import (
    PersonNotFound,
    count_passkeys,
    find_person,
    list_attempts_of,
    list_identities,
    list_live_sessions,
    name_people,
)
from aistrategyhub.features.accounts.rules.directory import attempt_line, history_entry, person_card, session_line
from aistrategyhub.features.accounts.rules.impersonation import SHORTEST_REASON, NotLetIn, ReasonMissing
from aistrategyhub.features.accounts.rules.staff import RoleNotYours
from aistrategyhub.features.accounts.schemas.directory import AttemptLine, PersonCard, SessionLine, TrailLine
from aistrategyhub.features.accounts.service import staff
from aistrategyhub.features.accounts.service.invitations import invite_again
from aistrategyhub.features.audit.permissions import AuditPermission
from aistrategyhub.features.audit.queries import list_lines
from aistrategyhub.features.audit.schemas import AuditFilter
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done

# What the address may say under `errore`, after the form that begins to act in somebody's name.
_REFUSALS = {error.code: error.sentence for error in (ReasonMissing, NotLetIn, NotInSomebodysName)}


class AdminPersonState(rx.State):
    """One person, opened by the id in the address. `refusal` is why acting in their name was refused."""

    person: PersonCard = PersonCard()
    is_loaded: bool = False
    is_missing: bool = False
    refusal: str = ""

    @rx.event
    @requires(AccountsPermission.READ)
    async def load(self) -> Any:
        if self.person.person_id != self.person_id:
            self.is_loaded = False
            yield
        code = self.router.url.query_parameters.get("errore", "")
        self.refusal = _(_REFUSALS[code], shortest=SHORTEST_REASON) if code in _REFUSALS else ""
        try:
            self.person, self.is_missing = await _read_card(self._id()), False
        except PersonNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @requires(AccountsPermission.GRANT_STAFF_ROLES, step_up=True)
    async def change_role(self, form: dict[str, str]) -> Any:
        role = form.get("role", "")
        if role not in set(Role):
            raise RoleNotYours
        async with unit_of_work() as session:
            await staff.change_role(session, self._id(), Role(role))
        yield toast_done(_("Ruolo cambiato: la persona dovrà accedere di nuovo."))
        yield _show_again()

    @rx.event
    @requires(AccountsPermission.MANAGE, step_up=True)
    async def deactivate(self) -> Any:
        async with unit_of_work() as session:
            await staff.deactivate(session, self._id())
        yield toast_done(_("Account disattivato."))
        yield _show_again()

    @rx.event
    @requires(AccountsPermission.MANAGE, step_up=True)
    async def reactivate(self) -> Any:
        async with unit_of_work() as session:
            await staff.reactivate(session, self._id())
        yield toast_done(_("Account riattivato."))
        yield _show_again()

    @rx.event
    @requires(AccountsPermission.MANAGE, step_up=True)
    async def reset_second_factor(self) -> Any:
        async with unit_of_work() as session:
            await staff.reset_second_factor(session, self._id())
        yield toast_done(_("Verifica in due passaggi rimossa: la persona è stata avvisata."))
        yield _show_again()

    @rx.event
    @requires(AccountsPermission.GRANT_STAFF_ROLES, step_up=True)
    async def invite_again(self) -> Any:
        async with unit_of_work() as session:
            person = await invite_again(session, self._id())
        yield toast_done(_("Invito spedito a {email}.", email=person.email))

    def _id(self) -> UUID:
        return _read_id(self.person_id)


def _show_again() -> list[Any]:
    """Whatever was done changes the card, leaves a line, and may have ended sessions."""
    return [AdminPersonState.load, AdminPersonHistoryState.arrive, AdminPersonSecurityState.arrive]


class AdminPersonHistoryState(rx.State):
    """The last things that were done to a person's account."""

    lines: list[TrailLine] = []

    @rx.event
    @public("asks for the lines only where they may be seen; they are guarded by `load`")
    async def arrive(self) -> Any:
        return AdminPersonHistoryState.load if current_principal().may(AuditPermission.READ) else None

    @rx.event
    @requires(AuditPermission.READ)
    async def load(self) -> None:
        wanted = AuditFilter(entity_type="user", entity_id=_read_id(self.person_id))
        async with unit_of_work() as session:
            page = await list_lines(session, wanted, limit=10)
            actors = {actor for line in page.lines for actor in (line.user_id, line.impersonator_id) if actor}
            names = await name_people(session, list(actors))
        self.lines = [history_entry(line, names) for line in page.lines]


class AdminPersonSecurityState(rx.State):
    """Where a person is signed in, and the last attempts with their address."""

    sessions: list[SessionLine] = []
    attempts: list[AttemptLine] = []
    is_loaded: bool = False

    @rx.event
    @public("asks for the rows only where they may be seen; they are guarded by `load`")
    async def arrive(self) -> Any:
        return AdminPersonSecurityState.load if current_principal().may(AccountsPermission.READ_SECURITY) else None

    @rx.event
    @requires(AccountsPermission.READ_SECURITY)
    async def load(self) -> None:
        try:
            async with unit_of_work() as session:
                person = await find_person(session, self._id())
                sessions = await list_live_sessions(session, person.id)
                attempts = await list_attempts_of(session, person.email)
        except PersonNotFound:
            self.sessions, self.attempts = [], []
            return
        self.sessions = [session_line(row) for row in sessions]
        self.attempts = [attempt_line(row) for row in attempts]
        self.is_loaded = True

    @rx.event
    @requires(AccountsPermission.MANAGE)
    async def end_session(self, session_id: str) -> Any:
        async with unit_of_work() as session:
            await staff.end_session(session, self._id(), _read_id(session_id))
        yield toast_done(_("Accesso chiuso."))
        yield AdminPersonSecurityState.load

    @rx.event
    @requires(AccountsPermission.MANAGE)
    async def end_all_sessions(self) -> Any:
        async with unit_of_work() as session:
            await staff.end_all_sessions(session, self._id())
        yield toast_done(_("Tutti gli accessi sono chiusi."))
        yield AdminPersonSecurityState.load

    def _id(self) -> UUID:
        return _read_id(self.person_id)


async def _read_card(person_id: UUID) -> PersonCard:
    async with unit_of_work() as session:
        person = await find_person(session, person_id)
        passkeys = await count_passkeys(session, person_id)
        identities = await list_identities(session, person_id)
    return person_card(person, current_principal(), passkeys=passkeys, identities=identities, now=now())


def _read_id(text: str) -> UUID:
    row_id = read_id(text)
    if row_id is None:
        raise PersonNotFound
    return row_id
