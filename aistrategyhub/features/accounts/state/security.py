"""A person's second factor and passkeys. Secrets pass through to the tab and are kept in no state."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, refuse_impersonation, requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, date_label, moment_label, ngettext
from aistrategyhub.features.accounts.models import Passkey
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.schemas.second_factor import PasskeyRow
from aistrategyhub.features.accounts.service import authenticator, passkeys
from aistrategyhub.features.accounts.service.recovery_codes import count_codes_left
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SiteIdentity
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.rate_limits import SECOND_FACTOR, hit_or_refuse
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.parts.passkeys import reveal

SECRET, CODES = "secret", "codes"
_FEW_CODES = 3


class SecurityState(FormMixin, rx.State):
    """What stands on /profilo/sicurezza. `step` is what the person is in the middle of."""

    is_loaded: bool = False
    step: str = ""
    is_on: bool = False
    since_label: str = ""
    codes_label: str = ""
    has_few_codes: bool = False
    must_enrol: bool = False
    has_password: bool = False
    passkeys: list[PasskeyRow] = []
    renamed_id: str = ""
    old_name: str = ""

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        self.step, self.renamed_id, self.errors, self.form_error = "", "", {}, ""
        await self._read()
        self.is_loaded = True

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def begin(self) -> AsyncIterator[Any]:
        async with unit_of_work() as session:
            person = await get_person(session, current_principal().person_id)
            identity = await find_setting(session, SiteIdentity)
            issuer = identity.site_name if identity else "AIStrategyHub"
            made = await authenticator.begin_enrolment(session, person, issuer=issuer)
        self.step, self.errors, self.form_error = SECRET, {}, ""
        yield
        yield reveal(SECRET, [made.secret_in_groups], made.qr_image)

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def confirm(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        codes: list[str] = []
        async with self._filling():
            person_id = current_principal().person_id
            await hit_or_refuse(SECOND_FACTOR, str(person_id))
            async with unit_of_work() as session:
                person = await get_person(session, person_id)
                codes = await authenticator.confirm_enrolment(session, person, str(form.get("code", "")))
            await self._read()
            self.step = CODES
        yield
        if codes:
            yield reveal(CODES, codes)

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def renew_codes(self) -> AsyncIterator[Any]:
        async with unit_of_work() as session:
            person = await get_person(session, current_principal().person_id)
            codes = await authenticator.renew_recovery_codes(session, person)
        await self._read()
        self.step = CODES
        yield
        yield reveal(CODES, codes)

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def turn_off(self) -> Any:
        async with unit_of_work() as session:
            await authenticator.turn_off(session, await get_person(session, current_principal().person_id))
        self.step = ""
        await self._read()
        return toast_done(_("La verifica in due passaggi è disattivata."))

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def name_new_passkey(self) -> None:
        self.step = "passkey"

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def leave_step(self) -> None:
        self.step, self.renamed_id, self.errors, self.form_error = "", "", {}, ""

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def passkey_made(self) -> Any:
        self.step = ""
        await self._read()
        return toast_done(_("La passkey è pronta."))

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def ask_name(self, passkey_id: str) -> None:
        self.old_name = next((row.name for row in self.passkeys if row.id == passkey_id), "")
        self.renamed_id = passkey_id

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def rename_passkey(self, form: dict[str, Any]) -> Any:
        refuse_impersonation()
        async with unit_of_work() as session:
            passkey_id, name = _id(self.renamed_id), str(form.get("name", ""))
            await passkeys.rename_passkey(session, current_principal().person_id, passkey_id, name)
        self.renamed_id = ""
        await self._read()
        return toast_done(_("La passkey ha un altro nome."))

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def remove_passkey(self, passkey_id: str) -> Any:
        async with unit_of_work() as session:
            person = await get_person(session, current_principal().person_id)
            await passkeys.remove_passkey(session, person, _id(passkey_id))
        await self._read()
        return toast_done(_("La passkey è stata tolta."))

    async def _read(self) -> None:
        principal = current_principal()
        async with unit_of_work() as session:
            person = await get_person(session, principal.person_id)
            left = await count_codes_left(session, person.id)
            rows = await passkeys.list_passkeys(session, person.id)
        self.is_on = person.mfa_enabled_at is not None
        since = person.mfa_enabled_at
        self.since_label = _("dal {day}", day=date_label(today_in_rome(since))) if since else ""
        self.codes_label = ngettext("Ne resta {count} su dieci.", "Ne restano {count} su dieci.", left)
        self.has_few_codes = self.is_on and left <= _FEW_CODES
        self.has_password = person.password_hash is not None
        self.must_enrol = principal.must_enrol and not self.is_on
        self.passkeys = [_row(passkey) for passkey in rows]


def _id(text: str) -> UUID:
    passkey_id = read_id(text)
    if passkey_id is None:
        raise passkeys.PasskeyNotFound
    return passkey_id


def _row(passkey: Passkey) -> PasskeyRow:
    used = passkey.last_used_at
    return PasskeyRow(
        id=str(passkey.id),
        name=passkey.name,
        made_label=_("Creata il {day}", day=date_label(today_in_rome(passkey.created_at))),
        used_label=_("Usata {moment}", moment=moment_label(used)) if used else _("Mai usata"),
        is_synced=passkey.is_backed_up,
    )
