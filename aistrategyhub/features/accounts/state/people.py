"""The staff's list of people."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import Role, public, requires
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.directory import PersonState, count_people, list_people
from aistrategyhub.features.accounts.rules.directory import person_row
from aistrategyhub.features.accounts.rules.staff import STAFF
from aistrategyhub.features.accounts.schemas.directory import PersonRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import AddressFilter, TableMixin

ALL = "tutti"
ONLY_STAFF = "personale"
_WHY_PUBLIC = "changes only what this tab asks for; the rows are guarded by `load`"
_ROLES: dict[str, tuple[Role, ...]] = {
    ALL: (),
    ONLY_STAFF: tuple(sorted(STAFF)),
    **{str(role): (role,) for role in Role if role is not Role.GUEST},
}
_STATES: dict[str, PersonState | None] = {ALL: None, **{str(state): state for state in PersonState}}


class AdminPeopleState(TableMixin, rx.State):
    """People by search, role and state. `role` and `account_state` are words of the two choices."""

    rows: list[PersonRow] = []
    role: str = ALL
    account_state: str = ALL
    staff_count: int = 0
    customer_count: int = 0

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("ruolo", "role", ALL, _ROLES), AddressFilter("stato", "account_state", ALL, _STATES))

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_role(self, role: str) -> Any:
        self.role, self.page = role if role in _ROLES else ALL, 1
        return self._ask()

    @rx.event(supersedes=True)
    @public(_WHY_PUBLIC)
    async def choose_state(self, state: str) -> Any:
        self.account_state, self.page = state if state in _STATES else ALL, 1
        return self._ask()

    @rx.event
    @requires(AccountsPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_people(
                session,
                self._request(),
                q=self.q,
                roles=_ROLES[self.role],
                state=_STATES[self.account_state],
                sort=self.sort,
                descending=self.descending,
            )
            counts = await count_people(session)
        self.rows = [person_row(person) for person in page.rows]
        self.customer_count = counts.get(Role.CUSTOMER, 0)
        self.staff_count = sum(count for role, count in counts.items() if role in STAFF)
        self._show(page)
