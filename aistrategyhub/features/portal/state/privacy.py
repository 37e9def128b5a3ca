"""What somebody allows, what is kept about them, and the way out."""

import asyncio
from typing import Any

import reflex as rx

from aistrategyhub.core.access import PermissionDenied, current_principal, requires
from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale, date_label
from aistrategyhub.features.accounts.models import ConsentPurpose, RequestKind
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.queries.consents import current_consents, list_consents
from aistrategyhub.features.accounts.queries.privacy_requests import (
    find_open_request,
    get_own_request,
    list_own_requests,
    list_requests,
)
from aistrategyhub.features.accounts.rules.privacy_requests import RequestNotFound, check_confirmation
from aistrategyhub.features.accounts.service import record_consent
from aistrategyhub.features.accounts.service.privacy_requests import cancel_erasure, file_of, request_export
from aistrategyhub.features.portal.links import export_path
from aistrategyhub.features.portal.permissions import PrivacyPermission
from aistrategyhub.features.portal.rules.privacy import consent_choices, consent_lines, export_line, request_line
from aistrategyhub.features.portal.schemas.privacy import ConsentChoice, ConsentLine, ExportLine, RequestLine
from aistrategyhub.features.portal.service.erasure import ask_for_erasure
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

ROUTE = "/profilo/privacy"
_LOOK_EVERY_SECONDS = 2.0
_LOOKS = 60


class PrivacyState(FormMixin, rx.State):
    """One's consents with their history, the copies that were asked for, and the erasure that waits."""

    email: str = ""
    choices: list[ConsentChoice] = []
    history: list[ConsentLine] = []
    exports: list[ExportLine] = []
    erased_on: str = ""
    is_loaded: bool = False

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def load(self) -> Any:
        await self._read()
        self.is_loaded = True
        if any(line.is_open for line in self.exports):
            return PrivacyState.follow
        return None

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def choose(self, purpose: ConsentPurpose, version: str, is_given: bool) -> Any:
        principal = current_principal()
        if principal.impersonator_id is not None:
            raise PermissionDenied(permission=AccountsPermission.MANAGE_OWN)
        async with unit_of_work() as session:
            person = await get_person(session, principal.person_id)
            await record_consent(
                session,
                purpose,
                is_given=is_given,
                person_id=person.id,
                email=person.email,
                language=current_locale(),
                place=ROUTE,
                ip_address=self.router.session.client_ip or None,
                user_agent=self.router.headers.user_agent,
                shown_version=version,
            )
        await self._read()
        yield toast_done(_("La tua scelta è registrata."))

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def ask_for_copy(self) -> Any:
        async with unit_of_work() as session:
            await request_export(session, current_principal().person_id, language=current_locale())
        await self._read()
        return PrivacyState.follow

    @rx.event(background=True)
    @requires(AccountsPermission.MANAGE_OWN)
    async def follow(self) -> None:
        """Looks at the copies until none is being made, for two minutes at most."""
        for _look in range(_LOOKS):
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            async with self:
                await self._read()
                if not any(line.is_open for line in self.exports):
                    return

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def fetch(self, request_id: str) -> Any:
        row_id = read_id(request_id)
        if row_id is None:
            raise RequestNotFound
        async with unit_of_work() as session:
            file_of(await get_own_request(session, row_id, current_principal().person_id))
        yield leave_for(export_path(row_id))

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def erase(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                person = await get_person(session, current_principal().person_id)
                check_confirmation(str(form.get("confirmation", "")), person.email)
                await ask_for_erasure(session, person.id, language=current_locale())
            await self._read()

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def keep(self) -> Any:
        async with unit_of_work() as session:
            await cancel_erasure(session, current_principal().person_id)
        await self._read()
        yield toast_done(_("La cancellazione è annullata: il tuo account resta."))

    async def _read(self) -> None:
        person_id = current_principal().person_id
        async with unit_of_work() as session:
            self.email = (await get_person(session, person_id)).email
            self.choices = consent_choices(await current_consents(session, person_id=person_id))
            self.history = consent_lines(await list_consents(session, person_id=person_id))
            requests = await list_own_requests(session, person_id)
            waiting = await find_open_request(session, person_id, RequestKind.ERASURE)
        self.exports = [export_line(request) for request in requests if request.kind is RequestKind.EXPORT]
        self.erased_on = date_label(today_in_rome(waiting.scheduled_for)) if waiting else ""


class AdminPrivacyState(TableMixin, rx.State):
    """Everybody's requests, with the day by which the law wants an answer."""

    rows: list[RequestLine] = []

    @rx.event
    @requires(PrivacyPermission.READ_REQUESTS)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_requests(session, self._request())
        at = now()
        self.rows = [request_line(request, person, at=at) for request, person in page.rows]
        self._show(page)
