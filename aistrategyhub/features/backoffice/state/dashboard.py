"""What the owner sees first."""

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import date_label
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.queries import read_figures, read_split_notice, read_threshold_notice
from aistrategyhub.features.backoffice.schemas import Figures, MonthBar
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import list_orders
from aistrategyhub.features.orders.rules import order_row
from aistrategyhub.features.orders.schemas import OrderRow
from aistrategyhub.infra.db import unit_of_work

_NEWEST = PageRequest(per_page=8)


class DashboardState(rx.State):
    """The month so far and the newest orders: as much of it as the person may read."""

    today_label: str = ""
    figures: Figures = Figures()
    bars: list[MonthBar] = []
    threshold_notice: str = ""
    split_notice: str = ""
    orders: list[OrderRow] = []
    is_loaded: bool = False

    @rx.event
    @requires(BackofficePermission.ENTER)
    async def load(self) -> None:
        principal, today = current_principal(), today_in_rome()
        self.today_label = date_label(today)
        async with unit_of_work() as session:
            if principal.may(BackofficePermission.READ_FIGURES):
                self.figures, self.bars = await read_figures(session, today=today)
                self.threshold_notice = await read_threshold_notice(session, today=today)
                self.split_notice = await read_split_notice(session, today=today)
            if principal.may(OrdersPermission.READ):
                self.orders = [order_row(order) for order in (await list_orders(session, _NEWEST)).rows]
        self.is_loaded = True
