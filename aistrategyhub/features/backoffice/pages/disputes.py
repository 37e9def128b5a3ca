"""The staff's screen of disputes."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components.disputes import dispute_tools, disputes_table
from aistrategyhub.features.backoffice.components.routes import DISPUTES_ROUTE
from aistrategyhub.features.backoffice.state.disputes import AdminDisputesState
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def disputes_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Contestazioni"), size="2xl"),
        dispute_tools(),
        loaded(AdminDisputesState.is_loaded, disputes_table, lines=8),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=DISPUTES_ROUTE,
        title=mark("Contestazioni"),
        content=disputes_page,
        shell=Shell.ADMIN,
        permission=PaymentsPermission.READ,
        on_load=[AdminDisputesState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Contestazioni"),
        DISPUTES_ROUTE,
        47,
        "shield-alert",
        PaymentsPermission.READ,
        NavGroup.SALES,
    ),
)
