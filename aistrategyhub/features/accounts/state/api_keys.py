"""A person's own keys for programs. The text of a new one passes through to the tab and is kept in no state."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, moment_label, short_date_label
from aistrategyhub.features.accounts.models import ApiKey
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.api_keys import list_api_keys_of
from aistrategyhub.features.accounts.schemas.devices import ApiKeyRow
from aistrategyhub.features.accounts.service.api_keys import ApiKeyNotFound, create_api_key, revoke_api_key
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.parts.passkeys import reveal

FORM, KEY = "form", "key"
LIFETIMES = ("30", "90", "365")


class ApiKeysState(FormMixin, rx.State):
    """What stands on /profilo/chiavi-api. `step` is what the person is in the middle of."""

    is_loaded: bool = False
    step: str = ""
    rows: list[ApiKeyRow] = []
    scopes: list[str] = []

    @rx.event
    @requires(AccountsPermission.USE_API_KEYS)
    async def load(self) -> None:
        self.step, self.errors, self.form_error = "", {}, ""
        self.scopes = sorted(current_principal().permissions)
        await self._read()
        self.is_loaded = True

    @rx.event
    @requires(AccountsPermission.USE_API_KEYS, step_up=True)
    async def begin(self) -> None:
        self.step, self.errors, self.form_error = FORM, {}, ""

    @rx.event
    @requires(AccountsPermission.USE_API_KEYS, step_up=True)
    async def create(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        text = ""
        async with self._filling():
            text = await _made(form)
            await self._read()
            self.step = KEY
        yield
        if text:
            yield reveal(KEY, [text])

    @rx.event
    @requires(AccountsPermission.USE_API_KEYS)
    async def finish(self) -> None:
        self.step = ""

    @rx.event
    @requires(AccountsPermission.USE_API_KEYS)
    async def revoke(self, key_id: str) -> Any:
        found = read_id(key_id)
        if found is None:
            raise ApiKeyNotFound
        async with unit_of_work() as session:
            await revoke_api_key(session, current_principal().person_id, found)
        await self._read()
        return toast_done(_("Chiave revocata."))

    async def _read(self) -> None:
        async with unit_of_work() as session:
            found = await list_api_keys_of(session, current_principal().person_id)
        self.rows = [_row(row) for row in found]


async def _made(form: dict[str, Any]) -> str:
    """The text of the key that the form asks for. A box that is ticked sends the name of its permission."""
    me = current_principal()
    lasts = form.get("lasts_days")
    async with unit_of_work() as session:
        _key, text = await create_api_key(
            session,
            me.person_id,
            name=str(form.get("name", ""))[:200],
            scopes=[name for name in form if ":" in name and form[name]],
            allowed=me.permissions,
            lasts_days=int(lasts) if lasts in LIFETIMES else 90,
        )
    return text


def _row(row: ApiKey) -> ApiKeyRow:
    return ApiKeyRow(
        key_id=str(row.id),
        name=row.name,
        prefix=f"hub_{row.prefix}_…",
        scopes_label=", ".join(row.scopes),
        until_label=short_date_label(today_in_rome(row.expires_at)) if row.expires_at else "",
        has_expired=row.expires_at is not None and row.expires_at <= now(),
        used_label=moment_label(row.last_used_at) if row.last_used_at else _("mai"),
    )
