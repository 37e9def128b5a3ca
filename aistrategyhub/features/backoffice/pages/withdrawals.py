"""The staff's screen of withdrawals."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.components.routes import WITHDRAWALS_ROUTE
from aistrategyhub.features.backoffice.components.withdrawals import declining, withdrawal_tools, withdrawals_table
from aistrategyhub.features.backoffice.state.withdrawals import AdminWithdrawalsState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header
from aistrategyhub.ui.viewer import may


def withdrawals_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Recessi"), size="2xl"),
        withdrawal_tools(),
        loaded(AdminWithdrawalsState.is_loaded, withdrawals_table, lines=8),
        when(may(OrdersPermission.MANAGE), declining()),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=WITHDRAWALS_ROUTE,
        title=mark("Recessi"),
        content=withdrawals_page,
        shell=Shell.ADMIN,
        permission=OrdersPermission.READ,
        on_load=[AdminWithdrawalsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Recessi"), WITHDRAWALS_ROUTE, 45, "undo-2", OrdersPermission.READ, NavGroup.SALES),
)
