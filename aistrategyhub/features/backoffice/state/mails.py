"""The mails that were sent, wait, or could not be sent."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.rules import MAIL_FILTERS, mail_line, outlook_label
from aistrategyhub.features.backoffice.schemas import MailLine
from aistrategyhub.features.mailing.permissions import MailingPermission
from aistrategyhub.features.mailing.queries import EmailNotFound, list_mails, sender_outlook
from aistrategyhub.features.mailing.service import current_limits, readmit_address, retry_mail
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "tutte"


class AdminMailsState(TableMixin, rx.State):
    """Mails by search and status, the newest first. `chosen` is one of MAIL_FILTERS."""

    rows: list[MailLine] = []
    chosen: str = _ALL
    outlook: str = ""

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", _ALL, MAIL_FILTERS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in MAIL_FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(MailingPermission.READ)
    async def load(self) -> None:
        _label, statuses = MAIL_FILTERS[self.chosen]
        async with unit_of_work() as session:
            page = await list_mails(session, self._request(), statuses=statuses, search=self.q)
            outlook = await sender_outlook(session, current_limits())
        self.rows = [mail_line(mail, now()) for mail in page.rows]
        self.outlook = outlook_label(outlook, now())
        self._show(page)

    @rx.event
    @requires(MailingPermission.RETRY)
    async def retry(self, mail_id: str) -> Any:
        row_id = read_id(mail_id)
        if row_id is None:
            raise EmailNotFound
        async with unit_of_work() as session:
            await retry_mail(session, row_id)
        yield toast_done(_("L’e-mail torna in coda."))
        yield AdminMailsState.load

    @rx.event
    @requires(MailingPermission.RETRY)
    async def readmit(self, mail_id: str) -> Any:
        row_id = read_id(mail_id)
        if row_id is None:
            raise EmailNotFound
        async with unit_of_work() as session:
            await readmit_address(session, row_id)
        yield toast_done(_("A questo indirizzo si scrive di nuovo."))
        yield AdminMailsState.load
