"""Who is signed in."""

import reflex as rx

from aistrategyhub.core.access import find_principal, public
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.infra.db import unit_of_work


class AccountState(rx.State):
    """The name that the header shows to whoever is signed in."""

    name: str = ""

    @rx.event
    @public("tells people only their own name")
    async def load(self) -> None:
        principal = find_principal()
        if principal is None or principal.person_id is None:
            self.name = ""
            return
        async with unit_of_work() as session:
            person = await get_person(session, principal.person_id)
        self.name = f"{person.first_name} {person.last_name}".strip() or person.email
