"""The owner's pages of documents written by hand."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components.draft_editor import draft_editor
from aistrategyhub.features.backoffice.components.drafts import draft_bill, drafts_table, missing_draft
from aistrategyhub.features.backoffice.components.routes import DRAFTS_ROUTE, INVOICES_ROUTE
from aistrategyhub.features.backoffice.state.drafts import AdminDraftsState, AdminDraftState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def drafts_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Bozze"),
            lead=_("Fatture e note di credito per lavori venduti fuori dal negozio."),
            crumbs=[(_("Fatture"), INVOICES_ROUTE)],
            actions=[button(_("Nuova fattura"), on_click=AdminDraftsState.start)],
            size="2xl",
        ),
        loaded(AdminDraftsState.is_loaded, drafts_table, lines=8),
        class_name="grid gap-6",
    )


def draft_page() -> rx.Component:
    return loaded(
        AdminDraftState.is_loaded,
        lambda: rx.cond(AdminDraftState.is_missing, missing_draft(), _draft()),
        lines=12,
    )


def _draft() -> rx.Component:
    title = rx.cond(AdminDraftState.is_credit, _("Nota di credito da emettere"), _("Fattura da emettere"))
    return rx.el.div(
        page_header(title, size="2xl", crumbs=[(_("Fatture"), INVOICES_ROUTE), (_("Bozze"), DRAFTS_ROUTE)]),
        rx.el.div(
            rx.el.div(draft_editor(), class_name="min-w-0 lg:col-span-8"),
            rx.el.div(draft_bill(), class_name="min-w-0 lg:col-span-4"),
            class_name="grid gap-x-8 gap-y-10 lg:grid-cols-12",
        ),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=DRAFTS_ROUTE,
        title=mark("Bozze di fatture"),
        content=drafts_page,
        shell=Shell.ADMIN,
        permission=InvoicingPermission.ISSUE,
        on_load=[AdminDraftsState.arrive],
    ),
    Page(
        route=f"{DRAFTS_ROUTE}/[draft_id]",
        title=mark("Fattura da emettere"),
        content=draft_page,
        shell=Shell.ADMIN,
        permission=InvoicingPermission.ISSUE,
        on_load=[AdminDraftState.load],
    ),
)
