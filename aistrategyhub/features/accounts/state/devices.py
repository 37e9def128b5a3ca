"""A person's own devices."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, moment_label
from aistrategyhub.features.accounts.models import Session, SessionKind
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.sessions import list_sessions_of
from aistrategyhub.features.accounts.schemas.devices import DeviceRow
from aistrategyhub.features.accounts.service.sessions import SessionNotFound, end_other_sessions, end_own_session
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done


class DevicesState(rx.State):
    """What stands on /profilo/dispositivi."""

    is_loaded: bool = False
    rows: list[DeviceRow] = []
    has_others: bool = False
    refusal: str = ""

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        self.refusal = ""
        await self._read()
        self.is_loaded = True

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def end(self, session_id: str) -> Any:
        me = current_principal()
        try:
            async with unit_of_work() as session:
                found = read_id(session_id)
                if found is None:
                    raise SessionNotFound
                await end_own_session(session, me.person_id, found)
        except DomainError as refusal:
            self.refusal = _(refusal.sentence)
            await self._read()
            return None
        self.refusal = ""
        await self._read()
        return toast_done(_("Accesso chiuso."))

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN)
    async def end_others(self) -> Any:
        me = current_principal()
        async with unit_of_work() as session:
            await end_other_sessions(session, me.person_id, me.session_id)
        self.refusal = ""
        await self._read()
        return toast_done(_("Gli altri accessi sono chiusi."))

    async def _read(self) -> None:
        me = current_principal()
        async with unit_of_work() as session:
            found = await list_sessions_of(session, me.person_id)
        self.rows = [_row(row, is_this_one=row.id == me.session_id) for row in found]
        self.has_others = any(not row.is_this_one for row in self.rows)


def _row(row: Session, *, is_this_one: bool) -> DeviceRow:
    return DeviceRow(
        session_id=str(row.id),
        device=row.device or _("Dispositivo non dichiarato"),
        place=row.place,
        opened_label=moment_label(row.created_at),
        used_label=_("adesso") if is_this_one else moment_label(row.last_used_at),
        is_this_one=is_this_one,
        is_program=row.kind is SessionKind.API,
    )
