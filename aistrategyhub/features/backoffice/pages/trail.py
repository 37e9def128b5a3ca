"""The screens of the trail."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.audit.permissions import AuditPermission
from aistrategyhub.features.backoffice.components import audit
from aistrategyhub.features.backoffice.components.routes import AUDIT_ROUTE
from aistrategyhub.features.backoffice.state.audit import AdminAuditLineState, AdminAuditState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def trail_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Registro"), size="2xl", actions=[audit.export_buttons()]),
        audit.chain_state(),
        audit.audit_filters(),
        loaded(AdminAuditState.is_loaded, audit.audit_table, lines=12),
        class_name="grid gap-6",
    )


def line_page() -> rx.Component:
    return loaded(
        AdminAuditLineState.is_loaded,
        lambda: rx.cond(AdminAuditLineState.is_missing, audit.missing_line(), audit.audit_line()),
        lines=12,
    )


PAGES = (
    Page(
        route=AUDIT_ROUTE,
        title=mark("Registro"),
        content=trail_page,
        shell=Shell.ADMIN,
        permission=AuditPermission.READ,
        on_load=[AdminAuditState.load],
    ),
    Page(
        route=f"{AUDIT_ROUTE}/[audit_number]",
        title=mark("Riga del registro"),
        content=line_page,
        shell=Shell.ADMIN,
        permission=AuditPermission.READ,
        on_load=[AdminAuditLineState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Registro"), AUDIT_ROUTE, 40, "scroll-text", AuditPermission.READ, NavGroup.SYSTEM),
)
