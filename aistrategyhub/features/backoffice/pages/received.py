"""The owner's pages of what suppliers billed."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components.received import (
    missing_received,
    received_document,
    received_facts,
    received_import,
    received_table,
)
from aistrategyhub.features.backoffice.components.routes import INVOICES_ROUTE, RECEIVED_ROUTE
from aistrategyhub.features.backoffice.state.received import AdminReceivedOneState, AdminReceivedState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header

_ONE = AdminReceivedOneState


def received_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Fatture ricevute"), crumbs=[(_("Fatture"), INVOICES_ROUTE)], size="2xl"),
        received_import(),
        loaded(AdminReceivedState.is_loaded, received_table, lines=10),
        class_name="grid gap-8",
    )


def one_received_page() -> rx.Component:
    return loaded(_ONE.is_loaded, lambda: rx.cond(_ONE.is_missing, missing_received(), _document()), lines=12)


def _document() -> rx.Component:
    crumbs = [(_("Fatture"), INVOICES_ROUTE), (_("Ricevute"), RECEIVED_ROUTE)]
    return rx.el.div(
        page_header(_ONE.document.title + " " + _ONE.document.number, crumbs=crumbs, size="2xl"),
        rx.el.div(
            rx.el.div(received_document(), class_name="min-w-0 xl:col-span-8"),
            rx.el.div(received_facts(), class_name="min-w-0 xl:col-span-4"),
            class_name="grid gap-10 xl:grid-cols-12",
        ),
        class_name="grid gap-8",
    )


PAGES = (
    Page(
        route=RECEIVED_ROUTE,
        title=mark("Fatture ricevute"),
        content=received_page,
        shell=Shell.ADMIN,
        permission=InvoicingPermission.READ_RECEIVED,
        on_load=[AdminReceivedState.arrive],
    ),
    Page(
        route=f"{RECEIVED_ROUTE}/[received_id]",
        title=mark("Fattura ricevuta"),
        content=one_received_page,
        shell=Shell.ADMIN,
        permission=InvoicingPermission.READ_RECEIVED,
        on_load=[AdminReceivedOneState.load],
    ),
)
