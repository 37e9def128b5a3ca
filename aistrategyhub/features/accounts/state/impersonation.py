"""In whose name one acts, and whether the staff may act in one's own."""

import reflex as rx

from aistrategyhub.core.access import current_principal, find_principal, public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.text import _, moment_label
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.rules.directory import person_name
from aistrategyhub.features.accounts.rules.impersonation import support_is_open
from aistrategyhub.features.accounts.service.impersonation import allow_support, withdraw_support
from aistrategyhub.infra.db import unit_of_work


class ImpersonationState(rx.State):
    """The name that the banner shows."""

    sentence: str = ""

    @rx.event
    @public("tells whoever acts in somebody's name whose it is, and nobody else anything")
    async def load(self) -> None:
        principal = find_principal()
        if principal is None or principal.impersonator_id is None or principal.person_id is None:
            self.sentence = ""
            return
        async with unit_of_work() as session:
            person = await get_person(session, principal.person_id)
        self.sentence = _("Stai agendo per conto di {name}.", name=person_name(person))


class SupportAccessState(rx.State):
    """Whether the staff may act in the person's name, and until when."""

    is_open: bool = False
    until_label: str = ""

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        async with unit_of_work() as session:
            self._show(await get_person(session, current_principal().person_id))

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def allow(self) -> None:
        async with unit_of_work() as session:
            self._show(await allow_support(session))

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def withdraw(self) -> None:
        async with unit_of_work() as session:
            self._show(await withdraw_support(session))

    def _show(self, person: Person) -> None:
        self.is_open = support_is_open(person, now())
        self.until_label = moment_label(person.support_access_until) if person.support_access_until else ""
