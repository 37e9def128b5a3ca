"""The staff's screen of bank statements."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components.routes import STATEMENTS_ROUTE
from aistrategyhub.features.backoffice.components.statements import statement_file, statement_lines, statement_tools
from aistrategyhub.features.backoffice.state.statements import AdminStatementsState
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def statements_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Incassi"),
            lead=_("Gli accrediti del conto e gli ordini che pagano. Un incasso singolo si registra dall’ordine."),
            size="2xl",
        ),
        statement_file(),
        statement_tools(),
        loaded(AdminStatementsState.is_loaded, statement_lines, lines=10),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=STATEMENTS_ROUTE,
        title=mark("Incassi"),
        content=statements_page,
        shell=Shell.ADMIN,
        permission=PaymentsPermission.BOOK,
        on_load=[AdminStatementsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Incassi"), STATEMENTS_ROUTE, 46, "landmark", PaymentsPermission.BOOK, NavGroup.SALES),
)
