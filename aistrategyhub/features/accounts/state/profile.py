"""A person's own page: who they are, what their invoices need, their address and password."""

from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.billing_form import BillingView, read_billing_form, view_of
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.profiles import PersonWithProfile, get_profile
from aistrategyhub.features.accounts.rules.refusals import field_sentences
from aistrategyhub.features.accounts.rules.registration import read_new_address
from aistrategyhub.features.accounts.service.address_change import ask_address_change
from aistrategyhub.features.accounts.service.profiles import update_profile
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.rate_limits import ACCOUNT_MAIL, hit_or_refuse
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_PERSONAL_FIELDS = ("first_name", "last_name", "phone", "language", "timezone")


@dataclass(frozen=True)
class ProfileView:
    """What the first half of the form is filled with."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    language: str = "it"
    timezone: str = "Europe/Rome"


class ProfileState(FormMixin, rx.State):
    """The person's data as they stand. What is typed stays in the browser until it is saved."""

    person: ProfileView = ProfileView()
    billing: BillingView = BillingView()
    kind: str = "company"
    country: str = "IT"
    is_loaded: bool = False

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False
        async with unit_of_work() as session:
            self._show(await get_profile(session, current_principal().person_id))
        self.kind = self.billing.kind
        self.is_loaded = True

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def choose_kind(self, kind: Literal["company", "person"]) -> None:
        self.kind = kind
        self.errors, self.form_error = {}, ""

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def choose_country(self, country: str) -> None:
        self.country = country
        self.errors, self.form_error = {}, ""

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def save(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                self._show(await update_profile(session, current_principal().person_id, self._changes(data)))
            yield toast_done(_("Profilo salvato."))

    def _changes(self, data: dict[str, Any]) -> dict[str, Any]:
        nothing = dict.fromkeys(("company_name", "vat_number", "sdi_code", "pec_email"))
        return {name: data.get(name) for name in _PERSONAL_FIELDS} | nothing | read_billing_form(data)

    def _show(self, found: PersonWithProfile) -> None:
        person, values = found.person, found.values()
        self.person = ProfileView(email=person.email, **{name: values[name] for name in _PERSONAL_FIELDS})
        self.billing = view_of(values, contact=f"{person.first_name} {person.last_name}".strip(), email=person.email)
        self.country = self.billing.country


class OwnAddressState(FormMixin, rx.State):
    """Asking for another address to sign in with."""

    asked_for: str = ""

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy, self.asked_for = {}, "", False, ""

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def submit(self, data: dict[str, str]) -> Any:
        self._start()
        yield
        async with self._filling():
            new_address = read_new_address(data.get("email", ""))
            person_id = current_principal().person_id
            await hit_or_refuse(ACCOUNT_MAIL, f"change|{person_id}")
            async with unit_of_work() as session:
                await ask_address_change(session, person_id, new_address)
            self.asked_for = new_address


class OwnPasswordState(rx.State):
    """What came of the last change of password, which a native form asks for."""

    errors: dict[str, str] = {}
    refusal: str = ""
    is_done: bool = False

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        asked = self.router.url.query_parameters
        code = asked.get("errore", "")
        self.errors = field_sentences(code)
        self.refusal = _("La password non è cambiata.") if code else ""
        self.is_done = asked.get("fatto") == "password"
