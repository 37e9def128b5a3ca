"""The owner's pages of one document on its way through SdI, and of the registers."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components import document
from aistrategyhub.features.backoffice.components.register import period_choice, register_sums, stamp_duty
from aistrategyhub.features.backoffice.components.routes import INVOICES_ROUTE, REGISTER_ROUTE
from aistrategyhub.features.backoffice.components.settlement import vat_settlement
from aistrategyhub.features.backoffice.state.document import AdminDocumentState
from aistrategyhub.features.backoffice.state.register import AdminRegisterState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import breadcrumb, page_header
from aistrategyhub.ui.viewer import may


def document_page() -> rx.Component:
    return loaded(
        AdminDocumentState.is_loaded,
        lambda: rx.cond(AdminDocumentState.is_missing, document.missing_document(), _document()),
        lines=12,
    )


def _document() -> rx.Component:
    return rx.el.div(
        document.document_head(),
        rx.el.div(
            rx.el.div(
                document.document_findings(),
                document.correction(),
                document.document_journeys(),
                class_name="grid min-w-0 content-start gap-10 xl:col-span-8",
            ),
            rx.el.div(document.document_facts(), class_name="grid content-start gap-10 xl:col-span-4"),
            class_name="grid gap-10 xl:grid-cols-12",
        ),
        class_name="grid gap-8",
    )


def register_page() -> rx.Component:
    return rx.el.div(
        breadcrumb([(_("Fatture"), INVOICES_ROUTE)]),
        page_header(_("Registro"), size="2xl"),
        loaded(AdminRegisterState.is_loaded, _register, lines=9),
        class_name="grid gap-6",
    )


def _register() -> rx.Component:
    settlement = when(may(InvoicingPermission.READ_RECEIVED), vat_settlement())
    return rx.el.div(period_choice(), register_sums(), settlement, stamp_duty(), class_name="grid gap-10")


PAGES = (
    Page(
        route=REGISTER_ROUTE,
        title=mark("Registro delle fatture"),
        content=register_page,
        shell=Shell.ADMIN,
        permission=InvoicingPermission.READ,
        on_load=[AdminRegisterState.load],
    ),
    Page(
        route=f"{INVOICES_ROUTE}/[invoice_id]",
        title=mark("Documento"),
        content=document_page,
        shell=Shell.ADMIN,
        permission=InvoicingPermission.READ,
        on_load=[AdminDocumentState.load],
    ),
)
