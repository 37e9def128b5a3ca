"""The inbox of whoever answers."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.contact.components import inbox
from aistrategyhub.features.contact.links import INBOX_ROUTE
from aistrategyhub.features.contact.permissions import ContactPermission
from aistrategyhub.features.contact.state.inbox import AdminMessagesState, AdminMessageState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def messages_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Messaggi"), size="2xl"),
        inbox.inbox_tools(),
        loaded(AdminMessagesState.is_loaded, inbox.inbox_table, lines=12),
        class_name="grid gap-6",
    )


def message_page() -> rx.Component:
    return loaded(
        AdminMessageState.is_loaded,
        lambda: rx.cond(AdminMessageState.is_missing, inbox.missing_message(), inbox.message()),
        lines=12,
    )


PAGES = (
    Page(
        route=INBOX_ROUTE,
        title=mark("Messaggi"),
        content=messages_page,
        shell=Shell.ADMIN,
        permission=ContactPermission.READ,
        on_load=[AdminMessagesState.arrive],
    ),
    Page(
        route=f"{INBOX_ROUTE}/[message_id]",
        title=mark("Messaggio"),
        content=message_page,
        shell=Shell.ADMIN,
        permission=ContactPermission.READ,
        on_load=[AdminMessageState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Messaggi"), INBOX_ROUTE, 10, "inbox", ContactPermission.READ, NavGroup.SALES),
)
