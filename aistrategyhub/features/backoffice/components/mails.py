"""The table of mails."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.rules import MAIL_FILTERS
from aistrategyhub.features.backoffice.schemas import MailLine
from aistrategyhub.features.backoffice.state.mails import AdminMailsState
from aistrategyhub.features.mailing.permissions import MailingPermission
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.words import badge, empty_state
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may


def mail_tools() -> rx.Component:
    """Search and status."""
    return rx.el.div(
        search_box(AdminMailsState, _("Destinatario o oggetto")),
        status_box(AdminMailsState, MAIL_FILTERS),
        class_name="flex flex-wrap items-center gap-3",
    )


def sender_notice() -> rx.Component:
    """How much of the sender's day is used up; nothing where nobody counts."""
    return rx.cond(
        AdminMailsState.outlook != "",
        rx.el.p(AdminMailsState.outlook, class_name="text-sm text-ink-soft tabular-nums", aria_live="polite"),
    )


def mails_table() -> rx.Component:
    """Mails, a line each, with what holds them up."""
    return table(
        AdminMailsState.rows,
        [
            Column(_("Quando"), lambda row: row.at_label, is_short=True),
            Column(_("A"), lambda row: row.recipient),
            Column(_("Oggetto"), lambda row: row.subject),
            Column(_("Stato"), _status),
            Column(_("Perché"), lambda row: row.problem),
            Column("", _acts),
        ],
        caption=_("E-mail"),
        state=AdminMailsState,
        empty=empty_state(_("Nessuna e-mail corrisponde"), _("Qui compare ogni messaggio che il sito manda.")),
    )


def _status(row: rx.Var[MailLine]) -> rx.Component:
    return rx.el.div(
        badge(row.status_label, row.status_tone),
        rx.cond(
            row.leaves_label != "",
            rx.el.span(row.leaves_label, class_name="text-sm text-ink-soft tabular-nums"),
        ),
        class_name="grid justify-items-start gap-1",
    )


def _acts(row: rx.Var[MailLine]) -> rx.Component:
    return rx.cond(
        may(MailingPermission.RETRY),
        rx.el.div(
            rx.cond(
                row.can_retry,
                button(_("Riprova"), kind="secondary", on_click=AdminMailsState.retry(row.mail_id)),
            ),
            rx.cond(
                row.is_suppressed,
                button(_("Riammetti l’indirizzo"), kind="secondary", on_click=AdminMailsState.readmit(row.mail_id)),
            ),
            class_name="flex flex-wrap gap-2",
        ),
    )
