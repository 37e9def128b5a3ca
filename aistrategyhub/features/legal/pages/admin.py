"""The legal documents in the backoffice."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.legal.components import documents, for_a_lawyer
from aistrategyhub.features.legal.links import LEGAL_ROUTE
from aistrategyhub.features.legal.permissions import LegalPermission
from aistrategyhub.features.legal.state import AdminLegalState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def legal_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Pagine legali"), size="2xl"),
        for_a_lawyer(),
        loaded(AdminLegalState.is_loaded, documents, lines=12),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=LEGAL_ROUTE,
        title=mark("Pagine legali"),
        content=legal_page,
        shell=Shell.ADMIN,
        permission=LegalPermission.READ,
        on_load=[AdminLegalState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Pagine legali"), LEGAL_ROUTE, 40, "scale", LegalPermission.READ, NavGroup.SITE),
)
