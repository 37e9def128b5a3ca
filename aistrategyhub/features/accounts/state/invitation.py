"""Inviting a colleague."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import Role, current_principal, requires
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.rules.directory import role_choices
from aistrategyhub.features.accounts.schemas.directory import RoleChoice
from aistrategyhub.features.accounts.service.invitations import invite
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done


class InvitationState(FormMixin, rx.State):
    """The form of a new account. `roles` are those that the person signed in may give."""

    roles: list[RoleChoice] = []

    @rx.event
    @requires(AccountsPermission.GRANT_STAFF_ROLES)
    async def load(self) -> None:
        self.errors, self.form_error = {}, ""
        self.roles = role_choices(current_principal().role, Role.EDITOR)

    @rx.event
    @requires(AccountsPermission.GRANT_STAFF_ROLES, step_up=True)
    async def submit(self, form: dict[str, str]) -> Any:
        self._start()
        yield
        made = None
        async with self._filling(), unit_of_work() as session:
            made = await invite(session, {name: form.get(name) for name in _FIELDS})
        if made is not None:
            yield toast_done(_("Invito spedito a {email}.", email=made.email))
            yield rx.redirect(localized(f"/admin/persone/{made.id}"))


_FIELDS = ("email", "first_name", "last_name", "role", "language")
