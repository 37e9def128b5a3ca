"""Who is signed in."""

import reflex as rx

from aistrategyhub.core.access import current_principal, find_principal, public, requires
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.service.registration import send_verification
from aistrategyhub.infra.db import unit_of_work


class AccountState(rx.State):
    """The name that the header shows to whoever is signed in, and whether their address is still to be proven."""

    name: str = ""
    is_unverified: bool = False
    has_resent: bool = False

    @rx.event
    @public("tells people only their own name")
    async def load(self) -> None:
        principal = find_principal()
        if principal is None or principal.person_id is None:
            self.name, self.is_unverified = "", False
            return
        async with unit_of_work() as session:
            person = await get_person(session, principal.person_id)
        self.name = f"{person.first_name} {person.last_name}".strip() or person.email
        self.is_unverified = person.email_verified_at is None

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def resend(self) -> None:
        async with unit_of_work() as session:
            person = await get_person(session, current_principal().person_id)
            if person.email_verified_at is None:
                await send_verification(session, person)
        self.has_resent = True
