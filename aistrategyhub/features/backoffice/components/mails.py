"""The table of mails."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.schemas import MailLine
from aistrategyhub.features.backoffice.state.mails import AdminMailsState
from aistrategyhub.features.mailing.permissions import MailingPermission
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may


def mails_table() -> rx.Component:
    """Mails, a line each, with what holds them up."""
    return table(
        AdminMailsState.rows,
        [
            Column(_("Quando"), lambda row: row.at_label),
            Column(_("A"), lambda row: row.recipient),
            Column(_("Oggetto"), lambda row: row.subject),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
            Column(_("Perché"), lambda row: row.problem),
            Column("", _retry),
        ],
        caption=_("E-mail"),
        state=AdminMailsState,
        empty=empty_state(_("Nessuna e-mail corrisponde"), _("Qui compare ogni messaggio che il sito manda.")),
    )


def _retry(row: rx.Var[MailLine]) -> rx.Component:
    return rx.cond(
        row.can_retry & may(MailingPermission.RETRY),
        button(_("Riprova"), kind="secondary", on_click=AdminMailsState.retry(row.mail_id)),
    )
