"""The mails that were sent, wait, or could not be sent."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.rules import mail_line
from aistrategyhub.features.backoffice.schemas import MailLine
from aistrategyhub.features.mailing.permissions import MailingPermission
from aistrategyhub.features.mailing.queries import EmailNotFound, list_mails
from aistrategyhub.features.mailing.service import retry_mail
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin


class AdminMailsState(TableMixin, rx.State):
    """Mails by search, the newest first."""

    rows: list[MailLine] = []

    @rx.event
    @requires(MailingPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_mails(session, self._request(), search=self.q)
        self.rows = [mail_line(mail) for mail in page.rows]
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
